//! A WASM contract that calls Solidity through the helper crate: ERC-20 deposits, revert data, typed results.

use crate::stage::{Tested, bytes};
use alloy_primitives::keccak256;
use test_kit::{Account, Contract, TestError, World, args};
use vm_core::{AddressForms, Bytes, U256};

struct Stage {
    world: World,
    alice: Account,
    vault: Contract,
    token: Contract,
}

fn stage() -> Result<Stage, TestError> {
    let mut world = World::new();
    let alice = world.account("alice", 1_000_000u64);
    let vault = world.deploy_wasm(&alice, "erc20-vault", args![])?;
    let token = world.deploy_evm(&alice, "Token", args![1_000u64])?;
    Ok(Stage { world, alice, vault, token })
}

impl Stage {
    fn balance(&mut self, of: &Contract) -> Result<u64, TestError> {
        let token = self.token.clone();
        self.world.query(&token, "balanceOf", args![of])?.single()
    }

    /// Alice deposits what she approved.
    fn deposit(&mut self, amount: u64) -> Tested {
        let (alice, vault, token) = (self.alice.clone(), self.vault.clone(), self.token.clone());
        self.world.call(&alice, &token, "approve", args![&vault, amount]).run()?.expect_success();
        self.world.call(&alice, &vault, "deposit", args![&token, amount]).run()?.expect_success();
        Ok(())
    }

    fn deposited(&mut self) -> Result<u64, TestError> {
        let (alice, vault, token) = (self.alice.clone(), self.vault.clone(), self.token.clone());
        self.world.query(&vault, "getDeposit", args![&alice, &token])?.single()
    }
}

#[test]
fn a_wasm_contract_holds_erc20_tokens() -> Tested {
    let mut stage = stage()?;
    let (alice, vault, token) = (stage.alice.clone(), stage.vault.clone(), stage.token.clone());
    stage.deposit(300)?;
    assert_eq!((stage.deposited()?, stage.balance(&vault)?), (300, 300));
    let outcome = stage.world.query(&vault, "getToken", args![&token])?;
    let (held, supply, symbol): (u64, u64, String) = outcome.returns()?;
    assert_eq!((held, supply), (300, 1_000));
    let expected: String = stage.world.query(&token, "symbol", args![])?.single()?;
    assert_eq!(symbol, expected);
    let call = stage.world.call(&alice, &vault, "withdraw", args![&token, 120u64]);
    let outcome = call.run()?;
    outcome.expect_success();
    assert_eq!(outcome.expect_events("Transfer", 1)[0].values[2], 120u64.into());
    assert_eq!((stage.deposited()?, stage.balance(&vault)?), (180, 180));

    // Without approval nothing is booked.
    let before = stage.world.state();
    stage.world.call(&alice, &vault, "deposit", args![&token, 5u64]).run()?.expect_failure();
    assert_eq!(stage.world.state(), before);
    Ok(())
}

#[test]
fn a_revert_is_read_and_outlived() -> Tested {
    let mut stage = stage()?;
    let (alice, vault, token) = (stage.alice.clone(), stage.vault.clone(), stage.token.clone());
    stage.deposit(300)?;
    let gas = 50_000_000u64;
    // To the zero address, which the token refuses.
    let nobody = stage.world.runtime().forms().of_face(vm_core::EvmAddress::ZERO);
    let attempt = args![&token, nobody, 10u64, gas];
    let outcome = stage.world.call(&alice, &vault, "tryWithdrawTo", attempt).run()?;
    outcome.expect_success();
    let (sent, reason, selector, _): (bool, Bytes, Bytes, U256) = outcome.returns()?;
    assert!(!sent && reason.is_empty(), "{}", outcome.tree());
    assert_eq!(selector[..], keccak256("InvalidReceiver(address)")[..4]);
    let left = 300;
    assert_eq!((stage.deposited()?, stage.balance(&vault)?), (left, left));
    // Too little gas is no revert: there is no data.
    let attempt = args![&token, &alice, 10u64, 1_000u64];
    let outcome = stage.world.call(&alice, &vault, "tryWithdrawTo", attempt).run()?;
    let (sent, reason, selector, _): (bool, Bytes, Bytes, U256) = outcome.returns()?;
    assert!(!sent && reason.is_empty() && selector.is_empty(), "{}", outcome.tree());
    assert_eq!((stage.deposited()?, stage.balance(&vault)?), (left, left));
    let attempt = args![&token, &alice, 10u64, gas];
    let outcome = stage.world.call(&alice, &vault, "tryWithdrawTo", attempt).run()?;
    let (sent, ..): (bool, Bytes, Bytes, U256) = outcome.returns()?;
    assert!(sent);
    assert_eq!(stage.balance(&vault)?, left - 10);
    Ok(())
}

#[test]
fn results_are_typed_by_the_signature() -> Tested {
    let mut stage = stage()?;
    let (alice, vault) = (stage.alice.clone(), stage.vault.clone());
    let counter = stage.world.deploy_evm(&alice, "Reentrant", args![3u64])?;
    let add = args![&counter, bytes("add(uint256)(uint256)"), 4u64];
    let call = stage.world.call(&alice, &vault, "callNumber", add).value(2u64);
    assert_eq!(call.run()?.expect_success().single::<u64>()?, 7);
    assert_eq!(stage.world.balance(&counter), U256::from(2));
    let fail = args![&counter, bytes("divide(uint256)"), 4u64];
    let before = stage.world.state();
    stage.world.call(&alice, &vault, "callNumber", fail).run()?.expect_failure();
    assert_eq!(stage.world.state(), before);
    Ok(())
}
