//! Linking: an EVM key becomes another key of a MultiversX account, once and for good
//! (`docs/linking.md`).
//!
//! The account keeps its address and everything it has; what lay at the key's own address becomes the
//! account's in the same checkpoint. From then on the key's 20 bytes, and the address that an account born
//! there would have, mean the account.

mod moving;
mod proof;
mod refusal;

use crate::error::NativeError;
use crate::native::{Endpoint, NativeContext, NativeContract, NativeResult};
use crate::protocol_address::LINK_ADDRESS;
use crate::token::{low_number, number_bytes};
use moving::{Holdings, holdings, move_holdings};
pub(crate) use proof::Proof;
use refusal::LinkRefusal;
use vm_core::{AccountRef, Address, Bytes, Environment, EvmAddress, Journal, LogEntry, VmType};

/// MultiversX gas of a link: three checks of signatures, because the EVM key has two forms, and records.
pub(crate) const LINK_GAS: u64 = 8_000_000;
/// MultiversX gas for each stored value that moves.
pub(crate) const MOVE_GAS: u64 = 250_000;
/// MultiversX gas of a view.
const VIEW_GAS: u64 = 50_000;

/// Where the contract keeps the key that is linked to an account.
const KEY_PREFIX: &[u8] = b"key";
/// Where the contract keeps the nonce of an account's proofs.
const NONCE_PREFIX: &[u8] = b"nonce";

/// The contract that links keys. Anybody may bring the proofs.
#[derive(Clone, Copy, Debug, Default)]
pub struct LinkContract;

crate::endpoints! { LinkContract;
    /// Links an EVM key to an account: the account, the key's 20 bytes, the nonce of the account's proofs,
    /// and the signatures of both keys over the message that `getLinkMessage` tells; the EVM key's may be over
    /// the typed data that `getLinkDigest` hashes.
    "link" (account: Address, key: Bytes, nonce: Number, key_signature: Bytes, account_signature: Bytes)
    write { gas: (LINK_GAS) } => link;
    /// Makes every proof that the caller signed before worthless.
    "revokeLinkProofs" () write { gas: (VIEW_GAS) } => revoke;
    /// Returns the key that is linked to an account; empty for none.
    "getLinkedKey" (account: Address) view { gas: (VIEW_GAS) } => linked_key;
    /// Returns the nonce that the next proof of an account has.
    "getLinkNonce" (account: Address) view { gas: (VIEW_GAS) } => link_nonce;
    /// Returns the message that both keys sign: account, the key's 20 bytes, nonce.
    "getLinkMessage" (account: Address, key: Bytes, nonce: Number) view { gas: (VIEW_GAS) } => message;
    /// Returns the hash of the typed data (EIP-712) that the EVM key may sign in the place of the message:
    /// account, the key's 20 bytes, nonce.
    "getLinkDigest" (account: Address, key: Bytes, nonce: Number) view { gas: (VIEW_GAS) } => digest;
}

impl NativeContract for LinkContract {
    fn address(&self) -> Address {
        LINK_ADDRESS
    }

    fn name(&self) -> &'static str {
        "linking"
    }

    fn endpoints() -> &'static [Endpoint<Self>] {
        ENDPOINTS
    }
}

fn link(_: &LinkContract, context: &mut NativeContext) -> NativeResult {
    let account = account_argument(context)?;
    let [_, key, nonce, key_signature, account_signature] = context.arguments() else {
        return Err(LinkRefusal::Malformed.into());
    };
    let proof = Proof::read(account, key, nonce)?;
    let signatures = (key_signature.clone(), account_signature.clone());
    let environment = context.environment_handle();
    let plan = check(context.journal(), &environment, &proof, &signatures)?;
    context.charge(plan.gas())?;
    execute(context.journal(), plan)?;
    Ok(Vec::new())
}

fn revoke(_: &LinkContract, context: &mut NativeContext) -> NativeResult {
    let key = stored_key(NONCE_PREFIX, &context.caller().address);
    let nonce = low_number(&context.storage(&key)?).saturating_add(1);
    context.set_storage(&key, number_bytes(nonce))?;
    Ok(Vec::new())
}

fn linked_key(_: &LinkContract, context: &mut NativeContext) -> NativeResult {
    let account = account_argument(context)?;
    Ok(vec![context.storage(&stored_key(KEY_PREFIX, &account))?])
}

fn link_nonce(_: &LinkContract, context: &mut NativeContext) -> NativeResult {
    let account = account_argument(context)?;
    Ok(vec![context.storage(&stored_key(NONCE_PREFIX, &account))?])
}

fn message(_: &LinkContract, context: &mut NativeContext) -> NativeResult {
    let message = asked_proof(context)?.message(&context.environment().config);
    Ok(vec![message.into_bytes().into()])
}

fn digest(_: &LinkContract, context: &mut NativeContext) -> NativeResult {
    let contract = context.callee().face;
    let digest = asked_proof(context)?.typed_digest(&context.environment().config, contract);
    Ok(vec![Bytes::copy_from_slice(digest.as_slice())])
}

