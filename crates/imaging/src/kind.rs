//! The kinds of files that Masthead knows.

/// What a file is, told by its bytes, never by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A JPEG picture.
    Jpeg,
    /// A PNG picture, still or animated.
    Png,
    /// A GIF picture, still or animated.
    Gif,
    /// A WebP picture, still or animated.
    WebP,
    /// An AVIF picture.
    Avif,
    /// A PDF document.
    Pdf,
    /// An MP3 sound.
    Mp3,
    /// AAC or ALAC sound in an MP4 container.
    M4a,
    /// Sound in an Ogg container.
    Ogg,
    /// An MP4 video.
    Mp4,
    /// A WebM video.
    WebM,
}

impl Kind {
    /// Every kind, in the order in which messages name them.
    pub const ALL: [Self; 11] = [
        Self::Jpeg,
        Self::Png,
        Self::Gif,
        Self::WebP,
        Self::Avif,
        Self::Pdf,
        Self::Mp3,
        Self::M4a,
        Self::Ogg,
        Self::Mp4,
        Self::WebM,
    ];

    /// The media type to serve it with.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Gif => "image/gif",
            Self::WebP => "image/webp",
            Self::Avif => "image/avif",
            Self::Pdf => "application/pdf",
            Self::Mp3 => "audio/mpeg",
            Self::M4a => "audio/mp4",
            Self::Ogg => "audio/ogg",
            Self::Mp4 => "video/mp4",
            Self::WebM => "video/webm",
        }
    }

    /// The usual ending of a file's name, without the dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Gif => "gif",
            Self::WebP => "webp",
            Self::Avif => "avif",
            Self::Pdf => "pdf",
            Self::Mp3 => "mp3",
            Self::M4a => "m4a",
            Self::Ogg => "ogg",
            Self::Mp4 => "mp4",
            Self::WebM => "webm",
        }
    }

    /// Whether it is a picture, so that [`crate::header`] has something to say about it.
    #[must_use]
    pub fn is_picture(self) -> bool {
        self.can_be_rendered() || self == Self::Avif
    }

    /// Whether [`crate::Picture::decode`] can read it, so that renditions can be made. AVIF is served as it is.
    #[must_use]
    pub fn can_be_rendered(self) -> bool {
        matches!(self, Self::Jpeg | Self::Png | Self::Gif | Self::WebP)
    }

    /// The kind that a media type names; parameters and case do not matter, and other common spellings are understood.
    #[must_use]
    pub fn from_media_type(media_type: &str) -> Option<Self> {
        let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match essence.as_str() {
            "image/jpg" | "image/pjpeg" => Some(Self::Jpeg),
            "image/apng" | "image/x-png" => Some(Self::Png),
            "audio/mp3" => Some(Self::Mp3),
            "audio/x-m4a" | "audio/m4a" => Some(Self::M4a),
            "application/ogg" => Some(Self::Ogg),
            other => Self::ALL.into_iter().find(|kind| kind.media_type() == other),
        }
    }
}
