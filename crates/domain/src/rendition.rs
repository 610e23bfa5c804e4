//! Renditions: the sizes, crops and formats that a picture can be had in. There is a fixed number of them for every picture, each with
//! a name of its own: whatever else is asked for is not there, so nobody can make the server work for nothing.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// The shape that a picture is cut to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Crop {
    /// As it is.
    Original,
    /// 1:1.
    Square,
    /// 4:3.
    Standard,
    /// 16:9.
    Wide,
    /// 1.91:1, what social networks show of a shared page.
    Social,
}

impl Crop {
    /// Every crop.
    pub const ALL: [Self; 5] = [Self::Original, Self::Square, Self::Standard, Self::Wide, Self::Social];

    /// Its name in addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Original => "original",
            Self::Square => "square",
            Self::Standard => "standard",
            Self::Wide => "wide",
            Self::Social => "social",
        }
    }

    /// Width and height of its shape; nothing for that of the picture itself.
    const fn ratio(self) -> Option<(u32, u32)> {
        match self {
            Self::Original => None,
            Self::Square => Some((1, 1)),
            Self::Standard => Some((4, 3)),
            Self::Wide => Some((16, 9)),
            Self::Social => Some((191, 100)),
        }
    }

    /// What of a picture is in view: as much as its shape allows, with the focal point as near to the middle as the edges allow.
    pub fn area(self, (width, height): (u32, u32), focal: FocalPoint) -> Area {
        let Some((across, down)) = self.ratio() else { return Area { x: 0, y: 0, width, height } };
        // Everything fits into 64 bits: sides have 32, shapes and focal points ten.
        let scaled = |side: u32, by: u32, over: u32| {
            u32::try_from((u64::from(side) * u64::from(by) + u64::from(over) / 2) / u64::from(over)).unwrap_or(side)
        };
        let (cut_width, cut_height) = if u64::from(width) * u64::from(down) > u64::from(height) * u64::from(across) {
            (scaled(height, across, down).clamp(1, width), height)
        } else {
            (width, scaled(width, down, across).clamp(1, height))
        };
        let start = |side: u32, cut: u32, at: u16| {
            scaled(side, u32::from(at), u32::from(FocalPoint::MAX)).saturating_sub(cut / 2).min(side - cut)
        };
        Area {
            x: start(width, cut_width, focal.x),
            y: start(height, cut_height, focal.y),
            width: cut_width,
            height: cut_height,
        }
    }

    /// The renditions of a picture of this size, the smallest first: the widths of the ladder that it has pixels for, and its own width
    /// when that is not more than the ladder's last one.
    pub fn renditions(self, size: (u32, u32), ladder: &[u32], format: Format) -> Vec<Rendition> {
        let area = self.area(size, FocalPoint::CENTRE);
        let mut widths: Vec<u32> = ladder.iter().copied().filter(|width| *width < area.width).collect();
        if ladder.iter().all(|width| *width < area.width) {
            // Larger than what anybody is served: the last one is the largest.
        } else {
            widths.push(area.width);
        }
        let height = |width: u32| {
            let exact = u64::from(width) * u64::from(area.height) + u64::from(area.width) / 2;
            u32::try_from(exact / u64::from(area.width.max(1))).unwrap_or(1).max(1)
        };
        let all = widths.into_iter().map(|width| Rendition { crop: self, width, height: height(width), format });
        all.filter(|it| it.width.max(it.height) <= format.longest_side()).collect()
    }
}

/// The format of a rendition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Everything can show it; without transparency.
    Jpeg,
    /// Everything can show it; in the place of JPEG for what is transparent.
    Png,
    /// Smaller; every browser of the last years can show it.
    WebP,
    /// Smaller still, and slow to make: it is there once it was made in the background.
    Avif,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 4] = [Self::Jpeg, Self::Png, Self::WebP, Self::Avif];

    /// The ending of its files.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::WebP => "webp",
            Self::Avif => "avif",
        }
    }

    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::WebP => "image/webp",
            Self::Avif => "image/avif",
        }
    }

    /// The longest side that it can have, in pixels.
    pub const fn longest_side(self) -> u32 {
        match self {
            Self::WebP => 16_383,
            Self::Jpeg | Self::Png | Self::Avif => 65_535,
        }
    }

    /// Is it made when it is asked for first, as opposed to in the background?
    pub const fn on_demand(self) -> bool {
        !matches!(self, Self::Avif)
    }
}

/// One size of a picture, in one crop and one format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rendition {
    /// What of the picture.
    pub crop: Crop,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// In which format.
    pub format: Format,
}

impl Rendition {
    /// How many pixels it has.
    pub fn pixels(&self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }

    /// Its name in addresses: `square-640.webp`.
    pub fn name(&self) -> String {
        format!("{}-{}.{}", self.crop.name(), self.width, self.format.extension())
    }

    /// The name that it is kept under, among those of its file: crops follow the focal point, and the picture as it is does not.
    pub fn kept_as(&self, focal: Option<FocalPoint>) -> String {
        match focal {
            Some(FocalPoint { x, y }) if self.crop != Crop::Original => format!("{x}-{y}/{}", self.name()),
            _ => self.name(),
        }
    }
}

