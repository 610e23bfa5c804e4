//! Forms: what clients send to create a thing, and, as RFC 7396 merge patches, to change it.

use serde_json::{Map, Value};

use crate::{Error, Result};

/// A form as JSON: what a client sends.
pub type Fields = Map<String, Value>;

/// A form as JSON.
pub fn fields(form: &impl serde::Serialize) -> Fields {
    match serde_json::to_value(form) {
        Ok(Value::Object(fields)) => fields,
        _ => Fields::new(),
    }
}

/// Is there a U+0000 in any text? No database column and no feed can hold it.
pub(crate) fn has_nul(json: &Value) -> bool {
    match json {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(has_nul),
        Value::Object(members) => members.iter().any(|(name, value)| name.contains('\0') || has_nul(value)),
        _ => false,
    }
}

/// A form from JSON.
///
/// # Errors
/// [`Error::Malformed`] for U+0000; [`Error::Invalid`], which says where.
pub(crate) fn read<T: serde::de::DeserializeOwned>(fields: Fields) -> Result<T> {
    if fields.iter().any(|(name, value)| name.contains('\0') || has_nul(value)) {
        return Err(Error::Malformed("the character U+0000 is not text".to_owned()));
    }
    serde_path_to_error::deserialize(Value::Object(fields)).map_err(|error| {
        let mut pointer = String::new();
        for segment in error.path() {
            match segment {
                serde_path_to_error::Segment::Seq { index } => pointer.push_str(&format!("/{index}")),
                serde_path_to_error::Segment::Map { key } => {
                    pointer.push_str(&format!("/{}", key.replace('~', "~0").replace('/', "~1")));
                }
                serde_path_to_error::Segment::Enum { variant } => pointer.push_str(&format!("/{variant}")),
                serde_path_to_error::Segment::Unknown => {}
            }
        }
        Error::wrong(pointer, "invalid", error.inner().to_string())
    })
}

/// RFC 7396: null deletes, absent keeps, arrays replace.
pub(crate) fn merge(fields: &mut Fields, patch: &Fields) {
    for (name, value) in patch {
        match (value, fields.get_mut(name)) {
            (Value::Null, _) => drop(fields.remove(name)),
            (Value::Object(inner), Some(Value::Object(known))) => merge(known, inner),
            (Value::Object(inner), _) => {
                let mut made = Fields::new();
                merge(&mut made, inner);
                fields.insert(name.clone(), Value::Object(made));
            }
            (value, _) => drop(fields.insert(name.clone(), value.clone())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(value: Value) -> Fields {
        match value {
            Value::Object(fields) => fields,
            _ => Fields::new(),
        }
    }

    #[test]
    fn merge_patches_follow_the_rfc() {
        let mut fields = object(serde_json::json!({"a": "b", "c": {"d": "e", "f": "g"}, "t": [1, 2]}));
        merge(
            &mut fields,
            &object(serde_json::json!({"a": "z", "c": {"f": null}, "t": [3], "n": {"x": null, "y": 1}})),
        );
        let wanted = serde_json::json!({"a": "z", "c": {"d": "e"}, "t": [3], "n": {"y": 1}});
        assert_eq!(Value::Object(fields), wanted);
    }
}
