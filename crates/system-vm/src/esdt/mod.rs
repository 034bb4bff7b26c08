//! The ESDT contract: issues tokens and gives roles (`mx-chain-go:vm/systemSmartContracts/esdt.go`,
//! `mx-chain-sovereign-go` for what one shard does at once).
//!
//! Everything is in one shard: supply, roles and global settings reach their accounts in the same
//! call, by the same built-in functions that production sends to other shards.
//!
//! Not here yet: `issueSemiFungible`, `issueNonFungible`, `registerMetaESDT`, `registerAndSetAllRoles`,
//! the dynamic kinds, `wipe`, the single-NFT forms, `claim`, `configChange`, `controlChanges`,
//! `transferOwnership`, `transferNFTCreateRole`, `stopNFTCreate`, `changeToMultiShardCreate`,
//! `setBurnRoleGlobally` and its opposite, `getAllAddressesAndRoles`.

mod config;
mod freeze;
mod issue;
mod issued_token;
mod properties;
mod roles;
mod supply;
mod view;

pub use config::EsdtConfig;
pub use issued_token::{IssuedToken, RoleHolder};

use crate::error::{NativeError, Refusal};
use crate::native::{Endpoint, NativeContext, NativeContract, NativeResult};
use vm_core::{Address, Bytes, HaltReason};

/// Address of the ESDT contract: `00..00 0001 00..00 02 ffff`.
pub const ESDT_ADDRESS: Address = {
    let mut bytes = [0; 32];
    bytes[9] = 1;
    bytes[29] = 2;
    bytes[30] = 0xff;
    bytes[31] = 0xff;
    Address(bytes)
};

/// The ESDT contract.
#[derive(Clone, Debug, Default)]
pub struct EsdtContract {
    config: EsdtConfig,
}

impl EsdtContract {
    /// A contract with a configuration.
    #[must_use]
    pub const fn new(config: EsdtConfig) -> Self {
        Self { config }
    }
}

impl NativeContract for EsdtContract {
    fn address(&self) -> Address {
        ESDT_ADDRESS
    }

    fn name(&self) -> &'static str {
        "esdt"
    }

    fn endpoints() -> &'static [Endpoint<Self>] {
        ENDPOINTS
    }
}

crate::endpoints! { EsdtContract;
    /// Issues a fungible token and gives its supply to the caller; costs native value. Properties are
    /// pairs of name and `true` or `false`. Returns the identifier.
    "issue" (name: Text, ticker: Text, supply: Number, decimals: Number, properties: Text Many) write {
        gas: esdt_issue,
        accepts: Value,
        checks: [Arguments, Value, Gas],
        count: (FunctionWrongSignature, "not enough arguments"),
    } => issue::issue;
    /// Makes more of a token, for its owner or another address, where the chain allows it.
    "mint" (token: Bytes, amount: Number, account: Address Optional) write {
        gas: esdt_operations,
        checks: [Guard, Arguments, Value, Gas],
        guard: (supply::check_mint_enabled),
        count: (FunctionWrongSignature, "accepted arguments number 2/3"),
    } => supply::mint;
    /// Burns the caller's tokens, where the chain allows it.
    "ESDTBurn" (token: Bytes, amount: Number) write {
        gas: InBody,
        checks: [Guard, Arguments, Value, Gas],
        guard: (supply::check_burn_enabled),
        count: (FunctionWrongSignature, "number of arguments must be equal with 2"),
    } => supply::burn;
    /// Gives roles to an address.
    "setSpecialRole" (token: Bytes, account: Address, role: Text, roles: Text Many) write {
        gas: esdt_operations,
        checks: [Arguments, Guard, Value, Gas],
        guard: (roles::check_change),
        count: (FunctionWrongSignature, "not enough arguments"),
    } => roles::set_special_role;
    /// Takes roles from an address.
    "unSetSpecialRole" (token: Bytes, account: Address, role: Text, roles: Text Many) write {
        gas: esdt_operations,
        checks: [Arguments, Guard, Value, Gas],
        guard: (roles::check_change),
        count: (FunctionWrongSignature, "not enough arguments"),
    } => roles::unset_special_role;
    /// Freezes a token for an address.
    "freeze" (token: Bytes, account: Address) write {
        gas: esdt_operations,
        count: (FunctionWrongSignature, "invalid number of arguments, wanted 2"),
    } => freeze::freeze;
    /// Unfreezes a token for an address.
    "unFreeze" (token: Bytes, account: Address) write {
        gas: esdt_operations,
        count: (FunctionWrongSignature, "invalid number of arguments, wanted 2"),
    } => freeze::unfreeze;
    /// Pauses a token.
    "pause" (token: Bytes) write {
        gas: esdt_operations,
        count: (FunctionWrongSignature, "invalid number of arguments, wanted 1"),
    } => freeze::pause;
    /// Resumes a token.
    "unPause" (token: Bytes) write {
        gas: esdt_operations,
        count: (FunctionWrongSignature, "invalid number of arguments, wanted 1"),
    } => freeze::unpause;
    /// Returns what a token is and may: name, type, owner, minted, burned, then `Name-value`.
    "getTokenProperties" (token: Bytes) view {
        gas: esdt_operations,
        checks: [Value, Arguments, Gas],
    } => view::token_properties;
    /// Returns who has which role of a token, an item an address: `address:role,role`.
    "getSpecialRoles" (token: Bytes) view {
        gas: esdt_operations,
        checks: [Value, Arguments, Gas],
    } => view::special_roles;
    /// Returns owner, issue cost, and shortest and longest name.
    "getContractConfig" () view {
        gas: esdt_operations,
        checks: [Value, Gas, Arguments],
        value: "call value must be zero",
    } => view::contract_config;
}

