//! Solidity signatures as function names: `transfer(address,uint256)`, with return types if wanted:
//! `balanceOf(address)(uint256)`.

use super::ConversionError;
use alloy_dyn_abi::DynSolType;
use alloy_primitives::keccak256;

/// Longest signature.
const LENGTH_MAX: usize = 512;
/// Deepest nesting of tuples and arrays.
const NESTING_MAX: usize = 8;
/// Largest fixed array, and the product of nested ones.
const FIXED_ARRAY_MAX: usize = 1024;

/// A parsed signature.
pub(super) struct Signature {
    pub(super) selector: [u8; 4],
    pub(super) parameters: Vec<DynSolType>,
    pub(super) returns: Option<Vec<DynSolType>>,
}

impl Signature {
    /// Parses a signature. Everything that could make decoding expensive is bounded here: length,
    /// nesting, fixed arrays, and arrays of nothing.
    pub(super) fn parse(text: &str) -> Result<Self, ConversionError> {
        if text.len() > LENGTH_MAX || !text.is_ascii() || nesting(text) > NESTING_MAX {
            return Err(ConversionError::Signature);
        }
        let open = text.find('(').ok_or(ConversionError::Signature)?;
        let (name, lists) = text.split_at(open);
        let is_name = |it: char| it.is_ascii_alphanumeric() || it == '_' || it == '$';
        if !name.chars().all(is_name) {
            return Err(ConversionError::Signature);
        }
        let (parameters, rest) = split_list(lists).ok_or(ConversionError::Signature)?;
        let parameter_types = types(parameters)?;
        let names = parameter_types.iter().map(|it| it.sol_type_name().into_owned());
        let signature = format!("{name}({})", names.collect::<Vec<String>>().join(","));
        let [first, second, third, fourth, ..] = keccak256(signature).0;
        let returns = match rest {
            "" => None,
            list => match split_list(list) {
                Some((inner, "")) => Some(types(inner)?),
                Some(_) | None => return Err(ConversionError::Signature),
            },
        };
        let selector = [first, second, third, fourth];
        Ok(Self { selector, parameters: parameter_types, returns })
    }
}

fn types(list: &str) -> Result<Vec<DynSolType>, ConversionError> {
    let tuple = DynSolType::parse(&format!("({list})")).map_err(|_| ConversionError::Signature)?;
    let DynSolType::Tuple(types) = tuple else { return Err(ConversionError::Signature) };
    if types.iter().all(|it| is_bounded(it, 1)) {
        Ok(types)
    } else {
        Err(ConversionError::Signature)
    }
}

fn is_bounded(kind: &DynSolType, product: usize) -> bool {
    match kind {
        DynSolType::FixedArray(inner, size) => {
            let product = product.saturating_mul(*size);
            *size > 0 && product <= FIXED_ARRAY_MAX && is_bounded(inner, product)
        }
        DynSolType::Array(inner) => is_bounded(inner, product),
        DynSolType::Tuple(inner) => {
            !inner.is_empty() && inner.iter().all(|it| is_bounded(it, product))
        }
        DynSolType::Function => false,
        DynSolType::Bool
        | DynSolType::Int(_)
        | DynSolType::Uint(_)
        | DynSolType::FixedBytes(_)
        | DynSolType::Address
        | DynSolType::Bytes
        | DynSolType::String => true,
    }
}

/// Splits `(a,(b,c))rest` into the inner list and the rest.
fn split_list(text: &str) -> Option<(&str, &str)> {
    let mut depth = 0usize;
    for (index, character) in text.char_indices() {
        match character {
            '(' => depth = depth.saturating_add(1),
            ')' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some((text.get(1..index)?, text.get(index.saturating_add(1)..)?));
                }
            }
            _ => {}
        }
    }
    None
}

fn nesting(text: &str) -> usize {
    let mut depth = 0usize;
    let mut deepest = 0;
    for character in text.chars() {
        match character {
            '(' | '[' => depth = depth.saturating_add(1),
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selectors_are_soliditys() {
        let cases = [
            ("transfer(address,uint256)", [0xa9, 0x05, 0x9c, 0xbb], 2, None),
            ("balanceOf(address)(uint256)", [0x70, 0xa0, 0x82, 0x31], 1, Some(1)),
            ("transfer(address,uint)", [0xa9, 0x05, 0x9c, 0xbb], 2, None),
        ];
        for (text, selector, parameters, returns) in cases {
            let parsed = Signature::parse(text).expect(text);
            assert_eq!(parsed.selector, selector, "{text}");
            assert_eq!(parsed.parameters.len(), parameters, "{text}");
            assert_eq!(parsed.returns.map(|it| it.len()), returns, "{text}");
        }
    }

    #[test]
    fn hostile_signatures_are_refused() {
        let deep = format!("f({}uint8{})", "(".repeat(20), ")".repeat(20));
        let long = format!("f({})", "uint8,".repeat(200));
        for text in [
            "f",
            "f(",
            "f)(",
            "f(uint7)",
            "f(uint256[4294967295])",
            "f(uint8[0])",
            "f(()[])",
            "f(uint8[64][64])",
            "f(uint8)x",
            "f(uint8)(",
            "f-g(uint8)",
            &deep,
            &long,
        ] {
            assert!(Signature::parse(text).is_err(), "{text}");
        }
    }
}
