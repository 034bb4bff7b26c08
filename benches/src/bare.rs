//! The bare engines: revm over a cache database, Wasmer without metering.

use crate::{BASE_FEE, BENEFICIARY, GAS_LIMIT, GAS_PRICE};
use revm::context::result::{ExecutionResult, Output};
use revm::context::{Context, TxEnv};
use revm::database::{CacheDB, EmptyDB};
use revm::handler::MainnetContext;
use revm::primitives::{Address, Bytes, TxKind, U256};
use revm::state::AccountInfo;
use revm::{ExecuteCommitEvm, ExecuteEvm, MainBuilder, MainContext, MainnetEvm};
use std::fmt;
use wasmer::{Function, Imports, Instance, Module, Store, TypedFunction, Value};

/// revm on its own database, reused between transactions.
pub struct BareEvm {
    evm: MainnetEvm<MainnetContext<CacheDB<EmptyDB>>>,
    sender: Address,
    nonce: u64,
}

impl fmt::Debug for BareEvm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("BareEvm").field("sender", &self.sender).finish_non_exhaustive()
    }
}

impl BareEvm {
    /// A fresh database with a rich sender.
    #[must_use]
    pub fn new(sender: Address) -> Self {
        let mut database = CacheDB::new(EmptyDB::new());
        let balance = U256::from(u128::MAX);
        database.insert_account_info(sender, AccountInfo { balance, ..AccountInfo::default() });
        let context = Context::mainnet().with_db(database).modify_block_chained(|block| {
            block.beneficiary = BENEFICIARY;
            block.basefee = BASE_FEE;
            block.gas_limit = u64::MAX;
        });
        Self { evm: context.build_mainnet(), sender, nonce: 0 }
    }

    /// The sender's next transaction.
    #[must_use]
    pub fn transaction(&self, to: Option<Address>, value: U256, data: Bytes) -> TxEnv {
        TxEnv {
            caller: self.sender,
            kind: to.map_or(TxKind::Create, TxKind::Call),
            value,
            data,
            nonce: self.nonce,
            gas_limit: GAS_LIMIT,
            gas_price: GAS_PRICE,
            ..TxEnv::default()
        }
    }

    /// Executes and commits a transaction; the contract that it makes.
    ///
    /// # Panics
    /// When it fails.
    pub fn commit(&mut self, transaction: TxEnv) -> Option<Address> {
        self.nonce += 1;
        match self.evm.transact_commit(transaction).expect("a transaction") {
            ExecutionResult::Success { output: Output::Create(_, made), .. } => made,
            ExecutionResult::Success { output: Output::Call(_), .. } => None,
            other => panic!("{other:?}"),
        }
    }

    /// Executes a transaction without committing it; the gas that it used. Cost: whole `transact`, with its checks of
    /// nonce, balance and gas, the fee, and the state that it changed.
    ///
    /// # Panics
    /// When it fails.
    pub fn run(&mut self, transaction: &TxEnv) -> u64 {
        let result = self.evm.transact(transaction.clone()).expect("a transaction").result;
        assert!(result.is_success(), "{result:?}");
        result.tx_gas_used()
    }
}

/// A module on plain Wasmer with Cranelift, every import a function that returns zero.
pub struct BareWasm {
    store: Store,
    export: TypedFunction<(), ()>,
}

impl fmt::Debug for BareWasm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("BareWasm").finish_non_exhaustive()
    }
}

impl BareWasm {
    /// Compiles a module and looks up an export.
    ///
    /// # Panics
    /// When the module does not compile or has no such export.
    #[must_use]
    pub fn new(code: &[u8], export: &str) -> Self {
        let mut store = Store::default();
        let module = Module::new(&store, code).expect("a module");
        let mut imports = Imports::new();
        for import in module.imports().functions() {
            let kind = import.ty().clone();
            let results: Vec<Value> = kind
                .results()
                .iter()
                .map(|it| if *it == wasmer::Type::I64 { Value::I64(0) } else { Value::I32(0) })
                .collect();
            let function = Function::new(&mut store, kind, move |_| Ok(results.clone()));
            imports.define(import.module(), import.name(), function);
        }
        let instance = Instance::new(&mut store, &module, &imports).expect("an instance");
        let export = instance.exports.get_typed_function(&store, export).expect("an export");
        Self { store, export }
    }

    /// Calls the export.
    ///
    /// # Panics
    /// When it traps.
    pub fn call(&mut self) {
        self.export.call(&mut self.store).expect("a run");
    }
}
