//! Reading JSON Web Tokens as RFC 8725 asks: strictly, and believing nothing before the signature is checked.
//!
//! The algorithm belongs to the key, never to the token. Whatever in a header points at other keys (`jku`, `x5u`, `jwk`, `x5c`) is not
//! looked at. Times are compared with the clock of the request.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, crypto};
use masthead_domain::time::Instant;
use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::{Map, Value};

/// How far clocks may differ, in seconds.
pub(super) const LEEWAY: i64 = 10;

/// Why a token is not believed. The texts are for whoever sent it, and constant: they go into a header.
pub(super) type Disbelief = &'static str;

/// A token that can be read, and is not believed yet.
pub(super) struct Unverified<'a> {
    header: Map<String, Value>,
    claims: Map<String, Value>,
    signed: &'a str,
    signature: &'a str,
}

/// What a token says, after its signature was checked.
pub(super) struct Claims(Map<String, Value>);

/// An object whose members have different names: of two of one name, different readers would believe different ones.
struct Unique(Map<String, Value>);

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Unique;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Unique, A::Error> {
                let mut members = Map::new();
                while let Some((name, value)) = access.next_entry::<String, Value>()? {
                    if members.insert(name, value).is_some() {
                        return Err(de::Error::custom("two members of one name"));
                    }
                }
                Ok(Unique(members))
            }
        }
        deserializer.deserialize_map(Members)
    }
}

fn object(part: &str) -> Option<Map<String, Value>> {
    let bytes = URL_SAFE_NO_PAD.decode(part).ok()?;
    serde_json::from_slice::<Unique>(&bytes).ok().map(|unique| unique.0)
}

impl<'a> Unverified<'a> {
    /// Takes a token apart.
    pub(super) fn read(token: &'a str) -> Result<Self, Disbelief> {
        const UNREADABLE: Disbelief = "the token cannot be read";
        let (signed, signature) = token.rsplit_once('.').ok_or(UNREADABLE)?;
        let (header, claims) = signed.split_once('.').ok_or(UNREADABLE)?;
        // A part too many is in `claims`, and no base64.
        let header = object(header).ok_or(UNREADABLE)?;
        let claims = object(claims).ok_or(UNREADABLE)?;
        if header.contains_key("crit") {
            return Err("the token asks for an extension that is not known");
        }
        Ok(Self { header, claims, signed, signature })
    }

    /// Who says to have made it.
    pub(super) fn issuer(&self) -> Option<&str> {
        self.claims.get("iss")?.as_str()
    }

    /// Which key it says to be signed with.
    pub(super) fn kid(&self) -> Option<&str> {
        self.header.get("kid")?.as_str()
    }

    /// Which algorithm it says to be signed with. Only ever compared.
    fn algorithm(&self) -> Option<&str> {
        self.header.get("alg")?.as_str()
    }

    /// What it says to be, without the prefix that may be left out (RFC 7515, 4.1.9).
    fn kind(&self) -> Result<Option<String>, Disbelief> {
        let Some(kind) = self.header.get("typ") else { return Ok(None) };
        let kind = kind.as_str().ok_or("the token's typ cannot be read")?.to_ascii_lowercase();
        Ok(Some(kind.strip_prefix("application/").map_or(kind.clone(), str::to_owned)))
    }

    /// Is it of one of these types?
    pub(super) fn must_be(&self, kinds: &[Option<&str>]) -> Result<(), Disbelief> {
        let kind = self.kind()?;
        if kinds.contains(&kind.as_deref()) { Ok(()) } else { Err("the token is of another type") }
    }

    /// Checks the signature with a key and the one algorithm that the key is for.
    pub(super) fn verify(self, key: &DecodingKey, algorithm: Algorithm) -> Result<Claims, Disbelief> {
        const FORGED: Disbelief = "the token's signature is wrong";
        if self.algorithm() != Some(name(algorithm)) {
            return Err("the token is signed with another algorithm than its key is for");
        }
        match crypto::verify(self.signature, self.signed.as_bytes(), key, algorithm) {
            Ok(true) => Ok(Claims(self.claims)),
            Ok(false) | Err(_) => Err(FORGED),
        }
    }
}

/// As JWA has it.
pub(super) fn name(algorithm: Algorithm) -> &'static str {
    match algorithm {
        Algorithm::EdDSA => "EdDSA",
        Algorithm::ES256 => "ES256",
        Algorithm::RS256 => "RS256",
        Algorithm::PS256 => "PS256",
        _ => "",
    }
}

impl Claims {
    /// Is it for us, of this issuer, and does it hold now?
    pub(super) fn check(&self, issuer: &str, audience: &str, now: Instant) -> Result<(), Disbelief> {
        if self.text("iss") != Some(issuer) {
            return Err("the token is of another issuer");
        }
        let is_for_us = match self.0.get("aud") {
            Some(Value::String(one)) => one == audience,
            Some(Value::Array(several)) => several.iter().any(|one| one.as_str() == Some(audience)),
            _ => false,
        };
        if !is_for_us {
            return Err("the token is for another audience");
        }
        let now = now.seconds();
        let end = self.seconds("exp")?.ok_or("the token has no end")?;
        if now >= end.saturating_add(LEEWAY) {
            return Err("the token has expired");
        }
        for begins in ["nbf", "iat"] {
            if self.seconds(begins)?.is_some_and(|begin| now < begin.saturating_sub(LEEWAY)) {
                return Err("the token does not hold yet");
            }
        }
        Ok(())
    }

