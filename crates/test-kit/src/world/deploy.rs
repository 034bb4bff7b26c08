//! Deployments.

use super::{U256Like, World};
use crate::{Abi, Contract, TestError, TestOutcome, Value};
use runtime::{Destination, Message};
use std::sync::Arc;
use vm_core::{AccountRef, AddressForms, Bytes, CallInput, CreateScheme, U256, VmType};

/// Upgradeable, readable, payable, payable by contracts.
const METADATA_ALL: [u8; 2] = [0x05, 0x06];

/// How a contract is deployed, beside its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeployOptions {
    /// Native value that goes along.
    pub value: U256,
    /// Gas limit in the unit of the contract's VM; plenty when it is not set.
    pub gas: Option<u64>,
    /// Code metadata of a WASM contract.
    pub metadata: [u8; 2],
    /// The name of the handle; the artifact's when it is not set.
    pub name: Option<String>,
    /// Salt of an Ethereum contract's address; from the nonce when it is not set.
    pub salt: Option<U256>,
}

impl Default for DeployOptions {
    fn default() -> Self {
        Self { value: U256::ZERO, gas: None, metadata: METADATA_ALL, name: None, salt: None }
    }
}

impl DeployOptions {
    /// Sends native value along.
    #[must_use]
    pub fn value(mut self, value: impl Into<U256Like>) -> Self {
        self.value = value.into().0;
        self
    }

    /// Names the handle.
    #[must_use]
    pub fn name(mut self, name: &str) -> Self {
        self.name = Some(name.to_owned());
        self
    }
}

impl World {
    /// Deploys a WASM contract by the name of its artifact.
    ///
    /// # Errors
    /// [`TestError::Artifact`] when there is none; [`TestError::Abi`] when the arguments do not fit;
    /// [`TestError::Failed`] when the constructor fails.
    pub fn deploy_wasm(
        &mut self,
        from: impl Into<AccountRef>,
        name: &str,
        arguments: Vec<Value>,
    ) -> Result<Contract, TestError> {
        self.deploy_wasm_with(from, name, arguments, DeployOptions::default())
    }

    /// As [`World::deploy_wasm`], with options.
    ///
    /// # Errors
    /// As [`World::deploy_wasm`].
    #[expect(clippy::needless_pass_by_value, reason = "`args!` makes a list, as for calls")]
    pub fn deploy_wasm_with(
        &mut self,
        from: impl Into<AccountRef>,
        name: &str,
        arguments: Vec<Value>,
        options: DeployOptions,
    ) -> Result<Contract, TestError> {
        let (code, abi) = self.artifacts.wasm(name)?;
        let arguments = abi.encode(&abi.constructor.inputs, &arguments, &self.accounts())?;
        let input = CallInput::function("init", arguments);
        let options = options.or_name(name);
        self.deploy(from.into(), VmType::SPACE, (code, input), Abi::MultiversX(abi), options)
    }

    /// Deploys an Ethereum contract by the name of its artifact.
    ///
    /// # Errors
    /// As [`World::deploy_wasm`].
    pub fn deploy_evm(
        &mut self,
        from: impl Into<AccountRef>,
        name: &str,
        arguments: Vec<Value>,
    ) -> Result<Contract, TestError> {
        self.deploy_evm_with(from, name, arguments, DeployOptions::default())
    }

    /// As [`World::deploy_evm`], with options.
    ///
    /// # Errors
    /// As [`World::deploy_wasm`].
    #[expect(clippy::needless_pass_by_value, reason = "`args!` makes a list, as for calls")]
    pub fn deploy_evm_with(
        &mut self,
        from: impl Into<AccountRef>,
        name: &str,
        arguments: Vec<Value>,
        options: DeployOptions,
    ) -> Result<Contract, TestError> {
        let (code, abi) = self.artifacts.evm(name)?;
        let input = CallInput::CallData(abi.constructor_data(&arguments, &self.accounts())?);
        let options = options.or_name(name);
        self.deploy(from.into(), VmType::EVM, (code, input), Abi::Solidity(abi), options)
    }

    fn deploy(
        &mut self,
        from: AccountRef,
        vm_type: VmType,
        (code, input): (Bytes, CallInput),
        abi: Abi,
        options: DeployOptions,
    ) -> Result<Contract, TestError> {
        let (_, gas) = Self::gas_limit(Some(vm_type));
        let scheme = options.salt.map_or(CreateScheme::Nonce, CreateScheme::Salt);
        let nonce = self.nonce(from);
        let message = Message {
            from: from.address,
            destination: Destination::Create { vm_type, code, metadata: options.metadata, scheme },
            value: options.value,
            input,
            gas_limit: options.gas.unwrap_or(gas),
            nonce: Some(nonce),
            ..Message::default()
        };
        // As a node does: the transaction is counted before it runs, and here only if it succeeds.
        self.count(from, nonce.saturating_add(1));
        let outcome = self.run_message(&message, true, true);
        let created = outcome.as_ref().ok().and_then(|it| it.created);
        let Some(address) = created else {
            self.count(from, nonce);
            let outcome = outcome?;
            let book = Arc::clone(&self.book);
            let outcome = TestOutcome::new(outcome, None, book, self.accounts());
            return Err(outcome.failure());
        };
        let reference = self.runtime.forms().of_address(&address);
        Ok(self.attach(&options.name.unwrap_or_default(), reference, abi))
    }

    fn count(&self, account: AccountRef, nonce: u64) {
        let reset = |state: &mut world::WorldState| {
            state.account_mut(&account.address).data.nonce = nonce;
        };
        self.state.update(reset);
    }
}

impl DeployOptions {
    fn or_name(mut self, name: &str) -> Self {
        self.name.get_or_insert_with(|| name.to_owned());
        self
    }
}
