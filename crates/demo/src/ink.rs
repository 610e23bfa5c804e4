//! Inks: the colours of a picture.

/// A colour with its opacity, each part from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Ink {
    pub(crate) r: f32,
    pub(crate) g: f32,
    pub(crate) b: f32,
    pub(crate) a: f32,
}

/// The darkest ink of the house, a warm blue-black.
pub(crate) const NIGHT: Ink = ink(0x14_1620);
/// The paper.
pub(crate) const PAPER: Ink = ink(0xf6_ecd8);

/// An opaque ink from its six hexadecimal digits.
pub(crate) const fn ink(rgb: u32) -> Ink {
    Ink {
        r: ((rgb >> 16) & 255) as f32 / 255.0,
        g: ((rgb >> 8) & 255) as f32 / 255.0,
        b: (rgb & 255) as f32 / 255.0,
        a: 1.0,
    }
}

impl Ink {
    /// The same ink, thinner.
    pub(crate) const fn fade(self, a: f32) -> Self {
        Self { a: self.a * a, ..self }
    }

    /// The ink on the way from this one to another.
    pub(crate) fn to(self, other: Self, t: f32) -> Self {
        let mix = |a: f32, b: f32| a + (b - a) * t;
        Self { r: mix(self.r, other.r), g: mix(self.g, other.g), b: mix(self.b, other.b), a: mix(self.a, other.a) }
    }

    /// Towards the night.
    pub(crate) fn dark(self, t: f32) -> Self {
        self.to(NIGHT.fade(self.a), t)
    }

    /// Towards the paper.
    pub(crate) fn light(self, t: f32) -> Self {
        self.to(PAPER.fade(self.a), t)
    }
}
