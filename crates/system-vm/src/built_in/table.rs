//! The table of built-in functions. A row is all that there is of one outside of its body.

use super::{
    BuiltInCall, account, create_role, guard, instance, link, local, metadata, migration,
    multi_transfer, nft_transfer, repair, settings, transfer, username,
};
use crate::error::NativeError;
use vm_core::{BuiltInCost, Release};

/// One built-in function.
#[derive(Clone, Copy, Debug)]
pub struct BuiltIn {
    /// The name under which it is called.
    pub name: &'static str,
    /// Its flat cost in MultiversX gas; per transfer for the one that makes several.
    pub gas: fn(&BuiltInCost) -> u64,
    /// Whether only the ESDT contract may call it, or for repairs the account that a chain names.
    pub is_internal: bool,
    /// The release from which on it is active; before, its name is that of no built-in function.
    pub since: Release,
    /// What it does, and its arguments.
    pub doc: &'static str,
    body: fn(&mut BuiltInCall<'_>) -> Result<(), NativeError>,
}

impl BuiltIn {
    pub(crate) fn run(&self, call: &mut BuiltInCall<'_>) -> Result<(), NativeError> {
        (self.body)(call)
    }
}

/// The row of a function, if it is a built-in one of a release.
pub(crate) fn find(name: &[u8], release: Release) -> Option<&'static BuiltIn> {
    // Most calls ask for a contract's function, and those do not begin like any of the table.
    if !name.first().is_some_and(u8::is_ascii_uppercase) {
        return None;
    }
    BUILT_IN_TABLE.iter().find(|row| row.name.as_bytes() == name && row.since <= release)
}

