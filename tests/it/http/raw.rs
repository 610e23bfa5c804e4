//! Requests that no client library would send, byte by byte.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

/// What a server answers to these bytes: status, and all of the text.
pub(super) async fn raw(url: &str, bytes: impl Into<Vec<u8>>) -> (u16, String) {
    let (address, bytes) = (url.trim_start_matches("http://").to_owned(), bytes.into());
    tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        // The server may answer and hang up before it has read everything.
        let _ = stream.write_all(&bytes);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let text = String::from_utf8_lossy(&answer).into_owned();
        let status = text.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        (status, text)
    })
    .await
    .unwrap()
}
