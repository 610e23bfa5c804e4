//! The GraphQL schema as the tests read it: its types, their fields, and selections of everything they have.

use std::{collections::BTreeMap, sync::LazyLock};

use async_graphql_parser::{
    parse_schema,
    types::{BaseType, FieldDefinition, Type, TypeKind, TypeSystemDefinition},
};

/// The schema that the code generates.
pub(crate) static SCHEMA: LazyLock<Sdl> = LazyLock::new(|| Sdl::parse(&masthead_http::schema_sdl()));

/// The types of a schema by name.
#[derive(Debug)]
pub(crate) struct Sdl(pub(crate) BTreeMap<String, Kind>);

/// What a type is.
#[derive(Debug)]
pub(crate) enum Kind {
    Object(Vec<Field>),
    /// A union or an interface, with the objects that it can be.
    OneOf(Vec<String>),
    Enum(Vec<String>),
    /// An input or a scalar.
    Other,
}

/// A field of an object.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: String,
    /// The name of its type, out of its lists.
    pub(crate) of: String,
    pub(crate) nullable: bool,
}

impl Field {
    fn new(field: &FieldDefinition) -> Self {
        let ty = &field.ty.node;
        Self { name: field.name.node.to_string(), of: base(ty), nullable: ty.nullable }
    }

    /// Is it a list with cursors?
    pub(crate) fn is_connection(&self) -> bool {
        self.of.ends_with("Connection")
    }
}

fn base(ty: &Type) -> String {
    match &ty.base {
        BaseType::Named(name) => name.to_string(),
        BaseType::List(inner) => base(inner),
    }
}

impl Sdl {
    fn parse(text: &str) -> Self {
        let mut types = BTreeMap::new();
        let mut implementing: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for definition in parse_schema(text).unwrap().definitions {
            let TypeSystemDefinition::Type(definition) = definition else { continue };
            let name = definition.node.name.node.to_string();
            let kind = match definition.node.kind {
                TypeKind::Object(object) => {
                    for interface in &object.implements {
                        implementing.entry(interface.node.to_string()).or_default().push(name.clone());
                    }
                    Kind::Object(object.fields.iter().map(|field| Field::new(&field.node)).collect())
                }
                TypeKind::Union(union) => Kind::OneOf(union.members.iter().map(|m| m.node.to_string()).collect()),
                TypeKind::Interface(_) => Kind::OneOf(Vec::new()),
                TypeKind::Enum(values) => Kind::Enum(values.values.iter().map(|v| v.node.value.to_string()).collect()),
                TypeKind::InputObject(_) | TypeKind::Scalar => Kind::Other,
            };
            types.insert(name, kind);
        }
        for (interface, objects) in implementing {
            types.insert(interface, Kind::OneOf(objects));
        }
        Self(types)
    }

    /// The fields of an object.
    pub(crate) fn fields(&self, object: &str) -> &[Field] {
        match self.0.get(object) {
            Some(Kind::Object(fields)) => fields,
            other => panic!("{object} is no object: {other:?}"),
        }
    }

    /// A selection of all that a type has, lists with cursors and `skip` (`Type.field`) apart.
    pub(crate) fn all(&self, of: &str, skip: &[&str]) -> String {
        self.all_with(of, skip, &[])
    }

    /// The same, with selections of their own for some of the fields (for an object), or for some of the types that it can be.
    pub(crate) fn all_with(&self, of: &str, skip: &[&str], own: &[(&str, String)]) -> String {
        self.select(of, skip, own, &mut Vec::new())
    }

    fn select(&self, of: &str, skip: &[&str], own: &[(&str, String)], around: &mut Vec<String>) -> String {
        assert!(!around.iter().any(|outer| outer == of), "{of} lies within itself ({around:?}): skip a field");
        around.push(of.to_owned());
        let mut parts = Vec::new();
        let given = |name: &str| own.iter().find(|(field, _)| *field == name).map(|(_, text)| text.clone());
        match &self.0[of] {
            Kind::Object(fields) => {
                for field in fields {
                    let is_left_out = skip.contains(&format!("{of}.{}", field.name).as_str());
                    if let Some(text) = given(&field.name) {
                        parts.push(format!("{} {text}", field.name));
                    } else if !is_left_out && !field.is_connection() {
                        let below = match self.0.get(&field.of) {
                            Some(Kind::Object(_) | Kind::OneOf(_)) => self.select(&field.of, skip, &[], around),
                            _ => String::new(),
                        };
                        parts.push(format!("{} {below}", field.name));
                    }
                }
            }
            Kind::OneOf(objects) => {
                parts.push("__typename".to_owned());
                for object in objects {
                    let below = given(object).unwrap_or_else(|| self.select(object, skip, &[], around));
                    parts.push(format!("... on {object} {below}"));
                }
            }
            other => panic!("{of} has no fields: {other:?}"),
        }
        around.pop();
        format!("{{ {} }}", parts.join(" "))
    }
}
