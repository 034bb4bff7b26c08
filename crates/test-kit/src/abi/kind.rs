//! Type expressions of a MultiversX ABI: `List<multi<Address,BigUint>>`.

use super::AbiError;

/// A type of a MultiversX ABI.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A number without sign of any width.
    BigUint,
    /// A number with sign of any width.
    BigInt,
    /// A number without sign of so many bytes.
    Unsigned(usize),
    /// A number with sign of so many bytes.
    Signed(usize),
    /// A truth value.
    Bool,
    /// A block of bytes.
    Bytes,
    /// A text or token identifier.
    Text,
    /// A 32-byte address.
    Address,
    /// Exactly so many bytes.
    FixedBytes(usize),
    /// Any number of values.
    List(Box<Self>),
    /// A value or nothing.
    Option(Box<Self>),
    /// So many values.
    Array(usize, Box<Self>),
    /// Values one behind the other in one argument.
    Tuple(Vec<Self>),
    /// A struct or enum of the ABI's own.
    Named(String),
    /// An argument that may be left out at the end.
    Optional(Box<Self>),
    /// All further arguments.
    Variadic(Box<Self>),
    /// A number of values, and then that many.
    CountedVariadic(Box<Self>),
    /// Several arguments.
    Multi(Vec<Self>),
    /// Arguments that are not looked at.
    Ignore,
}

impl Kind {
    /// Parses a type expression.
    ///
    /// # Errors
    /// [`AbiError::Kind`] when brackets do not match or a type has the wrong number of parameters.
    pub fn parse(text: &str) -> Result<Self, AbiError> {
        let text = text.trim();
        let fail = || AbiError::Kind(text.to_owned());
        let Some(open) = text.find('<') else {
            return plain(text).ok_or_else(fail);
        };
        let (name, rest) = text.split_at(open);
        let inner = rest.strip_prefix('<').and_then(|it| it.strip_suffix('>')).ok_or_else(fail)?;
        let parameters: Vec<Self> = split(inner)
            .ok_or_else(fail)?
            .into_iter()
            .map(Self::parse)
            .collect::<Result<_, _>>()?;
        generic(name, parameters).ok_or_else(fail)
    }

    /// Whether the type takes any number of arguments but one.
    #[must_use]
    pub const fn is_multiple(&self) -> bool {
        matches!(
            self,
            Self::Optional(_)
                | Self::Variadic(_)
                | Self::CountedVariadic(_)
                | Self::Multi(_)
                | Self::Ignore
        )
    }
}

fn plain(name: &str) -> Option<Kind> {
    Some(match name {
        "" => return None,
        "BigUint" | "NonZeroBigUint" | "&BigUint" => Kind::BigUint,
        "BigInt" => Kind::BigInt,
        "u8" => Kind::Unsigned(1),
        "u16" => Kind::Unsigned(2),
        "u32" | "usize" => Kind::Unsigned(4),
        "u64" | "TimestampSeconds" | "TimestampMillis" => Kind::Unsigned(8),
        "i8" => Kind::Signed(1),
        "i16" => Kind::Signed(2),
        "i32" | "isize" => Kind::Signed(4),
        "i64" | "DurationSeconds" | "DurationMillis" => Kind::Signed(8),
        "bool" => Kind::Bool,
        "bytes" => Kind::Bytes,
        "utf-8 string"
        | "TokenIdentifier"
        | "EsdtTokenIdentifier"
        | "EgldOrEsdtTokenIdentifier"
        | "TokenId" => Kind::Text,
        "Address" => Kind::Address,
        "H256" => Kind::FixedBytes(32),
        "CodeMetadata" => Kind::FixedBytes(2),
        "ignore" => Kind::Ignore,
        "()" => Kind::Tuple(Vec::new()),
        name => Kind::Named(name.to_owned()),
    })
}

fn generic(name: &str, mut parameters: Vec<Kind>) -> Option<Kind> {
    if let Some(length) = name.strip_prefix("array").and_then(|it| it.parse::<usize>().ok()) {
        return one(parameters).map(|inner| Kind::Array(length, inner));
    }
    Some(match name {
        "List" => Kind::List(one(parameters)?),
        "Option" => Kind::Option(one(parameters)?),
        "optional" => Kind::Optional(one(parameters)?),
        "variadic" => Kind::Variadic(one(parameters)?),
        "counted-variadic" => Kind::CountedVariadic(one(parameters)?),
        "multi" => Kind::Multi(core::mem::take(&mut parameters)),
        _ if name.starts_with("tuple") => Kind::Tuple(core::mem::take(&mut parameters)),
        _ => return None,
    })
}

fn one(parameters: Vec<Kind>) -> Option<Box<Kind>> {
    let mut parameters = parameters.into_iter();
    let first = parameters.next()?;
    parameters.next().is_none().then(|| Box::new(first))
}

/// Splits at the commas outside of brackets.
fn split(text: &str) -> Option<Vec<&str>> {
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0usize, 0usize);
    for (index, character) in text.char_indices() {
        match character {
            '<' => depth = depth.saturating_add(1),
            '>' => depth = depth.checked_sub(1)?,
            ',' if depth == 0 => {
                parts.push(text.get(start..index)?);
                start = index.saturating_add(1);
            }
            _ => {}
        }
    }
    parts.push(text.get(start..)?);
    (depth == 0).then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_nest() {
        let parsed = Kind::parse("variadic<multi<Address,BigUint,bytes,List<bytes>>>");
        let inner = Kind::Multi(vec![
            Kind::Address,
            Kind::BigUint,
            Kind::Bytes,
            Kind::List(Box::new(Kind::Bytes)),
        ]);
        assert_eq!(parsed.ok(), Some(Kind::Variadic(Box::new(inner))));
        let array = Kind::parse("array20<u8>").ok();
        assert_eq!(array, Some(Kind::Array(20, Box::new(Kind::Unsigned(1)))));
        let tuple = Kind::parse("tuple<u8, Option<Color>>").ok();
        let color = Kind::Option(Box::new(Kind::Named("Color".to_owned())));
        assert_eq!(tuple, Some(Kind::Tuple(vec![Kind::Unsigned(1), color])));
    }

    #[test]
    fn malformed_expressions_are_refused() {
        for text in
            ["", "List<", "List<u8,u8>", "List<u8>>", "Strange<u8>", "List<>", "multi<u8>>,<u8"]
        {
            assert!(Kind::parse(text).is_err(), "{text}");
        }
    }
}
