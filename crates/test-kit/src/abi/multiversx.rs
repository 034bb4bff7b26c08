//! A MultiversX contract's ABI file: endpoints, events and types of its own.

use super::{AbiError, Kind};
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// A named and typed value of an endpoint, event, struct or variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name; empty for a result.
    pub name: String,
    /// Its type.
    pub kind: Kind,
    /// Whether an event has it in its topics.
    pub is_indexed: bool,
}

/// A constructor or endpoint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Endpoint {
    /// Types of its arguments.
    pub inputs: Vec<Parameter>,
    /// Types of its results.
    pub outputs: Vec<Parameter>,
}

/// A variant of an enum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Variant {
    pub(crate) name: String,
    pub(crate) discriminant: u8,
    pub(crate) fields: Vec<Parameter>,
}

/// A type of the contract's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Definition {
    /// Fields one behind the other.
    Struct(Vec<Parameter>),
    /// A discriminant byte and the variant's fields.
    Enum(Vec<Variant>),
    /// A variant's name as text.
    ExplicitEnum(Vec<String>),
}

/// The ABI of a MultiversX contract.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MultiversXAbi {
    /// The contract's name.
    pub name: String,
    /// The constructor.
    pub constructor: Endpoint,
    /// Endpoints and views by their exported names.
    pub endpoints: BTreeMap<String, Endpoint>,
    /// Events by their identifiers.
    pub events: BTreeMap<String, Vec<Parameter>>,
    pub(crate) types: BTreeMap<String, Definition>,
}

impl MultiversXAbi {
    /// Reads the content of an `.abi.json` file.
    ///
    /// # Errors
    /// [`AbiError::Json`] when it is no JSON; [`AbiError::Kind`] when a type in it is malformed.
    pub fn parse(text: &str) -> Result<Self, AbiError> {
        let json: Json = serde_json::from_str(text)?;
        let mut abi = Self { name: string(&json, "name"), ..Self::default() };
        abi.constructor = endpoint(json.get("constructor").unwrap_or(&Json::Null))?;
        for item in list(&json, "endpoints") {
            abi.endpoints.insert(string(item, "name"), endpoint(item)?);
        }
        for item in list(&json, "events") {
            abi.events.insert(string(item, "identifier"), parameters(item, "inputs")?);
        }
        let types = json.get("types").and_then(Json::as_object);
        for (name, item) in types.into_iter().flatten() {
            abi.types.insert(name.clone(), definition(item)?);
        }
        for (name, definition) in framework_types() {
            abi.types.entry(name.to_owned()).or_insert(definition);
        }
        Ok(abi)
    }

    /// An endpoint by its exported name.
    ///
    /// # Errors
    /// [`AbiError::UnknownFunction`] when there is none.
    pub fn endpoint(&self, name: &str) -> Result<&Endpoint, AbiError> {
        self.endpoints.get(name).ok_or_else(|| AbiError::UnknownFunction(name.to_owned()))
    }

    pub(crate) fn definition(&self, name: &str) -> Result<&Definition, AbiError> {
        self.types.get(name).ok_or_else(|| AbiError::UnknownKind(name.to_owned()))
    }
}

fn endpoint(json: &Json) -> Result<Endpoint, AbiError> {
    Ok(Endpoint { inputs: parameters(json, "inputs")?, outputs: parameters(json, "outputs")? })
}

fn parameters(json: &Json, field: &str) -> Result<Vec<Parameter>, AbiError> {
    list(json, field).iter().map(parameter).collect()
}

fn parameter(json: &Json) -> Result<Parameter, AbiError> {
    Ok(Parameter {
        name: string(json, "name"),
        kind: Kind::parse(&string(json, "type"))?,
        is_indexed: json.get("indexed").and_then(Json::as_bool).unwrap_or_default(),
    })
}

fn definition(json: &Json) -> Result<Definition, AbiError> {
    let kind = string(json, "type");
    Ok(match kind.as_str() {
        "struct" => Definition::Struct(parameters(json, "fields")?),
        "enum" => {
            let variants = list(json, "variants").iter().map(variant);
            Definition::Enum(variants.collect::<Result<_, _>>()?)
        }
        "explicit-enum" => {
            let names = list(json, "variants").iter().map(|it| string(it, "name"));
            Definition::ExplicitEnum(names.collect())
        }
        _ => return Err(AbiError::Kind(kind)),
    })
}

fn variant(json: &Json) -> Result<Variant, AbiError> {
    let discriminant = json.get("discriminant").and_then(Json::as_u64).unwrap_or_default();
    Ok(Variant {
        name: string(json, "name"),
        discriminant: u8::try_from(discriminant)
            .map_err(|_| AbiError::Kind(format!("discriminant {discriminant}")))?,
        fields: parameters(json, "fields")?,
    })
}

fn string(json: &Json, field: &str) -> String {
    json.get(field).and_then(Json::as_str).unwrap_or_default().to_owned()
}

fn list<'a>(json: &'a Json, field: &str) -> &'a [Json] {
    json.get(field).and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// Payments, which some ABIs use without defining them.
fn framework_types() -> [(&'static str, Definition); 3] {
    let payment = |token: Kind| {
        let field =
            |name: &str, kind: Kind| Parameter { name: name.to_owned(), kind, is_indexed: false };
        Definition::Struct(vec![
            field("token_identifier", token),
            field("token_nonce", Kind::Unsigned(8)),
            field("amount", Kind::BigUint),
        ])
    };
    [
        ("EsdtTokenPayment", payment(Kind::Text)),
        ("EgldOrEsdtTokenPayment", payment(Kind::Text)),
        ("Payment", payment(Kind::Text)),
    ]
}