macro_rules! table {
    ($($(#[doc = $doc:literal])+ $name:literal $kind:ident $gas:tt since $since:ident
        => $body:path;)+) => {
        /// Every built-in function, with the release that brought it.
        pub static BUILT_IN_TABLE: &[BuiltIn] = &[$(
            BuiltIn {
                name: $name,
                gas: table!(@gas $gas),
                is_internal: table!(@kind $kind),
                since: Release::$since,
                doc: concat!($($doc),+),
                body: $body,
            },
        )+];
    };
    (@gas none) => { |_| 0 };
    (@gas ($gas:path)) => { |_| $gas };
    (@gas $gas:ident) => { |costs| costs.$gas };
    (@kind public) => { false };
    (@kind internal) => { true };
}

table! {
    /// Moves a fungible token to the account at which it is called: token, amount, and optionally
    /// function and arguments for the contract there.
    "ESDTTransfer" public esdt_transfer since Genesis => transfer::transfer;
    /// Moves an instance of a collection; called at the sender itself: token, nonce, quantity,
    /// destination, and optionally function and arguments for the contract there.
    "ESDTNFTTransfer" public esdt_nft_transfer since Genesis => nft_transfer::transfer;
    /// Moves several tokens; called at the sender itself: destination, count, token, nonce and
    /// amount for each, and optionally function and arguments for the contract there.
    "MultiESDTNFTTransfer" public esdt_nft_multi_transfer since Genesis => multi_transfer::transfer;
    /// Makes more of a fungible token; called at the account with the role: token, amount.
    "ESDTLocalMint" public esdt_local_mint since Genesis => local::mint;
    /// Burns a fungible token; called at the account with the role, or by anybody where the token
    /// allows it: token, amount.
    "ESDTLocalBurn" public esdt_local_burn since Genesis => local::burn;
    /// Makes a new instance of a collection; called at the account with the role: token, quantity,
    /// name, royalties in hundredths of a percent, hash, attributes, URIs. Returns the nonce.
    "ESDTNFTCreate" public esdt_nft_create since Genesis => instance::create;
    /// Makes more of an instance; called at the account with the role: token, nonce, quantity.
    "ESDTNFTAddQuantity" public esdt_nft_add_quantity since Genesis => instance::add_quantity;
    /// Burns an instance; called at the account with the role, or by anybody where the token allows
    /// it: token, nonce, quantity.
    "ESDTNFTBurn" public esdt_nft_burn since Genesis => instance::burn;
    /// Adds URIs to an instance; called at the account with the role: token, nonce, URIs.
    "ESDTNFTAddURI" public esdt_nft_add_uri since Genesis => instance::add_uris;
    /// Changes an instance's attributes; called at the account with the role: token, nonce,
    /// attributes.
    "ESDTNFTUpdateAttributes" public esdt_nft_update_attributes since Genesis => instance::update_attributes;
    /// Replaces an instance's metadata; called at the account with the role: token, nonce, name,
    /// royalties, hash, attributes, URIs.
    "ESDTMetaDataRecreate" public esdt_nft_recreate since CryptoOpcodesV2 => metadata::recreate;
    /// Changes the metadata of an instance for which an argument is not empty; called at the account
    /// with the role: token, nonce, name, royalties, hash, attributes, URIs.
    "ESDTMetaDataUpdate" public esdt_nft_update since CryptoOpcodesV2 => metadata::update;
    /// Replaces an instance's URIs; called at the account with the role: token, nonce, URIs.
    "ESDTSetNewURIs" public esdt_nft_set_new_uris since CryptoOpcodesV2 => metadata::set_uris;
    /// Changes an instance's royalties; called at the account with the role: token, nonce, royalties.
    "ESDTModifyRoyalties" public esdt_modify_royalties since CryptoOpcodesV2 => metadata::modify_royalties;
    /// Makes the account with the role, at which it is called, an instance's creator: token, nonce.
    "ESDTModifyCreator" public esdt_modify_creator since CryptoOpcodesV2 => metadata::modify_creator;
    /// Stores values under keys of a user's own account: pairs of key and value.
    "SaveKeyValue" public save_key_value since Genesis => account::save_key_value;
    /// Pays the developer reward of the contract at which it is called to its owner.
    "ClaimDeveloperRewards" public claim_developer_rewards since Genesis => account::claim_developer_rewards;
    /// Gives the contract at which its owner calls it to another owner: address.
    "ChangeOwnerAddress" public change_owner_address since Genesis => account::change_owner;
    /// Gives the account at which a name service calls it a username: name.
    "SetUserName" public save_user_name since Genesis => username::set;
    /// Takes its username from the account at which a name service calls it.
    "DeleteUserName" public save_user_name since Genesis => username::delete;
    /// Gives roles to the account at which it is called: token, roles.
    "ESDTSetRole" internal none since Genesis => settings::set_role;
    /// Takes roles from the account at which it is called: token, roles.
    "ESDTUnSetRole" internal none since Genesis => settings::unset_role;
    /// Freezes a token for the account at which it is called: token.
    "ESDTFreeze" internal none since Genesis => settings::freeze;
    /// Unfreezes a token for the account at which it is called: token.
    "ESDTUnFreeze" internal none since Genesis => settings::unfreeze;
    /// Destroys what an account has of a frozen token: token, with the nonce behind it.
    "ESDTWipe" internal none since Genesis => settings::wipe;
    /// Moves the create role, with the nonce that was given out last, from the account at which it is
    /// called: token, address.
    "ESDTNFTCreateRoleTransfer" internal none since Genesis => create_role::transfer;
    /// Pauses a token: token.
    "ESDTPause" internal none since Genesis => settings::pause;
    /// Resumes a token: token.
    "ESDTUnPause" internal none since Genesis => settings::unpause;
    /// Limits transfers of a token to accounts with the transfer role: token.
    "ESDTSetLimitedTransfer" internal none since Genesis => settings::limit_transfer;
    /// Lets everybody transfer a token: token.
    "ESDTUnSetLimitedTransfer" internal none since Genesis => settings::unlimit_transfer;
    /// Lets everybody burn a token: token.
    "ESDTSetBurnRoleForAll" internal none since Genesis => settings::set_burn_for_all;
    /// Lets only accounts with the role burn a token: token.
    "ESDTUnSetBurnRoleForAll" internal none since Genesis => settings::unset_burn_for_all;
    /// Adds to the addresses with the transfer role: token, addresses.
    "ESDTTransferRoleAddAddress" internal none since Genesis => settings::add_transfer_addresses;
    /// Takes from the addresses with the transfer role: token, addresses.
    "ESDTTransferRoleDeleteAddress" internal none since Genesis => settings::delete_transfer_addresses;
    /// Records the type of a token: token, type.
    "ESDTSetTokenType" internal none since CryptoOpcodesV2 => settings::set_token_type;
    /// Sets the guardian of the user's account at which it is called: address, service. It is active
    /// at once where the active one signed too, and after some epochs otherwise.
    "SetGuardian" public set_guardian since Genesis => guard::set_guardian;
    /// Guards the account at which it is called: from then on its guardian signs its transactions.
    "GuardAccount" public guard_account since Genesis => guard::guard;
    /// Guards the account at which it is called no more.
    "UnGuardAccount" public guard_account since Genesis => guard::unguard;
    /// Pays for a look at the form of an account's storage, of which there is one here.
    "MigrateDataTrie" public trie_load_per_node since Genesis => migration::migrate;
    /// Links an EVM key to the account at which it is called by itself: the key's 20 bytes, the nonce of
    /// the account's proofs, and the signatures of both keys (`docs/linking.md`). Production has no such
    /// function.
    "LinkAccount" public (crate::linking::LINK_GAS) since Barnard => link::link;
    /// Gives instances the metadata that they lost: token, nonce and metadata for each.
    "ESDTAddMetadata" internal none since Genesis => repair::add_metadata;
    /// Removes metadata that nobody needs: token, count, and first and last nonce of that many spans.
    "ESDTDeleteMetadata" internal none since Genesis => repair::delete_metadata;
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
            assert!(find(row.name.as_bytes(), row.since).is_some(), "{}", row.name);
        }
        assert!(find(b"ESDTNFTCreated", Release::Barnard).is_none());
        assert!(find(b"ESDTModifyCreator", Release::CryptoOpcodesV2).is_some());
        assert!(find(b"ESDTModifyCreator", Release::Genesis).is_none());
    }
}
