//! A pair in Solidity that trades a token of the chain, through its face, against an ERC-20.

use super::stage::{Stage, Tested, number, text};
use num_bigint::BigUint;
use test_kit::{Contract, TestError, Value, args};
use vm_core::{AccountRef, Bytes, U256};

struct Market {
    stage: Stage,
    token: String,
    face: Contract,
    coin: Contract,
    pair: Contract,
    alice: AccountRef,
    wasm: Contract,
}

impl Market {
    /// A pair with 10,000 of the token and 40,000 of the coin, and a WASM contract that has both.
    fn new() -> Result<Self, TestError> {
        let mut stage = Stage::new();
        let token = stage.issue("FNG")?;
        let face = stage.face(&token, "IErc20Face")?;
        let alice = stage.world.evm_account("alice", 1_000u64);
        let coin = stage.world.deploy_evm(&alice, "Token", args![1_000_000u64])?;
        let pair = stage.world.deploy_evm(&alice, "Pair", args![&face, &coin])?;
        let wasm = stage.world.deploy_wasm(&alice, "forwarder", args![])?;
        let alice = alice.reference;
        stage.mint(&token, alice, &BigUint::from(100_000u32))?;
        stage.mint(&token, wasm.reference, &BigUint::from(100_000u32))?;
        let world = &mut stage.world;
        world.call(alice, &coin, "transfer", args![&wasm, 100_000u64]).succeed()?;
        world.call(alice, &face, "transfer", args![&pair, 10_000u64]).succeed()?;
        world.call(alice, &coin, "transfer", args![&pair, 40_000u64]).succeed()?;
        let outcome = world.call(alice, &pair, "add", args![alice]).succeed()?;
        assert_eq!(outcome.single::<u64>()?, 20_000);
        Ok(Self { stage, token, face, coin, pair, alice, wasm })
    }

    fn reserves(&mut self) -> Result<(u64, u64), TestError> {
        let world = &mut self.stage.world;
        let first = world.query(&self.pair, "firstReserve", args![])?.single()?;
        let second = world.query(&self.pair, "secondReserve", args![])?.single()?;
        let held: u64 = world.query(&self.coin, "balanceOf", args![&self.pair])?.single()?;
        assert_eq!(second, held);
        let held = world.token_balance(&self.pair, &self.token, 0);
        assert_eq!(BigUint::from(first), held);
        Ok((first, second))
    }

    fn holds(&mut self, account: AccountRef) -> Result<(u64, u64), TestError> {
        let token = self.stage.world.token_balance(account, &self.token, 0);
        let token = token.iter_u64_digits().next().unwrap_or_default();
        let coin = self.stage.world.query(&self.coin, "balanceOf", args![account])?.single()?;
        Ok((token, coin))
    }

    /// Calls that the WASM contract makes in one transaction.
    fn batch(&self, calls: &[(&Contract, &str, Vec<Bytes>)]) -> Vec<Value> {
        let call = |(to, function, arguments): &(&Contract, &str, Vec<Bytes>)| {
            Value::Tuple(args![*to, 0u64, *function, arguments.clone()])
        };
        calls.iter().map(call).collect()
    }

    /// Adds 1,000 of the token and 4,000 of the coin, then gives 500 of the token for `asked`.
    fn add_and_swap(&self, asked: u64) -> Vec<Value> {
        let amount = |number_: u64| number(&BigUint::from(number_));
        let me = Bytes::copy_from_slice(self.wasm.address().as_slice());
        let pair = Bytes::copy_from_slice(self.pair.address().as_slice());
        self.batch(&[
            (&self.pair, "ESDTTransfer", vec![text(&self.token), amount(1_000)]),
            (&self.coin, "transfer(address,uint256)", vec![pair, amount(4_000)]),
            (&self.pair, "add(address)", vec![me.clone()]),
            (&self.pair, "ESDTTransfer", vec![text(&self.token), amount(500)]),
            (&self.pair, "swap(uint256,uint256,address)", vec![amount(0), amount(asked), me]),
        ])
    }
}