    /// A claim that is text.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    /// A claim by its name, or by a JSON pointer.
    pub(super) fn find(&self, name: &str) -> Option<&Value> {
        match name.strip_prefix('/') {
            None => self.0.get(name),
            Some(path) => {
                let (first, rest) = path.split_once('/').map_or((path, None), |(first, rest)| (first, Some(rest)));
                let value = self.0.get(&first.replace("~1", "/").replace("~0", "~"))?;
                rest.map_or(Some(value), |rest| value.pointer(&format!("/{rest}")))
            }
        }
    }

    /// A claim that is an instant: seconds since the epoch, perhaps with a fraction.
    #[allow(clippy::cast_possible_truncation)] // saturates, and a fraction of a second is not asked for
    fn seconds(&self, name: &str) -> Result<Option<i64>, Disbelief> {
        let Some(value) = self.0.get(name) else { return Ok(None) };
        let seconds = value.as_i64().or_else(|| value.as_f64().filter(|f| f.is_finite()).map(|f| f.floor() as i64));
        seconds.map(Some).ok_or("a time in the token cannot be read")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn token(header: &str, claims: &str) -> String {
        format!("{}.{}.AA", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims))
    }

    #[test]
    fn what_can_be_read_in_two_ways_is_not_read() {
        let good = token(r#"{"alg":"EdDSA","kid":"a"}"#, r#"{"iss":"x"}"#);
        let read = Unverified::read(&good).ok().expect("it can be read");
        assert_eq!((read.issuer(), read.kid(), read.algorithm()), (Some("x"), Some("a"), Some("EdDSA")));
        for bad in [
            String::new(),
            "..".to_owned(),
            "a.b.c".to_owned(),
            good.replace('.', ""),
            format!("{good}.x"),
            format!("x.{good}"),
            good.replacen('.', "=.", 1),
            token(r#"{"alg":"EdDSA","alg":"none"}"#, "{}"),
            token("{}", r#"{"sub":"a","sub":"b"}"#),
            token("[]", "{}"),
            token("{}", "null"),
            token(r#"{"crit":["exp"],"exp":1}"#, "{}"),
            token(r#"{"crit":[]}"#, "{}"),
        ] {
            assert!(Unverified::read(&bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn types_are_compared_as_media_types() {
        let is = |typ: &str| {
            let token = token(&format!(r#"{{"typ":{typ}}}"#), "{}");
            Unverified::read(&token).ok().expect("it can be read").must_be(&[Some("at+jwt")]).is_ok()
        };
        assert!(is(r#""at+jwt""#) && is(r#""AT+JWT""#) && is(r#""application/at+jwt""#));
        assert!(!is(r#""JWT""#) && !is("1") && !is("null"));
        let untyped = token("{}", "{}");
        assert!(Unverified::read(&untyped).ok().expect("it can be read").must_be(&[Some("at+jwt")]).is_err());
    }

    #[test]
    fn claims_hold_for_us_and_now() {
        let check = |claims: Value, now: i64| {
            let Value::Object(claims) = claims else { unreachable!("an object") };
            Claims(claims).check("i", "a", Instant::from_micros(now * 1_000_000))
        };
        assert_eq!(check(json!({"iss": "i", "aud": "a", "exp": 100}), 50), Ok(()));
        assert_eq!(check(json!({"iss": "i", "aud": ["b", "a"], "exp": 100.5}), 109), Ok(()));
        for (claims, now) in [
            (json!({"iss": "i", "aud": "a"}), 50),
            (json!({"iss": "i", "aud": "a", "exp": 100}), 110),
            (json!({"iss": "i", "aud": "a", "exp": "100"}), 50),
            (json!({"iss": "i", "aud": "a", "exp": null}), 50),
            (json!({"iss": "i", "aud": "a", "exp": 100, "nbf": 61}), 50),
            (json!({"iss": "i", "aud": "a", "exp": 100, "iat": 61}), 50),
            (json!({"iss": "i", "aud": "a", "exp": 100, "nbf": {}}), 50),
            (json!({"iss": "i", "aud": "b", "exp": 100}), 50),
            (json!({"iss": "i", "aud": [], "exp": 100}), 50),
            (json!({"iss": "i", "exp": 100}), 50),
            (json!({"iss": "j", "aud": "a", "exp": 100}), 50),
            (json!({"aud": "a", "exp": 100}), 50),
        ] {
            assert!(check(claims.clone(), now).is_err(), "{claims}");
        }
    }

    #[test]
    fn claims_are_found_by_name_and_by_pointer() {
        let Value::Object(claims) = json!({"a": {"b": ["x"]}, "https://e/roles": 1, "c/d": 2}) else {
            unreachable!("an object")
        };
        let claims = Claims(claims);
        assert_eq!(claims.find("/a/b/0"), Some(&json!("x")));
        assert_eq!(claims.find("https://e/roles"), Some(&json!(1)));
        assert_eq!(claims.find("/c~1d"), Some(&json!(2)));
        assert_eq!(claims.find("/a/c"), None);
    }
}
