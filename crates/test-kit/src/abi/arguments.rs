//! Lists of arguments and results, with the types that take several of them.

use super::decode::Decoder;
use super::encode::{Encoder, items, option};
use super::multiversx::{MultiversXAbi, Parameter};
use super::{AbiError, Accounts, Kind};
use crate::Value;
use vm_core::Bytes;

impl MultiversXAbi {
    /// The arguments of an endpoint as bytes.
    ///
    /// A `variadic` takes one list or all the values that are left; an `optional` may be left out.
    ///
    /// # Errors
    /// [`AbiError::ArgumentCount`] and [`AbiError::Mismatch`] when the values do not fit.
    pub fn encode(
        &self,
        parameters: &[Parameter],
        values: &[Value],
        accounts: &dyn Accounts,
    ) -> Result<Vec<Bytes>, AbiError> {
        let encoder = Encoder { abi: self, accounts };
        let mut output = Vec::new();
        let mut rest = values;
        for parameter in parameters {
            let taken = taken(&parameter.kind, rest);
            let (mine, after) = rest.split_at_checked(taken).ok_or(AbiError::ArgumentCount {
                expected: parameters.len(),
                given: values.len(),
            })?;
            encode_parameter(&encoder, &parameter.kind, mine, &mut output)?;
            rest = after;
        }
        if rest.is_empty() {
            return Ok(output);
        }
        Err(AbiError::ArgumentCount { expected: parameters.len(), given: values.len() })
    }

    /// Results or arguments from bytes, one value a parameter: an `optional` is an option, a `variadic`
    /// a list, a `multi` a tuple.
    ///
    /// # Errors
    /// [`AbiError::ArgumentCount`] and [`AbiError::Data`] when the bytes do not fit.
    pub fn decode(
        &self,
        parameters: &[Parameter],
        arguments: &[Bytes],
        accounts: &dyn Accounts,
    ) -> Result<Vec<Value>, AbiError> {
        let decoder = Decoder { abi: self, accounts };
        let mut rest = arguments;
        let values = parameters.iter().map(|it| decode_parameter(&decoder, &it.kind, &mut rest));
        let values = values.collect::<Result<Vec<_>, _>>()?;
        if rest.is_empty() {
            return Ok(values);
        }
        Err(AbiError::ArgumentCount { expected: parameters.len(), given: arguments.len() })
    }

    /// One value from the bytes of an argument, result or storage value.
    ///
    /// # Errors
    /// [`AbiError::Data`] when the bytes do not fit.
    pub fn decode_value(
        &self,
        kind: &Kind,
        bytes: &[u8],
        accounts: &dyn Accounts,
    ) -> Result<Value, AbiError> {
        Decoder { abi: self, accounts }.top_level(kind, bytes)
    }

    /// The nested form of a value, as a mapper's key has it behind its name.
    ///
    /// # Errors
    /// [`AbiError::Mismatch`] when the value does not fit.
    pub fn encode_nested(
        &self,
        kind: &Kind,
        value: &Value,
        accounts: &dyn Accounts,
    ) -> Result<Bytes, AbiError> {
        let mut output = Vec::new();
        Encoder { abi: self, accounts }.nested(kind, value, &mut output)?;
        Ok(output.into())
    }
}

/// How many of the values a parameter takes.
const fn taken(kind: &Kind, rest: &[Value]) -> usize {
    match kind {
        Kind::Optional(_) if rest.is_empty() => 0,
        Kind::Variadic(_) | Kind::Ignore => rest.len(),
        _ => 1,
    }
}

fn encode_parameter(
    encoder: &Encoder<'_>,
    kind: &Kind,
    values: &[Value],
    output: &mut Vec<Bytes>,
) -> Result<(), AbiError> {
    match (kind, values) {
        (Kind::Variadic(inner), [Value::List(items)]) => encode_all(encoder, inner, items, output),
        (Kind::Variadic(inner), values) => encode_all(encoder, inner, values, output),
        (Kind::Ignore, values) => encode_all(encoder, &Kind::Bytes, values, output),
        (kind, values) => values.iter().try_for_each(|it| encode_one(encoder, kind, it, output)),
    }
}

fn encode_all(
    encoder: &Encoder<'_>,
    kind: &Kind,
    values: &[Value],
    output: &mut Vec<Bytes>,
) -> Result<(), AbiError> {
    values.iter().try_for_each(|value| encode_one(encoder, kind, value, output))
}

