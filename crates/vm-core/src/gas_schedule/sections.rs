//! The sections whose costs are read by field: one struct for each.

use super::GasScheduleError;
use super::reader::{Document, Zero};

macro_rules! cost_section {
    (
        $(#[doc = $about:literal])+
        $name:ident = $section:literal { $($(#[doc = $doc:literal])* $key:ident $field:ident,)+ }
    ) => {
        $(#[doc = $about])+
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name {
            $(
                $(#[doc = $doc])*
                #[doc = concat!("`", stringify!($key), "` of `[", $section, "]`.")]
                pub $field: u64,
            )+
        }

        impl $name {
            /// The section's name in the files.
            pub(super) const SECTION: &'static str = $section;

            /// The key in the files of a field; none where there is no such field.
            #[must_use]
            pub const fn key_of(field: &str) -> Option<&'static str> {
                $(
                    if is_same(field, stringify!($field)) {
                        return Some(stringify!($key));
                    }
                )+
                None
            }

            pub(super) fn read(document: &Document, zero: Zero) -> Result<Self, GasScheduleError> {
                let section = document.section(Self::SECTION);
                Ok(Self { $($field: section.cost(stringify!($key), zero)?,)+ })
            }

            pub(super) fn rows(&self) -> impl Iterator<Item = (&'static str, &'static str, u64)> + use<> {
                [$((Self::SECTION, stringify!($key), self.$field),)+].into_iter()
            }
        }
    };
}

/// Whether two names are the same, where the compiler asks.
const fn is_same(one: &str, other: &str) -> bool {
    let (mut one, mut other) = (one.as_bytes(), other.as_bytes());
    while let ([first, rest @ ..], [second, other_rest @ ..]) = (one, other) {
        if *first != *second {
            return false;
        }
        (one, other) = (rest, other_rest);
    }
    one.is_empty() && other.is_empty()
}

cost_section! {
    /// Costs per byte, in gas units, and the cost of fetching code.
    BaseOperationCost = "BaseOperationCost" {
        /// A byte that storage grows by.
        StorePerByte store_per_byte,
        /// A byte that storage shrinks by; counted as a refund which no node pays out.
        ReleasePerByte release_per_byte,
        /// A byte copied across the border of the guest.
        DataCopyPerByte data_copy_per_byte,
        /// A byte returned, or a stored byte that is written over.
        PersistPerByte persist_per_byte,
        /// A byte of code at deploy.
        CompilePerByte compile_per_byte,
        /// A byte of code at each call.
        AoTPreparePerByte aot_prepare_per_byte,
        /// Fetching the code of a contract, at each call.
        GetCode get_code,
    }
}

cost_section! {
    /// Costs of the protocol's built-in functions, in gas units.
    BuiltInCost = "BuiltInCost" {
        ChangeOwnerAddress change_owner_address,
        ClaimDeveloperRewards claim_developer_rewards,
        SaveUserName save_user_name,
        SaveKeyValue save_key_value,
        ESDTTransfer esdt_transfer,
        ESDTBurn esdt_burn,
        ESDTLocalMint esdt_local_mint,
        ESDTLocalBurn esdt_local_burn,
        ESDTModifyRoyalties esdt_modify_royalties,
        ESDTModifyCreator esdt_modify_creator,
        ESDTNFTCreate esdt_nft_create,
        ESDTNFTRecreate esdt_nft_recreate,
        ESDTNFTUpdate esdt_nft_update,
        ESDTNFTAddQuantity esdt_nft_add_quantity,
        ESDTNFTBurn esdt_nft_burn,
        ESDTNFTTransfer esdt_nft_transfer,
        ESDTNFTChangeCreateOwner esdt_nft_change_create_owner,
        ESDTNFTMultiTransfer esdt_nft_multi_transfer,
        ESDTNFTAddURI esdt_nft_add_uri,
        ESDTNFTSetNewURIs esdt_nft_set_new_uris,
        ESDTNFTUpdateAttributes esdt_nft_update_attributes,
        SetGuardian set_guardian,
        /// Also the cost of `UnGuardAccount`, whose own key production never reads.
        GuardAccount guard_account,
        TrieLoadPerNode trie_load_per_node,
        TrieStorePerNode trie_store_per_node,
    }
}

cost_section! {
    /// Costs of the system contracts' methods, in gas units.
    MetaChainSystemCost = "MetaChainSystemSCsCost" {
        Stake stake,
        UnStake unstake,
        UnBond unbond,
        Claim claim,
        Get get,
        ChangeRewardAddress change_reward_address,
        ChangeValidatorKeys change_validator_keys,
        UnJail unjail,
        ESDTIssue esdt_issue,
        ESDTOperations esdt_operations,
        Proposal proposal,
        Vote vote,
        DelegateVote delegate_vote,
        RevokeVote revoke_vote,
        CloseProposal close_proposal,
        ClearProposal clear_proposal,
        ClaimAccumulatedFees claim_accumulated_fees,
        ChangeConfig change_config,
        DelegationOps delegation_operations,
        UnStakeTokens unstake_tokens,
        UnBondTokens unbond_tokens,
        DelegationMgrOps delegation_manager_operations,
        ValidatorToDelegation validator_to_delegation,
        GetAllNodeStates get_all_node_states,
        GetActiveFund get_active_fund,
        FixWaitingListSize fix_waiting_list_size,
    }
}

cost_section! {
    /// How often one transaction may do what gas alone does not bound.
    MaxPerTransaction = "MaxPerTransaction" {
        /// Calls of built-in functions.
        MaxBuiltInCallsPerTx built_in_calls,
        /// Transfers of tokens.
        MaxNumberOfTransfersPerTx transfers,
        /// Reads that reach the trie.
        MaxNumberOfTrieReadsPerTx trie_reads,
    }
}
