//! Pictures: how fast they are made smaller, beside `vipsthumbnail` on the same files; and how fast they are served, beside nginx on
//! the same file. What is not installed is left out, and that is said.

use std::{
    fmt::Write as _,
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use bytes::Bytes;
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use masthead_app::{App, assets, media};
use masthead_imaging::{self as imaging, Format, Kind, Limits, Picture, Quality};
use serde_json::{Value, json};

use crate::{
    load::{Load, run},
    median,
};

/// Pictures that are made smaller, and their size: 24 megapixels, as cameras make them.
const PICTURES: usize = 4;
const WIDTH: u16 = 6_000;
const HEIGHT: u16 = 4_000;
/// How wide the small ones are.
const SMALL: u32 = 640;
/// Rounds of which the median counts.
const ROUNDS: usize = 3;

/// How long something took for each picture, in milliseconds.
struct Resize {
    name: &'static str,
    ours: f64,
    theirs: Option<f64>,
}

/// How fast a file is served.
struct Served {
    bytes: usize,
    ours: Load,
    theirs: Option<Load>,
}

/// What was measured.
pub(crate) struct Media {
    resizes: Vec<Resize>,
    served: Vec<Served>,
}

/// A picture with edges, planes and grain, the same every time.
fn picture(seed: u32) -> Vec<u8> {
    let (width, height) = (u32::from(WIDTH), u32::from(HEIGHT));
    let mut state = seed.wrapping_mul(2_654_435_761) | 1;
    let mut pixels = Vec::with_capacity((width * height * 3) as usize);
    for y in 0..height {
        for x in 0..width {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            let grain = state & 15;
            let plane = if (x / 400 + y / 300 + seed).is_multiple_of(2) { 60 } else { 150 };
            pixels.push(u8::try_from((x * 80 / width + plane + grain).min(255)).unwrap());
            pixels.push(u8::try_from((y * 80 / height + plane / 2 + grain).min(255)).unwrap());
            pixels.push(u8::try_from((plane + grain).min(255)).unwrap());
        }
    }
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 90);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder.encode(&pixels, WIDTH, HEIGHT, ColorType::Rgb).unwrap();
    bytes
}

fn is_there(program: &str) -> bool {
    Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}

fn milliseconds(mut rounds: Vec<Duration>) -> f64 {
    rounds.sort_unstable();
    rounds[rounds.len() / 2].as_secs_f64() * 1e3 / PICTURES as f64
}

/// Makes every picture small with our code, on one thread.
fn ours(files: &[Vec<u8>], widths: &[u32], format: Format) -> f64 {
    let limits = Limits { max_pixels: 64_000_000, max_memory: u64::MAX, deadline: Duration::from_secs(60) };
    let round = || {
        let begin = Instant::now();
        for file in files {
            imaging::header(file, Kind::Jpeg, &limits).unwrap();
            let picture = Picture::decode(file, Kind::Jpeg, &limits).unwrap();
            for width in widths {
                let height = width * u32::from(HEIGHT) / u32::from(WIDTH);
                picture.render(picture.area(), *width, height, format, Quality::default()).unwrap();
            }
        }
        begin.elapsed()
    };
    milliseconds((0..ROUNDS).map(|_| round()).collect())
}

/// The same with `vipsthumbnail`: all pictures in one process, on one thread; for several widths once for each.
fn theirs(folder: &Path, widths: &[u32], ending: &str) -> Option<f64> {
    if !is_there("vipsthumbnail") {
        return None;
    }
    let round = || {
        let begin = Instant::now();
        for width in widths {
            let mut command = Command::new("vipsthumbnail");
            command.env("VIPS_CONCURRENCY", "1").args([
                "--size",
                &format!("{width}x"),
                "-o",
                &format!("%s-{width}.{ending}"),
            ]);
            command.args((0..PICTURES).map(|number| folder.join(format!("{number}.jpg"))));
            assert!(command.status().unwrap().success(), "vipsthumbnail failed");
        }
        begin.elapsed()
    };
    Some(milliseconds((0..ROUNDS).map(|_| round()).collect()))
}

