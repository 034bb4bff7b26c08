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

/// Receiver and tokens of a call that moves tokens and asks for no execution.
pub(crate) fn plain_transfer(
    sender: &Address,
    callee: &Address,
    raw: &RawCall,
) -> Option<(Address, Vec<TokenTransfer>)> {
    let (to, tokens, function) = read_transfer(sender, callee, raw)?;
    let asks = function.is_some_and(|function| !function.is_empty());
    (!asks).then_some((to, tokens))
}

/// Receiver of a call that moves tokens and is made at the sender.
pub(crate) fn token_receiver(sender: &Address, raw: &RawCall) -> Option<Address> {
    (raw.destination.as_ref() == sender.as_slice())
        .then(|| read_transfer(sender, sender, raw))
        .flatten()
        .map(|(to, ..)| to)
}

/// Receiver, tokens and function of a call that moves tokens.
fn read_transfer<'a>(
    sender: &Address,
    callee: &Address,
    raw: &'a RawCall,
) -> Option<(Address, Vec<TokenTransfer>, Option<&'a Bytes>)> {
    let arguments = raw.arguments.as_slice();
    let (to, tokens, rest) = match core::str::from_utf8(&raw.function).ok()? {
        TRANSFER => {
            let [token, amount, rest @ ..] = arguments else {
                return None;
            };
            (*callee, vec![transfer(token, &Bytes::new(), amount)], rest)
        }
        NFT_TRANSFER if sender == callee => {
            let [token, nonce, amount, to, rest @ ..] = arguments else {
                return None;
            };
            let to = Address::from_slice(to)?;
            (to, vec![transfer(token, nonce, amount)], rest)
        }
        MULTI_TRANSFER if sender == callee => {
            let [to, count, rest @ ..] = arguments else {
                return None;
            };
            let count = usize::try_from(number_from(count)).ok()?;
            let (described, rest) =
                rest.split_at_checked(count.checked_mul(ARGUMENTS_PER_TOKEN)?)?;
            let tokens = described.chunks_exact(ARGUMENTS_PER_TOKEN);
            let tokens = tokens.filter_map(|it| match it {
                [token, nonce, amount] => Some(transfer(token, nonce, amount)),
                _ => None,
            });
            (Address::from_slice(to)?, tokens.collect(), rest)
        }
        _ => return None,
    };
    Some((to, tokens, rest.first()))
}

fn transfer(token: &Bytes, nonce: &Bytes, amount: &Bytes) -> TokenTransfer {
    TokenTransfer {
        token: token.clone(),
        nonce: number_from(nonce),
        amount: BigUint::from_bytes_be(amount),
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
    fn a_call_is_read_back_as_what_it_moves() {
        let (sender, receiver) = (Address([1; 32]), Address([2; 32]));
        for (tokens, function) in [
            (vec![token("FUN-123456", 0, 5)], TRANSFER),
            (vec![token("NFT-123456", 300, 1)], NFT_TRANSFER),
            (vec![token("EGLD-000000", 0, 7)], MULTI_TRANSFER),
            (vec![token("FUN-123456", 0, 0), token("SFT-123456", 256, 70_000)], MULTI_TRANSFER),
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
            let plain = plain_transfer(&sender, &callee, &raw);
            assert_eq!(plain, Some((receiver, tokens)));
            raw.arguments.push(Bytes::from_static(b"deposit"));
            assert_eq!(plain_transfer(&sender, &callee, &raw), None);
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
