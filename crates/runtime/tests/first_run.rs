//! The first real run: the adder on Wasmer, an ERC-20 on revm, one call each way, one journal.
#![cfg(test)]
#![expect(clippy::arithmetic_side_effects, reason = "an overflow fails the test")]

use runtime::{BlockContext, Destination, Message, Outcome, Runtime};
use std::path::PathBuf;
use std::sync::Arc;
use vm_core::{
    Address, AddressForms, Bytes, CallInput, CreateScheme, GasScheduleVersion, Release, U256,
    VmType,
};
use world::{World, WorldAccount};

struct Chain {
    runtime: Runtime,
    world: Arc<World>,
    sender: Address,
    nonce: u64,
}

impl Chain {
    fn new() -> Self {
        let runtime = Runtime::builder()
            .gas_schedule(GasScheduleVersion::ScenarioV4)
            .release(Release::CryptoOpcodesV2)
            .build()
            .unwrap();
        let world = Arc::new(World::with_state(runtime.genesis()));
        let sender = Address([0x61; 32]);
        let mut funds = WorldAccount::default();
        funds.data.balance = U256::from(10).pow(U256::from(24));
        world.update(|state| state.insert(sender, funds));
        Self { runtime, world, sender, nonce: 0 }
    }

    fn run(&self, message: &Message) -> Outcome {
        let outcome = self.runtime.trace(&self.world, &BlockContext::default(), message).unwrap();
        assert!(outcome.is_success(), "{:?}: {:?}", outcome.status, outcome.message);
        self.world.apply(&outcome.change);
        outcome
    }

    fn deploy(&mut self, vm_type: VmType, code: Bytes, arguments: Vec<Bytes>) -> Address {
        let message = Message {
            from: self.sender,
            destination: Destination::Create {
                vm_type,
                code,
                metadata: [5, 6],
                scheme: CreateScheme::Nonce,
            },
            input: CallInput::function("init", arguments),
            gas_limit: 500_000_000,
            nonce: Some(self.nonce),
            ..Message::default()
        };
        self.nonce += 1;
        self.run(&message).created.unwrap()
    }

    fn call(&self, to: Address, function: &str, arguments: Vec<Bytes>) -> Outcome {
        self.run(&Message {
            from: self.sender,
            destination: Destination::Call(to),
            input: CallInput::function(function, arguments),
            gas_limit: 500_000_000,
            ..Message::default()
        })
    }
}

fn artifact(name: &str) -> Vec<u8> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../contracts/artifacts");
    std::fs::read(folder.join(name)).unwrap()
}

fn init_code(name: &str) -> Vec<u8> {
    let text = String::from_utf8(artifact(name)).unwrap();
    let (_, rest) = text.split_once("\"bytecode\"").unwrap();
    let (_, rest) = rest.split_once("0x").unwrap();
    let (digits, _) = rest.split_once('"').unwrap();
    hex::decode(digits).unwrap()
}

#[test]
fn one_call_each_way_on_one_journal() {
    let mut chain = Chain::new();
    let adder = chain.deploy(VmType::SPACE, artifact("adder.wasm").into(), vec![vec![5].into()]);
    // Gas of `add` is what the production VM takes.
    let added = chain.call(adder, "add", vec![vec![3].into()]);
    assert_eq!(added.gas.used, 1_185_202);

    let mut code = init_code("Token.json");
    code.extend(U256::from(1_000).to_be_bytes::<32>());
    let token = chain.deploy(VmType::EVM, code.into(), vec![]);
    let forwarder = chain.deploy(VmType::SPACE, artifact("forwarder.wasm").into(), vec![]);
    let evm_forwarder = chain.deploy(VmType::EVM, init_code("Forwarder.json").into(), vec![]);

    // From WASM to the EVM by a Solidity signature.
    let to: Bytes = token.0.to_vec().into();
    let holder: Bytes = chain.sender.0.to_vec().into();
    let function = Bytes::from_static(b"balanceOf(address)(uint256)");
    let outcome = chain.call(forwarder, "forward", vec![to, function, holder]);
    assert_eq!(outcome.items(), vec![Bytes::from_static(&[0x03, 0xe8])]);
    assert_eq!(outcome.trace.len(), 2);

    // From the EVM to WASM in the length-prefixed form.
    let face = chain.runtime.forms().of_address(&adder).face;
    let function = "readNumber(address,string)(uint256)";
    let arguments = vec![face.to_vec().into(), Bytes::from_static(b"getSum")];
    let outcome = chain.call(evm_forwarder, function, arguments);
    assert_eq!(outcome.items(), vec![Bytes::from_static(&[8])]);
    assert_eq!(outcome.trace[1].callee.address, adder);
}
