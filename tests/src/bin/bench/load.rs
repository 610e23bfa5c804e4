//! The load: a few connections that each send the next request when the answer is there. Loopback only, bounded in time.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};

use crate::cores;

/// A request for the static response.
pub(crate) const STATIC: &str = "GET / HTTP/1.1\r\nHost: bench\r\n\r\n";

/// What a load measured.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Load {
    pub(crate) per_second: f64,
    pub(crate) p50_us: f64,
    pub(crate) p99_us: f64,
}

/// Sends a request over and over for so long.
pub(crate) fn run(address: &str, request: &str, connections: usize, time: Duration) -> Load {
    let warm_up = Duration::from_millis(200);
    let threads: Vec<_> = (0..connections)
        .map(|_| {
            let (address, request) = (address.to_owned(), request.as_bytes().to_vec());
            std::thread::spawn(move || {
                cores::clients();
                let mut connection = Connection::open(&address);
                let begin = Instant::now();
                while begin.elapsed() < warm_up {
                    connection.ask(&request);
                }
                let begin = Instant::now();
                let mut latencies = Vec::new();
                while begin.elapsed() < time {
                    let asked = Instant::now();
                    connection.ask(&request);
                    latencies.push(asked.elapsed());
                }
                (latencies, begin.elapsed())
            })
        })
        .collect();
    let mut latencies = Vec::new();
    let mut per_second = 0.0;
    for thread in threads {
        let (some, elapsed) = thread.join().unwrap();
        per_second += some.len() as f64 / elapsed.as_secs_f64();
        latencies.extend(some);
    }
    latencies.sort_unstable();
    let at = |part: f64| {
        let place = ((latencies.len() as f64 * part) as usize).min(latencies.len() - 1);
        latencies[place].as_secs_f64() * 1e6
    };
    Load { per_second, p50_us: at(0.5), p99_us: at(0.99) }
}

/// A connection that is kept.
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    pub(crate) fn open(address: &str) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        Self { stream, buffer: vec![0; 1 << 20] }
    }

    /// A header of the last answer.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let head = self.buffer.windows(4).position(|four| four == b"\r\n\r\n")?;
        let lines = std::str::from_utf8(&self.buffer[..head]).ok()?.split("\r\n");
        let mut found = lines.filter_map(|line| line.split_once(": ")).filter(|(other, _)| *other == name);
        found.next().map(|(_, value)| value.to_owned())
    }

    /// Sends a request and reads the whole answer, which must be a success with a length, or that nothing has changed.
    pub(crate) fn ask(&mut self, request: &[u8]) {
        self.stream.write_all(request).unwrap();
        let mut filled = 0;
        let mut end = None;
        loop {
            let read = self.stream.read(&mut self.buffer[filled..]).unwrap();
            assert!(read > 0, "the server closed the connection");
            filled += read;
            if end.is_none()
                && let Some(head) = self.buffer[..filled].windows(4).position(|four| four == b"\r\n\r\n")
            {
                let text = std::str::from_utf8(&self.buffer[..head]).unwrap().to_ascii_lowercase();
                if text.starts_with("http/1.1 304") {
                    return;
                }
                assert!(text.starts_with("http/1.1 200"), "{text}");
                let length = text.split("content-length: ").nth(1).expect("a length");
                let length: usize = length.split("\r\n").next().unwrap().trim().parse().unwrap();
                end = Some(head + 4 + length);
            }
            if end.is_some_and(|end| filled >= end) {
                return;
            }
        }
    }
}
