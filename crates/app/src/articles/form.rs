//! What editors write of an article: one form for creating, for changing (RFC 7396 merge patches of it), and for telling what differs.

use masthead_domain::{
    article::{AlternativeId, ArticleKind, Content, Identity, Original, OutsideOriginal, Role, Seo},
    body::Body,
    error::Violation,
    id::Id,
    language::Language,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

pub use crate::form::Fields;
use crate::{
    Result,
    form::{merge, read},
};

/// What can be written of an article. What it refers to is named by id or by slug; assets by id or key.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct ArticleForm {
    pub(super) slug: Option<String>,
    pub(super) kind: ArticleKind,
    pub(super) headline: String,
    pub(super) kicker: Option<String>,
    pub(super) standfirst: Option<String>,
    pub(super) excerpt: Option<String>,
    pub(super) language: Option<Language>,
    pub(super) section: Option<String>,
    pub(super) series: Option<SeriesForm>,
    pub(super) lead_image: Option<LeadImageForm>,
    pub(super) byline_text: Option<String>,
    pub(super) contributors: Vec<ContributorForm>,
    pub(super) tags: Vec<String>,
    pub(super) related: Vec<String>,
    pub(super) translation_of: Option<TranslationForm>,
    pub(super) translation_set: Option<String>,
    pub(super) alternative_ids: Vec<AlternativeId>,
    pub(super) canonical_url: Option<Url>,
    pub(super) seo: Seo,
    /// Only when it is written: what is there stays otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) body: Option<BodyForm>,
}

/// A text in one of three formats.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum BodyForm {
    Html(String),
    Markdown(String),
    Blocks(Body),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct ContributorForm {
    pub(super) author: String,
    #[serde(default)]
    pub(super) role: Role,
    #[serde(default)]
    pub(super) credited_as: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct SeriesForm {
    pub(super) series: String,
    #[serde(default)]
    pub(super) part: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct LeadImageForm {
    pub(super) asset: String,
    #[serde(default)]
    pub(super) alt: Option<String>,
    #[serde(default)]
    pub(super) caption: Option<String>,
}

/// An article of this site, or a text published elsewhere.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct TranslationForm {
    pub(super) article: Option<String>,
    pub(super) headline: Option<String>,
    pub(super) url: Option<Url>,
    pub(super) language: Option<Language>,
    pub(super) publisher: Option<String>,
}

impl TranslationForm {
    /// The text elsewhere, if it is one.
    pub(super) fn elsewhere(&self) -> std::result::Result<Option<OutsideOriginal>, Violation> {
        let wrong = |field: &str, message: &str| Violation::new(format!("/translationOf{field}"), "required", message);
        match (&self.article, &self.headline, &self.url, &self.language) {
            (Some(_), None, None, None) => Ok(None),
            (None, Some(headline), Some(url), Some(language)) => Ok(Some(OutsideOriginal {
                headline: headline.clone(),
                url: url.clone(),
                language: language.clone(),
                publisher: self.publisher.clone(),
            })),
            (Some(_), ..) => {
                Err(wrong("", "either an article of this site, or headline, url and language of another text"))
            }
            (None, None, ..) => Err(wrong("/headline", "a text published elsewhere has headline, url and language")),
            (None, _, None, _) => Err(wrong("/url", "a text published elsewhere has headline, url and language")),
            (None, ..) => Err(wrong("/language", "a text published elsewhere has headline, url and language")),
        }
    }
}

fn name<T>(id: Id<T>) -> String {
    id.to_string()
}

impl ArticleForm {
    /// What an article has, but for its body.
    pub(super) fn of(identity: &Identity, content: &Content) -> Self {
        Self {
            slug: Some(identity.slug.to_string()),
            kind: content.kind,
            headline: content.headline.clone(),
            kicker: content.kicker.clone(),
            standfirst: content.standfirst.clone(),
            excerpt: content.excerpt.clone(),
            language: Some(content.language.clone()),
            section: Some(name(content.section)),
            series: content.series.map(|s| SeriesForm { series: name(s.series), part: s.part }),
            lead_image: content.lead_image.as_ref().map(|lead| LeadImageForm {
                asset: name(lead.asset),
                alt: lead.alt.clone(),
                caption: lead.caption.clone(),
            }),
            byline_text: content.byline_text.clone(),
            contributors: content
                .contributors
                .iter()
                .map(|c| ContributorForm { author: name(c.author), role: c.role, credited_as: c.credited_as.clone() })
                .collect(),
            tags: content.tags.iter().copied().map(name).collect(),
            related: content.related.iter().copied().map(name).collect(),
            translation_of: content.translation_of.as_ref().map(|original| match original {
                Original::Here(id) => TranslationForm { article: Some(name(*id)), ..TranslationForm::default() },
                Original::Elsewhere(original) => TranslationForm {
                    article: None,
                    headline: Some(original.headline.clone()),
                    url: Some(original.url.clone()),
                    language: Some(original.language.clone()),
                    publisher: original.publisher.clone(),
                },
            }),
            translation_set: identity.translation_set.clone(),
            alternative_ids: identity.alternative_ids.clone(),
            canonical_url: content.canonical_url.clone(),
            seo: content.seo.clone(),
            body: None,
        }
    }

    /// As JSON.
    pub(super) fn fields(&self) -> Fields {
        match serde_json::to_value(self) {
            Ok(Value::Object(fields)) => fields,
            _ => Fields::new(),
        }
    }

    /// From JSON.
    ///
    /// # Errors
    /// [`Error::Invalid`], which says where.
    pub(super) fn read(fields: Fields) -> Result<Self> {
        read(fields)
    }

    /// This form with what a merge patch says.
    ///
    /// # Errors
    /// [`Error::Invalid`], which says where.
    pub(super) fn patched(&self, patch: &Fields) -> Result<Self> {
        let mut fields = self.fields();
        // An article changes from one kind of original to the other by naming the other: what is there must not get in between.
        if patch.get("translationOf").is_some_and(Value::is_object) {
            fields.remove("translationOf");
        }
        merge(&mut fields, patch);
        if patch.get("body").is_some_and(Value::is_null) {
            fields.insert("body".to_owned(), serde_json::json!({ "blocks": [] }));
        }
        read(fields)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Error;

    fn object(value: Value) -> Fields {
        match value {
            Value::Object(fields) => fields,
            _ => Fields::new(),
        }
    }

    #[test]
    fn mistakes_are_found_where_they_are() {
        let fields = object(serde_json::json!({"headline": "x", "contributors": [{"author": "a", "rôle": 1}]}));
        let Err(Error::Invalid(error)) = ArticleForm::read(fields) else { panic!("it should be refused") };
        assert!(error.to_string().starts_with("/contributors/0"), "{error}");
    }
}
