//! Ethereum transactions: checks, gas, access list, delegations, refund, the beneficiary's tip.
//!
//! Source: the EIPs named in place, and the order of the Ethereum execution specifications.

mod decode;
mod fee;

pub use decode::DecodeError;

use crate::envelope::{AccessListItem, Envelope};
use crate::message::{Destination, Message, capped_refund, earned, start};
use crate::transaction::{Processed, Refusal, TransactionProcessor, broken, credit};
use crate::{Fees, GasReport, InvalidTransaction};
use alloy_primitives::B256;
use alloy_primitives::map::{AddressMap, HashSet};
use executor_evm::{IntrinsicGas, IntrinsicInput, apply_authorizations, intrinsic_gas};
use fee::{blob_fee, blob_gas, blob_price, fee};
use system_vm::is_guarded;
use vm_core::{
    AccountRef, Address, BlockInfo, Bytes, CallInput, CallOutcome, CallRequest, CallScheme,
    ChainConfig, CreateScheme, Dispatcher, EvmAddress, Fault, GasUnit, Journal, Moved, Session,
    SpecId, TransactionInfo, U256, VmType, WriteError,
};

/// An Ethereum transaction, decoded and its signatures already checked.
///
/// It may call accounts of every VM: its gas is EVM gas, and crosses over by the chain's ratio.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EthereumTransaction {
    /// Who signed.
    pub sender: EvmAddress,
    /// Count of the sender's transactions before this one.
    pub nonce: u64,
    /// Chain for which it was made; only a transaction without a type may leave it out (EIP-155).
    pub chain_id: Option<u64>,
    /// Who is called; a transaction without it makes a contract.
    pub to: Option<EvmAddress>,
    /// Native value.
    pub value: U256,
    /// Call data or init code.
    pub data: Bytes,
    /// Largest amount of EVM gas.
    pub gas_limit: u64,
    /// Accounts and slots that are warm from the start (EIP-2930).
    pub access_list: Vec<AccessListItem>,
    /// The type, with the prices and what else only that type has.
    pub envelope: Envelope,
    /// Hash of the transaction.
    pub hash: B256,
}

/// What is known of a transaction before its sender is.
struct Checked {
    /// Gas that is paid whatever happens.
    gas: IntrinsicGas,
    /// Price of a unit of blob gas in the block.
    blob_price: u128,
}

/// What the sender has paid in advance, and at which price.
struct Paid {
    price: u128,
    blob_fee: U256,
    gas: IntrinsicGas,
    /// Refund counter from before the first frame.
    refund: u64,
}

impl TransactionProcessor for EthereumTransaction {
    fn hash(&self) -> B256 {
        self.hash
    }

    fn info(&self, journal: &mut Journal, block: &BlockInfo) -> TransactionInfo {
        let price = self.envelope.price(block.base_fee);
        let blob_hashes = self.envelope.blob_hashes().to_vec();
        let origin = journal.forms().of_face(self.sender);
        TransactionInfo {
            origin,
            gas_price: u64::try_from(price).unwrap_or(u64::MAX),
            evm_gas_price: U256::from(price),
            hash: self.hash,
            // A transaction, and no result of one, names itself as the previous one, as in production.
            previous_hash: self.hash,
            original_hash: self.hash,
            is_return: false,
            arrival: None,
            blob_hashes,
            guardian: None,
        }
    }

