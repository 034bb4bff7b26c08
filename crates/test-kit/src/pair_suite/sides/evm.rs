//! Ethereum contracts as a side.

use crate::pair_suite::side::blob;
use crate::pair_suite::{Answer, End, Mode, Operation, Outgoing, PairSide, Party, Write};
use crate::{Account, Contract, DeployOptions, TestError, TestOutcome, Value, World, args};
use vm_core::{Bytes, CallInput, DataForm, GasUnit};

/// The EVM.
#[derive(Clone, Copy, Debug, Default)]
pub struct EvmSide;

impl PairSide for EvmSide {
    fn name(&self) -> &'static str {
        "evm"
    }

    fn form(&self) -> DataForm {
        DataForm::Blob
    }

    fn unit(&self) -> GasUnit {
        GasUnit::Ethereum
    }

    fn is_deep(&self) -> bool {
        true
    }

    fn reads_failure_of(&self, _: &dyn PairSide) -> bool {
        true
    }

    fn sends_tokens_to(&self, callee: &dyn PairSide) -> bool {
        callee.form() == DataForm::Function
    }

    fn deploy(&self, world: &mut World, owner: &Account, index: usize) -> Result<Party, TestError> {
        let name = |what: &str| DeployOptions::default().name(&format!("evm-{what}-{index}"));
        let subject = world.deploy_evm_with(owner, "Reentrant", args![0u64], name("subject"))?;
        let forwarder = world.deploy_evm_with(owner, "Forwarder", args![], name("forwarder"))?;
        let deployer = world.deploy_evm_with(owner, "Deployer", args![], name("deployer"))?;
        Ok(Party { subject, fallible: forwarder.clone(), forwarder, deployer })
    }

    fn input(
        &self,
        world: &World,
        party: &Party,
        operation: &Operation,
    ) -> Result<CallInput, TestError> {
        let (function, arguments) = match operation {
            Operation::Store(value) => ("store", args![*value]),
            Operation::Add(amount) => ("add", args![*amount]),
            Operation::Read => ("value", args![]),
            Operation::Empty => ("empty", args![]),
            Operation::Fail(message) => ("fail", args![*message]),
            Operation::Trap => ("trap", args![]),
            Operation::Burn => ("burn", args![]),
            Operation::Missing => {
                return Ok(CallInput::CallData(Bytes::from_static(&[0xde, 0xad, 0xbe, 0xef])));
            }
            Operation::Reenter { first, last, to, input, end } => {
                let function = match end {
                    End::Return => "reenter",
                    End::Fail => "reenterThenFail",
                    End::Trap => "reenterThenTrap",
                };
                (function, args![*first, *last, *to, blob(input)])
            }
        };
        world.input(&party.subject, function, &arguments)
    }

    fn outgoing<'a>(
        &self,
        party: &'a Party,
        call: &Outgoing,
    ) -> (&'a Contract, &'static str, Vec<Value>) {
        let data = blob(&call.input);
        let (function, arguments) = match call.mode {
            Mode::Strict => ("forwardStrict", args![call.to, call.value, data]),
            Mode::ThenFail => ("forwardThenFail", args![call.to, call.value, data]),
            Mode::Static => ("forwardStatic", args![call.to, data]),
            Mode::Delegate => ("forwardDelegate", args![call.to, data]),
            Mode::Fallible(None) => ("forward", args![call.to, call.value, data]),
            Mode::Fallible(Some(gas)) => ("forwardWithGas", args![call.to, call.value, gas, data]),
        };
        (&party.forwarder, function, arguments)
    }

    fn answer(&self, outcome: &TestOutcome, mode: Mode, callee: DataForm) -> Answer {
        let failed = || Answer { message: outcome.message(), ..Answer::default() };
        if !outcome.is_success() {
            return failed();
        }
        match mode {
            Mode::Strict | Mode::ThenFail => Answer::of_blob(true, &outcome.blob(), callee),
            Mode::Fallible(_) | Mode::Static | Mode::Delegate => {
                match outcome.returns::<(bool, Bytes)>() {
                    Ok((is_success, data)) => Answer::of_blob(is_success, &data, callee),
                    Err(_) => failed(),
                }
            }
        }
    }

    fn writes(&self, world: &World, party: &Party, to: &Account) -> Result<Vec<Write>, TestError> {
        let write = |what,
                     contract: &Contract,
                     function: &str,
                     arguments: Vec<Value>|
         -> Result<Write, TestError> {
            let input = world.input(contract, function, &arguments)?;
            Ok(Write { what, at: contract.reference, input })
        };
        let store = blob(&self.input(world, party, &Operation::Store(5))?);
        Ok(vec![
            write("storage", &party.subject, "store", args![5u64])?,
            write("value", &party.forwarder, "pay", args![to, 1u64])?,
            write("a contract", &party.deployer, "create", args![1u64])?,
            write("a log, a call deeper", &party.forwarder, "forward", args![to, 0u64, b""])?,
            write(
                "storage, a call deeper",
                &party.forwarder,
                "forward",
                args![&party.subject, 0u64, store],
            )?,
        ])
    }

    fn deployment(&self, world: &World, party: &Party) -> Result<Option<CallInput>, TestError> {
        world.input(&party.deployer, "create", &args![7u64]).map(Some)
    }

    fn value(&self, world: &mut World, party: &Party) -> Result<u64, TestError> {
        world.query(&party.subject, "value", args![])?.single()
    }
}
