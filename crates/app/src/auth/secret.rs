//! Opaque secrets: random letters and digits with a checksum, so that a typing mistake, or a scanner that looks for leaked keys, tells
//! them from other text without asking anyone. At rest there is only their hash; they are too random to be guessed from it.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use crate::{Error, Result};

const LETTERS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// 62^43 is a little more than 2^256.
const SECRET: usize = 43;
/// 62^6 is more than 2^32.
const CHECKSUM: usize = 6;
/// Letters of an API key that are shown later, to recognise it by.
const PREFIX: usize = 8;

/// What API keys begin with.
pub(super) const API_KEY: &str = "mh_";
/// What refresh tokens begin with.
pub(super) const REFRESH_TOKEN: &str = "mhr_";

/// Random bytes, from the operating system.
pub(super) fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| Error::internal(error.to_string()))?;
    Ok(bytes)
}

fn letters(count: usize) -> Result<String> {
    let mut text = String::with_capacity(count);
    while text.len() < count {
        // 248 is four times 62: beyond it some letters would be likelier than others.
        let fair = random::<64>()?.into_iter().filter(|byte| *byte < 248);
        let fair = fair.map(|byte| char::from(LETTERS[usize::from(byte) % LETTERS.len()]));
        text.extend(fair.take(count - text.len()));
    }
    Ok(text)
}

fn checksum(text: &str) -> String {
    let digest = Sha256::new().chain_update(b"masthead secret").chain_update(text).finalize();
    let mut rest = u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]]);
    let letter = |_| {
        let letter = char::from(LETTERS[rest as usize % LETTERS.len()]);
        rest /= 62;
        letter
    };
    (0..CHECKSUM).map(letter).collect()
}

/// A new refresh token: `mhr_<secret><checksum>`.
pub(super) fn refresh_token() -> Result<String> {
    let text = format!("{REFRESH_TOKEN}{}", letters(SECRET)?);
    Ok(format!("{text}{}", checksum(&text)))
}

/// A new API key, and what of it is shown later: `mh_<prefix>_<secret><checksum>`, `mh_<prefix>`.
pub(super) fn api_key() -> Result<(String, String)> {
    let prefix = format!("{API_KEY}{}", letters(PREFIX)?);
    let text = format!("{prefix}_{}", letters(SECRET)?);
    Ok((format!("{text}{}", checksum(&text)), prefix))
}

/// Could this be a secret that begins so? Not whether it is one.
pub(super) fn is_well_formed(text: &str, begins: &str) -> bool {
    let length = begins.len() + SECRET + CHECKSUM + if begins == API_KEY { PREFIX + 1 } else { 0 };
    text.len() == length
        && text.starts_with(begins)
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && text.split_at_checked(length - CHECKSUM).is_some_and(|(body, sum)| checksum(body) == sum)
}

/// What is kept of a secret.
pub(super) fn hash(secret: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(secret.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_told_from_other_text() {
        let token = refresh_token().expect("random");
        let (key, prefix) = api_key().expect("random");
        assert!(is_well_formed(&token, REFRESH_TOKEN) && is_well_formed(&key, API_KEY));
        assert!(!is_well_formed(&token, API_KEY) && !is_well_formed(&key, REFRESH_TOKEN));
        assert!(key.starts_with(&prefix) && prefix.len() == API_KEY.len() + PREFIX);
        assert_ne!(hash(&token), hash(&refresh_token().expect("random")));
        for at in 0..key.len() {
            let mut other = key.clone().into_bytes();
            other[at] = if other[at] == b'x' { b'y' } else { b'x' };
            let other = String::from_utf8(other).expect("ASCII");
            assert!(!is_well_formed(&other, API_KEY), "byte {at}");
        }
        for wrong in ["", "mh_", "mh_äöü", &key[1..], &format!("{key}a")] {
            assert!(!is_well_formed(wrong, API_KEY), "{wrong}");
        }
    }
}
