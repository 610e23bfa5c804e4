//! The pixels of a JPEG file.

use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

use super::segments::{APP0, APP2, APP14, SOS, Segments};
use super::source::Source;
use crate::Refusal;
use crate::deadline::Deadline;
use crate::picture::raw::{Inks, Raw};

/// More scans than any encoder writes; each makes the decoder go through all coefficients once more.
const MAX_SCANS: usize = 100;

/// What the segments say besides the pixels.
#[derive(Default)]
struct Facts {
    /// The segments in front of the first scan, without notes.
    head: Vec<u8>,
    scans: usize,
    first_scan: usize,
    /// Where the last scan ends.
    end: usize,
    progressive: bool,
    jfif: bool,
    /// The colour transform that Adobe's marker names.
    adobe: Option<u8>,
    components: u8,
    profile: Vec<(u8, Vec<u8>)>,
}

/// Decodes a file whose header was found good. It must have its end: a picture that was cut off is refused.
pub(crate) fn decode(file: &[u8], deadline: Deadline) -> Result<Raw, Refusal> {
    let facts = facts(file)?;
    deadline.check()?;
    let tail = &file[facts.first_scan..facts.end];
    let options = DecoderOptions::default()
        // Without it the decoder shows grey where data are missing.
        .set_strict_mode(true)
        .set_max_width(usize::MAX)
        .set_max_height(usize::MAX)
        .jpeg_set_max_scans(MAX_SCANS)
        .jpeg_set_out_colorspace(facts.output());
    let icc = facts.icc();
    let inks = facts.inks();
    let source = Source::new(facts.head, tail, facts.progressive, deadline);
    let mut decoder = JpegDecoder::new_with_options(source, options);
    let failed = |error: zune_jpeg::errors::DecodeErrors| match deadline.check() {
        Ok(()) => Refusal::damaged(format!("the JPEG data are broken ({})", error.to_string().trim())),
        Err(refusal) => refusal,
    };
    decoder.decode_headers().map_err(failed)?;
    let (width, height) = decoder.dimensions().ok_or_else(Refusal::cut_off)?;
    let mut pixels = vec![0; width * height * inks.channels()];
    decoder.decode_into(&mut pixels).map_err(failed)?;
    deadline.check()?;
    Ok(Raw { width: width as u32, height: height as u32, inks, pixels, icc })
}

fn facts(file: &[u8]) -> Result<Facts, Refusal> {
    let mut facts = Facts::default();
    for segment in Segments::of(file) {
        let segment = segment?;
        if facts.scans == 0 {
            match segment.marker {
                APP0 if segment.body.starts_with(b"JFIF\0") => facts.jfif = true,
                APP2 if segment.body.starts_with(b"ICC_PROFILE\0") && segment.body.len() > 14 => {
                    facts.profile.push((segment.body[12], segment.body[14..].to_vec()));
                }
                APP14 if segment.body.starts_with(b"Adobe") => facts.adobe = segment.body.get(11).copied(),
                _ => {}
            }
            if segment.is_frame() {
                facts.components = segment.body.get(5).copied().unwrap_or_default();
                facts.progressive = segment.marker == 0xc2;
            }
            if segment.marker != SOS && !segment.is_note() {
                facts.head.extend_from_slice(segment.whole);
            }
        } else if segment.is_frame() {
            return Err(Refusal::damaged("it has more than one frame"));
        }
        if segment.marker == SOS {
            if facts.scans == 0 {
                facts.first_scan = segment.start;
            }
            facts.scans += 1;
            facts.end = segment.start + segment.whole.len();
        }
    }
    match facts.scans {
        0 => Err(Refusal::damaged("it has no picture")),
        1..=MAX_SCANS => Ok(facts),
        scans => Err(Refusal::damaged(format!("it has {scans} scans, where {MAX_SCANS} are more than enough"))),
    }
}

impl Facts {
    /// Whether three components are red, green and blue as they are. JFIF rules that out, else Adobe's marker says it.
    fn is_rgb(&self) -> bool {
        self.components == 3 && !self.jfif && self.adobe == Some(0)
    }

    /// What to ask the decoder for. It passes components through where in and out are the same, and takes three for
    /// YCbCr and four for CMYK as long as it sees no marker of Adobe's.
    fn output(&self) -> ColorSpace {
        match self.components {
            4 => ColorSpace::CMYK,
            3 if self.is_rgb() => ColorSpace::YCbCr,
            _ => ColorSpace::RGB,
        }
    }

    fn inks(&self) -> Inks {
        match (self.components, self.adobe) {
            (4, Some(2)) => Inks::InvertedYcck,
            (4, _) => Inks::InvertedCmyk,
            (1, _) => Inks::Grey,
            _ => Inks::Rgb,
        }
    }

    /// The colour profile, whose parts carry a number.
    fn icc(&self) -> Option<Vec<u8>> {
        let mut parts: Vec<_> = self.profile.iter().collect();
        parts.sort_by_key(|(number, _)| *number);
        let profile: Vec<u8> = parts.into_iter().flat_map(|(_, part)| part.iter().copied()).collect();
        (!profile.is_empty()).then_some(profile)
    }
}
