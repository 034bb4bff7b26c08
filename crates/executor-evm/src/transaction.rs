//! What a transaction of Ethereum's own costs and does before its first frame, where that is revm's
//! to know.

use revm::context_interface::block::BlobExcessGasAndPrice;
use revm::context_interface::cfg::GasParams;
use revm::primitives::hardfork::SpecId;
use revm::primitives::{KECCAK_EMPTY, eip3860, eip7825};
use revm::state::Bytecode;
use std::sync::OnceLock;
use vm_core::{EvmAddress, Journal, U256, WriteError};

/// What the gas that a transaction pays in advance depends on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IntrinsicInput<'a> {
    /// Call data or init code.
    pub data: &'a [u8],
    /// Whether the transaction makes a contract.
    pub is_create: bool,
    /// Accounts of the access list (EIP-2930).
    pub accounts: usize,
    /// Slots of the access list.
    pub slots: usize,
    /// Authorizations (EIP-7702).
    pub authorizations: usize,
}

/// Gas that a transaction pays whatever it does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IntrinsicGas {
    /// Charged before the first frame (EIP-2, 2028, 2930, 3860, 7702).
    pub initial: u64,
    /// Least that the whole transaction uses (EIP-7623); zero before Prague.
    pub floor: u64,
}

/// Forks of which the gas table is kept: more than there are.
const FORKS: usize = 32;

/// Asks the gas table of a fork. revm counts whoever holds it, and all threads would count in one place.
#[inline]
fn with_gas_table<R>(fork: SpecId, ask: impl FnOnce(&GasParams) -> R) -> R {
    static TABLES: [OnceLock<GasParams>; FORKS] = [const { OnceLock::new() }; FORKS];
    match TABLES.get(fork as usize) {
        Some(table) => ask(table.get_or_init(|| GasParams::new_spec(fork))),
        None => ask(&GasParams::new_spec(fork)),
    }
}

/// Gas that a transaction pays whatever it does.
#[must_use]
#[inline]
pub fn intrinsic_gas(fork: SpecId, input: IntrinsicInput<'_>) -> IntrinsicGas {
    let count = |length: usize| u64::try_from(length).unwrap_or(u64::MAX);
    let gas = with_gas_table(fork, |table| {
        table.initial_tx_gas(
            input.data,
            input.is_create,
            count(input.accounts),
            count(input.slots),
            count(input.authorizations),
            None,
        )
    });
    let has_floor = fork.is_enabled_in(SpecId::PRAGUE);
    IntrinsicGas {
        initial: gas.initial_total_gas(),
        floor: if has_floor { gas.floor_gas() } else { 0 },
    }
}

/// Largest gas limit of a transaction, from Osaka on (EIP-7825).
#[must_use]
pub fn transaction_gas_cap(fork: SpecId) -> Option<u64> {
    fork.is_enabled_in(SpecId::OSAKA).then_some(eip7825::TX_GAS_LIMIT_CAP)
}

/// Largest init code in bytes, from Shanghai on (EIP-3860).
#[must_use]
pub fn init_code_cap(fork: SpecId) -> Option<usize> {
    fork.is_enabled_in(SpecId::SHANGHAI).then_some(eip3860::MAX_INITCODE_SIZE)
}

/// Price of a unit of blob gas at a block's excess (EIP-4844, EIP-7691).
#[must_use]
pub fn blob_gas_price(fork: SpecId, excess_blob_gas: u64) -> u128 {
    BlobExcessGasAndPrice::new_with_spec(excess_blob_gas, fork).blob_gasprice
}

/// An account's permission to run another account's code as its own (EIP-7702), its signature
/// recovered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Authorization {
    /// Chain for which it holds; zero for every chain.
    pub chain_id: U256,
    /// Whose code; the zero address takes a delegation back.
    pub address: EvmAddress,
    /// The authority's nonce.
    pub nonce: u64,
    /// Who signed; `None` when the signature is not valid. Such an authorization does nothing, but is
    /// paid for.
    pub authority: Option<EvmAddress>,
}

