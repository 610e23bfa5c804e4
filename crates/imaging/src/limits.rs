//! How much one picture may cost.

use std::time::Duration;

/// How much one picture may cost.
#[derive(Clone, Debug)]
pub struct Limits {
    /// The most pixels that a picture may have, width times height.
    pub max_pixels: u64,
    /// The most bytes that decoding a picture may hold at its peak.
    pub max_memory: u64,
    /// How long decoding may take, measured from the call.
    pub deadline: Duration,
}

impl Default for Limits {
    /// 50 megapixels, 256 MiB, 20 seconds.
    fn default() -> Self {
        Self { max_pixels: 50_000_000, max_memory: 256 << 20, deadline: Duration::from_secs(20) }
    }
}
