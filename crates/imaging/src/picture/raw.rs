//! What comes out of a decoder.

/// What the bytes of a pixel stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Inks {
    /// Red, green, blue.
    Rgb,
    /// The same with alpha.
    Rgba,
    /// Three times the same grey.
    Grey,
    /// The same with alpha.
    GreyAlpha,
    /// Cyan, magenta, yellow, black; 255 is no ink.
    InvertedCmyk,
    /// The same, with the first three as YCbCr.
    InvertedYcck,
}

impl Inks {
    /// Bytes per pixel.
    pub(crate) fn channels(self) -> usize {
        match self {
            Self::Rgb | Self::Grey => 3,
            Self::Rgba | Self::GreyAlpha | Self::InvertedCmyk | Self::InvertedYcck => 4,
        }
    }

    pub(crate) fn has_alpha(self) -> bool {
        matches!(self, Self::Rgba | Self::GreyAlpha)
    }
}

/// Pixels as stored, 8 bits a channel, with the profile that says which colours they are.
pub(crate) struct Raw {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) inks: Inks,
    pub(crate) pixels: Vec<u8>,
    pub(crate) icc: Option<Vec<u8>>,
}
