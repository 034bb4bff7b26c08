//! `issue`, and what every new token has.

use super::config::ActiveConfig;
use super::properties::set_properties;
use super::{
    EsdtContract, IssuedToken, log_as_caller, save_token, set_burn_for_all, set_token_type,
    wrong_signature,
};
use crate::error::{NativeError, Refusal};
use crate::native::{NativeContext, NativeResult};
use crate::token::{MAX_AMOUNT_LENGTH, TokenKind, amount_bytes, low_number, number_bytes};
use blake2::digest::consts::U32;
use blake2::{Blake2b, Digest};
use num_bigint::BigUint;
use vm_core::{Bytes, HaltReason};

const SHORTEST_NAME: usize = 3;
const SHORTEST_TICKER: usize = 3;
const LONGEST_TICKER: usize = 10;
const MOST_DECIMALS: u32 = 18;
/// Random numbers in a row that are tried for an identifier.
const TRIES: u32 = 50;
/// The ticker that stands for the native token.
const NATIVE_TICKER: &[u8] = b"EGLD";

/// What a caller asks for.
pub(super) struct Order {
    pub(super) name: Bytes,
    pub(super) ticker: Bytes,
    pub(super) kind: TokenKind,
    pub(super) supply: BigUint,
    pub(super) decimals: u32,
    /// Pairs of property and flag.
    pub(super) properties: Vec<Bytes>,
}

impl Order {
    /// An order of the name and ticker that come first, without a supply.
    pub(super) fn new(context: &NativeContext, kind: TokenKind) -> Self {
        Self {
            name: context.argument(0),
            ticker: context.argument(1),
            kind,
            supply: BigUint::ZERO,
            decimals: 0,
            properties: Vec::new(),
        }
    }

    /// Takes the arguments from one on as properties.
    pub(super) fn properties_from(mut self, context: &NativeContext, index: usize) -> Self {
        self.properties = context.arguments().iter().skip(index).cloned().collect();
        self
    }
}

/// The check that production makes of every order: a name of allowed length, and the price.
pub(super) fn check_order(
    contract: &EsdtContract,
    context: &mut NativeContext,
) -> Result<(), NativeError> {
    let active = ActiveConfig::load(context, &contract.config)?;
    let Some(name) = context.arguments().first() else {
        return Err(NativeError::refused("not enough arguments"));
    };
    let longest_name = usize::try_from(active.longest_name).unwrap_or(usize::MAX);
    if !(SHORTEST_NAME..=longest_name).contains(&name.len()) {
        return Err(wrong_signature("token name length not in parameters"));
    }
    if BigUint::from_bytes_be(&context.value().to_be_bytes::<32>()) != active.base_issuing_cost {
        return Err(NativeError::halted(
            HaltReason::OutOfFunds,
            "callValue not equals with baseIssuingCost",
        ));
    }
    Ok(())
}

/// The number of decimals in an argument, of which production reads the low 32 bits.
pub(super) fn decimals_argument(context: &NativeContext, index: usize) -> Result<u32, NativeError> {
    let low = low_number(&context.argument(index)) & u64::from(u32::MAX);
    let decimals = u32::try_from(low).unwrap_or(u32::MAX);
    if decimals > MOST_DECIMALS {
        return Err(NativeError::refused(format!(
            "invalid number of decimals, minimum: 0, maximum: {MOST_DECIMALS}, provided: {decimals}"
        )));
    }
    Ok(decimals)
}

pub(super) fn issue(contract: &EsdtContract, context: &mut NativeContext) -> NativeResult {
    if context.argument(2).len() > MAX_AMOUNT_LENGTH {
        return Err(NativeError::refused(format!(
            "max length for esdt issue is {MAX_AMOUNT_LENGTH}"
        )));
    }
    let supply = context.amount_argument(2);
    if contract.config.global_mint_burn && supply == BigUint::ZERO {
        return Err(Refusal::InvalidSupply.into());
    }
    let decimals = decimals_argument(context, 3)?;
    let order = Order::new(context, TokenKind::FUNGIBLE).properties_from(context, 4);
    let order = Order { supply, decimals, ..order };
    let (identifier, _) = create_token(context, &order)?;
    if order.supply != BigUint::ZERO {
        let caller = *context.caller();
        let arguments = [identifier.clone(), amount_bytes(&order.supply)];
        context.protocol_call("ESDTTransfer", caller, &arguments)?;
    }
    log_order(context, &identifier, &order)?;
    // Production returns the identifier only where there is no supply to send it with. A synchronous
    // caller has no other way to learn it.
    Ok(vec![identifier])
}

