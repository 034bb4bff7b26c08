//! Our side: the runtime over a world in memory.

use runtime::{BlockContext, Destination, ExecuteOptions, Message, Outcome, Runtime};
use std::sync::Arc;
use vm_core::{Address, Bytes, CallInput, CreateScheme, InterruptHandle, U256, VmType};
use world::{World, WorldAccount};

/// A runtime with a world and one rich account.
#[derive(Debug)]
pub struct Ours {
    runtime: Arc<Runtime>,
    world: Arc<World>,
    block: BlockContext,
    options: ExecuteOptions,
    sender: Address,
}

impl Ours {
    /// A fresh world with `sender` in it.
    ///
    /// # Panics
    /// When the runtime cannot be built.
    #[must_use]
    pub fn new(sender: Address) -> Self {
        let runtime = Arc::new(Runtime::builder().build().expect("the default runtime"));
        let world = Arc::new(World::with_state(runtime.genesis()));
        let mut account = WorldAccount::default();
        account.data.balance = U256::from(u128::MAX);
        world.update(|state| state.insert(sender, account));
        let options =
            ExecuteOptions { interrupt: InterruptHandle::default(), ..Default::default() };
        Self { runtime, world, block: BlockContext::default(), options, sender }
    }

    /// Deploys a contract and commits it.
    ///
    /// # Panics
    /// When the deployment fails.
    pub fn deploy(&self, vm_type: VmType, code: Bytes, nonce: u64) -> Address {
        let message = Message {
            from: self.sender,
            destination: Destination::Create {
                vm_type,
                code,
                metadata: [5, 6],
                scheme: CreateScheme::Nonce,
            },
            gas_limit: 1_000_000_000,
            nonce: Some(nonce),
            ..Message::default()
        };
        let outcome = self.run(&message);
        self.world.apply(&outcome.change);
        outcome.created.expect("a new contract")
    }

    /// The message of a call.
    #[must_use]
    pub fn message(&self, to: Address, input: CallInput) -> Message {
        Message {
            from: self.sender,
            destination: Destination::Call(to),
            input,
            gas_limit: 2_000_000_000,
            ..Message::default()
        }
    }

    /// Runs a message without committing it.
    ///
    /// # Panics
    /// When it fails.
    pub fn run(&self, message: &Message) -> Outcome {
        let result = self.runtime.execute(&self.world, &self.block, message, &self.options);
        let outcome = result.expect("an outcome");
        assert!(outcome.is_success(), "{:?} {:?}", outcome.status, outcome.message);
        outcome
    }

    /// The 20-byte face of an account.
    #[must_use]
    pub fn face(&self, address: Address) -> vm_core::EvmAddress {
        use vm_core::AddressForms as _;
        self.runtime.forms().of_address(&address).face
    }
}
