//! A Solidity contract that calls through the gateway, near and far.

use super::{Address32, Records, Shards, Tested, contract, delivered};
use account_map::EvmForms;
use runtime::{Destination, Message, Outcome, RuntimeBuilder};
use serde_json::Value as Json;
use std::error::Error;
use test_kit::{Artifacts, SolidityAbi, Value, args};
use tests::root;
use vm_core::{
    AccountData, Address, AddressForms, Bytes, CallInput, CallType, Code, EvmAddress, LogRecord,
    ReturnCode, U256, VmType,
};
use world::{WorldAccount, WorldState};

/// What EVM gas is worth.
const RATIO: u64 = 20;

/// Which shards there are, and the contract that calls.
struct Stage {
    shards: Shards,
    user: Address,
    abi: SolidityAbi,
}

/// One shard or two. The contract lies in the first, with what a chain starts with.
fn stage(is_far: bool) -> Result<Stage, Box<dyn Error>> {
    let records: Records = serde_json::from_str(super::RECORDS)?;
    let run = records.runs.first().ok_or("a run")?;
    let path = root().join("contracts/artifacts/GatewayUser.json");
    let artifact: Json = serde_json::from_slice(&std::fs::read(path)?)?;
    let code = artifact["deployedBytecode"]["object"].as_str().ok_or("code")?;
    let code = Code::new(VmType::EVM, alloy_primitives::hex::decode(code)?.into());
    let user = EvmForms::default().of_face(EvmAddress::repeat_byte(0x55)).address;
    let data = AccountData { code, balance: U256::from(100), ..AccountData::default() };
    let (mut near, mut far) = (RuntimeBuilder::default().build()?.genesis(), WorldState::default());
    near.insert(user, WorldAccount { data, ..WorldAccount::default() });
    let other = if is_far { &mut far } else { &mut near };
    other.insert(run.adder.address(), contract("adder", 0, &[("sum", &[12])]));
    other.insert(run.reentrant.address(), contract("reentrant", 0, &[("value", &[3])]));
    let states = if is_far { vec![near, far] } else { vec![near] };
    let (_, abi) = Artifacts::of_repository().evm("GatewayUser")?;
    Ok(Stage { shards: Shards::new(states)?, user, abi })
}

/// Closure, code, results and value of an answer.
type Answer = (Bytes, u64, Vec<Bytes>, u64);

impl Stage {
    /// Has the contract call, delivers what leaves, and gives the answers.
    fn call(
        &self,
        to: &Address32,
        (function, items): (&str, Vec<Bytes>),
        value: u64,
    ) -> Result<Vec<Answer>, Box<dyn Error>> {
        let none = Value::List(Vec::new());
        let to = Bytes::copy_from_slice(to.address().as_slice());
        let wish = Value::Tuple(vec![to.into(), value.into(), none, function.into(), items.into()]);
        let arguments = args![wish, 1_000_000u64, 300_000u64, Bytes::from_static(b"closure")];
        let data = self.abi.call_data("callAsync", &arguments, &Accounts)?;
        let first = self.shards.execute(&Message {
            from: Address([7; 32]),
            destination: Destination::Call(self.user),
            input: CallInput::CallData(data),
            gas_limit: 5_000_000,
            ..Message::default()
        })?;
        assert!(first.is_success(), "{:?}", first.message);
        assert_eq!(first.outgoing.is_empty(), self.shards.shards.len() == 1);
        let mut outcomes = vec![first];
        while let Some(transfer) = outcomes.last().and_then(|it| it.outgoing.first().cloned()) {
            let mut message = delivered(&transfer);
            let is_answer = transfer.call_type == CallType::AsynchronousCallBack;
            if is_answer {
                message.gas_limit = (transfer.gas_limit + transfer.gas_locked) / RATIO;
            }
            let outcome = self.shards.execute(&message)?;
            assert!(outcome.is_success() || !is_answer, "{:?} {message:?}", outcome.message);
            outcomes.push(outcome);
        }
        Ok(outcomes.iter().flat_map(|it| self.answers(it)).collect())
    }

    fn answers(&self, outcome: &Outcome) -> Vec<Answer> {
        let logs = outcome.logs.iter().filter_map(|log| match log {
            LogRecord::Evm { log, .. } => self.abi.decode_log(log, &Accounts),
            LogRecord::TokenFace { .. } | LogRecord::Native(_) => None,
        });
        let answers = logs.filter(|(name, _)| name == "Answered");
        answers
            .map(|(_, values)| test_kit::FromValue::from_value(Value::Tuple(values)).unwrap())
            .collect()
    }

    fn balance(&self) -> U256 {
        let read = |state: &WorldState| state.account(&self.user).map(|it| it.data.balance);
        self.shards.of(&self.user).world.read(read).unwrap_or_default()
    }
}

#[derive(Debug)]
struct Accounts;

impl test_kit::Accounts for Accounts {
    fn of_address(&self, address: &Address) -> vm_core::AccountRef {
        EvmForms::default().of_address(address)
    }

    fn of_face(&self, face: EvmAddress) -> vm_core::AccountRef {
        EvmForms::default().of_face(face)
    }
}

#[test]
fn a_solidity_contract_cannot_tell_whether_its_destination_is_near_or_far() -> Tested {
    let records: Records = serde_json::from_str(super::RECORDS)?;
    let run = records.runs.first().ok_or("a run")?;
    let (near, far) = (stage(false)?, stage(true)?);
    let text = |text: &'static str| Bytes::from_static(text.as_bytes());
    let three = Bytes::from_static(&[3]);
    for (to, call, value) in [
        (&run.adder, ("add", vec![three]), 0),
        (&run.adder, ("getSum", vec![]), 0),
        (&run.reentrant, ("nothing", vec![]), 7),
        (&run.reentrant, ("fail", vec![text("no")]), 7),
        (&run.reentrant, ("trap", vec![]), 9),
    ] {
        let name = call.0;
        let [here] = &near.call(to, call.clone(), value)?[..] else { panic!("{name}") };
        let [there] = &far.call(to, call, value)?[..] else { panic!("{name}") };
        // The code of a failure is the one difference.
        if there.1 != 0 {
            assert_eq!(there.1, u64::from(ReturnCode::UserError as u8), "{name}");
            assert_ne!(here.1, 0, "{name}");
        }
        assert_eq!((&here.0, &here.2, here.3), (&there.0, &there.2, there.3), "{name}");
        assert_eq!(here.0.as_ref(), b"closure");
        assert_eq!(near.balance(), far.balance(), "{name}");
        let sum = |stage: &Stage| stage.shards.value(&run.adder.address(), b"sum");
        assert_eq!(sum(&near), sum(&far), "{name}");
    }
    // Nothing waits any longer.
    let is_stored = |state: &WorldState| {
        let account = state.account(&far.user);
        account.is_some_and(|it| it.storage.keys().any(|key| key.starts_with(super::STORED_PREFIX)))
    };
    assert!(!far.shards.of(&far.user).world.read(is_stored));
    Ok(())
}
