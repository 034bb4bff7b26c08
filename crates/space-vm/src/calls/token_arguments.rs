//! Arguments of the built-in functions that move tokens: making them and reading them back
//! (`mx-chain-vm-common-go:parsers/esdtTransferParser.go`).

use super::arguments::RawCall;
use num_bigint::BigUint;
use vm_core::{Address, Bytes, TokenTransfer};

/// Moves fungible tokens; called at the receiver.
pub(crate) const TRANSFER: &str = "ESDTTransfer";
/// Moves one non-fungible token; called at the sender.
pub(crate) const NFT_TRANSFER: &str = "ESDTNFTTransfer";
/// Moves several tokens; called at the sender.
pub(crate) const MULTI_TRANSFER: &str = "MultiESDTNFTTransfer";
/// The name under which native value travels among tokens.
pub(crate) const NATIVE_TOKEN: &[u8] = b"EGLD-000000";

/// Arguments that describe one token of several: identifier, nonce, amount.
const ARGUMENTS_PER_TOKEN: usize = 3;

/// A call of a built-in function that moves tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TokenCall {
    /// Whether it is called at the sender; at the receiver otherwise.
    pub(crate) at_sender: bool,
    pub(crate) function: &'static str,
    pub(crate) arguments: Vec<Bytes>,
}

/// Makes the call that moves tokens. One token takes the function for one, unless native value
/// travels as a token, which only the function for several moves.
pub(crate) fn token_call(destination: &Address, tokens: &[TokenTransfer]) -> TokenCall {
    let receiver = Bytes::copy_from_slice(destination.as_slice());
    match tokens {
        [one] if one.token.as_ref() != NATIVE_TOKEN && one.nonce == 0 => TokenCall {
            at_sender: false,
            function: TRANSFER,
            arguments: vec![one.token.clone(), amount_bytes(&one.amount)],
        },
        [one] if one.token.as_ref() != NATIVE_TOKEN => {
            let mut arguments = token_arguments(one).to_vec();
            arguments.push(receiver);
            TokenCall { at_sender: true, function: NFT_TRANSFER, arguments }
        }
        _ => {
            let count = u64::try_from(tokens.len()).unwrap_or(u64::MAX);
            let mut arguments = vec![receiver, number_bytes(count)];
            arguments.extend(tokens.iter().flat_map(token_arguments));
            TokenCall { at_sender: true, function: MULTI_TRANSFER, arguments }
        }
    }
}

fn token_arguments(token: &TokenTransfer) -> [Bytes; ARGUMENTS_PER_TOKEN] {
    [token.token.clone(), number_bytes(token.nonce), amount_bytes(&token.amount)]
}

/// Receiver of a call that moves tokens and is made at the sender.
pub(crate) fn token_receiver(sender: &Address, raw: &RawCall) -> Option<Address> {
    if raw.destination.as_ref() != sender.as_slice() {
        return None;
    }
    match (core::str::from_utf8(&raw.function).ok()?, raw.arguments.as_slice()) {
        (TRANSFER, [_, _, ..]) => Some(*sender),
        (NFT_TRANSFER, [_, _, _, to, ..]) => Address::from_slice(to),
        (MULTI_TRANSFER, [to, count, rest @ ..]) => {
            let count = usize::try_from(number_from(count)).ok()?;
            let is_complete = count.checked_mul(ARGUMENTS_PER_TOKEN)? <= rest.len();
            Address::from_slice(to).filter(|_| is_complete)
        }
        _ => None,
    }
}

/// The low 64 bits of a big-endian number.
pub(crate) fn number_from(bytes: &[u8]) -> u64 {
    bytes.iter().rev().take(8).rev().fold(0, |number, byte| (number << 8) | u64::from(*byte))
}

/// A number as big-endian bytes without leading zeros.
pub(crate) fn number_bytes(number: u64) -> Bytes {
    let bytes = number.to_be_bytes();
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    Bytes::copy_from_slice(bytes.get(zeros..).unwrap_or_default())
}

fn amount_bytes(amount: &BigUint) -> Bytes {
    if *amount == BigUint::ZERO {
        return Bytes::new();
    }
    amount.to_bytes_be().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(name: &'static str, nonce: u64, amount: u32) -> TokenTransfer {
        TokenTransfer { token: Bytes::from_static(name.as_bytes()), nonce, amount: amount.into() }
    }

    #[test]
    fn the_receiver_of_a_call_at_the_sender_is_read_back() {
        let (sender, receiver) = (Address([1; 32]), Address([2; 32]));
        for (tokens, function, expected) in [
            (vec![token("FUN-123456", 0, 5)], TRANSFER, None),
            (vec![token("NFT-123456", 300, 1)], NFT_TRANSFER, Some(receiver)),
            (vec![token("EGLD-000000", 0, 7)], MULTI_TRANSFER, Some(receiver)),
            (
                vec![token("FUN-123456", 0, 0), token("SFT-123456", 256, 70_000)],
                MULTI_TRANSFER,
                Some(receiver),
            ),
        ] {
            let call = token_call(&receiver, &tokens);
            assert_eq!(call.function, function);
            let callee = if call.at_sender { sender } else { receiver };
            let mut raw = RawCall {
                destination: Bytes::copy_from_slice(callee.as_slice()),
                function: Bytes::from_static(call.function.as_bytes()),
                arguments: call.arguments,
                length: 0,
            };
            assert_eq!(token_receiver(&sender, &raw), expected);
            raw.arguments.pop();
            let is_short = raw.arguments.len() < 4 || function == MULTI_TRANSFER;
            assert_eq!(token_receiver(&sender, &raw), expected.filter(|_| !is_short));
        }
    }

    #[test]
    fn numbers_are_as_short_as_they_can_be() {
        for (number, bytes) in [(0, &[][..]), (1, &[1]), (256, &[1, 0])] {
            assert_eq!(number_bytes(number).as_ref(), bytes);
            assert_eq!(number_from(bytes), number);
        }
        assert_eq!(number_from(&[9, 0, 0, 0, 0, 0, 0, 0, 1]), 1);
    }
}