/// The proof of which a view is asked.
fn asked_proof(context: &mut NativeContext) -> Result<Proof, NativeError> {
    let account = account_argument(context)?;
    let [_, key, nonce] = context.arguments() else {
        return Err(LinkRefusal::Malformed.into());
    };
    Proof::read(account, key, nonce)
}

fn account_argument(context: &mut NativeContext) -> Result<Address, NativeError> {
    let account = context.account_argument(0)?.ok_or(LinkRefusal::Malformed)?;
    Ok(account.address)
}

fn stored_key(prefix: &[u8], account: &Address) -> Vec<u8> {
    [prefix, account.as_slice()].concat()
}

/// A link that nothing stands against.
pub(crate) struct Plan {
    account: AccountRef,
    key: EvmAddress,
    born: AccountRef,
    holdings: Holdings,
}

impl Plan {
    /// MultiversX gas of the move, beside that of the link.
    pub(crate) fn gas(&self) -> u64 {
        MOVE_GAS.saturating_mul(self.holdings.count())
    }
}

/// Checks whether the link may be made. It writes nothing.
pub(crate) fn check(
    journal: &mut Journal,
    environment: &Environment,
    proof: &Proof,
    signatures: &(Bytes, Bytes),
) -> Result<Plan, NativeError> {
    let contract = journal.reference(&LINK_ADDRESS);
    let account = journal.reference(&proof.account);
    check_account(journal, &account)?;
    if !read(journal, &contract, KEY_PREFIX, &proof.account)?.is_empty() {
        return Err(LinkRefusal::AccountLinked.into());
    }
    let born = check_key(journal, environment, proof.key)?;
    let nonce = low_number(&read(journal, &contract, NONCE_PREFIX, &proof.account)?);
    if nonce != proof.nonce {
        return Err(LinkRefusal::WrongNonce.into());
    }
    proof.verify(&environment.config, contract.face, signatures)?;
    let holdings = holdings(journal, &born)?;
    Ok(Plan { account, key: proof.key, born, holdings })
}

/// Moves what the key has, and makes it the account's.
pub(crate) fn execute(journal: &mut Journal, plan: Plan) -> Result<(), NativeError> {
    let Plan { account, key, born, holdings } = plan;
    move_holdings(journal, (&born, &account), holdings)?;
    journal.link(key, &account)?;
    let contract = journal.reference(&LINK_ADDRESS);
    let face = Bytes::copy_from_slice(key.as_slice());
    journal.set_storage(&contract, &stored_key(KEY_PREFIX, &account.address), face.clone())?;
    journal.log(LogEntry {
        identifier: Bytes::from_static(b"link"),
        address: LINK_ADDRESS,
        topics: vec![Bytes::copy_from_slice(account.address.as_slice()), face],
        data: Vec::new(),
    })?;
    Ok(())
}

fn read(
    journal: &mut Journal,
    contract: &AccountRef,
    prefix: &[u8],
    account: &Address,
) -> Result<Bytes, NativeError> {
    Ok(journal.peek_storage(contract, &stored_key(prefix, account))?.value)
}

/// Who can get a key: an account of a MultiversX key, which nobody guards.
fn check_account(journal: &mut Journal, account: &AccountRef) -> Result<(), NativeError> {
    let address = &account.address;
    if address.is_contract_shaped() || *address == Address::SYSTEM_ACCOUNT {
        return Err(LinkRefusal::NotAKey.into());
    }
    if !journal.code(account)?.is_none() {
        return Err(LinkRefusal::Code.into());
    }
    if crate::guardian::is_guarded(journal, account)? {
        return Err(LinkRefusal::Guarded.into());
    }
    Ok(())
}

/// Which key can be linked: one that did nothing yet, of no other account, and outside of what is
/// reserved. Gives the account at its own address.
fn check_key(
    journal: &mut Journal,
    environment: &Environment,
    key: EvmAddress,
) -> Result<AccountRef, NativeError> {
    let is_reserved = key.starts_with(&[0; RESERVED_ZEROS]);
    let born = journal.reference_of_face(key)?;
    if is_reserved || born.address.vm_type() != Some(VmType::EVM) && !born.is_aliased {
        return Err(LinkRefusal::Reserved.into());
    }
    if born.is_aliased {
        return Err(LinkRefusal::KeyTaken.into());
    }
    if !journal.code(&born)?.is_none() {
        return Err(LinkRefusal::Code.into());
    }
    if journal.nonce(&born)? != 0 {
        return Err(LinkRefusal::History.into());
    }
    let frames = journal.frames();
    let is_live = frames.iter().any(|it| it.caller.face == key || it.callee.face == key);
    if is_live || environment.transaction.origin.face == key {
        return Err(LinkRefusal::Live.into());
    }
    Ok(born)
}

/// Zero bytes with which the addresses of precompiles and system contracts begin.
const RESERVED_ZEROS: usize = 17;