/// Makes the token's record and its global settings; gives its identifier.
pub(super) fn create_token(
    context: &mut NativeContext,
    order: &Order,
) -> Result<(Bytes, IssuedToken), NativeError> {
    if !order.name.iter().all(u8::is_ascii_alphanumeric) {
        return Err(Refusal::NameNotReadable.into());
    }
    if !is_valid_ticker(&order.ticker) {
        return Err(Refusal::InvalidTicker.into());
    }
    let identifier = free_identifier(context, &order.ticker)?;
    let mut token = IssuedToken {
        owner: Bytes::copy_from_slice(context.caller().address.as_slice()),
        name: order.name.clone(),
        ticker: order.ticker.clone(),
        kind: kind_name(order.kind),
        decimals: order.decimals,
        minted: order.supply.clone(),
        can_upgrade: true,
        can_add_special_roles: true,
        ..IssuedToken::default()
    };
    set_properties(context, &identifier, (&mut token, true), &order.properties)?;
    set_burn_for_all(context, &identifier, &mut token)?;
    save_token(context, &identifier, &token)?;
    set_token_type(context, &identifier, &token)?;
    Ok((identifier, token))
}

/// The log of a new token, with the name of the endpoint.
pub(super) fn log_order(
    context: &mut NativeContext,
    identifier: &Bytes,
    order: &Order,
) -> Result<(), NativeError> {
    let topics = vec![
        identifier.clone(),
        order.name.clone(),
        order.ticker.clone(),
        kind_name(order.kind),
        number_bytes(u64::from(order.decimals)),
    ];
    let function = context.function().clone();
    log_as_caller(context, function, topics)
}

/// The name of a type in the contract's storage.
pub(super) fn kind_name(kind: TokenKind) -> Bytes {
    Bytes::from_static(kind.name().unwrap_or_default().as_bytes())
}

fn is_valid_ticker(ticker: &[u8]) -> bool {
    let is_allowed = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    (SHORTEST_TICKER..=LONGEST_TICKER).contains(&ticker.len()) && ticker.iter().all(is_allowed)
}

/// `[prefix-]TICKER-random`: the random part comes from the caller and the block's seed, and is
/// counted up past the identifiers that are taken.
///
/// Production looks for a taken identifier without the prefix, under which it stores none; so two
/// equal orders of one caller in a block would be one token there.
fn free_identifier(context: &mut NativeContext, ticker: &[u8]) -> Result<Bytes, NativeError> {
    if ticker == NATIVE_TICKER {
        return Err(Refusal::NoIdentifier.into());
    }
    let caller = context.caller().address;
    let first = random_start(caller.as_slice(), &context.block().random_seed);
    let prefix = &context.environment().config.token_prefix;
    let mut head = Vec::new();
    if !prefix.is_empty() {
        head.extend_from_slice(prefix.as_bytes());
        head.push(b'-');
    }
    head.extend_from_slice(ticker);
    for offset in 0..TRIES {
        let random = first.saturating_add(offset);
        let identifier = [&head, format!("-{random:06x}").as_bytes()].concat();
        if context.storage(&identifier)?.is_empty() {
            return Ok(Bytes::from(identifier));
        }
    }
    Err(Refusal::NoIdentifier.into())
}

/// The first three bytes of the node's hash over caller and seed.
fn random_start(caller: &[u8], seed: &[u8]) -> u32 {
    let hash = Blake2b::<U32>::new().chain_update(caller).chain_update(seed).finalize();
    hash.iter().take(3).fold(0, |number, byte| (number << 8) | u32::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::hex;

    /// The seed of the metachain block in which mx-chain-go 1.9.6 issued `ORC-cd14eb`.
    #[test]
    fn the_random_part_is_productions() {
        let seed = hex!(
            "d8388fcaefd03526bca68dce9bc365e99e85e4c301080bc99921a4e4ac5bfeb173e82b2dae4ea6d90cb1e2f69073038b"
        );
        assert_eq!(random_start(&[1; 32], &seed), 0x00cd_14eb);
    }

    #[test]
    fn tickers_are_capitals_and_digits() {
        for (ticker, is_valid) in [
            ("ORC", true),
            ("A1B2C3D4E5", true),
            ("OR", false),
            ("A1B2C3D4E5F", false),
            ("ORc", false),
            ("OR-", false),
        ] {
            assert_eq!(is_valid_ticker(ticker.as_bytes()), is_valid, "{ticker}");
        }
    }
}
