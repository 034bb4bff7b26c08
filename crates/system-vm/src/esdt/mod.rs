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
use crate::native::{Accepts, Endpoint, NativeContext, NativeContract, NativeResult};
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

macro_rules! endpoints {
    ($($(#[doc = $doc:literal])+ $name:literal $purity:ident $accepts:ident $gas:ident => $body:path;)+) => {
        /// Endpoints of the ESDT contract.
        static ENDPOINTS: &[Endpoint<EsdtContract>] = &[$(
            Endpoint {
                name: $name,
                is_pure: endpoints!(@purity $purity),
                accepts: Accepts::$accepts,
                gas: endpoints!(@gas $gas),
                run: $body,
                doc: concat!($($doc),+),
            },
        )+];
    };
    (@purity view) => { true };
    (@purity write) => { false };
    (@gas none) => { |_| 0 };
    (@gas $gas:ident) => { |costs| costs.$gas };
}

endpoints! {
    /// Issues a fungible token and gives its supply to the caller: name, ticker, supply, decimals,
    /// then pairs of property and `true` or `false`. Costs native value. Returns the identifier.
    "issue" write Value esdt_issue => issue::issue;
    /// Makes more of a token, where the chain allows it: token, amount, and optionally an address.
    "mint" write Nothing esdt_operations => supply::mint;
    /// Burns the caller's tokens, where the chain allows it: token, amount.
    "ESDTBurn" write Nothing none => supply::burn;
    /// Gives roles to an address: token, address, roles.
    "setSpecialRole" write Nothing esdt_operations => roles::set_special_role;
    /// Takes roles from an address: token, address, roles.
    "unSetSpecialRole" write Nothing esdt_operations => roles::unset_special_role;
    /// Freezes a token for an address: token, address.
    "freeze" write Nothing esdt_operations => freeze::freeze;
    /// Unfreezes a token for an address: token, address.
    "unFreeze" write Nothing esdt_operations => freeze::unfreeze;
    /// Pauses a token: token.
    "pause" write Nothing esdt_operations => freeze::pause;
    /// Resumes a token: token.
    "unPause" write Nothing esdt_operations => freeze::unpause;
    /// Returns what a token is and may: token.
    "getTokenProperties" view Nothing esdt_operations => view::token_properties;
    /// Returns who has which role of a token: token.
    "getSpecialRoles" view Nothing esdt_operations => view::special_roles;
    /// Returns owner, issue cost, and shortest and longest name.
    "getContractConfig" view Nothing esdt_operations => view::contract_config;
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
    let identifier = context.arguments().first().cloned().unwrap_or_default();
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
        let names: BTreeSet<_> = ENDPOINTS.iter().map(|row| row.name).collect();
        assert_eq!(names.len(), ENDPOINTS.len());
    }
}
