//! What `include` may name, for the OpenAPI document.

use utoipa::ToSchema;

/// Members of an article that `include` names; the list that counts is the selection's, and a test compares the two.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes a parameter")]
pub(crate) enum ArticleMember {
    #[schema(rename = "byline")]
    Byline,
    #[schema(rename = "section")]
    Section,
    #[schema(rename = "leadImage")]
    LeadImage,
    #[schema(rename = "share")]
    Share,
    #[schema(rename = "tags")]
    Tags,
    #[schema(rename = "series")]
    Series,
    #[schema(rename = "translationOf")]
    TranslationOf,
    #[schema(rename = "tableOfContents")]
    TableOfContents,
    #[schema(rename = "alternativeIds")]
    AlternativeIds,
    #[schema(rename = "portraits")]
    Portraits,
    #[schema(rename = "renditions")]
    Renditions,
    #[schema(rename = "feeds")]
    Feeds,
    #[schema(rename = "jsonLd")]
    JsonLd,
    #[schema(rename = "body")]
    Body,
    #[schema(rename = "body.blocks")]
    BodyBlocks,
    #[schema(rename = "body.html")]
    BodyHtml,
    #[schema(rename = "body.markdown")]
    BodyMarkdown,
    #[schema(rename = "body.text")]
    BodyText,
}

/// Relations of a section that `include` names.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "describes a parameter")]
pub(crate) enum SectionMember {
    Ancestors,
    Children,
}

/// Relations of an author that `include` names.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "describes a parameter")]
pub(crate) enum AuthorMember {
    Portrait,
}

/// More members of an asset that `include` names.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "describes a parameter")]
pub(crate) enum AssetMember {
    Renditions,
}

#[cfg(test)]
mod tests {
    use utoipa::{
        PartialSchema,
        openapi::{RefOr, Schema},
    };

    use super::*;
    use crate::selection::INCLUDABLE;

    #[test]
    fn what_include_names_is_described() {
        let RefOr::T(Schema::Object(described)) = ArticleMember::schema() else { panic!("an enumeration") };
        let described = described.enum_values.unwrap_or_default();
        assert_eq!(described, INCLUDABLE.map(serde_json::Value::from));
    }
}
