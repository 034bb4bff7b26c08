//! Native contracts as a side.

use crate::pair_suite::side::function_parts;
use crate::pair_suite::{Answer, End, Mode, Operation, Outgoing, PairSide, Party, Write};
use crate::{Account, Contract, TestError, TestOutcome, Value, World, args};
use vm_core::{CallInput, DataForm, GasUnit};

/// The system VM, by its native test contract.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemSide;

impl PairSide for SystemSide {
    fn name(&self) -> &'static str {
        "system"
    }

    fn form(&self) -> DataForm {
        DataForm::Function
    }

    fn unit(&self) -> GasUnit {
        GasUnit::MultiversX
    }

    fn is_deep(&self) -> bool {
        false
    }

    fn reads_failure_of(&self, _: &dyn PairSide) -> bool {
        true
    }

    fn sends_tokens_to(&self, _: &dyn PairSide) -> bool {
        true
    }

    fn deploy(&self, world: &mut World, _: &Account, index: usize) -> Result<Party, TestError> {
        let contract = world.natives().get(index).cloned();
        let contract = contract.ok_or_else(|| TestError::UnknownContract("native".to_owned()))?;
        Ok(Party {
            subject: contract.clone(),
            forwarder: contract.clone(),
            fallible: contract.clone(),
            deployer: contract,
        })
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
            Operation::Read => ("getValue", args![]),
            Operation::Empty => ("fund", args![]),
            Operation::Fail(message) => ("fail", args![*message]),
            Operation::Trap => ("trap", args![]),
            Operation::Burn => ("burn", args![]),
            Operation::Missing => return Ok(CallInput::function("missing", Vec::new())),
            Operation::Reenter { first, last, to, input, end } => {
                let function = match end {
                    End::Return => "reenter",
                    End::Fail => "reenterThenFail",
                    End::Trap => "reenterThenTrap",
                };
                let (inner, arguments) = function_parts(input);
                (function, args![*first, *last, *to, inner, arguments])
            }
        };
        world.input(&party.subject, function, &arguments)
    }

    fn outgoing<'a>(
        &self,
        party: &'a Party,
        call: &Outgoing,
    ) -> (&'a Contract, &'static str, Vec<Value>) {
        let (inner, arguments) = function_parts(&call.input);
        let (function, gas) = match call.mode {
            Mode::Strict => ("call", 0),
            Mode::Static => ("callStatic", 0),
            Mode::Delegate => ("callDelegate", 0),
            Mode::ThenFail => ("callThenFail", 0),
            Mode::Fallible(gas) => ("callFallible", gas.unwrap_or_default()),
        };
        (&party.forwarder, function, args![call.to, call.value, gas, inner, arguments])
    }

    fn answer(&self, outcome: &TestOutcome, mode: Mode, _: DataForm) -> Answer {
        let mut items = outcome.raw.items();
        if matches!(mode, Mode::Strict | Mode::ThenFail) || !outcome.is_success() {
            let message = outcome.message();
            return Answer { is_success: outcome.is_success(), items, message };
        }
        let head: Vec<String> =
            items.drain(..2).map(|it| String::from_utf8_lossy(&it).into_owned()).collect();
        let is_success = head.first().is_some_and(|it| it == "success");
        Answer { is_success, items, message: head.last().cloned().unwrap_or_default() }
    }

    fn writes(&self, world: &World, party: &Party, to: &Account) -> Result<Vec<Write>, TestError> {
        let write = |what, function: &str, arguments: Vec<Value>| -> Result<Write, TestError> {
            let input = world.input(&party.subject, function, &arguments)?;
            Ok(Write { what, at: party.subject.reference, input })
        };
        Ok(vec![
            write("storage", "store", args![5u64])?,
            write("storage, though pure", "storeThoughPure", args![5u64])?,
            write("a log", "emit", args!["topic"])?,
            write("a log, though pure", "emitThoughPure", args!["topic"])?,
            write("value", "pay", args![to, 1u64])?,
            write("value, though pure", "payThoughPure", args![to, 1u64])?,
        ])
    }

    fn deployment(&self, _: &World, _: &Party) -> Result<Option<CallInput>, TestError> {
        Ok(None)
    }

    fn value(&self, world: &mut World, party: &Party) -> Result<u64, TestError> {
        world.query(&party.subject, "getValue", args![])?.single()
    }
}
