//! ERC-721 over a collection of non-fungible tokens (EIP-721, errors of ERC-6093). An instance's id is its
//! nonce.

use super::call::{FaceCall, FaceResult};
use super::collection::{first_uri, is_operator};
use super::erc20::APPROVAL;
use super::error::{FaceError, selected};
use super::receiver;
use crate::ledger::Party;
use crate::token::{FaceKey, low_number};
use alloy_primitives::B256;
use num_bigint::BigUint;
use vm_core::{AccountRef, Bytes, EvmAddress, GasKey, U256};

/// Values that tell of a place of the list whose instance it has, and who owns that: place, owner, and the
/// ledger's record.
const READS_TO_FIND: u64 = 3;

/// An instance with its owner.
struct Instance {
    id: U256,
    nonce: u64,
    owner: AccountRef,
}

pub(super) fn balance_of(call: &mut FaceCall) -> FaceResult {
    let owner = call.named(0)?;
    if owner.is_zero() {
        return Err(FaceError::custom("ERC721InvalidOwner(address)", &[B256::ZERO]));
    }
    Ok(vec![U256::from(low_number(&call.load(FaceKey::Count(owner))?)).into()])
}

pub(super) fn owner_of(call: &mut FaceCall) -> FaceResult {
    let id = call.arguments.number(0)?;
    Ok(vec![instance(call, id)?.owner.face.into()])
}

/// How many instances there are whose owner is known.
pub(super) fn total_supply(call: &mut FaceCall) -> FaceResult {
    let face = call.face();
    Ok(vec![U256::from(call.ledger()?.listed(&face)?).into()])
}

/// One of them, by its place from 0 on.
pub(super) fn token_by_index(call: &mut FaceCall) -> FaceResult {
    let (face, index) = (call.face(), call.arguments.number(0)?);
    let count = call.ledger()?.listed(&face)?;
    let place = u64::try_from(index).ok().filter(|index| *index < count);
    let Some(place) = place.and_then(|index| index.checked_add(1)) else {
        return Err(out_of_bounds(EvmAddress::ZERO, index));
    };
    Ok(vec![U256::from(call.ledger()?.listed_at(&face, place)?).into()])
}

/// One of the instances of an owner, by its place among them from 0 on. The face has no list for each owner, so that it
/// goes through its one list, and takes the price of every instance before it looks at it.
pub(super) fn token_of_owner_by_index(call: &mut FaceCall) -> FaceResult {
    let (owner, index) = (call.named(0)?, call.arguments.number(1)?);
    let count = U256::from(low_number(&call.load(FaceKey::Count(owner))?));
    if index >= count {
        return Err(out_of_bounds(owner, index));
    }
    let face = call.face();
    let mut before = index;
    for place in 1..=call.ledger()?.listed(&face)? {
        call.charge_key(GasKey::StorageLoad, READS_TO_FIND)?;
        let nonce = call.ledger()?.listed_at(&face, place)?;
        if !is_owned(call, &owner, nonce)? {
            continue;
        }
        let Some(rest) = before.checked_sub(U256::ONE) else {
            return Ok(vec![U256::from(nonce).into()]);
        };
        before = rest;
    }
    Err(out_of_bounds(owner, index))
}

/// Whether an account has an instance.
fn is_owned(call: &mut FaceCall, owner: &EvmAddress, nonce: u64) -> Result<bool, FaceError> {
    let remembered = call.load(FaceKey::Owner(nonce))?;
    let Ok(remembered) = EvmAddress::try_from(remembered.as_ref()) else {
        return Ok(false);
    };
    let account = call.account(remembered)?;
    Ok(account.face == *owner && call.balance(&account, nonce)? != BigUint::ZERO)
}

fn out_of_bounds(owner: EvmAddress, index: U256) -> FaceError {
    let values = [owner.into_word(), index.into()];
    FaceError::custom("ERC721OutOfBoundsIndex(address,uint256)", &values)
}

pub(super) fn get_approved(call: &mut FaceCall) -> FaceResult {
    let id = call.arguments.number(0)?;
    let instance = instance(call, id)?;
    Ok(vec![approved(call, &instance)?.into()])
}

pub(super) fn token_uri(call: &mut FaceCall) -> FaceResult {
    let id = call.arguments.number(0)?;
    let Instance { nonce, owner, .. } = instance(call, id)?;
    Ok(vec![first_uri(call, Some(&owner), nonce)?.into()])
}

pub(super) fn approve(call: &mut FaceCall) -> FaceResult {
    let (to, id) = (call.named(0)?, call.arguments.number(1)?);
    let Instance { nonce, owner, .. } = instance(call, id)?;
    let sender = call.sender().face;
    if sender != owner.face && !is_operator(call, owner.face, sender)? {
        return Err(FaceError::custom("ERC721InvalidApprover(address)", &[sender.into_word()]));
    }
    let value = if to.is_zero() { Vec::new() } else { to.to_vec() };
    call.store(FaceKey::Approved(nonce), value)?;
    let topics = vec![APPROVAL, owner.face.into_word(), to.into_word(), id.into()];
    call.log(topics, Bytes::new())?;
    Ok(Vec::new())
}

