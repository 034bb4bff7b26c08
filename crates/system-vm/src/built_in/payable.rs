//! Which destinations take tokens (`mx-chain-go:process/smartContract/hooks/blockChainHook.go`,
//! `mx-chain-vm-common-go:builtInFunctions/payable.go`).

use vm_core::{AccountRef, Address, Fault, Journal, VmType};

const PAYABLE: u8 = 2;
const PAYABLE_BY_CONTRACT: u8 = 4;

/// Whether an account is a contract: by its code in the EVM's range, by its shape elsewhere.
pub(crate) fn is_contract(journal: &mut Journal, account: &AccountRef) -> Result<bool, Fault> {
    if account.address.vm_type() == Some(VmType::EVM) {
        return Ok(!journal.code(account)?.is_none());
    }
    Ok(account.address.is_contract_shaped())
}

/// Whether a destination takes tokens that come without a function. EVM accounts always do: their
/// contracts have no metadata that could say otherwise.
pub(super) fn is_payable(
    journal: &mut Journal,
    sender: &AccountRef,
    destination: &AccountRef,
) -> Result<bool, Fault> {
    if is_system_account(&destination.address) {
        return Ok(false);
    }
    if !destination.address.is_contract_shaped()
        || destination.address.vm_type() == Some(VmType::EVM)
    {
        return Ok(true);
    }
    let [_, flags] = journal.metadata(destination)?;
    if flags & PAYABLE != 0 {
        return Ok(true);
    }
    Ok(flags & PAYABLE_BY_CONTRACT != 0 && is_contract(journal, sender)?)
}

/// As [`is_payable`], and whether a contract sends back to the contract that called it, which always takes
/// its tokens back.
pub(crate) fn takes_tokens(
    journal: &mut Journal,
    sender: &AccountRef,
    destination: &AccountRef,
) -> Result<bool, Fault> {
    let is_back = is_back_transfer(journal, sender, destination);
    Ok(is_back || is_payable(journal, sender, destination)?)
}

/// Whether a contract sends to the contract that called it. The newest frame is that of what moves the
/// tokens, the one under it the sender's.
pub(super) fn is_back_transfer(
    journal: &Journal,
    sender: &AccountRef,
    destination: &AccountRef,
) -> bool {
    journal.frames().iter().rev().nth(1).is_some_and(|it| it.callee.address == sender.address)
        && journal.paid_back(1) == Some(destination.address)
        && destination.address.is_contract_shaped()
}

/// Whether an address is that of global settings, in any shard.
pub(super) fn is_system_account(address: &Address) -> bool {
    let [head @ .., _, _] = address.0;
    head == [0xff; 30]
}
