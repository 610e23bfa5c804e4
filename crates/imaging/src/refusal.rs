//! Why a file is refused, in words for the person who uploaded it.

/// Why a file is not taken, or can't be turned into a picture.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There are no bytes.
    #[error("the file is empty")]
    Empty,
    /// It is an SVG drawing, which may carry scripts.
    #[error("SVG drawings are not accepted, because they may carry scripts; export the drawing as PNG or WebP")]
    Svg,
    /// It is HTML or some other XML.
    #[error("this is an HTML or XML document, not a picture or recording; accepted are {ACCEPTED}")]
    Markup,
    /// It is none of the kinds that are known.
    #[error("the type of this file is not known; accepted are {ACCEPTED}")]
    Unknown,
    /// It breaks the rules of its kind, or uses something that can't be read. Holds what is wrong.
    #[error("the file can't be read: {0}")]
    Damaged(String),
    /// It has more pixels than [`crate::Limits::max_pixels`].
    #[error("the picture is too large: it has {width} × {height} pixels, at most {maximum} pixels are accepted")]
    TooManyPixels {
        /// Pixels across, as stored.
        width: u32,
        /// Pixels down, as stored.
        height: u32,
        /// How many pixels are accepted.
        maximum: u64,
    },
    /// Decoding it may need more memory than [`crate::Limits::max_memory`].
    #[error(
        "the picture is too costly to open: it may need {needs} bytes of memory, at most {maximum} are granted; save it \
         smaller, or without interlacing or progressive encoding"
    )]
    NeedsTooMuchMemory {
        /// Bytes that decoding may need at its peak.
        needs: u64,
        /// Bytes that are granted.
        maximum: u64,
    },
    /// The work was not done after [`crate::Limits::deadline`].
    #[error("the picture takes too long to open: the work was stopped after {maximum} ms; save it again, or smaller")]
    TookTooLong {
        /// Milliseconds that are granted.
        maximum: u64,
    },
}

/// What the messages say is accepted.
const ACCEPTED: &str =
    "JPEG, PNG, GIF, WebP and AVIF pictures, PDF documents, MP3, M4A and Ogg sound, MP4 and WebM video";

impl Refusal {
    /// The stable word for it, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Svg => "svg_not_allowed",
            Self::Markup => "markup_not_allowed",
            Self::Unknown => "unknown_type",
            Self::Damaged(_) => "damaged",
            Self::TooManyPixels { .. } => "too_many_pixels",
            Self::NeedsTooMuchMemory { .. } => "needs_too_much_memory",
            Self::TookTooLong { .. } => "took_too_long",
        }
    }

    /// A damage described in a few words.
    pub(crate) fn damaged(what: impl Into<String>) -> Self {
        Self::Damaged(what.into())
    }

    /// The most common damage: an upload or a copy that was cut off.
    pub(crate) fn cut_off() -> Self {
        Self::damaged("it ends before the picture does; it was probably cut off while it was copied")
    }
}
