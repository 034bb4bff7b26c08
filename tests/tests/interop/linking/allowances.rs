//! What faces of tokens keep about an account with two keys: one account has one set of allowances, under
//! either name, and what belonged to the key's own account alone ends with it.

use super::stage::{Stage, stage};
use crate::stage::{Tested, bytes};
use alloy_sol_types::{Eip712Domain, SolStruct as _, sol};
use std::borrow::Cow;
use test_kit::{Abi, Contract, TestError, TestOutcome, Value, args};
use vm_core::{AccountRef, AddressForms, B256, Bytes, CallInput, EvmAddress, U256};

sol! {
    struct Permit {
        address owner;
        address spender;
        uint256 value;
        uint256 nonce;
        uint256 deadline;
    }
}

/// What issuing a token costs.
const COST: u64 = 50_000_000_000_000_000;

/// Both keys, and a token with its face, of which the carrier has all.
struct Market {
    stage: Stage,
    face: Contract,
    token: Bytes,
    /// A Solidity contract that forwards calls.
    solidity: Contract,
}

impl Market {
    /// A token of type `FNG`, `NFT` or `SFT`.
    fn new(kind: &str, interface: &str) -> Result<Self, TestError> {
        let mut stage = stage();
        let carrier = stage.carrier.clone();
        let account = stage.account.address;
        stage.world.update(|state| {
            state.account_mut(&carrier.address()).data.balance = U256::from(u64::MAX);
            state.account_mut(&account).data.balance = U256::from(1_000_000u64);
        });
        let esdt = stage.world.runtime().forms().of_address(&system_vm::ESDT_ADDRESS);
        let arguments = [&b"Token"[..], b"TOKEN", kind.as_bytes(), &[18]].map(bytes).to_vec();
        let input = CallInput::function("registerAndSetAllRoles", arguments);
        let outcome = stage.world.call_raw(&carrier, esdt, input).value(COST).run()?;
        let token = outcome.expect_success().raw.items()[0].clone();
        let (_, abi) = stage.world.artifacts().evm(interface)?;
        let face = account_map::token_face(&token).expect("a face");
        let reference = stage.world.runtime().forms().of_face(face);
        let face = stage.world.attach("face", reference, Abi::Solidity(abi));
        let solidity = stage.world.deploy_evm(&carrier, "Forwarder", args![])?;
        Ok(Self { stage, face, token, solidity })
    }

    /// A built-in function that the carrier calls at an account.
    fn built_in(&mut self, at: AccountRef, name: &str, arguments: &[&[u8]]) -> Tested {
        let arguments =
            core::iter::once(self.token.clone()).chain(arguments.iter().map(bytes)).collect();
        let input = CallInput::function(name, arguments);
        self.stage.world.call_raw(&self.stage.carrier, at, input).run()?.expect_success();
        Ok(())
    }

    /// Makes instances, the first for the key's own account, the second for the account.
    fn instances(&mut self, quantity: u8) -> Tested {
        let (carrier, key) = (self.stage.carrier.reference, self.stage.key);
        let account = self.stage.account;
        for (nonce, to) in [(1, Some(key)), (2, Some(account)), (3, None)] {
            let arguments: &[&[u8]] = &[&[quantity], b"name", &[], b"hash", b"", b"uri"];
            self.built_in(carrier, "ESDTNFTCreate", arguments)?;
            if let Some(to) = to {
                let arguments: &[&[u8]] = &[&[nonce], &[quantity], to.address.as_slice()];
                self.built_in(carrier, "ESDTNFTTransfer", arguments)?;
            }
        }
        Ok(())
    }

    fn view<T: test_kit::FromValue>(
        &mut self,
        function: &str,
        arguments: Vec<Value>,
    ) -> Result<T, TestError> {
        self.stage.world.query(&self.face, function, arguments)?.single()
    }

    fn call(
        &mut self,
        from: AccountRef,
        function: &str,
        arguments: Vec<Value>,
    ) -> Result<TestOutcome, TestError> {
        self.stage.world.call(from, &self.face, function, arguments).run()
    }

    fn data(&self, function: &str, arguments: &[Value]) -> Result<Bytes, TestError> {
        match self.stage.world.input(&self.face, function, arguments)? {
            CallInput::CallData(data) => Ok(data),
            CallInput::Function { .. } => panic!("call data"),
        }
    }

