//! The ESDT contract: issues tokens and gives roles (`mx-chain-go:vm/systemSmartContracts/esdt.go`,
//! `mx-chain-sovereign-go` for what one shard does at once).
//!
//! Everything is in one shard: supply, roles and global settings reach their accounts in the same
//! call, by the same built-in functions that production sends to other shards.

mod administration;
mod change_kind;
mod config;
mod create_role;
mod everybody;
mod freeze;
mod issue;
mod issued_token;
mod properties;
mod register;
mod roles;
mod supply;
mod view;

pub use config::EsdtConfig;
pub use issued_token::{IssuedToken, RoleHolder};

use crate::error::{NativeError, Refusal};
use crate::native::{Endpoint, NativeContext, NativeContract, NativeResult};
use crate::token::{TokenKind, role_name};
use vm_core::{Address, Bytes, HaltReason, LogEntry};

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
        checks: [Arguments, Gas, Guard, Value],
        guard: (issue::check_order),
        count: (FunctionWrongSignature, "not enough arguments"),
    } => issue::issue;
    /// Registers a collection of semi-fungible tokens; costs native value. Returns the identifier.
    "issueSemiFungible" (name: Text, ticker: Text, properties: Text Many) write {
        gas: esdt_issue,
        accepts: Value,
        checks: [Gas, Guard, Arguments, Value],
        guard: (issue::check_order),
        count: "not enough arguments",
    } => register::issue_semi_fungible;
    /// Registers a collection of non-fungible tokens; costs native value. Returns the identifier.
    "issueNonFungible" (name: Text, ticker: Text, properties: Text Many) write {
        gas: esdt_issue,
        accepts: Value,
        checks: [Gas, Guard, Arguments, Value],
        guard: (issue::check_order),
        count: "not enough arguments",
    } => register::issue_non_fungible;
    /// Registers a collection with decimals; costs native value. Returns the identifier.
    "registerMetaESDT" (name: Text, ticker: Text, decimals: Number, properties: Text Many) write {
        gas: esdt_issue,
        accepts: Value,
        checks: [Gas, Guard, Arguments, Value],
        guard: (issue::check_order),
        count: "not enough arguments",
        flag: "MetaESDTSetFlag",
    } => register::register_meta;
    /// Makes a semi-fungible collection one with decimals.
    "changeSFTToMetaESDT" (token: Bytes, decimals: Number) write {
        gas: esdt_operations,
        checks: [Arguments, Guard, Value, Gas],
        guard: (change_kind::check_decimals),
        count: "not enough arguments",
        ignores_more: true,
        flag: "MetaESDTSetFlag",
    } => change_kind::to_meta;
    /// Registers a token of type `NFT`, `SFT`, `META` or `FNG`, and gives the caller all its roles;
    /// costs native value. Returns the identifier.
    "registerAndSetAllRoles" (name: Text, ticker: Text, kind: Text, decimals: Number) write {
        gas: esdt_issue,
        accepts: Value,
        checks: [Gas, Guard, Arguments, Value],
        guard: (issue::check_order),
        count: "arguments length mismatch",
        flag: "ESDTRegisterAndSetAllRolesFlag",
    } => register::register_with_roles;
    /// Registers a dynamic collection of type `NFT`, `SFT` or `META`, which has its decimals before the
    /// properties; costs native value. Returns the identifier.
    "registerDynamic" (name: Text, ticker: Text, kind: Text, settings: Bytes Many) write {
        gas: esdt_issue,
        accepts: Value,
        checks: [Gas, Guard, Arguments, Value],
        guard: (issue::check_order),
        count: "not enough arguments",
        flag: "DynamicESDTFlag",
    } => register::register_dynamic;
    /// Registers a dynamic collection as `registerDynamic` does, and gives the caller all its roles.
    "registerAndSetAllRolesDynamic" (name: Text, ticker: Text, kind: Text, settings: Bytes Many) write {
        gas: esdt_issue,
        accepts: Value,
        checks: [Gas, Guard, Arguments, Value],
        guard: (issue::check_order),
        count: "not enough arguments",
        flag: "DynamicESDTFlag",
    } => register::register_dynamic_with_roles;
    /// Makes a collection dynamic.
    "changeToDynamic" (token: Bytes) write {
        gas: esdt_operations,
        checks: [Value, Gas, Arguments],
        count: "not enough arguments",
        ignores_more: true,
        flag: "DynamicESDTFlag",
    } => change_kind::to_dynamic;
    /// Takes over a token's type into the global settings; anybody may.
    "updateTokenID" (token: Bytes) write {
        gas: esdt_operations,
        count: (FunctionWrongSignature, "invalid number of arguments, wanted 1"),
        flag: "DynamicESDTFlag",
    } => change_kind::update_token;
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
    /// Moves the role to make instances from an address to another.
    "transferNFTCreateRole" (token: Bytes, from: Address, to: Address) write {
        gas: esdt_operations,
        checks: [Arguments, Guard, Value, Gas],
        guard: (roles::check_change),
        count: (FunctionWrongSignature, "not enough arguments"),
        ignores_more: true,
    } => create_role::transfer;
    /// Takes the role to make instances from everybody, for ever.
    "stopNFTCreate" (token: Bytes) write {
        gas: esdt_operations,
        count: (FunctionWrongSignature, "number of arguments must be equal to 1"),
    } => create_role::stop;
    /// Lets several addresses make instances, each in a range of nonces of its own.
    "changeToMultiShardCreate" (token: Bytes) write {
        gas: esdt_operations,
    } => create_role::share;
    /// Lets everybody burn a token.
    "setBurnRoleGlobally" (token: Bytes) write {
        gas: esdt_operations,
        count: (FunctionWrongSignature, "invalid number of arguments, wanted 1"),
        flag: "ESDTMetadataContinuousCleanupFlag",
    } => everybody::allow_burn;
    /// Lets only addresses with the role burn a token.
    "unsetBurnRoleGlobally" (token: Bytes) write {
        gas: esdt_operations,
        count: (FunctionWrongSignature, "invalid number of arguments, wanted 1"),
        flag: "ESDTMetadataContinuousCleanupFlag",
    } => everybody::forbid_burn;
    /// Takes over who may transfer a token into the global settings.
    "sendAllTransferRoleAddresses" (token: Bytes) write {
        gas: esdt_operations,
        count: "wrong number of arguments, expected 1",
        flag: "ESDTMetadataContinuousCleanupFlag",
    } => everybody::send_transfer_addresses;
    /// Changes a token's properties, which are pairs of name and `true` or `false`.
    "controlChanges" (token: Bytes, property: Text, properties: Text Many) write {
        gas: esdt_operations,
        count: (FunctionWrongSignature, "not enough arguments"),
    } => properties::control_changes;
    /// Gives a token to another owner.
    "transferOwnership" (token: Bytes, owner: Address) write {
        gas: esdt_operations,
        count: (FunctionWrongSignature, "expected num of arguments 2"),
    } => change_kind::transfer_ownership;
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
    /// Destroys what an address has of a token that is frozen for it.
    "wipe" (token: Bytes, account: Address) write {
        gas: esdt_operations,
        count: (FunctionWrongSignature, "invalid number of arguments, wanted 2"),
    } => freeze::wipe;
    /// Freezes an instance for an address.
    "freezeSingleNFT" (token: Bytes, nonce: Number, account: Address) write {
        gas: esdt_operations,
        count: (FunctionWrongSignature, "invalid number of arguments, wanted 3"),
    } => freeze::freeze_instance;
    /// Unfreezes an instance for an address.
    "unFreezeSingleNFT" (token: Bytes, nonce: Number, account: Address) write {
        gas: esdt_operations,
        count: (FunctionWrongSignature, "invalid number of arguments, wanted 3"),
    } => freeze::unfreeze_instance;
    /// Destroys what an address has of an instance that is frozen for it.
    "wipeSingleNFT" (token: Bytes, nonce: Number, account: Address) write {
        gas: esdt_operations,
        count: (FunctionWrongSignature, "invalid number of arguments, wanted 3"),
    } => freeze::wipe_instance;
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
    /// Returns every address with a role of a token, each followed by its roles. Costs nothing, as in
    /// production.
    "getAllAddressesAndRoles" (token: Bytes) view {
        count: "needs 1 argument",
    } => view::addresses_and_roles;
    /// Changes the contract's configuration; for its owner.
    "configChange" (owner: Address, issuing_cost: Number, shortest_name: Number, longest_name: Number) write {
        gas: esdt_operations,
        checks: [Guard, Value, Gas, Arguments],
        guard: (administration::check_config_caller),
        value: "callValue must be 0",
    } => administration::change_config;
    /// Pays what the contract has to its owner.
    "claim" () write {
        gas: esdt_operations,
        checks: [Guard, Value, Gas, Arguments],
        guard: (administration::check_claim_caller),
        value: "callValue must be 0",
    } => administration::claim;
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

