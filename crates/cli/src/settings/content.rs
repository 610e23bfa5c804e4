//! How content is read.

use clap::Args;

/// How content is read.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Content")]
pub(crate) struct Content {
    /// Players and posts that articles may embed: a host (`player.vimeo.com`), a host and its subdomains
    /// (`.bandcamp.com`), or a host and the beginning of a path (`www.google.com/maps/`), separated by commas. What is
    /// given replaces the whole list. [default: the usual players; `masthead config` lists them]
    #[arg(long, value_name = "HOSTS", value_delimiter = ',', value_parser = embed_host, hide_default_value = true,
        default_values_t = masthead_app::Settings::default().embed_hosts)]
    embed_hosts: Vec<String>,
}

impl Content {
    /// The list; one empty name, as an empty variable gives, is an empty list.
    pub(crate) fn embed_hosts(&self) -> Vec<String> {
        self.embed_hosts.iter().filter(|host| !host.is_empty()).cloned().collect()
    }
}

fn embed_host(text: &str) -> Result<String, String> {
    let host = text.trim();
    if host.contains("://") || host.contains(char::is_whitespace) || host.starts_with('/') {
        return Err("a host is wanted, with no scheme and no blanks, such as player.vimeo.com".to_owned());
    }
    Ok(host.to_owned())
}