pub(super) fn transfer_from(call: &mut FaceCall) -> FaceResult {
    move_instance(call)?;
    Ok(Vec::new())
}

pub(super) fn safe_transfer_from(call: &mut FaceCall) -> FaceResult {
    let (to, _) = move_instance(call)?;
    ask(call, to, Bytes::new())
}

pub(super) fn safe_transfer_from_with(call: &mut FaceCall) -> FaceResult {
    let data = call.arguments.bytes(3)?;
    let (to, _) = move_instance(call)?;
    ask(call, to, data)
}

/// The instance with an id, and its owner. The face remembers the owner, and the ledger has to agree.
fn instance(call: &mut FaceCall, id: U256) -> Result<Instance, FaceError> {
    let missing = || FaceError::custom("ERC721NonexistentToken(uint256)", &[id.into()]);
    let nonce = u64::try_from(id).map_err(|_| missing())?;
    let remembered = call.load(FaceKey::Owner(nonce))?;
    let owner = EvmAddress::try_from(remembered.as_ref()).map_err(|_| missing())?;
    let owner = call.account(owner)?;
    let has = call.balance(&owner, nonce)?;
    if nonce == 0 || has == BigUint::ZERO {
        return Err(missing());
    }
    Ok(Instance { id, nonce, owner })
}

/// Who may move an instance; the zero address for nobody.
fn approved(call: &mut FaceCall, instance: &Instance) -> Result<EvmAddress, FaceError> {
    let value = call.load(FaceKey::Approved(instance.nonce))?;
    // It may have been linked since.
    call.name(EvmAddress::try_from(value.as_ref()).unwrap_or_default())
}

/// Moves the instance that the arguments name, as `ESDTNFTTransfer` does; gives destination and id.
fn move_instance(call: &mut FaceCall) -> Result<(AccountRef, U256), FaceError> {
    let (from, to) = (call.named(0)?, call.named(1)?);
    let id = call.arguments.number(2)?;
    if to.is_zero() {
        return Err(FaceError::custom("ERC721InvalidReceiver(address)", &[B256::ZERO]));
    }
    let instance = instance(call, id)?;
    check_authorized(call, &instance)?;
    let Instance { nonce, owner, .. } = instance;
    if owner.face != from {
        return Err(FaceError::custom(
            "ERC721IncorrectOwner(address,uint256,address)",
            &[from.into_word(), id.into(), owner.face.into_word()],
        ));
    }
    let to = call.account(to)?;
    let one = BigUint::from(1_u8);
    move_quantity(call, (owner, to), (nonce, &one), Party::Account(&owner))?;
    Ok((to, id))
}

fn check_authorized(call: &mut FaceCall, instance: &Instance) -> Result<(), FaceError> {
    let (sender, owner) = (call.sender().face, instance.owner.face);
    let is_authorized =
        sender == owner || is_operator(call, owner, sender)? || approved(call, instance)? == sender;
    if is_authorized {
        return Ok(());
    }
    Err(FaceError::custom(
        "ERC721InsufficientApproval(address,uint256)",
        &[sender.into_word(), instance.id.into()],
    ))
}

/// Moves a quantity of an instance with every check of the ledger.
pub(super) fn move_quantity(
    call: &mut FaceCall,
    (from, to): (AccountRef, AccountRef),
    (nonce, quantity): (u64, &BigUint),
    told: Party<'_>,
) -> Result<(), FaceError> {
    let token = call.token.clone();
    let instance = (token.as_ref(), nonce);
    let mut record = call.ledger()?.instance_of_sender(&from, &token, nonce)?;
    call.charge_copy(record.encode().len())?;
    call.ledger()?.take_instance(&from, instance, &mut record, quantity)?;
    call.check_takes(&from, &to)?;
    call.ledger()?.give_instance(&to, instance, &mut record, told)?;
    call.ledger()?.check_limited_transfer(&token, &from, &to)?;
    call.record(from, to, nonce, quantity);
    Ok(())
}

fn ask(call: &mut FaceCall, to: AccountRef, data: Bytes) -> FaceResult {
    let (sender, from) = (call.sender().face, call.named(0)?);
    let id = call.arguments.number(2)?;
    let question = selected(
        "onERC721Received(address,address,uint256,bytes)",
        &[sender.into(), from.into(), id.into(), data.into()],
    );
    let refused = FaceError::custom("ERC721InvalidReceiver(address)", &[to.face.into_word()]);
    receiver::ask(call, to, question, refused)?;
    Ok(Vec::new())
}
