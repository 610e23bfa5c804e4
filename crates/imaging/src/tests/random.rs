//! Whatever arrives, nothing panics.

use std::io::Cursor;
use std::sync::LazyLock;

use proptest::prelude::*;

use super::fixtures::*;
use crate::{Area, Format, Kind, Picture, Quality, clean, clean_in_place, detect, header, measure, metadata};

static FILES: LazyLock<Vec<(Kind, Vec<u8>)>> = LazyLock::new(|| {
    let mut files: Vec<(Kind, Vec<u8>)> = pictures().into_iter().map(|(_, kind, file)| (kind, file)).collect();
    files.push((Kind::Avif, avif()));
    files.push((Kind::Mp4, super::video::mp4()));
    files.push((Kind::WebM, super::video::webm()));
    files.push((Kind::Ogg, super::video::ogg()));
    files.push((Kind::Mp3, super::video::mp3()));
    files.push((Kind::WebP, webp_extended(&webp_lossy(), 0x0c, &[webp_chunk(b"EXIF", &camera_exif(5))])));
    files
});

/// Everything that the crate can do with a file.
fn use_all(file: &[u8], kind: Kind) {
    let _ = detect(file);
    let limits = limits();
    let seen = header(file, kind, &limits);
    let _ = metadata(file, kind);
    let cleaned = clean(file, kind);
    let mut copy = Cursor::new(file.to_vec());
    let _ = measure(&mut copy, kind);
    let _ = clean_in_place(&mut copy, kind).unwrap();
    if let Ok(picture) = Picture::decode(file, kind, &limits) {
        let seen = seen.unwrap();
        assert_eq!((picture.width(), picture.height()), seen.upright());
        let small = picture.render(Area { x: 3, y: 3, width: 9, height: 9 }, 4, 4, Format::Jpeg, Quality::default());
        small.unwrap();
        // What can be shown and can be cleaned can be shown afterwards.
        if let Ok(Some(cleaned)) = cleaned {
            assert_eq!(Picture::decode(&cleaned, kind, &limits).unwrap().rgba(), picture.rgba());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bytes(file in proptest::collection::vec(any::<u8>(), 0..600), kind in 0..Kind::ALL.len()) {
        use_all(&file, Kind::ALL[kind]);
    }

    #[test]
    fn bytes_behind_a_start(which in 0usize..100, keep in 1usize..80, rest in proptest::collection::vec(any::<u8>(), 0..300)) {
        let (kind, file) = &FILES[which % FILES.len()];
        let file = [&file[..keep.min(file.len())], &rest].concat();
        use_all(&file, *kind);
    }

    #[test]
    fn mutations(which in 0usize..100, changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)) {
        let (kind, file) = &FILES[which % FILES.len()];
        let mut file = file.clone();
        for (at, byte) in changes {
            let at = at.index(file.len());
            file[at] = byte;
        }
        use_all(&file, *kind);
    }

    #[test]
    fn mutations_of_the_head(which in 0usize..100, changes in proptest::collection::vec((0usize..200, any::<u8>()), 1..4)) {
        let (kind, file) = &FILES[which % FILES.len()];
        let mut file = file.clone();
        for (at, byte) in changes {
            let length = file.len();
            file[at % length] = byte;
        }
        use_all(&file, *kind);
    }

    #[test]
    fn pieces_moved(which in 0usize..100, cut in any::<(prop::sample::Index, prop::sample::Index, prop::sample::Index)>()) {
        let (kind, file) = &FILES[which % FILES.len()];
        let (a, b, to) = (cut.0.index(file.len()), cut.1.index(file.len()), cut.2.index(file.len()));
        let piece = &file[a.min(b)..a.max(b)];
        let file = [&file[..to], piece, &file[to..]].concat();
        use_all(&file, *kind);
    }

    #[test]
    fn texts(text in "[<!?/a-z\\-\\[\\] \u{feff}>svghtml]{0,60}") {
        let _ = detect(text.as_bytes());
        let _ = crate::metadata(&webp_extended(&webp_lossy(), 4, &[webp_chunk(b"XMP ", text.as_bytes())]), Kind::WebP);
    }
}