    fn process(
        &self,
        mut session: Box<Session>,
        dispatcher: &dyn Dispatcher,
    ) -> Moved<Result<Processed, InvalidTransaction>> {
        let checked = match self.check_in_block(&session) {
            Ok(checked) => checked,
            Err(invalid) => return (session, Ok(Err(invalid))),
        };
        let sender = match session.journal.load_face(self.sender) {
            Ok(sender) => sender,
            Err(fault) => return (session, Err(fault)),
        };
        let paid = match self.prepare(&mut session, &sender, checked) {
            Ok(paid) => paid,
            Err(Refusal::Invalid(invalid)) => return (session, Ok(Err(invalid))),
            Err(Refusal::Fault(fault)) => return (session, Err(fault)),
        };
        // Runs the first frame, in EVM gas whoever runs it.
        session.gas_unit = Some(GasUnit::Ethereum);
        let mut created = None;
        let mut moved = match self.to {
            Some(to) => self.execute_call(session, dispatcher, &sender, to, &paid.gas),
            None => self.execute_creation(session, dispatcher, &sender, &paid.gas, &mut created),
        };
        // What comes back is large: it is looked at where it lies.
        let settled = match &moved.1 {
            Ok(call) => self.settle(&mut moved.0, &sender, &paid, call).map_err(broken),
            Err(fault) => Err(*fault),
        };
        let (session, result) = moved;
        let processed = settled
            .and_then(|(gas, fees)| result.map(|call| Ok(Processed { call, created, gas, fees })));
        (session, processed)
    }

    fn with_gas_limit(&self, gas_limit: u64) -> Box<dyn TransactionProcessor> {
        Box::new(Self { gas_limit, ..self.clone() })
    }

    fn as_ethereum(&self) -> Option<&EthereumTransaction> {
        Some(self)
    }
}

impl EthereumTransaction {
    /// Checks what needs neither state nor block, and gives the gas that is paid whatever happens. A
    /// node asks it before it keeps a transaction.
    ///
    /// # Errors
    /// Why the transaction can be part of no block of this fork.
    pub fn check(
        &self,
        fork: SpecId,
        config: &ChainConfig,
    ) -> Result<IntrinsicGas, InvalidTransaction> {
        let is_legacy = matches!(self.envelope, Envelope::Legacy { .. });
        match self.chain_id {
            Some(chain_id) if chain_id == config.evm_chain_id => {}
            None if is_legacy && config.ethereum.without_chain_id => {}
            None if is_legacy => return Err(InvalidTransaction::ChainIdMissing),
            Some(_) | None => return Err(InvalidTransaction::ChainId),
        }
        self.envelope.check(fork, config.ethereum, self.to.is_some())?;
        if self.nonce == u64::MAX {
            return Err(InvalidTransaction::NonceExhausted);
        }
        if executor_evm::transaction_gas_cap(fork).is_some_and(|cap| self.gas_limit > cap) {
            return Err(InvalidTransaction::GasLimitTooHigh);
        }
        let cap = executor_evm::init_code_cap(fork);
        if self.to.is_none() && cap.is_some_and(|cap| self.data.len() > cap) {
            return Err(InvalidTransaction::InitCodeTooLarge);
        }
        self.intrinsic_gas(fork)
    }

    /// Gas of its blobs (EIP-4844).
    pub(crate) fn blob_gas(&self) -> u64 {
        blob_gas(self.envelope.blob_hashes().len())
    }

    /// Checks what needs no account.
    fn check_in_block(&self, session: &Session) -> Result<Checked, InvalidTransaction> {
        let (fork, environment) = (session.journal.fork(), &session.environment);
        let block = &environment.block;
        let gas = self.check(fork, &environment.config)?;
        let blob_price = blob_price(fork, block);
        self.envelope.check_prices(block.base_fee, blob_price)?;
        if self.gas_limit > block.gas_limit {
            return Err(InvalidTransaction::GasLimitAboveBlock);
        }
        Ok(Checked { gas, blob_price })
    }

    /// Checks the sender, takes the largest fee, counts the nonce and makes the delegations.
    fn prepare(
        &self,
        session: &mut Session,
        sender: &AccountRef,
        Checked { gas, blob_price }: Checked,
    ) -> Result<Paid, Refusal> {
        let Session { journal, environment, .. } = session;
        let (balance, next) = self.check_sender(journal, sender)?;
        let blob_gas = self.blob_gas();
        let most = self.most(blob_gas).ok_or(InvalidTransaction::InsufficientFunds)?;
        if balance < most {
            return Err(InvalidTransaction::InsufficientFunds.into());
        }
        let price = self.envelope.price(environment.block.base_fee);
        let blob_fee = blob_fee(blob_gas, blob_price);
        let fee = fee(self.gas_limit, price).saturating_add(blob_fee);
        journal.begin(sender, fee, next).map_err(broken)?;

        if !self.access_list().is_empty() {
            journal.warm_access_list(self.warm_list());
        }
        let chain_id = environment.config.evm_chain_id;
        let authorizations = self.envelope.authorizations();
        let refund = apply_authorizations(journal, chain_id, authorizations).map_err(broken)?;
        Ok(Paid { price, blob_fee, gas, refund })
    }

