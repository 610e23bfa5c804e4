//! What may be embedded, and how reading is told about its surroundings.

use url::Url;

/// How to read a document.
#[derive(Debug, Clone)]
pub struct Options {
    /// What may be shown in a frame: a host (`player.vimeo.com`), a host with its subdomains (leading dot: `.bandcamp.com`), or a host and the beginning
    /// of a path (`www.google.com/maps/`).
    pub embed_hosts: Vec<String>,
    /// Where the document came from: pictures and frames with relative URLs are found from here. Links stay relative.
    pub base_url: Option<Url>,
    /// The document's language (BCP 47), for the quotation marks of `<q>`.
    pub language: String,
}

/// Players and posts that newsrooms embed. Hosts that frame arbitrary pages of arbitrary people (such as `codepen.io`) still run in a sandbox, on their own origin.
const EMBED_HOSTS: [&str; 36] = [
    "www.youtube.com/embed/",
    "www.youtube-nocookie.com/embed/",
    "player.vimeo.com",
    "www.dailymotion.com/embed/",
    "geo.dailymotion.com",
    "player.twitch.tv",
    "clips.twitch.tv",
    "embed.ted.com",
    "archive.org/embed/",
    "www.arte.tv/embeds/",
    "open.spotify.com/embed",
    "w.soundcloud.com",
    ".bandcamp.com/EmbeddedPlayer",
    "embed.podcasts.apple.com",
    "embed.music.apple.com",
    "widget.deezer.com",
    "player.simplecast.com",
    "embed.acast.com",
    "www.google.com/maps/",
    "maps.google.com/maps",
    "www.openstreetmap.org/export/",
    "datawrapper.dwcdn.net",
    "flo.uri.sh",
    "public.flourish.studio",
    "public.tableau.com",
    "e.infogram.com",
    "www.documentcloud.org",
    "embed.documentcloud.org",
    "uploads.knightlab.com",
    "cdn.knightlab.com",
    "codepen.io",
    "platform.twitter.com",
    "embed.bsky.app",
    "www.instagram.com",
    "www.facebook.com/plugins/",
    "www.tiktok.com/embed",
];

impl Default for Options {
    fn default() -> Self {
        Self { embed_hosts: EMBED_HOSTS.map(str::to_owned).to_vec(), base_url: None, language: "en".to_owned() }
    }
}

impl Options {
    /// May this be shown in a frame? Only `https`, without user name, on the standard port.
    pub(crate) fn allows_embed(&self, url: &Url) -> bool {
        let Some(host) = url.host_str() else {
            return false;
        };
        if url.scheme() != "https" || url.port().is_some() || !url.username().is_empty() || url.password().is_some() {
            return false;
        }
        self.embed_hosts.iter().any(|entry| {
            let (name, path) = entry.find('/').map_or((entry.as_str(), ""), |at| entry.split_at(at));
            let host_fits =
                name.strip_prefix('.').map_or(host == name, |domain| host == domain || host.ends_with(name));
            host_fits && url.path().starts_with(path)
        })
    }

    /// The absolute URL of a page that is to go into a frame; pages of well-known players become the players themselves.
    pub(crate) fn frame_url(&self, source: &str) -> Option<Url> {
        let mut url = self.absolute(source)?;
        if url.scheme() == "http" {
            // Every allowed host speaks https, and a frame without it would be blocked.
            url.set_scheme("https").ok()?;
        }
        let player = player_url(&url);
        Some(player.unwrap_or(url))
    }

    /// The address of a picture, video or sound: absolute if that can be done, else as it is.
    pub(crate) fn located(&self, source: String) -> String {
        self.absolute(&source).map_or(source, String::from)
    }

    /// A picture's, page's or source's URL made absolute, if that can be done.
    pub(crate) fn absolute(&self, source: &str) -> Option<Url> {
        let parsed = match &self.base_url {
            Some(base) => base.join(source).ok()?,
            // A URL without a scheme means that of the page, which by now is https.
            None if source.starts_with("//") => Url::parse(&format!("https:{source}")).ok()?,
            None => Url::parse(source).ok()?,
        };
        (matches!(parsed.scheme(), "http" | "https") && parsed.has_host()).then_some(parsed)
    }
}

/// Does what this address leads to depend on the page it stands on, and not only on the page's site?
pub(crate) fn is_relative_path(url: &str) -> bool {
    !url.is_empty() && !url.starts_with('/') && Url::parse(url) == Err(url::ParseError::RelativeUrlWithoutBase)
}

/// The player behind a page that shows one: watch pages refuse to be framed.
fn player_url(url: &Url) -> Option<Url> {
    let is_id = |id: &str| !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    let mut path = url.path_segments()?;
    let (first, second) = (path.next().unwrap_or_default(), path.next().unwrap_or_default());
    let player = match url.host_str()? {
        "youtube.com" | "www.youtube.com" | "m.youtube.com" => {
            let id = match first {
                "watch" => url.query_pairs().find(|(key, _)| key == "v")?.1.into_owned(),
                "shorts" | "live" => second.to_owned(),
                "embed" if url.host_str() != Some("www.youtube.com") => second.to_owned(),
                _ => return None,
            };
            is_id(&id).then(|| format!("https://www.youtube.com/embed/{id}"))?
        }
        "youtu.be" => is_id(first).then(|| format!("https://www.youtube.com/embed/{first}"))?,
        "vimeo.com" | "www.vimeo.com" => {
            first.parse::<u64>().is_ok().then(|| format!("https://player.vimeo.com/video/{first}"))?
        }
        "open.spotify.com" if matches!(first, "track" | "album" | "playlist" | "episode" | "show" | "artist") => {
            is_id(second).then(|| format!("https://open.spotify.com/embed/{first}/{second}"))?
        }
        _ => return None,
    };
    Url::parse(&player).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(url: &str) -> bool {
        let options = Options::default();
        options.frame_url(url).is_some_and(|url| options.allows_embed(&url))
    }

    #[test]
    fn known_players_may_be_embedded() {
        for url in [
            "https://www.youtube.com/embed/x1?start=3",
            "http://youtu.be/x1",
            "//player.vimeo.com/video/1",
            "https://bandcamp.com/EmbeddedPlayer/album=1/",
            "https://a.bandcamp.com/EmbeddedPlayer/1",
            "https://www.google.com/maps/embed?pb=1",
            "https://www.youtube.com/watch?v=abc&t=1",
        ] {
            assert!(allowed(url), "{url}");
        }
    }

    #[test]
    fn lookalikes_may_not() {
        for url in [
            "https://www.youtube.com.evil.example/embed/x",
            "https://evilbandcamp.com/EmbeddedPlayer/1",
            "https://user@player.vimeo.com/1",
            "https://player.vimeo.com:8443/1",
            "https://www.google.com/search?q=maps/",
            "javascript:alert(1)//player.vimeo.com",
            "data:text/html,x",
            "/embed/x",
            "https://www.youtube.com/redirect?q=https://evil.example",
        ] {
            assert!(!allowed(url), "{url}");
        }
    }
}