/// Makes the delegations of a transaction, outside of frames. An authorization that does not hold is
/// passed over. Gives the refund counter for authorities that exist already.
///
/// # Errors
/// A fault, or the journal's refusal, which there is none of outside of frames.
#[inline]
pub fn apply_authorizations(
    journal: &mut Journal,
    chain_id: u64,
    list: &[Authorization],
) -> Result<u64, WriteError> {
    if list.is_empty() { Ok(0) } else { apply_all(journal, chain_id, list) }
}

#[cold]
fn apply_all(
    journal: &mut Journal,
    chain_id: u64,
    list: &[Authorization],
) -> Result<u64, WriteError> {
    let mut existing: u64 = 0;
    for authorization in list {
        if apply(journal, chain_id, authorization)? {
            existing = existing.saturating_add(1);
        }
    }
    let refund = with_gas_table(journal.fork(), GasParams::tx_eip7702_auth_refund_regular);
    Ok(existing.saturating_mul(refund))
}

/// Whether the authority existed and is delegated now.
fn apply(
    journal: &mut Journal,
    chain_id: u64,
    authorization: &Authorization,
) -> Result<bool, WriteError> {
    let Authorization { chain_id: chain, address, nonce, authority } = *authorization;
    let is_for_us = chain.is_zero() || chain == U256::from(chain_id);
    let (Some(face), Some(next)) = (authority, nonce.checked_add(1)) else {
        return Ok(false);
    };
    if !is_for_us {
        return Ok(false);
    }
    let Some(loaded) = journal.warm_account(face, false)? else {
        return Ok(false);
    };
    let account = loaded.data;
    let code = account.info.code.as_ref();
    let may_delegate = code.is_none_or(|it| it.is_empty() || it.is_eip7702());
    if !may_delegate || account.info.nonce != nonce {
        return Ok(false);
    }
    let existed = !(account.info.is_empty() && account.is_loaded_as_not_existing_not_touched());
    let reference = journal.reference_of_face(face)?;
    if reference.face != face {
        // A key that is linked has no account of its own to delegate.
        return Ok(false);
    }
    if address.is_zero() {
        journal.set_evm_code(face, Bytecode::default(), KECCAK_EMPTY);
    } else {
        let code = Bytecode::new_eip7702(address);
        let hash = code.hash_slow();
        journal.set_evm_code(face, code, hash);
    }
    journal.set_nonce(&reference, next)?;
    Ok(existed)
}

/// Whether code is a delegation (EIP-7702).
#[must_use]
pub fn is_delegation(code: &[u8]) -> bool {
    code.len() == 23 && code.starts_with(&[0xef, 0x01, 0x00])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intrinsic_gas_follows_the_forks() {
        let data = [0, 0, 1];
        let input = IntrinsicInput { data: &data, ..IntrinsicInput::default() };
        let create = IntrinsicInput { is_create: true, ..input };
        let listed = IntrinsicInput { accounts: 1, slots: 2, authorizations: 1, ..input };
        for (fork, input, initial, floor) in [
            (SpecId::FRONTIER, input, 21_000 + 2 * 4 + 68, 0),
            (SpecId::FRONTIER, create, 21_000 + 2 * 4 + 68, 0),
            (SpecId::HOMESTEAD, create, 53_000 + 2 * 4 + 68, 0),
            (SpecId::ISTANBUL, input, 21_000 + 2 * 4 + 16, 0),
            (SpecId::SHANGHAI, create, 53_000 + 2 * 4 + 16 + 2, 0),
            (SpecId::PRAGUE, input, 21_000 + 2 * 4 + 16, 21_000 + 6 * 10),
            (SpecId::PRAGUE, listed, 21_024 + 2_400 + 2 * 1_900 + 25_000, 21_000 + 6 * 10),
        ] {
            let expected = IntrinsicGas { initial, floor };
            assert_eq!(intrinsic_gas(fork, input), expected, "{fork:?} {input:?}");
        }
    }
}
