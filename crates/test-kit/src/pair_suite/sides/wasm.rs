//! WASM contracts as a side.

use crate::pair_suite::side::function_parts;
use crate::pair_suite::{Answer, End, Mode, Operation, Outgoing, PairSide, Party, Write};
use crate::{Account, Contract, DeployOptions, TestError, TestOutcome, Value, World, args};
use vm_core::{CallInput, DataForm, GasUnit};

/// Gas of a fallible call that names none.
const GAS: u64 = 100_000_000;

/// `SpaceVM`.
#[derive(Clone, Copy, Debug, Default)]
pub struct WasmSide;

impl PairSide for WasmSide {
    fn name(&self) -> &'static str {
        "wasm"
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

    fn reads_failure_of(&self, callee: &dyn PairSide) -> bool {
        callee.form() == DataForm::Blob
    }

    fn sends_tokens_to(&self, _: &dyn PairSide) -> bool {
        true
    }

    fn deploy(&self, world: &mut World, owner: &Account, index: usize) -> Result<Party, TestError> {
        let name = |what: &str| DeployOptions::default().name(&format!("wasm-{what}-{index}"));
        let subject = world.deploy_wasm_with(owner, "reentrant", args![0u64], name("subject"))?;
        let forwarder = world.deploy_wasm_with(owner, "forwarder", args![], name("forwarder"))?;
        let fallible =
            world.deploy_wasm_with(owner, "forwarder-fallible", args![], name("fallible"))?;
        Ok(Party { subject, deployer: forwarder.clone(), forwarder, fallible })
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
            Operation::Empty => ("empty", args![]),
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
        let (function, arguments) = function_parts(&call.input);
        let plain = args![call.to, function.clone(), arguments.clone()];
        match call.mode {
            Mode::Strict => (&party.forwarder, "forward", plain),
            Mode::Static => (&party.forwarder, "forwardReadOnly", plain),
            Mode::Delegate => (&party.forwarder, "forwardSameContext", plain),
            Mode::ThenFail => (&party.forwarder, "forwardThenFail", plain),
            Mode::Fallible(gas) => {
                let limited = args![call.to, gas.unwrap_or(GAS), function, arguments];
                (&party.fallible, "forwardFallible", limited)
            }
        }
    }

    fn answer(&self, outcome: &TestOutcome, mode: Mode, _: DataForm) -> Answer {
        let mut items = outcome.raw.items();
        if !matches!(mode, Mode::Fallible(_)) || !outcome.is_success() {
            let message = outcome.message();
            return Answer { is_success: outcome.is_success(), items, message };
        }
        let is_success = items.first().is_some_and(|it| it.is_empty());
        items.drain(..1);
        let message = items.first().map(|it| String::from_utf8_lossy(it).into_owned());
        Answer { is_success, items, message: message.unwrap_or_default() }
    }

    fn writes(&self, world: &World, party: &Party, to: &Account) -> Result<Vec<Write>, TestError> {
        let at_forwarder =
            |what, function: &str, arguments: Vec<Value>| -> Result<Write, TestError> {
                let input = world.input(&party.forwarder, function, &arguments)?;
                Ok(Write { what, at: party.forwarder.reference, input })
            };
        let nested = args![&party.subject, "store", vec![vec![5u8]]];
        let storage = Write {
            what: "storage",
            at: party.subject.reference,
            input: self.input(world, party, &Operation::Store(5))?,
        };
        Ok(vec![
            storage,
            at_forwarder("value", "sendValue", args![to, 1u64])?,
            at_forwarder("tokens", "sendTokens", args![to, "TOK-123456", 0u64, 1u64])?,
            at_forwarder("a contract", "deployFromSource", args![&party.subject, vec![vec![1u8]]])?,
            at_forwarder("storage, a call deeper", "forward", nested)?,
        ])
    }

    fn deployment(&self, world: &World, party: &Party) -> Result<Option<CallInput>, TestError> {
        let arguments = args![&party.subject, vec![vec![1u8]]];
        world.input(&party.deployer, "deployFromSource", &arguments).map(Some)
    }

    fn value(&self, world: &mut World, party: &Party) -> Result<u64, TestError> {
        world.query(&party.subject, "getValue", args![])?.single()
    }
}
