//! Tagged unions as generators of clients want them: each variant a schema with a name, and a discriminator. Derived as they are,
//! their variants have no names, and some generators give up on everything around them.

use std::collections::BTreeMap;

use utoipa::openapi::{AllOf, Components, Discriminator, Object, Ref, RefOr, Schema, schema::ArrayItems};

/// Names the variants of `Block` and `Node`.
pub(super) fn name_variants(components: &mut Components) {
    // A block is nothing else than a variant, so the tag becomes a member of it.
    rewrite(components, "Block", |schemas, name, tag, _| {
        if let Some(RefOr::T(Schema::Object(block))) = schemas.get_mut(&name) {
            let member = tag.properties.into_iter().next();
            block.properties.extend(member);
            block.required.extend(tag.required);
        }
        name
    });
    // What a node is of is also read elsewhere, without a tag.
    rewrite(components, "Node", |schemas, name, _, whole| {
        let name = format!("{name}Node");
        schemas.insert(name.clone(), RefOr::T(Schema::AllOf(whole)));
        name
    });
}

/// The items of a page are a schema with a name, not a copy of it.
pub(super) fn name_items(components: &mut Components) {
    let names: Vec<String> = components.schemas.keys().cloned().collect();
    for (name, list) in &mut components.schemas {
        let Some(of) = name.strip_prefix("List_").filter(|of| names.iter().any(|name| name == of)) else { continue };
        let RefOr::T(Schema::Object(list)) = list else { continue };
        if let Some(RefOr::T(Schema::Array(items))) = list.properties.get_mut("items") {
            items.items = ArrayItems::RefOrSchema(Box::new(RefOr::Ref(Ref::from_schema_name(of))));
        }
    }
}

type Schemas = BTreeMap<String, RefOr<Schema>>;

/// `place` puts a variant somewhere, and tells the name of its schema.
fn rewrite(components: &mut Components, union: &str, place: impl Fn(&mut Schemas, String, Object, AllOf) -> String) {
    let Some(RefOr::T(Schema::OneOf(mut one_of))) = components.schemas.get(union).cloned() else { return };
    let mut mapping = BTreeMap::new();
    for item in &mut one_of.items {
        let RefOr::T(Schema::AllOf(variant)) = &*item else { continue };
        let [RefOr::Ref(target), RefOr::T(Schema::Object(tag))] = variant.items.as_slice() else { continue };
        let Some((_, name)) = target.ref_location.rsplit_once('/') else { continue };
        let Some(value) = tag_value(tag) else { continue };
        let name = place(&mut components.schemas, name.to_owned(), tag.clone(), variant.clone());
        let named = Ref::from_schema_name(name);
        mapping.insert(value, named.ref_location.clone());
        *item = RefOr::Ref(named);
    }
    let mut discriminator = Discriminator::new("type");
    discriminator.mapping = mapping;
    one_of.discriminator = Some(discriminator);
    components.schemas.insert(union.to_owned(), RefOr::T(Schema::OneOf(one_of)));
}

fn tag_value(tag: &Object) -> Option<String> {
    let RefOr::T(Schema::Object(member)) = tag.properties.get("type")? else { return None };
    Some(member.enum_values.as_ref()?.first()?.as_str()?.to_owned())
}