    /// A call of the face in a transaction of the EVM key.
    fn by_key(&mut self, function: &str, arguments: &[Value]) -> Tested {
        let data = self.data(function, arguments)?;
        self.stage.act_by_key(self.face.face(), data)
    }

    /// A call of the face by the Solidity contract.
    fn by_contract(&mut self, function: &str, arguments: &[Value]) -> Result<bool, TestError> {
        let data = self.data(function, arguments)?;
        let arguments = args![&self.face, 0u64, data];
        let (carrier, solidity) = (self.stage.carrier.clone(), self.solidity.clone());
        let outcome = self.stage.world.call(&carrier, &solidity, "forward", arguments).run()?;
        let (success, _): (bool, Bytes) = outcome.expect_success().returns()?;
        Ok(success)
    }

    /// Arguments of a permit that the EVM key signed.
    fn permit(&self, spender: EvmAddress, value: u64, nonce: u64) -> Vec<Value> {
        let domain = Eip712Domain {
            name: Some(Cow::Borrowed("Token")),
            version: Some(Cow::Borrowed("1")),
            chain_id: Some(U256::from(self.stage.world.runtime().config().evm_chain_id)),
            verifying_contract: Some(self.face.face()),
            salt: None,
        };
        let permit = Permit {
            owner: self.stage.key.face,
            spender,
            value: U256::from(value),
            nonce: U256::from(nonce),
            deadline: U256::MAX,
        };
        let signature = self.stage.signed_hash(permit.eip712_signing_hash(&domain));
        let (r, s) = (B256::from_slice(&signature[..32]), B256::from_slice(&signature[32..64]));
        args![permit.owner, spender, value, U256::MAX, u64::from(signature[64]), r, s]
    }
}

/// Allowances that the account gave hold, under both names; those of the key's own account, and those that
/// others gave to it, end. No permit is good twice.
#[test]
fn allowances_are_the_accounts() -> Tested {
    let mut market = Market::new("FNG", "IErc20Face")?;
    let (account, key) = (market.stage.account, market.stage.key);
    let (carrier, spender) = (market.stage.carrier.reference, market.solidity.reference);
    market.built_in(carrier, "ESDTLocalMint", &[&[200]])?;
    market.built_in(key, "ESDTTransfer", &[&[40]])?;
    market.built_in(account, "ESDTTransfer", &[&[60]])?;
    market.call(account, "approve", args![spender, 10u64])?.expect_success();
    market.call(carrier, "approve", args![account.face, 5u64])?.expect_success();
    market.call(carrier, "approve", args![key.face, 7u64])?.expect_success();
    let permit = market.permit(spender.face, 30, 0);
    market.call(carrier, "permit", permit.clone())?.expect_success();
    assert_eq!(market.view::<u64>("allowance", args![key.face, spender])?, 30);
    assert_eq!(market.view::<u64>("nonces", args![key.face])?, 1);

    market.stage.link()?;
    let names = [account.face, key.face];
    for name in names {
        assert_eq!(market.view::<u64>("balanceOf", args![name])?, 100);
        assert_eq!(market.view::<u64>("allowance", args![name, spender])?, 10);
        assert_eq!(market.view::<u64>("allowance", args![carrier, name])?, 5);
    }
    assert_eq!(market.view::<u64>("nonces", args![key.face])?, 1);
    market.call(carrier, "permit", permit)?.expect_failure();
    // Either name, one allowance.
    for name in names {
        assert!(market.by_contract("transferFrom", &args![name, carrier, 4u64])?);
    }
    assert!(!market.by_contract("transferFrom", &args![key.face, carrier, 3u64])?);
    assert_eq!(market.view::<u64>("allowance", args![account.face, spender])?, 2);
    // Either key gives and spends.
    market.by_key("approve", &args![spender, 20u64])?;
    assert_eq!(market.view::<u64>("allowance", args![account.face, spender])?, 20);
    market.by_key("transferFrom", &args![carrier, key.face, 3u64])?;
    market.call(account, "transferFrom", args![carrier, account.face, 2u64])?.expect_success();
    assert_eq!(market.view::<u64>("balanceOf", args![account.face])?, 97);
    // The next permit of the key is the account's.
    assert_eq!(market.view::<u64>("nonces", args![key.face])?, 1);
    let permit = market.permit(spender.face, 50, 1);
    let outcome = market.call(carrier, "permit", permit)?;
    let [event] = &outcome.expect_success().events("Approval")[..] else { panic!("an event") };
    assert_eq!(event.values[0], Value::Account(account));
    assert_eq!(market.view::<u64>("allowance", args![account.face, spender])?, 50);
    Ok(())
}