    fn intrinsic_gas(&self, fork: SpecId) -> Result<IntrinsicGas, InvalidTransaction> {
        let list = self.access_list();
        let slots = list.iter().fold(0usize, |sum, it| sum.saturating_add(it.slots.len()));
        let input = IntrinsicInput {
            data: &self.data,
            is_create: self.to.is_none(),
            accounts: list.len(),
            slots,
            authorizations: self.envelope.authorizations().len(),
        };
        let gas = intrinsic_gas(fork, input);
        let (limit, needed) = (self.gas_limit, gas.initial.max(gas.floor));
        if limit < needed {
            return Err(InvalidTransaction::IntrinsicGas { limit, needed });
        }
        Ok(gas)
    }

    /// Checks code (EIP-3607) and nonce of the sender, which is loaded, and gives its balance and the next nonce
    /// (EIP-2681).
    fn check_sender(
        &self,
        journal: &mut Journal,
        sender: &AccountRef,
    ) -> Result<(U256, u64), Refusal> {
        let loaded = journal.account(sender.face).ok_or(Fault::Invariant("a sender is loaded"))?;
        let (balance, account) = (loaded.info.balance, loaded.info.nonce);
        // The EVM sees code of every VM.
        let has_code = !loaded.info.is_empty_code_hash();
        if has_code && !executor_evm::is_delegation(&journal.code(sender)?.bytes) {
            return Err(InvalidTransaction::SenderHasCode.into());
        }
        // The key of a linked account does not go around its guardian.
        if sender.face != self.sender && is_guarded(journal, sender)? {
            return Err(InvalidTransaction::GuardianMissing.into());
        }
        let transaction = self.nonce;
        if transaction < account {
            return Err(InvalidTransaction::NonceTooLow { account, transaction }.into());
        }
        if transaction > account {
            return Err(InvalidTransaction::NonceTooHigh { account, transaction }.into());
        }
        let next = account.checked_add(1).ok_or(InvalidTransaction::NonceExhausted)?;
        Ok((balance, next))
    }

    /// The most that the transaction may cost its sender; `None` when no balance could be so large.
    fn most(&self, blob_gas: u64) -> Option<U256> {
        // The largest price stands for every one above it.
        let price = Some(self.envelope.max_price()).filter(|price| *price != u128::MAX)?;
        let blobs = blob_fee(blob_gas, self.envelope.max_blob_price());
        fee(self.gas_limit, price).checked_add(blobs)?.checked_add(self.value)
    }

    /// The access list; a transaction without a type has none.
    fn access_list(&self) -> &[AccessListItem] {
        match self.envelope {
            Envelope::Legacy { .. } => &[],
            Envelope::AccessList { .. }
            | Envelope::DynamicFee(_)
            | Envelope::Blob { .. }
            | Envelope::SetCode { .. } => &self.access_list,
        }
    }

    fn warm_list(&self) -> AddressMap<HashSet<U256>> {
        let mut warm: AddressMap<HashSet<U256>> = AddressMap::default();
        for item in self.access_list() {
            warm.entry(item.address).or_default().extend(item.slots.iter().copied());
        }
        warm
    }

