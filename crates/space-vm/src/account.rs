//! What contracts can learn of accounts.

use crate::calls::leaves;
use crate::guest::{Guest, GuestAccess};
use vm_core::{AccountRef, Address, CallScheme, HookTrap, Release, Session, U256, VmType};

/// Byte 1 of code metadata: anybody may pay the contract.
const PAYABLE: u8 = 2;
/// Byte 1 of code metadata: contracts may pay the contract.
const PAYABLE_BY_CONTRACT: u8 = 4;

/// Whether an account counts as a contract: by the shape of its address, and in the range of
/// EVM-born accounts, which keys share, by having code.
pub(crate) fn is_smart_contract(
    guest: &mut Guest<'_>,
    account: &AccountRef,
) -> Result<bool, HookTrap> {
    if account.address.vm_type() != Some(VmType::EVM) {
        return Ok(account.address.is_contract_shaped());
    }
    let code = guest.context.journal()?.code(account);
    Ok(!guest.check(code)?.is_none())
}

/// Whether an account takes native value without an execution
/// (`mx-chain-go:process/smartContract/hooks/blockChainHook.go`, `IsPayable`). The sender is a
/// contract here.
pub(crate) fn is_payable(guest: &mut Guest<'_>, account: &AccountRef) -> Result<bool, HookTrap> {
    if account.address == Address::SYSTEM_ACCOUNT {
        return Ok(false);
    }
    if leaves(guest, &account.address)? {
        // The other shard decides.
        return Ok(true);
    }
    if account.address.vm_type() == Some(VmType::EVM) || !is_smart_contract(guest, account)? {
        return Ok(true);
    }
    let metadata = guest.context.journal()?.metadata(account);
    let [_, second] = guest.check(metadata)?;
    Ok(second & (PAYABLE | PAYABLE_BY_CONTRACT) != 0)
}

/// Native balance of the account at 32 bytes; zero for anything else.
pub(crate) fn balance(guest: &mut Guest<'_>, address: &[u8]) -> Result<U256, HookTrap> {
    let Some(address) = Address::from_slice(address) else {
        return Ok(U256::ZERO);
    };
    let account = guest.context.reference(&address)?;
    look_at_balance(guest.context.session()?, &account);
    balance_of(guest, &account)
}

/// Notes that a contract looks at a balance, where that decides what it sees of it later.
pub(crate) fn look_at_balance(session: &mut Session, account: &AccountRef) {
    if session.environment.rules.release < Release::Barnard {
        session.journal.look_at_balance(account);
    }
}

/// Native balance of an account.
///
/// A contract that did not exist before cannot see or spend what its constructor was paid: production
/// reads the balance of the committed account, and there is none yet. Before Barnard, it does not see what
/// built-in functions moved after the first look either
/// (`mx-chain-vm-go:vmhost/contexts/blockchain.go`, `GetBalanceBigInt`).
pub(crate) fn balance_of(guest: &mut Guest<'_>, account: &AccountRef) -> Result<U256, HookTrap> {
    let call = &guest.context.invocation.call;
    if call.scheme == CallScheme::Create && call.callee.address == account.address {
        let committed = guest.context.journal()?.hook().account(&account.address);
        if guest.check(committed)?.is_none() {
            return Ok(U256::ZERO);
        }
    }
    let balance = guest.context.journal()?.balance_at_first_look(account);
    guest.check(balance)
}
