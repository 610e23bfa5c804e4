//! The pictures of the demo magazine, painted by a program.
//!
//! Each asset of the demo that is a picture has a scene here. A scene is a few shapes in a few inks on a canvas whose
//! units do not depend on its size; the paper shows through at the end. Nothing is drawn by lot that would fall
//! differently elsewhere: the same key gives the same bytes on every machine, in every build and at every time.

mod canvas;
mod chance;
mod ink;
mod kit;
mod print;
mod scenes;
mod shape;

use canvas::Canvas;
use scenes::{KEYS, SCENES, Sheet};

/// One picture of the demo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Painted {
    /// The file.
    pub bytes: Vec<u8>,
    /// What kind of file it is.
    pub media_type: &'static str,
    /// Its width in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
}

/// Every asset of the demo that is a picture, by its key, in the order of the magazine.
pub fn keys() -> &'static [&'static str] {
    &KEYS
}

/// Paints one. The same bytes on every machine and at every time.
pub fn paint(key: &str) -> Option<Painted> {
    let (seed, scene) = (1_u32..).zip(SCENES).find(|(_, scene)| scene.key == key)?;
    let (width, height) = scene.size;
    let mut canvas = Canvas::new(width, height)?;
    (scene.paint)(&mut canvas);
    let mut map = canvas.map;
    let (bytes, media_type) = match scene.sheet {
        Sheet::Print => {
            print::paper(&mut map, seed);
            (print::jpeg(&map)?, "image/jpeg")
        }
        Sheet::Drawing => (print::png(&map, false)?, "image/png"),
        Sheet::Clear => (print::png(&map, true)?, "image/png"),
    };
    Some(Painted { bytes, media_type, width, height })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a test fails by panicking
mod tests {
    use std::collections::BTreeMap;

    use serde_json::Value;

    use super::*;

    /// The magazine's own records of its assets, by key, in its order.
    fn records() -> (Vec<String>, BTreeMap<String, Value>) {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../cli/demo/magazine.ndjson");
        let text = std::fs::read_to_string(path).unwrap();
        let records = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let assets: Vec<Value> = records.filter(|record| record["type"] == "asset").collect();
        let key = |asset: &Value| asset["key"].as_str().unwrap().to_owned();
        (assets.iter().map(key).collect(), assets.iter().map(|asset| (key(asset), asset.clone())).collect())
    }

    /// How far the lights of a picture are from its darks, without the twentieth part at either end.
    fn contrast(picture: &image::DynamicImage) -> u8 {
        let mut lights: Vec<u8> = picture.to_luma8().pixels().step_by(37).map(|pixel| pixel.0[0]).collect();
        lights.sort_unstable();
        lights[lights.len() * 19 / 20] - lights[lights.len() / 20]
    }

    #[test]
    fn the_magazine_and_the_pictures_name_the_same_assets() {
        assert_eq!(keys(), records().0);
        assert_eq!(paint("no-such-picture"), None);
    }

    #[test]
    fn every_picture_is_what_the_magazine_says_and_the_same_each_time() {
        let (_, records) = records();
        for key in keys() {
            let painted = paint(key).unwrap();
            let ending = if painted.media_type == "image/png" { "png" } else { "jpg" };
            assert_eq!(records[*key]["file"], format!("{key}.{ending}"));
            assert!(painted.width.max(painted.height) <= 1600, "{key}");

            let picture = image::load_from_memory(&painted.bytes).unwrap();
            assert_eq!((picture.width(), picture.height()), (painted.width, painted.height), "{key}");
            assert!(contrast(&picture) > 40, "{key} is nearly one tone: {}", contrast(&picture));
            assert!(painted.bytes.len() < 1_000_000, "{key} weighs {} bytes", painted.bytes.len());
            assert_eq!(paint(key).as_ref(), Some(&painted), "{key}");
        }
    }

    #[test]
    fn the_mark_stands_on_nothing() {
        let mark = image::load_from_memory(&paint("desk-mark").unwrap().bytes).unwrap().to_rgba8();
        assert_eq!(mark.get_pixel(2, 2).0[3], 0);
        assert_eq!(mark.get_pixel(256, 256).0[3], 255);
    }
}