/// What the name of a rendition asks for: crop, width and format.
pub fn parse_name(name: &str) -> Option<(Crop, u32, Format)> {
    let (crop, rest) = name.split_once('-')?;
    let (width, extension) = rest.split_once('.')?;
    let crop = Crop::ALL.into_iter().find(|it| it.name() == crop)?;
    let format = Format::ALL.into_iter().find(|it| it.extension() == extension)?;
    let number: u32 = width.parse().ok()?;
    // One spelling: no sign, no zeros before it.
    (number.to_string() == width).then_some((crop, number, format))
}

/// The place of a picture that crops keep in view, in thousandths of its width and height from the top left corner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FocalPoint {
    /// From the left edge: 0 to 1,000.
    pub x: u16,
    /// From the upper edge: 0 to 1,000.
    pub y: u16,
}

impl FocalPoint {
    /// The largest value.
    pub const MAX: u16 = 1_000;
    /// What counts when nothing is said.
    pub const CENTRE: Self = Self { x: 500, y: 500 };
}

/// A focal point is two numbers from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a focal point is two numbers from 0 to 1: from the left edge and from the upper edge, such as 0.5,0.25")]
pub struct NotAFocalPoint;

impl FromStr for FocalPoint {
    type Err = NotAFocalPoint;
    fn from_str(text: &str) -> Result<Self, NotAFocalPoint> {
        let (x, y) = text.split_once(',').ok_or(NotAFocalPoint)?;
        let part = |text: &str| text.trim().parse::<f64>().ok().and_then(thousandths).ok_or(NotAFocalPoint);
        Ok(Self { x: part(x)?, y: part(y)? })
    }
}

impl fmt::Display for FocalPoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{}", f64::from(self.x) / 1_000.0, f64::from(self.y) / 1_000.0)
    }
}

/// A part of a side, in thousandths of it.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // it is between 0 and 1,000
fn thousandths(part: f64) -> Option<u16> {
    (0.0..=1.0).contains(&part).then(|| (part * 1_000.0).round() as u16)
}

/// A part of a picture, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Area {
    /// From the left edge.
    pub x: u32,
    /// From the upper edge.
    pub y: u32,
    /// How wide.
    pub width: u32,
    /// How high.
    pub height: u32,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LADDER: [u32; 4] = [160, 320, 640, 1280];

    #[test]
    fn crops_are_as_large_as_they_can_be_around_the_focal_point() {
        let area = |crop: Crop, x, y| crop.area((3000, 2000), FocalPoint { x, y });
        assert_eq!(area(Crop::Original, 0, 0), Area { x: 0, y: 0, width: 3000, height: 2000 });
        assert_eq!(area(Crop::Square, 500, 500), Area { x: 500, y: 0, width: 2000, height: 2000 });
        assert_eq!(area(Crop::Square, 0, 900), Area { x: 0, y: 0, width: 2000, height: 2000 });
        assert_eq!(area(Crop::Square, 1000, 0), Area { x: 1000, y: 0, width: 2000, height: 2000 });
        assert_eq!(area(Crop::Wide, 500, 1000), Area { x: 0, y: 312, width: 3000, height: 1688 });
        assert_eq!(area(Crop::Social, 500, 0), Area { x: 0, y: 0, width: 3000, height: 1571 });
    }

    #[test]
    fn nothing_is_enlarged() {
        let widths =
            |size| Crop::Original.renditions(size, &LADDER, Format::WebP).iter().map(|r| r.width).collect::<Vec<_>>();
        assert_eq!(widths((4000, 3000)), [160, 320, 640, 1280]);
        assert_eq!(widths((1280, 800)), [160, 320, 640, 1280]);
        assert_eq!(widths((1000, 800)), [160, 320, 640, 1000]);
        assert_eq!(widths((100, 80)), [100]);
        assert_eq!(widths((1, 1)), [1]);
        // What WebP cannot hold is not offered in it.
        assert_eq!(widths((1_600, 20_000)), [160, 320, 640, 1280]);
        assert_eq!(widths((1_600, 40_000)), [160, 320, 640]);
    }

    #[test]
    fn names_lead_back() {
        for rendition in Crop::Wide.renditions((2000, 1500), &LADDER, Format::Avif) {
            assert_eq!(parse_name(&rendition.name()), Some((Crop::Wide, rendition.width, Format::Avif)));
        }
        for wrong in [
            "",
            "wide",
            "wide-",
            "wide-10",
            "wide-010.jpg",
            "wide-+10.jpg",
            "tall-10.jpg",
            "wide-10.svg",
            "wide-10.jpg.jpg",
        ] {
            assert_eq!(parse_name(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn focal_points_are_read_as_they_are_written() {
        let point: FocalPoint = "0.25, 1".parse().expect("a focal point");
        assert_eq!((point, point.to_string().as_str()), (FocalPoint { x: 250, y: 1000 }, "0.25,1"));
        for wrong in ["", "0.5", "2,0", "-0.1,0", "NaN,0", "a,b", "0.1,0.2,0.3"] {
            assert!(wrong.parse::<FocalPoint>().is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn areas_lie_within_the_picture(width in 1_u32..70_000, height in 1_u32..70_000, x in 0_u16..=1_000, y in 0_u16..=1_000) {
            for crop in Crop::ALL {
                let area = crop.area((width, height), FocalPoint { x, y });
                prop_assert!(area.width >= 1 && area.height >= 1);
                prop_assert!(area.x + area.width <= width && area.y + area.height <= height);
                prop_assert!(area.width == width || area.height == height);
                for rendition in crop.renditions((width, height), &LADDER, Format::Jpeg) {
                    prop_assert!(rendition.width <= area.width && rendition.height >= 1);
                }
            }
        }
    }
}
