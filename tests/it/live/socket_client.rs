//! A WebSocket client of a few lines: RFC 6455, as much of it as the tests need.

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::listener::SOON;

/// What a server sends.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Frame {
    Text(Value),
    Close(u16, String),
    Ping,
    /// The connection has ended.
    End,
}

/// An open socket.
pub(super) struct Socket(TcpStream);

impl Socket {
    /// Opens a socket that speaks a protocol.
    pub(super) async fn open(url: &str, protocol: &str) -> Self {
        let host = url.trim_start_matches("http://");
        let mut stream = TcpStream::connect(host).await.unwrap();
        let request = format!(
            "GET /graphql HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
             Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: {protocol}\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.unwrap());
        }
        let head = String::from_utf8(head).unwrap();
        assert!(head.starts_with("HTTP/1.1 101 "), "{head}");
        Self(stream)
    }

    /// One that has been acknowledged.
    pub(super) async fn acknowledged(url: &str) -> Self {
        let mut socket = Self::open(url, "graphql-transport-ws").await;
        socket.send(r#"{"type":"connection_init","payload":{}}"#).await;
        assert_eq!(socket.text().await["type"], "connection_ack");
        socket
    }

    pub(super) async fn send(&mut self, text: &str) {
        self.frame(1, text.as_bytes()).await;
    }

    /// A frame of this kind, masked with zeros.
    pub(super) async fn frame(&mut self, opcode: u8, bytes: &[u8]) {
        let mut frame = vec![0x80 | opcode];
        match bytes.len() {
            short @ 0..126 => frame.push(0x80 | u8::try_from(short).unwrap()),
            long => {
                frame.push(0x80 | 126);
                frame.extend_from_slice(&u16::try_from(long).unwrap().to_be_bytes());
            }
        }
        frame.extend_from_slice(&[0; 4]);
        frame.extend_from_slice(bytes);
        self.0.write_all(&frame).await.unwrap();
    }

    /// The next frame.
    pub(super) async fn next(&mut self) -> Frame {
        tokio::time::timeout(SOON, self.wait()).await.expect("nothing came")
    }

    async fn wait(&mut self) -> Frame {
        let (Ok(first), Ok(second)) = (self.0.read_u8().await, self.0.read_u8().await) else { return Frame::End };
        assert_eq!((first & 0x80, second & 0x80), (0x80, 0), "whole and not masked");
        let length = match second {
            126 => u64::from(self.0.read_u16().await.unwrap()),
            127 => self.0.read_u64().await.unwrap(),
            short => u64::from(short),
        };
        let mut bytes = vec![0; usize::try_from(length).unwrap()];
        self.0.read_exact(&mut bytes).await.unwrap();
        match first & 0x0F {
            1 => Frame::Text(serde_json::from_slice(&bytes).unwrap()),
            8 => {
                let (code, reason) = bytes.split_first_chunk::<2>().unwrap();
                Frame::Close(u16::from_be_bytes(*code), String::from_utf8_lossy(reason).into_owned())
            }
            9 => Frame::Ping,
            other => panic!("opcode {other}"),
        }
    }

    /// The next message.
    pub(super) async fn text(&mut self) -> Value {
        loop {
            match self.next().await {
                Frame::Text(text) => return text,
                Frame::Ping => self.frame(10, b"").await,
                other => panic!("{other:?}"),
            }
        }
    }

    /// The code that it is closed with.
    pub(super) async fn closed(&mut self) -> u16 {
        loop {
            match self.next().await {
                Frame::Close(code, _) => return code,
                Frame::Ping => self.frame(10, b"").await,
                Frame::Text(_) => {}
                Frame::End => panic!("it ended without a word"),
            }
        }
    }
}