/// Whether production's name of the type is that of fungible tokens.
fn is_fungible(token: &IssuedToken) -> bool {
    TokenKind::of_name(&token.kind) == Some(TokenKind::FUNGIBLE)
}

/// Lets everybody burn a token: in its record, which the caller saves, and in the global settings.
fn set_burn_for_all(
    context: &mut NativeContext,
    identifier: &Bytes,
    token: &mut IssuedToken,
) -> Result<(), NativeError> {
    let function = "ESDTSetBurnRoleForAll";
    let role = Bytes::from_static(role_name::BURN_FOR_ALL.as_bytes());
    token.roles.push(RoleHolder { address: Bytes::new(), roles: vec![role.clone()] });
    let topics = vec![identifier.clone(), Bytes::new(), Bytes::new(), role];
    log_as_caller(context, Bytes::from_static(function.as_bytes()), topics)?;
    set_globally(context, function, core::slice::from_ref(identifier))
}

/// Records a token's type in the global settings.
fn set_token_type(
    context: &mut NativeContext,
    identifier: &Bytes,
    token: &IssuedToken,
) -> Result<(), NativeError> {
    let function = "ESDTSetTokenType";
    let typed = [identifier.clone(), token.kind.clone()];
    set_globally(context, function, &typed)?;
    log_as_caller(context, Bytes::from_static(function.as_bytes()), typed.to_vec())
}

/// A log of the caller's.
fn log_as_caller(
    context: &mut NativeContext,
    identifier: Bytes,
    topics: Vec<Bytes>,
) -> Result<(), NativeError> {
    let address = context.caller().address;
    context.log(LogEntry { identifier, address, topics, data: Vec::new() })
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