/// A contract that takes an allowance of whoever calls it sees the key's name.
#[test]
fn a_contract_spends_what_the_key_allowed() -> Tested {
    let mut market = Market::new("FNG", "IErc20Face")?;
    let account = market.stage.account;
    let carrier = market.stage.carrier.clone();
    market.built_in(carrier.reference, "ESDTLocalMint", &[&[200]])?;
    market.built_in(account, "ESDTTransfer", &[&[60]])?;
    let token = String::from_utf8(market.token.to_vec()).unwrap();
    let till = market.stage.world.deploy_evm(&carrier, "Till", args![token])?;
    market.stage.link()?;
    market.by_key("approve", &args![&till, 25u64])?;
    let CallInput::CallData(data) = market.stage.world.input(&till, "take", &args![20u64])? else {
        panic!("call data")
    };
    market.stage.act_by_key(till.face(), data)?;
    assert_eq!(market.view::<u64>("balanceOf", args![&till])?, 20);
    assert_eq!(market.view::<u64>("balanceOf", args![account.face])?, 40);
    Ok(())
}

#[test]
fn instances_and_operators_are_the_accounts() -> Tested {
    let mut market = Market::new("NFT", "IErc721Face")?;
    market.instances(1)?;
    let (account, key) = (market.stage.account, market.stage.key);
    let (carrier, operator) = (market.stage.carrier.reference, market.solidity.reference);
    market.call(carrier, "approve", args![key.face, 3u64])?.expect_success();
    market.call(carrier, "setApprovalForAll", args![key.face, true])?.expect_success();
    market.call(account, "setApprovalForAll", args![operator, true])?.expect_success();
    market.stage.link()?;
    for name in [account.face, key.face] {
        assert_eq!(market.view::<u64>("balanceOf", args![name])?, 2);
        assert!(market.view::<bool>("isApprovedForAll", args![name, operator])?);
        // What others let all of the key's own account ends with it.
        assert!(!market.view::<bool>("isApprovedForAll", args![carrier, name])?);
    }
    for nonce in [1u64, 2] {
        assert_eq!(market.view::<EvmAddress>("ownerOf", args![nonce])?, account.face);
    }
    assert_eq!(market.view::<u64>("totalSupply", args![])?, 3);
    // The approval of one instance names whoever the address means.
    assert_eq!(market.view::<EvmAddress>("getApproved", args![3u64])?, account.face);
    market.by_key("transferFrom", &args![carrier, key.face, 3u64])?;
    market.by_key("transferFrom", &args![key.face, carrier, 1u64])?;
    assert!(market.by_contract("transferFrom", &args![key.face, carrier, 2u64])?);
    assert_eq!(market.view::<u64>("balanceOf", args![key.face])?, 1);
    market.by_key("setApprovalForAll", &args![operator, false])?;
    assert!(!market.by_contract("transferFrom", &args![account.face, carrier, 3u64])?);
    market.by_key("approve", &args![operator, 3u64])?;
    assert!(market.by_contract("transferFrom", &args![account.face, carrier, 3u64])?);
    Ok(())
}

#[test]
fn quantities_are_the_accounts() -> Tested {
    let mut market = Market::new("SFT", "IErc1155Face")?;
    market.instances(9)?;
    let (account, key) = (market.stage.account, market.stage.key);
    let (carrier, operator) = (market.stage.carrier.reference, market.solidity.reference);
    market.call(account, "setApprovalForAll", args![operator, true])?.expect_success();
    market.stage.link()?;
    let none = Bytes::new();
    market.by_key("safeTransferFrom", &args![key.face, carrier, 1u64, 2u64, none.clone()])?;
    market.by_key("safeTransferFrom", &args![account.face, carrier, 2u64, 3u64, none.clone()])?;
    let arguments = args![key.face, carrier, 1u64, 4u64, none];
    assert!(market.by_contract("safeTransferFrom", &arguments)?);
    for name in [account.face, key.face] {
        assert!(market.view::<bool>("isApprovedForAll", args![name, operator])?);
        assert_eq!(market.view::<u64>("balanceOf", args![name, 1u64])?, 3);
        assert_eq!(market.view::<u64>("balanceOf", args![name, 2u64])?, 6);
    }
    Ok(())
}
