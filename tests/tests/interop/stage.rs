//! A world with contracts of every kind, and a Solidity contract that uses the gateway.

use test_kit::{Abi, Account, Contract, TestError, TestOutcome, Value, World, args};
use vm_core::{AccountRef, AddressForms, Bytes, U256};

pub(crate) type Tested = Result<(), TestError>;

pub(crate) const TOKEN: &str = "TOK-123456";
pub(crate) const OTHER: &str = "OTHER-abcdef";

pub(crate) struct Stage {
    pub(crate) world: World,
    pub(crate) alice: Account,
    /// The Solidity contract that uses the gateway; it has value and tokens.
    pub(crate) user: Contract,
    pub(crate) gateway: Contract,
    /// Holds deposits; WASM.
    pub(crate) vault: Contract,
    pub(crate) wasm: Contract,
    /// A WASM contract that takes value among tokens; older ones refuse it.
    pub(crate) newer: Contract,
    pub(crate) solidity: Contract,
    pub(crate) native: Contract,
}

pub(crate) fn stage() -> Result<Stage, TestError> {
    stage_in(World::new())
}

pub(crate) fn stage_in(mut world: World) -> Result<Stage, TestError> {
    let alice = world.account("alice", 1_000_000u64);
    let user = world.deploy_evm(&alice, "GatewayUser", args![])?;
    let vault = world.deploy_wasm(&alice, "esdt-vault", args![])?;
    let wasm = world.deploy_wasm(&alice, "forwarder", args![])?;
    let newer = world.deploy_wasm(&alice, "forwarder-fallible", args![])?;
    let solidity = world.deploy_evm(&alice, "Reentrant", args![3u64])?;
    let native = world.natives()[0].clone();
    let (_, abi) = world.artifacts().evm("IGateway")?;
    let reference = world.runtime().forms().of_address(&system_vm::GATEWAY_ADDRESS);
    let gateway = world.attach("gateway", reference, Abi::Solidity(abi));
    for contract in [&user, &wasm] {
        world.update(|state| {
            state.account_mut(&contract.address()).data.balance = U256::from(1_000);
        });
        world.set_token_balance(contract, TOKEN, 100u32);
        world.set_token_balance(contract, OTHER, 50u32);
    }
    Ok(Stage { world, alice, user, gateway, vault, wasm, newer, solidity, native })
}

pub(crate) fn bytes(value: impl AsRef<[u8]>) -> Bytes {
    Bytes::copy_from_slice(value.as_ref())
}

/// A payment of a fungible token.
pub(crate) fn payment(token: &str, amount: u64) -> Value {
    Value::from((token, 0u64, amount))
}

/// What [`Stage::user`] is asked to have called.
pub(crate) struct Wish<'a> {
    pub(crate) to: AccountRef,
    pub(crate) value: u64,
    pub(crate) payments: Vec<Value>,
    pub(crate) function: &'a str,
    pub(crate) items: Vec<Bytes>,
}

impl<'a> Wish<'a> {
    pub(crate) fn new(to: impl Into<AccountRef>, function: &'a str, items: &[&[u8]]) -> Self {
        let items = items.iter().map(bytes).collect();
        Self { to: to.into(), value: 0, payments: Vec::new(), function, items }
    }

    pub(crate) fn value(self, value: u64) -> Self {
        Self { value, ..self }
    }

    pub(crate) fn pays(mut self, token: &str, amount: u64) -> Self {
        self.payments.push(payment(token, amount));
        self
    }

    /// As an argument of the user's functions.
    pub(crate) fn argument(&self) -> Value {
        Value::Tuple(vec![
            Value::from(bytes(self.to.address.as_slice())),
            self.value.into(),
            Value::List(self.payments.clone()),
            self.function.into(),
            self.items.clone().into(),
        ])
    }
}

/// Results, tokens and value that a call gave.
pub(crate) type Given = (Vec<Bytes>, Vec<(String, u64, u64)>, u64);

impl Stage {
    /// Has the user make a call.
    pub(crate) fn call(&mut self, wish: &Wish<'_>) -> Result<TestOutcome, TestError> {
        self.ask("call", args![wish.argument()])
    }

    /// Results, tokens and value that a call of the user's gives.
    pub(crate) fn results(&mut self, wish: &Wish<'_>) -> Result<Given, TestError> {
        let outcome = self.call(wish)?;
        outcome.expect_success();
        outcome.returns()
    }

    /// Calls a function of the user.
    pub(crate) fn ask(
        &mut self,
        function: &str,
        arguments: Vec<Value>,
    ) -> Result<TestOutcome, TestError> {
        self.world.call(&self.alice, &self.user, function, arguments).run()
    }

    pub(crate) fn tokens(&self, of: impl Into<AccountRef>, token: &str) -> u64 {
        u64::try_from(self.world.token_balance(of, token, 0)).unwrap()
    }
}