fn resizes() -> Vec<Resize> {
    let folder = tempfile::tempdir().unwrap();
    let files: Vec<Vec<u8>> = (0..PICTURES).map(|number| picture(u32::try_from(number).unwrap() + 7)).collect();
    for (number, file) in files.iter().enumerate() {
        std::fs::write(folder.path().join(format!("{number}.jpg")), file).unwrap();
    }
    let all = media::MediaSettings::default().widths;
    let cases: [(&'static str, &[u32], Format, &str); 3] = [
        ("one 640 px JPEG", &[SMALL], Format::Jpeg, "jpg[Q=80]"),
        ("one 640 px WebP", &[SMALL], Format::WebP, "webp[Q=78]"),
        ("all 7 widths in WebP", &all, Format::WebP, "webp[Q=78]"),
    ];
    cases
        .into_iter()
        .map(|(name, widths, format, ending)| Resize {
            name,
            ours: ours(&files, widths, format),
            theirs: theirs(folder.path(), widths, ending),
        })
        .collect()
}

/// nginx over a folder, with one worker; it is killed when it is dropped.
struct Nginx {
    process: Child,
    address: String,
}

impl Nginx {
    fn start(folder: &Path) -> Option<Self> {
        if !is_there("nginx") {
            return None;
        }
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
        let own = folder.display();
        let text = format!(
            "worker_processes 1; daemon off; pid {own}/pid; error_log stderr crit;\nevents {{}}\nhttp {{ access_log off; \
             sendfile on; tcp_nopush on; open_file_cache max=100; keepalive_requests 1000000; types {{ image/webp webp; }} \
             client_body_temp_path {own}/a; proxy_temp_path {own}/b; fastcgi_temp_path {own}/c; uwsgi_temp_path {own}/d; \
             scgi_temp_path {own}/e; server {{ listen {address}; root {own}; }} }}\n"
        );
        std::fs::write(folder.join("nginx.conf"), text).unwrap();
        let mut command = Command::new("nginx");
        command.args(["-p", &own.to_string(), "-c", &format!("{own}/nginx.conf")]).stderr(Stdio::null());
        let nginx = Self { process: command.spawn().unwrap(), address };
        let is_up = (0..50).any(|_| {
            std::thread::sleep(Duration::from_millis(50));
            std::net::TcpStream::connect(&nginx.address).is_ok()
        });
        if !is_up {
            println!("nginx does not start, and is left out");
        }
        is_up.then_some(nginx)
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg(self.process.id().to_string()).status();
        let _ = self.process.wait();
    }
}

/// Uploads a picture, and measures how fast two of its sizes are served.
async fn addresses(app: &App) -> Vec<(String, Bytes)> {
    let cx = app.system();
    let upload = media::create_upload(&cx, None).await.unwrap();
    let bytes = futures_util::stream::iter([Ok::<_, String>(Bytes::from(picture(3)))]);
    media::receive(&cx, upload.id, None, bytes).await.unwrap();
    let Value::Object(fields) = json!({"upload": upload.id}) else { unreachable!() };
    let asset = assets::create(&cx, fields).await.unwrap();
    let view = assets::written(&cx, asset).await.unwrap();
    let mut found = Vec::new();
    for width in [SMALL, 2_048] {
        let all = view.renditions(masthead_domain::rendition::Crop::Original, masthead_domain::rendition::Format::WebP);
        let url = all.into_iter().find(|it| it.rendition.width == width).unwrap().url;
        let parts: Vec<&str> = url.trim_start_matches('/').split('/').collect();
        let media::Found::Here(found_here) = media::open(&cx, parts[1], parts[2], parts[3]).await.unwrap() else {
            panic!("moved")
        };
        let media::Body::Whole(bytes) = media::read(&cx, &found_here, None).await.unwrap() else { panic!("a stream") };
        found.push((url, bytes));
    }
    found
}

/// Measures everything of pictures; `server` is where the app is served.
pub(crate) fn measure(runtime: &tokio::runtime::Runtime, app: &App, server: &str, seconds: f64) -> Media {
    let folder = tempfile::tempdir().unwrap();
    let found = runtime.block_on(addresses(app));
    for (number, (_, bytes)) in found.iter().enumerate() {
        std::fs::write(folder.path().join(format!("{number}.webp")), bytes).unwrap();
    }
    let nginx = Nginx::start(folder.path());
    let time = Duration::from_secs_f64(seconds);
    let served = found.iter().enumerate().map(|(number, (path, bytes))| {
        let request = |path: &str| format!("GET {path} HTTP/1.1\r\nHost: bench\r\n\r\n");
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            ours.push(run(server, &request(path), 8, time));
            theirs.extend(nginx.as_ref().map(|it| run(&it.address, &request(&format!("/{number}.webp")), 8, time)));
        }
        let theirs = if theirs.is_empty() { None } else { Some(median(theirs)) };
        Served { bytes: bytes.len(), ours: median(ours), theirs }
    });
    let served = served.collect();
    drop(nginx);
    Media { resizes: resizes(), served }
}

impl Media {
    /// The table for people.
    pub(crate) fn table(&self) -> String {
        let mut text =
            format!("\nPictures of {WIDTH} × {HEIGHT}, one thread, milliseconds each, medians of {ROUNDS} rounds\n\n");
        let number =
            |value: Option<f64>| value.map_or_else(|| "not installed".to_owned(), |value| format!("{value:.1}"));
        writeln!(text, "{:<24} {:>10} {:>14} {:>7}", "made smaller", "Masthead", "vipsthumbnail", "ratio").unwrap();
        for Resize { name, ours, theirs } in &self.resizes {
            let ratio = theirs.map_or_else(String::new, |theirs| format!("{:.2}", theirs / ours));
            writeln!(text, "{name:<24} {ours:>10.1} {:>14} {ratio:>7}", number(*theirs)).unwrap();
        }
        writeln!(text, "\n{:<24} {:>10} {:>14} {:>7}", "served, req/s", "Masthead", "nginx", "ratio").unwrap();
        for Served { bytes, ours, theirs } in &self.served {
            let ratio = theirs.map_or_else(String::new, |theirs| format!("{:.2}", ours.per_second / theirs.per_second));
            let name = format!("{bytes} bytes");
            let theirs = number(theirs.map(|theirs| theirs.per_second));
            writeln!(text, "{name:<24} {:>10.0} {theirs:>14} {ratio:>7}", ours.per_second).unwrap();
        }
        text
    }

    /// For comparing two runs.
    pub(crate) fn json(&self) -> Value {
        let resizes =
            self.resizes.iter().map(|it| json!({"case": it.name, "ms": it.ours, "vipsthumbnailMs": it.theirs}));
        let served = self.served.iter().map(|it| {
            json!({"bytes": it.bytes, "perSecond": it.ours.per_second, "nginxPerSecond": it.theirs.map(|load| load.per_second)})
        });
        json!({"resizes": resizes.collect::<Vec<_>>(), "served": served.collect::<Vec<_>>()})
    }
}