    fn execute_call(
        &self,
        mut session: Box<Session>,
        dispatcher: &dyn Dispatcher,
        sender: &AccountRef,
        to: EvmAddress,
        gas: &IntrinsicGas,
    ) -> Moved<CallOutcome> {
        let callee = match session.journal.load_face(to) {
            Ok(callee) => callee,
            Err(fault) => return (session, Err(fault)),
        };
        let request = CallRequest {
            scheme: CallScheme::Call,
            caller: *sender,
            callee,
            code: callee,
            value: self.value,
            tokens: Vec::new(),
            input: CallInput::CallData(self.data.clone()),
            gas: self.gas_limit.saturating_sub(gas.initial),
            read_only: false,
        };
        dispatcher.call(session, request)
    }

    /// Makes a contract, whose address it puts in its place. Apart from calls, which are far more.
    #[cold]
    fn execute_creation(
        &self,
        session: Box<Session>,
        dispatcher: &dyn Dispatcher,
        sender: &AccountRef,
        gas: &IntrinsicGas,
        created: &mut Option<Address>,
    ) -> Moved<CallOutcome> {
        let destination = Destination::Create {
            vm_type: VmType::EVM,
            code: self.data.clone(),
            metadata: [0; 2],
            scheme: CreateScheme::Nonce,
        };
        let message = Message {
            from: sender.address,
            destination,
            value: self.value,
            gas_limit: self.gas_limit.saturating_sub(gas.initial),
            nonce: Some(self.nonce),
            ..Message::default()
        };
        let (session, result) = start(session, dispatcher, &message, GasUnit::Ethereum);
        let result = result.map(|ran| {
            *created = ran.created;
            ran.call
        });
        (session, result)
    }

