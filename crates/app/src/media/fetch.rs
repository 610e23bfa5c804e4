//! Files that are fetched from elsewhere, by a URL that a client gave. Nothing is asked that is not on the public internet, whatever
//! the URL, a name in it, or a redirect says.

use futures_util::StreamExt;
use masthead_domain::{access::Operation, error::Error as Rule, file::Upload};
use reqwest::{StatusCode, header::LOCATION};
use url::Url;

use super::receive::{create_upload, is_file_name, receive_from};
use crate::{Cx, Error, Result, outbound};

/// Most redirects that are followed.
const MAX_REDIRECTS: usize = 5;

/// Fetches a file, as if it had been uploaded.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::Forbidden`]; [`Error::Invalid`] when it cannot be had, or is not taken;
/// [`Error::TooLarge`], [`Error::UnsupportedMedia`].
pub async fn fetch(cx: &Cx, url: &str) -> Result<Upload> {
    cx.may(Operation::CreateUpload)?;
    let wrong = |why: &str| Error::wrong("/importUrl", "invalid", why);
    let asked = Url::parse(url).map_err(|_| wrong("an absolute http or https URL is wanted"))?;
    let mut url = asked.clone();
    let media = &cx.app.media;
    let client = media.client.as_ref().map_err(|error| Error::internal(error.clone()))?;
    for _ in 0..=MAX_REDIRECTS {
        outbound::check(&url, &media.settings.fetch_networks).map_err(|why| not_fetched(&url, &why))?;
        let answer = client.get(url.clone()).send().await.map_err(|error| not_fetched(&url, &cause(&error)))?;
        let status = answer.status();
        if status.is_redirection() && status != StatusCode::NOT_MODIFIED {
            let location = answer.headers().get(LOCATION).and_then(|value| value.to_str().ok());
            let next = location.and_then(|location| url.join(location).ok());
            url = next.ok_or_else(|| not_fetched(&url, "it leads elsewhere, and does not say where"))?;
            continue;
        }
        if status != StatusCode::OK {
            return Err(not_fetched(&url, &format!("it answers {}", status.as_u16())));
        }
        let upload = create_upload(cx, name(&url)).await?;
        // What is compressed on its way has another length than what comes out of it.
        let declared = answer.content_length();
        let stream = answer.bytes_stream().map(|part| part.map_err(|error| cause(&error))).boxed();
        return receive_from(cx, upload.id, declared, stream, Some(asked)).await.map_err(|error| of_url(error, &url));
    }
    Err(not_fetched(&url, &format!("it leads on more than {MAX_REDIRECTS} times")))
}

fn not_fetched(url: &Url, why: &str) -> Error {
    Error::wrong("/importUrl", "not_fetched", format!("{url} cannot be fetched: {why}"))
}

/// The innermost cause: the outer ones only say that there was one.
fn cause(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

/// What is wrong with a file is wrong with the URL that it came from.
fn of_url(error: Error, url: &Url) -> Error {
    match error {
        Error::Invalid(Rule::Invalid(mut violations)) => {
            for violation in &mut violations {
                if violation.field == "/file" {
                    violation.field = "/importUrl".to_owned();
                }
            }
            Error::invalid(violations)
        }
        Error::Malformed(why) => not_fetched(url, &why),
        other => other,
    }
}

/// What the file is called at the end of its path.
fn name(url: &Url) -> Option<String> {
    let last = url.path_segments()?.next_back()?;
    let name = percent_decoded(last);
    Some(name).filter(|name| !name.is_empty() && is_file_name(name))
}

fn percent_decoded(text: &str) -> String {
    // A form decoder would take a plus for a blank.
    let pair = format!("x={}", text.replace('+', "%2B"));
    url::form_urlencoded::parse(pair.as_bytes()).next().map(|(_, value)| value.into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_called_what_their_address_ends_in() {
        let name = |text: &str| name(&Url::parse(text).expect("a URL"));
        assert_eq!(name("https://a.example/x/f%C3%A4hre+1.jpg?w=1").as_deref(), Some("fähre+1.jpg"));
        assert_eq!(name("https://a.example/"), None);
    }
}
