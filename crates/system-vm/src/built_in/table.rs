//! The table of built-in functions. A row is all that there is of one outside of its body.

use super::{
    BuiltInCall, account, create_role, instance, local, metadata, multi_transfer, nft_transfer,
    settings, transfer, username,
};
use crate::error::NativeError;
use vm_core::BuiltInCost;

/// One built-in function.
#[derive(Clone, Copy, Debug)]
pub struct BuiltIn {
    /// The name under which it is called.
    pub name: &'static str,
    /// Its flat cost in MultiversX gas; per transfer for the one that makes several.
    pub gas: fn(&BuiltInCost) -> u64,
    /// Whether only the ESDT contract may call it.
    pub is_internal: bool,
    /// What it does, and its arguments.
    pub doc: &'static str,
    body: fn(&mut BuiltInCall<'_>) -> Result<(), NativeError>,
}

impl BuiltIn {
    pub(crate) fn run(&self, call: &mut BuiltInCall<'_>) -> Result<(), NativeError> {
        (self.body)(call)
    }
}

/// The row of a function, if it is a built-in one.
pub(crate) fn find(name: &[u8]) -> Option<&'static BuiltIn> {
    BUILT_IN_TABLE.iter().find(|row| row.name.as_bytes() == name)
}

macro_rules! table {
    ($($(#[doc = $doc:literal])+ $name:literal $kind:ident $gas:ident => $body:path;)+) => {
        /// Every built-in function that is active.
        pub static BUILT_IN_TABLE: &[BuiltIn] = &[$(
            BuiltIn {
                name: $name,
                gas: table!(@gas $gas),
                is_internal: table!(@kind $kind),
                doc: concat!($($doc),+),
                body: $body,
            },
        )+];
    };
    (@gas none) => { |_| 0 };
    (@gas $gas:ident) => { |costs| costs.$gas };
    (@kind public) => { false };
    (@kind internal) => { true };
}

table! {
    /// Moves a fungible token to the account at which it is called: token, amount, and optionally
    /// function and arguments for the contract there.
    "ESDTTransfer" public esdt_transfer => transfer::transfer;
    /// Moves an instance of a collection; called at the sender itself: token, nonce, quantity,
    /// destination, and optionally function and arguments for the contract there.
    "ESDTNFTTransfer" public esdt_nft_transfer => nft_transfer::transfer;
    /// Moves several tokens; called at the sender itself: destination, count, token, nonce and
    /// amount for each, and optionally function and arguments for the contract there.
    "MultiESDTNFTTransfer" public esdt_nft_multi_transfer => multi_transfer::transfer;
    /// Makes more of a fungible token; called at the account with the role: token, amount.
    "ESDTLocalMint" public esdt_local_mint => local::mint;
    /// Burns a fungible token; called at the account with the role, or by anybody where the token
    /// allows it: token, amount.
    "ESDTLocalBurn" public esdt_local_burn => local::burn;
    /// Makes a new instance of a collection; called at the account with the role: token, quantity,
    /// name, royalties in hundredths of a percent, hash, attributes, URIs. Returns the nonce.
    "ESDTNFTCreate" public esdt_nft_create => instance::create;
    /// Makes more of an instance; called at the account with the role: token, nonce, quantity.
    "ESDTNFTAddQuantity" public esdt_nft_add_quantity => instance::add_quantity;
    /// Burns an instance; called at the account with the role, or by anybody where the token allows
    /// it: token, nonce, quantity.
    "ESDTNFTBurn" public esdt_nft_burn => instance::burn;
    /// Adds URIs to an instance; called at the account with the role: token, nonce, URIs.
    "ESDTNFTAddURI" public esdt_nft_add_uri => instance::add_uris;
    /// Changes an instance's attributes; called at the account with the role: token, nonce,
    /// attributes.
    "ESDTNFTUpdateAttributes" public esdt_nft_update_attributes => instance::update_attributes;
    /// Replaces an instance's metadata; called at the account with the role: token, nonce, name,
    /// royalties, hash, attributes, URIs.
    "ESDTMetaDataRecreate" public esdt_nft_recreate => metadata::recreate;
    /// Changes the metadata of an instance for which an argument is not empty; called at the account
    /// with the role: token, nonce, name, royalties, hash, attributes, URIs.
    "ESDTMetaDataUpdate" public esdt_nft_update => metadata::update;
    /// Replaces an instance's URIs; called at the account with the role: token, nonce, URIs.
    "ESDTSetNewURIs" public esdt_nft_set_new_uris => metadata::set_uris;
    /// Changes an instance's royalties; called at the account with the role: token, nonce, royalties.
    "ESDTModifyRoyalties" public esdt_modify_royalties => metadata::modify_royalties;
    /// Makes the account with the role, at which it is called, an instance's creator: token, nonce.
    "ESDTModifyCreator" public esdt_modify_creator => metadata::modify_creator;
    /// Stores values under keys of a user's own account: pairs of key and value.
    "SaveKeyValue" public save_key_value => account::save_key_value;
    /// Pays the developer reward of the contract at which it is called to its owner.
    "ClaimDeveloperRewards" public claim_developer_rewards => account::claim_developer_rewards;
    /// Gives the contract at which its owner calls it to another owner: address.
    "ChangeOwnerAddress" public change_owner_address => account::change_owner;
    /// Gives the account at which a name service calls it a username: name.
    "SetUserName" public save_user_name => username::set;
    /// Takes its username from the account at which a name service calls it.
    "DeleteUserName" public save_user_name => username::delete;
    /// Gives roles to the account at which it is called: token, roles.
    "ESDTSetRole" internal none => settings::set_role;
    /// Takes roles from the account at which it is called: token, roles.
    "ESDTUnSetRole" internal none => settings::unset_role;
    /// Freezes a token for the account at which it is called: token.
    "ESDTFreeze" internal none => settings::freeze;
    /// Unfreezes a token for the account at which it is called: token.
    "ESDTUnFreeze" internal none => settings::unfreeze;
    /// Destroys what an account has of a frozen token: token, with the nonce behind it.
    "ESDTWipe" internal none => settings::wipe;
    /// Moves the create role, with the nonce that was given out last, from the account at which it is
    /// called: token, address.
    "ESDTNFTCreateRoleTransfer" internal none => create_role::transfer;
    /// Pauses a token: token.
    "ESDTPause" internal none => settings::pause;
    /// Resumes a token: token.
    "ESDTUnPause" internal none => settings::unpause;
    /// Limits transfers of a token to accounts with the transfer role: token.
    "ESDTSetLimitedTransfer" internal none => settings::limit_transfer;
    /// Lets everybody transfer a token: token.
    "ESDTUnSetLimitedTransfer" internal none => settings::unlimit_transfer;
    /// Lets everybody burn a token: token.
    "ESDTSetBurnRoleForAll" internal none => settings::set_burn_for_all;
    /// Lets only accounts with the role burn a token: token.
    "ESDTUnSetBurnRoleForAll" internal none => settings::unset_burn_for_all;
    /// Adds to the addresses with the transfer role: token, addresses.
    "ESDTTransferRoleAddAddress" internal none => settings::add_transfer_addresses;
    /// Takes from the addresses with the transfer role: token, addresses.
    "ESDTTransferRoleDeleteAddress" internal none => settings::delete_transfer_addresses;
    /// Records the type of a token: token, type.
    "ESDTSetTokenType" internal none => settings::set_token_type;
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use vm_core::{GasSchedule, GasScheduleVersion};

    #[test]
    fn rows_are_unique_and_public_ones_cost_gas() {
        let schedule = GasSchedule::builtin(GasScheduleVersion::V9).unwrap();
        let names: BTreeSet<_> = BUILT_IN_TABLE.iter().map(|row| row.name).collect();
        assert_eq!(names.len(), BUILT_IN_TABLE.len());
        for row in BUILT_IN_TABLE {
            assert_eq!((row.gas)(&schedule.built_in) == 0, row.is_internal, "{}", row.name);
            assert!(row.doc.ends_with('.'), "{}", row.name);
        }
        assert!(find(b"ESDTNFTCreated").is_none());
    }
}