    /// Gives back what was not used, and pays the beneficiary. The base fee is burned (EIP-1559), as
    /// is the blob fee.
    fn settle(
        &self,
        session: &mut Session,
        sender: &AccountRef,
        paid: &Paid,
        call: &CallOutcome,
    ) -> Result<(GasReport, Fees), WriteError> {
        let block = &session.environment.block;
        let (beneficiary, base_fee) = (block.beneficiary, u128::from(block.base_fee));
        let journal = &mut session.journal;
        let before = self.gas_limit.saturating_sub(call.gas_left);
        let counted = earned(call).saturating_add(paid.refund);
        let refund = capped_refund(journal, counted, before);
        let used = before.saturating_sub(refund).max(paid.gas.floor);
        credit(journal, sender, fee(self.gas_limit.saturating_sub(used), paid.price))?;

        let beneficiary = journal.load_face(beneficiary)?;
        credit(journal, &beneficiary, fee(used, paid.price.saturating_sub(base_fee)))?;

        let fee = fee(used, paid.price).saturating_add(paid.blob_fee);
        let gas = GasReport {
            unit: GasUnit::Ethereum,
            limit: self.gas_limit,
            used,
            refunded: before.saturating_sub(used),
        };
        Ok((gas, Fees { paid: fee, developer: U256::ZERO }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{BlockContext, ExecutionError, FeeCap, Outcome, Runtime};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use vm_core::{Address, AddressForms, Code, Recorder, StateKey};
    use world::{World, WorldAccount};

    const ALICE: EvmAddress = EvmAddress::repeat_byte(1);
    const CONTRACT: EvmAddress = EvmAddress::repeat_byte(2);
    const BENEFICIARY: EvmAddress = EvmAddress::repeat_byte(3);
    const FUNDS: u64 = 10_000_000;

    fn price(price: u128) -> Envelope {
        Envelope::DynamicFee(FeeCap { price, priority: 2 })
    }

    fn transaction() -> EthereumTransaction {
        EthereumTransaction {
            sender: ALICE,
            nonce: 0,
            chain_id: Some(31_337),
            to: Some(CONTRACT),
            value: U256::from(5),
            data: Bytes::new(),
            gas_limit: 30_000,
            access_list: Vec::new(),
            envelope: price(20),
            hash: B256::ZERO,
        }
    }

    /// Counts what is read of committed state.
    #[derive(Clone, Debug, Default)]
    struct Reads(Arc<AtomicUsize>);

    impl Recorder for Reads {
        fn read(&mut self, _key: StateKey) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Gives with the result the balances afterwards, and whether committed state was read.
    fn run(
        transaction: &EthereumTransaction,
        code: &[u8],
    ) -> (Result<Outcome, ExecutionError>, [u64; 3], bool) {
        let runtime = Runtime::builder().build().unwrap();
        let address = |face| runtime.forms().of_face(face).address;
        let world = Arc::new(World::with_state(runtime.genesis()));
        let insert = |address: Address, balance, code| {
            let mut account = WorldAccount::default();
            account.data.balance = U256::from(balance);
            account.data.code = code;
            world.update(|state| state.insert(address, account));
        };
        insert(address(ALICE), FUNDS, Code::default());
        insert(address(CONTRACT), 0, Code::new(VmType::EVM, Bytes::copy_from_slice(code)));
        let mut block = BlockContext::default();
        block.current.gas_limit = 1_000_000;
        block.current.base_fee = 10;
        block.current.beneficiary = BENEFICIARY;
        let reads = Reads::default();
        let recorder = Box::new(reads.clone());
        let result = runtime.execute_recorded(&world, &block, transaction, recorder);
        if let Ok(outcome) = &result {
            world.apply(&outcome.change);
        }
        let balance = |face| {
            let account = world.read(|state| state.account(&address(face)).cloned());
            account.map_or(0, |it| it.data.balance.to::<u64>())
        };
        let has_read = reads.0.load(Ordering::Relaxed) > 0;
        (result, [ALICE, CONTRACT, BENEFICIARY].map(balance), has_read)
    }

    #[test]
    fn gas_is_paid_at_the_price_of_the_block() {
        // Stops when GASPRICE is 12, else an invalid opcode.
        let code = [0x3a, 0x60, 12, 0x14, 0x60, 8, 0x57, 0xfe, 0x5b, 0x00];
        for (code, used, value) in [(&code[..], 21_000 + 22, 5), (&[0xfe][..], 30_000, 0)] {
            let (result, balances, has_read) = run(&transaction(), code);
            assert!(has_read);
            let outcome = result.unwrap();
            assert_eq!(outcome.gas.used, used, "{outcome:?}");
            assert_eq!(outcome.fees.paid, U256::from(used * 12));
            assert_eq!(balances, [FUNDS - used * 12 - value, value, used * 2]);
        }
    }

    #[test]
    fn what_cannot_be_in_a_block_is_refused() {
        use InvalidTransaction as Invalid;
        type Spoil = fn(&mut EthereumTransaction);
        let few = Invalid::IntrinsicGas { limit: 20_999, needed: 21_000 };
        let without_state: [(Spoil, Invalid); 6] = [
            (|it| it.chain_id = None, Invalid::ChainId),
            (|it| it.envelope = price(9), Invalid::GasPriceBelowBaseFee),
            (|it| it.gas_limit = 1_000_001, Invalid::GasLimitAboveBlock),
            (|it| it.gas_limit = 1 << 25, Invalid::GasLimitTooHigh),
            (|it| it.gas_limit = 20_999, few),
            (|it| (it.to, it.data) = (None, vec![0; 49_153].into()), Invalid::InitCodeTooLarge),
        ];
        let too_high = Invalid::NonceTooHigh { account: 0, transaction: 1 };
        let with_state: [(Spoil, Invalid); 3] = [
            (|it| it.sender = CONTRACT, Invalid::SenderHasCode),
            (|it| it.nonce = 1, too_high),
            (|it| it.value = U256::from(FUNDS), Invalid::InsufficientFunds),
        ];
        let refusals = without_state.map(|it| (it, false)).into_iter();
        for ((spoil, expected), needs_state) in refusals.chain(with_state.map(|it| (it, true))) {
            let mut bad = transaction();
            spoil(&mut bad);
            let (result, balances, has_read) = run(&bad, &[0]);
            assert_eq!(result.err(), Some(ExecutionError::Invalid(expected)));
            assert_eq!(balances, [FUNDS, 0, 0]);
            assert_eq!(has_read, needs_state, "{expected:?}");
        }
    }
}