fn encode_one(
    encoder: &Encoder<'_>,
    kind: &Kind,
    value: &Value,
    output: &mut Vec<Bytes>,
) -> Result<(), AbiError> {
    match kind {
        Kind::Optional(inner) => match option(value) {
            Some(value) => encode_one(encoder, inner, value, output),
            None => Ok(()),
        },
        Kind::Multi(kinds) => {
            let items = items(kind, value)?;
            if items.len() != kinds.len() {
                return Err(AbiError::mismatch(value, kind));
            }
            (kinds.iter().zip(&items))
                .try_for_each(|(kind, it)| encode_one(encoder, kind, it, output))
        }
        Kind::CountedVariadic(inner) => {
            let items = items(kind, value)?;
            encode_one(encoder, &Kind::Unsigned(8), &Value::from(items.len()), output)?;
            encode_all(encoder, inner, &items, output)
        }
        Kind::Variadic(inner) => encode_all(encoder, inner, &items(kind, value)?, output),
        kind => {
            output.push(encoder.top_level(kind, value)?.into());
            Ok(())
        }
    }
}

fn decode_parameter(
    decoder: &Decoder<'_>,
    kind: &Kind,
    rest: &mut &[Bytes],
) -> Result<Value, AbiError> {
    match kind {
        Kind::Optional(_) if rest.is_empty() => Ok(Value::Option(None)),
        Kind::Optional(inner) => {
            Ok(Value::Option(Some(Box::new(decode_parameter(decoder, inner, rest)?))))
        }
        Kind::Variadic(inner) => {
            let mut items = Vec::new();
            while !rest.is_empty() {
                items.push(decode_parameter(decoder, inner, rest)?);
            }
            Ok(Value::List(items))
        }
        Kind::CountedVariadic(inner) => {
            let count = decode_parameter(decoder, &Kind::Unsigned(4), rest)?;
            let Value::Number(count) = count else { return Err(AbiError::mismatch(&count, kind)) };
            let count = usize::try_from(count).unwrap_or(usize::MAX);
            let items = (0..count).map(|_| decode_parameter(decoder, inner, rest));
            Ok(Value::List(items.collect::<Result<_, _>>()?))
        }
        Kind::Multi(kinds) => {
            let items = kinds.iter().map(|kind| decode_parameter(decoder, kind, rest));
            Ok(Value::Tuple(items.collect::<Result<_, _>>()?))
        }
        Kind::Ignore => {
            let items = rest.iter().map(Value::from).collect();
            *rest = &[];
            Ok(Value::List(items))
        }
        kind => {
            let missing = || AbiError::ArgumentCount { expected: 1, given: 0 };
            let (first, after) = rest.split_first().ok_or_else(missing)?;
            *rest = after;
            decoder.top_level(kind, first)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::Unrecorded;
    use super::*;
    use crate::args;
    use vm_core::{Address, EvmAddress};

    const ABI: &str = r#"{
        "name": "Test", "constructor": {"inputs": [], "outputs": []}, "endpoints": [],
        "types": {
            "Point": {"type": "struct", "fields": [
                {"name": "x", "type": "u32"}, {"name": "y", "type": "BigUint"}]},
            "Shape": {"type": "enum", "variants": [
                {"name": "None", "discriminant": 0},
                {"name": "Dot", "discriminant": 1, "fields": [{"name": "0", "type": "Point"}]}]},
            "Mode": {"type": "explicit-enum", "variants": [{"name": "fast"}, {"name": "slow"}]}
        }
    }"#;

    fn parameters(kinds: &[&str]) -> Vec<Parameter> {
        let parameter = |kind: &&str| Parameter {
            name: String::new(),
            kind: Kind::parse(kind).expect(kind),
            is_indexed: false,
        };
        kinds.iter().map(parameter).collect()
    }

    fn check(kinds: &[&str], values: &[Value], expected: &[&str]) {
        let abi = MultiversXAbi::parse(ABI).expect("an ABI");
        let parameters = parameters(kinds);
        let encoded = abi.encode(&parameters, values, &Unrecorded).expect("values that fit");
        let shown: Vec<String> = encoded.iter().map(alloy_primitives::hex::encode).collect();
        assert_eq!(shown, expected, "{kinds:?}");
        let decoded = abi.decode(&parameters, &encoded, &Unrecorded).expect("its own bytes");
        let again = abi.encode(&parameters, &decoded, &Unrecorded).expect("its own values");
        assert_eq!(again, encoded, "{kinds:?}");
    }

    #[test]
    fn single_arguments_have_the_top_level_form() {
        check(&["BigUint"], &args![0u64], &[""]);
        check(&["BigUint"], &args![256u64], &["0100"]);
        check(&["i64"], &args![-1i64], &["ff"]);
        check(&["i64"], &args![128i64], &["0080"]);
        check(&["bool", "bool"], &args![true, false], &["01", ""]);
        check(&["bytes"], &args![b"ab"], &["6162"]);
        check(&["TokenIdentifier"], &args!["TOK-123456"], &["544f4b2d313233343536"]);
        check(&["List<u16>"], &args![vec![1u16, 2]], &["00010002"]);
        check(&["List<bytes>"], &args![vec!["a", "bc"]], &["0000000161000000026263"]);
        check(&["Option<u8>", "Option<u8>"], &args![None::<u8>, Some(5u8)], &["", "0105"]);
        check(&["tuple<u8,BigUint>"], &args![(1u8, 2u8)], &["010000000102"]);
        check(&["array2<u8>"], &args![vec![1u8, 2]], &["0102"]);
        check(&["Point"], &args![(1u32, 2u8)], &["000000010000000102"]);
        check(&["Shape"], &args!["None"], &[""]);
        let dot = Value::Variant("Dot".to_owned(), args![(1u32, 0u8)]);
        check(&["Shape"], core::slice::from_ref(&dot), &["010000000100000000"]);
        check(&["List<Shape>"], &args![vec![Value::from("None"), dot]], &["00010000000100000000"]);
        check(&["Mode"], &args!["slow"], &["736c6f77"]);
    }

    #[test]
    fn several_arguments_come_from_one_parameter() {
        check(&["u8", "optional<u8>"], &args![1u8], &["01"]);
        check(&["u8", "optional<u8>"], &args![1u8, 2u8], &["01", "02"]);
        check(&["variadic<u8>"], &args![1u8, 2u8], &["01", "02"]);
        check(&["variadic<u8>"], &args![vec![1u8, 2]], &["01", "02"]);
        check(&["variadic<u8>"], &args![], &[]);
        let pairs = vec![("a", 1u8), ("b", 2)];
        check(&["variadic<multi<bytes,u8>>"], &args![pairs], &["61", "01", "62", "02"]);
        check(
            &["counted-variadic<u8>", "u8"],
            &args![vec![5u8, 6], 7u8],
            &["02", "05", "06", "07"],
        );
    }

    #[test]
    fn an_evm_account_is_its_canonical_address() {
        let face = EvmAddress::repeat_byte(0x11);
        let canonical = format!("00000000000000000600{}0000", "11".repeat(20));
        check(&["Address"], &args![face], &[&canonical]);
        check(&["Address"], &args![Address([7; 32])], &[&"07".repeat(32)]);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let abi = MultiversXAbi::parse(ABI).expect("an ABI");
        let cases = [
            (vec!["u8"], args![256u64]),
            (vec!["u8"], args![-1i64]),
            (vec!["BigUint"], args![-1i64]),
            (vec!["i8"], args![128u64]),
            (vec!["u8"], args![]),
            (vec!["u8"], args![1u8, 2u8]),
            (vec!["bool"], args![1u8]),
            (vec!["Address"], args!["alice"]),
            (vec!["Mode"], args!["medium"]),
            (vec!["Missing"], args![1u8]),
            (vec!["array2<u8>"], args![vec![1u8]]),
        ];
        for (kinds, values) in cases {
            let result = abi.encode(&parameters(&kinds), &values, &Unrecorded);
            assert!(result.is_err(), "{kinds:?} {values:?}");
        }
    }

    #[test]
    fn broken_bytes_are_refused() {
        let abi = MultiversXAbi::parse(ABI).expect("an ABI");
        let cases: [(&str, &[u8]); 7] = [
            ("u8", &[1, 2]),
            ("bool", &[2]),
            ("List<bytes>", &[0, 0, 0, 9, 1]),
            ("Address", &[1; 31]),
            ("Option<u8>", &[2, 1]),
            ("Shape", &[9]),
            ("Point", &[0, 0, 0, 1, 0, 0, 0, 0, 7]),
        ];
        for (kind, bytes) in cases {
            let kind = Kind::parse(kind).expect(kind);
            assert!(abi.decode_value(&kind, bytes, &Unrecorded).is_err(), "{kind:?}");
        }
    }
}