#[test]
fn ethereum_users_trade_the_token() -> Tested {
    let mut market = Market::new()?;
    assert_eq!(market.reserves()?, (10_000, 40_000));
    let bought: u64 = market.stage.world.query(&market.pair, "quote", args![1_000u64])?.single()?;
    let (alice, pair) = (market.alice, market.pair.clone());
    let face = market.face.clone();
    market.stage.world.call(alice, &face, "transfer", args![&pair, 1_000u64]).succeed()?;
    let before = market.stage.world.state();
    let too_much = args![0u64, bought + 1, alice];
    let outcome = market.stage.world.call(alice, &pair, "swap", too_much).run()?;
    assert_eq!(outcome.error().expect("an error").0, "TooLittle(uint256,uint256)");
    assert_eq!(market.stage.world.state(), before);
    let swap = args![0u64, bought, alice];
    let outcome = market.stage.world.call(alice, &pair, "swap", swap).succeed()?;
    outcome.expect_events("Swapped", 1);
    assert_eq!(market.reserves()?, (11_000, 40_000 - bought));

    // And back, with the token going out through its face.
    let coin = market.coin.clone();
    market.stage.world.call(alice, &coin, "transfer", args![&pair, 4_000u64]).succeed()?;
    let out = args![900u64, 0u64, alice];
    let outcome = market.stage.world.call(alice, &pair, "swap", out).succeed()?;
    let moved = outcome.expect_events("Transfer", 1);
    assert_eq!(moved[0].address, face.address());
    assert_eq!(moved[0].values[2], 900u64.into());
    let shares = args![20_000u64, alice];
    market.stage.world.call(alice, &pair, "remove", shares).succeed()?;
    assert_eq!(market.reserves()?, (0, 0));
    assert_eq!(market.holds(alice)?, (100_000, 900_000));
    Ok(())
}

#[test]
fn a_wasm_contract_adds_and_swaps_in_one_transaction() -> Tested {
    let mut market = Market::new()?;
    let wasm = market.wasm.reference;
    // 500 into 11,000 and 44,000.
    let bought = 500 * 997 * 44_000 / (11_000 * 1_000 + 500 * 997);
    let before = market.stage.world.state();
    for asked in [bought + 1, 0, 44_000] {
        let calls = market.add_and_swap(asked);
        let contract = market.wasm.clone();
        let call = market.stage.world.call(market.alice, &contract, "forwardBatch", calls);
        call.run()?.expect_failure();
        assert_eq!(market.stage.world.state(), before, "{asked}");
    }
    let calls = market.add_and_swap(bought);
    let contract = market.wasm.clone();
    let call = market.stage.world.call(market.alice, &contract, "forwardBatch", calls);
    let outcome = call.succeed()?;
    // Two payments into the pair are told by the face, the coin tells of its own.
    let moved: Vec<_> = outcome.events("Transfer");
    let by_face = moved.iter().filter(|it| it.address == market.face.address()).count();
    assert_eq!((moved.len(), by_face), (4, 2));
    assert_eq!(market.reserves()?, (11_500, 44_000 - bought));
    assert_eq!(market.holds(wasm)?, (100_000 - 1_500, 100_000 - 4_000 + bought));
    let shares: U256 = market.stage.world.query(&market.pair, "shares", args![wasm])?.single()?;
    assert_eq!(shares, U256::from(2_000));
    Ok(())
}

/// A failing swap that is caught leaves what was before it, and nothing of its own.
#[test]
fn a_swap_that_is_caught_leaves_nothing() -> Tested {
    let mut market = Market::new()?;
    let alice = market.alice;
    let forwarder = market.stage.world.deploy_evm(alice, "Forwarder", args![])?;
    let pair = market.pair.clone();
    // The first token goes out before the pair sees that nothing came in.
    let swap = market.stage.world.input(&pair, "swap", &args![5_000u64, 0u64, alice])?;
    let vm_core::CallInput::CallData(data) = swap else { panic!("call data") };
    let held = (market.reserves()?, market.holds(alice)?);
    let arguments = args![&pair, 0u64, data];
    let outcome = market.stage.world.call(alice, &forwarder, "forward", arguments).succeed()?;
    assert!(!outcome.returns::<(bool, Bytes)>()?.0);
    assert!(outcome.events("Transfer").is_empty());
    assert_eq!((market.reserves()?, market.holds(alice)?), held);
    Ok(())
}
