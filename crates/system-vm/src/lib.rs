//! Native system contracts and the protocol's built-in functions, over the one journal.
//!
//! - **Seam of native contracts**: [`NativeContract`] with its table of [`Endpoint`]s, which
//!   [`endpoints!`] writes, [`NativeContext`] for their bodies, [`SystemVm`] as the registry and
//!   virtual machine; [`SystemVm::protocol`] has every contract of a chain.
//! - **System contracts**: [`EsdtContract`] at [`ESDT_ADDRESS`], which issues tokens;
//!   [`StakingContract`] at [`STAKING_ADDRESS`], which knows the nodes; [`ValidatorContract`] at
//!   [`VALIDATOR_ADDRESS`], which holds their owners' stake, and takes what verifies the nodes'
//!   signatures ([`NodeSignatures`]); [`GovernanceContract`] at [`GOVERNANCE_ADDRESS`], where stake
//!   votes; [`DelegationManagerContract`] at [`DELEGATION_MANAGER_ADDRESS`], which makes accounts that
//!   run [`DelegationContract`], the stake of many; [`GatewayContract`] at [`GATEWAY_ADDRESS`], which calls
//!   in the name of Solidity contracts; [`LinkContract`] at [`LINK_ADDRESS`], which makes an EVM key
//!   another key of a MultiversX account. A new one is a type with a table, a line in `protocol.rs`,
//!   and the page and libraries made anew.
//! - **End of an epoch**: [`end_epoch`], what the protocol itself does with staking, delegation and rewards.
//! - **Built-in functions**: [`ProtocolFunctions`], whose rows are in [`BUILT_IN_TABLE`].
//! - **Faces of tokens**: [`TokenFaces`], the virtual machine of the ERC-20, ERC-721 and ERC-1155 faces, whose
//!   functions are in the tables of [`FaceStandard`].
//! - **Token ledger**: production's stored forms, [`DigitalToken`], [`TokenRoles`],
//!   [`TokenSettings`], [`IssuedToken`], with their keys.
//!
//! Native code charges, reads and writes through the session only, and ends with an outcome for
//! whatever a caller does. Built-in functions follow `mx-chain-vm-common-go:builtInFunctions/`, with
//! the activation flags of the sovereign node on, from the release on that a row names; a chain has
//! one shard, so nothing is sent. All 42 are there, and `LinkAccount` beside them: `ESDTBurn`, which
//! production splits between the caller's shard and the ESDT contract's, is an endpoint of the contract
//! alone.
//!
//! - **Guardians**: [`Guardians`] of an account and [`is_guarded`], for the processor of transactions.
#![forbid(unsafe_code)]

mod abi;
mod built_in;
mod delegation;
mod delegation_manager;
mod epoch;
mod error;
mod esdt;
mod face;
mod gateway;
mod governance;
mod guardian;
mod ledger;
mod linking;
mod native;
mod protobuf;
mod protocol;
mod protocol_address;
mod staking;
mod token;
mod typed_data;
mod validator;

pub use built_in::{BUILT_IN_TABLE, BuiltIn, ConfiguredFunctions, ProtocolFunctions};
pub use delegation::{DelegationContract, DelegationSettings, Delegator, Fund, GlobalFund};
pub use delegation_manager::{DelegationManagement, DelegationManagerContract};
pub use epoch::{EpochEnd, EpochFailure, EpochReport, Reward, end_epoch};
pub use error::{NativeError, Refusal};
pub use esdt::{ESDT_ADDRESS, EsdtConfig, EsdtContract, IssuedToken, RoleHolder};
pub use face::{FaceFunction, FaceStandard, TokenFaces};
pub use gateway::GatewayContract;
pub use governance::{
    DelegatedVote, DelegatedVotes, GovernanceConfig, GovernanceContract, GovernanceSettings,
    Proposal, VoteList,
};
pub use guardian::{GUARDIANS_KEY, Guardian, Guardians, check_set_guardian, is_guarded};
pub use ledger::token_balance;
pub use linking::LinkContract;
pub use native::{
    Accepts, Argument, Charge, Check, ContractTable, Denial, Deployment, Endpoint, EndpointRow,
    GenesisAccount, Guard, HostFuse, NativeContext, NativeContract, NativeResult, Occurs, Shape,
    SystemVm, SystemVmBuilder,
};
pub use protobuf::Malformed;
pub use protocol_address::{
    DELEGATION_MANAGER_ADDRESS, END_OF_EPOCH_ADDRESS, FIRST_DELEGATION_ADDRESS, GATEWAY_ADDRESS,
    GOVERNANCE_ADDRESS, JAILING_ADDRESS, LINK_ADDRESS, STAKING_ADDRESS, VALIDATOR_ADDRESS,
};
pub use staking::{
    BasisPoints, NodeCounts, QueueElement, QueueHead, StakedNode, StakingConfig, StakingContract,
};
pub use token::{
    AccountSettings, DigitalToken, MAX_AMOUNT_LENGTH, MetadataVersion, NATIVE_TOKEN, TokenKind,
    TokenMetadata, TokenRoles, TokenSettings, instance_key, latest_nonce_key, role_key, role_name,
    token_key, transfer_role_key,
};
pub use validator::{
    NoNodeSignatures, NodeSignatures, UnstakedTokens, ValidatorContract, ValidatorPrices,
    ValidatorRecord,
};
