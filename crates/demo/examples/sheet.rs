//! Paints every picture into a folder, with one sheet of them all: `cargo run -p masthead-demo --example sheet -- FOLDER [KEY…]`.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use image::imageops::{self, FilterType};
use image::{Rgb, RgbImage};

const COLUMNS: u32 = 8;
const WIDTH: u32 = 1920;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let folder = arguments.next().ok_or("name a folder")?;
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;
    let wanted: Vec<String> = arguments.collect();
    let keys: Vec<&str> = masthead_demo::keys()
        .iter()
        .copied()
        .filter(|key| wanted.is_empty() || wanted.iter().any(|w| w == key))
        .collect();
    let columns = (keys.len() as u32).clamp(2, if wanted.is_empty() { COLUMNS } else { 4 });
    let rows = (keys.len() as u32).div_ceil(columns).max(1);
    let cell = WIDTH / columns;
    let mut sheet = RgbImage::from_pixel(columns * cell, rows * cell, Rgb([32, 32, 36]));
    let mut total = 0;
    for (i, key) in (0..).zip(&keys) {
        let painted = masthead_demo::paint(key).ok_or("a key without a picture")?;
        total += painted.bytes.len();
        let ending = if painted.media_type == "image/png" { "png" } else { "jpg" };
        fs::write(folder.join(format!("{key}.{ending}")), &painted.bytes)?;
        let picture =
            image::load_from_memory(&painted.bytes)?.resize(cell - 8, cell - 8, FilterType::Triangle).to_rgb8();
        let (x, y) = ((i % columns) * cell, (i / columns) * cell);
        let (left, top) = ((cell - picture.width()) / 2, (cell - picture.height()) / 2);
        imageops::replace(&mut sheet, &picture, i64::from(x + left), i64::from(y + top));
    }
    sheet.save(folder.join("sheet.png"))?;
    eprintln!("{} pictures, {total} bytes", keys.len());
    Ok(())
}