/// A call with a wrong number or form of arguments, which production gives a code of its own.
const fn wrong_signature(message: &'static str) -> NativeError {
    NativeError::halted(HaltReason::FunctionWrongSignature, message)
}

/// Production's word for a flag.
const fn flag_text(is_set: bool) -> &'static str {
    if is_set { "true" } else { "false" }
}

/// The stored token with an identifier.
fn load_token(context: &mut NativeContext, token: &[u8]) -> Result<IssuedToken, NativeError> {
    let stored = context.storage(token)?;
    if stored.is_empty() {
        return Err(Refusal::NoSuchToken.into());
    }
    Ok(IssuedToken::decode(&stored)?)
}

/// The token that the first argument names, for its owner only.
fn load_own_token(context: &mut NativeContext) -> Result<(Bytes, IssuedToken), NativeError> {
    let identifier = context.argument(0);
    let token = load_token(context, &identifier)?;
    if *token.owner != *context.caller().address.as_slice() {
        return Err(NativeError::refused("can be called by owner only"));
    }
    Ok((identifier, token))
}

fn save_token(
    context: &mut NativeContext,
    identifier: &[u8],
    token: &IssuedToken,
) -> Result<(), NativeError> {
    context.set_storage(identifier, Bytes::from(token.encode()))
}

/// Runs a built-in function on the account of global settings.
fn set_globally(
    context: &mut NativeContext,
    function: &'static str,
    arguments: &[Bytes],
) -> Result<(), NativeError> {
    let system_account = context.journal().reference(&Address::SYSTEM_ACCOUNT);
    context.protocol_call(function, system_account, arguments)
}

/// No results.
fn done() -> NativeResult {
    Ok(Vec::new())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use vm_core::VmType;

    #[test]
    fn the_address_is_the_system_vms() {
        assert_eq!(ESDT_ADDRESS.vm_type(), Some(VmType::SYSTEM));
        assert_eq!(
            ESDT_ADDRESS.to_string(),
            "000000000000000000010000000000000000000000000000000000000002ffff"
        );
    }

    #[test]
    fn endpoint_names_are_unique() {
        let names: BTreeSet<_> = ENDPOINTS.iter().map(|it| it.row.name).collect();
        assert_eq!(names.len(), ENDPOINTS.len());
    }
}
