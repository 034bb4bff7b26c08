//! Blocks with transactions of Ethereum keys: contracts of every VM, tokens, receipts, the block's gas.

use crate::signer::{Draft, Signer};
use alloy_primitives::{Address as Face, U256};
use cross_vm::{CONVERSION_GAS_PER_WORD, encode_items};
use runtime::{
    BlockExecutor, BlockOutcome, EthereumTransaction, InvalidTransaction, MultiversXTransaction,
    NATIVE_RECEIPT_TYPE, Receipt, TransactionProcessor, list_root,
};
use std::sync::Arc;
use test_kit::{Account, Contract, TestError, World, args};
use vm_core::{Address, AddressForms, Bytes, Code, SpecId, VmType};
use world::{World as Committed, WorldAccount};

type Tested = Result<(), TestError>;

const FUNDS: u64 = 1_000_000_000_000_000_000;
const TOKEN: &str = "TOK-123456";

/// A chain with an Ethereum key that has funds.
struct Chain {
    world: World,
    signer: Signer,
    sender: Address,
}

impl Chain {
    fn new() -> Self {
        let mut world = World::new();
        let signer = Signer::new(1);
        let sender = world.runtime().forms().of_face(signer.address()).address;
        let mut account = WorldAccount::default();
        account.data.balance = U256::from(FUNDS);
        world.update(|state| state.insert(sender, account));
        let block = &mut world.block_mut().current;
        (block.gas_limit, block.base_fee) = (30_000_000, 10);
        block.beneficiary = Face::repeat_byte(0xbe);
        Self { world, signer, sender }
    }

    fn face(&self, address: &Address) -> Face {
        self.world.runtime().forms().of_address(address).face
    }

    /// A signed transaction: a function and its arguments in the length-prefixed form.
    fn call(&self, nonce: u64, to: &Address, items: &[&[u8]]) -> Box<dyn TransactionProcessor> {
        let items: Vec<Bytes> = items.iter().map(|it| Bytes::copy_from_slice(it)).collect();
        let data = encode_items(&items).to_vec();
        self.send(&Draft { nonce, to: Some(self.face(to)), data, ..Draft::default() })
    }

    fn send(&self, draft: &Draft) -> Box<dyn TransactionProcessor> {
        let bytes = self.signer.transaction(2, draft, &[]);
        Box::new(EthereumTransaction::decode(&bytes, SpecId::OSAKA).unwrap())
    }

    fn run(&mut self, transactions: &[Box<dyn TransactionProcessor>]) -> BlockOutcome {
        let state = Arc::new(Committed::with_state(self.world.state()));
        let block = self.world.block_mut().clone();
        let executor = BlockExecutor::new(self.world.runtime(), &state);
        let outcome = executor.execute(&block, transactions, &Default::default()).unwrap();
        self.world.update(|it| *it = state.state());
        outcome
    }
}

fn failures(block: &BlockOutcome) -> Vec<String> {
    let failure = |receipt: &Receipt| match receipt {
        Receipt::Executed(outcome) if outcome.is_success() => None,
        Receipt::Executed(outcome) => Some(format!("{:?} {:?}", outcome.status, outcome.message)),
        Receipt::Refused(reason) => Some(reason.to_string()),
    };
    block.receipts.iter().filter_map(failure).collect()
}

#[test]
fn an_ethereum_key_calls_contracts_of_every_vm_and_sends_tokens() -> Tested {
    let mut chain = Chain::new();
    let owner = chain.world.account("owner", FUNDS);
    let adder = chain.world.deploy_wasm(&owner, "adder", args![5u64])?;
    let forwarder = chain.world.deploy_wasm(&owner, "forwarder", args![])?;
    let user = chain.world.account("user", 0u8);
    let sender = chain.sender;
    let account = chain.world.runtime().forms().of_address(&sender);
    chain.world.set_token_balance(account, TOKEN, 100u32);
    let (token, to) = (TOKEN.as_bytes(), forwarder.address());
    let transactions = [
        chain.call(0, &adder.address(), &[b"add", &[7]]),
        chain.call(1, &to, &[b"ESDTTransfer", token, &[20], b"fund"]),
        chain.call(2, &user.address(), &[b"ESDTTransfer", token, &[30]]),
        chain.call(
            3,
            &sender,
            &[b"MultiESDTNFTTransfer", to.as_slice(), &[1], token, &[], &[10], b"fund"],
        ),
    ];
    let block = chain.run(&transactions);
    assert_eq!(failures(&block), [""; 0]);
    assert_eq!(chain.world.query(&adder, "getSum", args![])?.single::<u64>()?, 12);
    let balance = |of| chain.world.token_balance(of, TOKEN, 0);
    assert_eq!(balance(account), 40u32.into());
    assert_eq!(balance(forwarder.reference), 30u32.into());
    assert_eq!(balance(user.reference), 30u32.into());
    for receipt in &block.ethereum_receipts {
        assert!(receipt.is_success && receipt.transaction_type == 2, "{receipt:?}");
        assert!((21_000..2_000_000).contains(&receipt.gas_used), "{receipt:?}");
    }
    assert_eq!(chain.world.nonce(account), 4);
    Ok(())
}

/// A built-in function in call data costs an Ethereum key what it costs a MultiversX one, the gas
/// converted, and the conversion of the data.
#[test]
fn tokens_cost_the_same_in_both_units() -> Tested {
    let mut chain = Chain::new();
    let user = chain.world.account("user", 0u8);
    let account = chain.world.runtime().forms().of_address(&chain.sender);
    chain.world.set_token_balance(account, TOKEN, 100u32);
    let items: [&[u8]; 3] = [b"ESDTTransfer", TOKEN.as_bytes(), &[30]];
    let data = encode_items(&items.map(Bytes::copy_from_slice));
    let block = chain.run(&[chain.call(0, &user.address(), &items)]);
    assert_eq!(failures(&block), [""; 0]);
    let zeros = data.iter().filter(|byte| **byte == 0).count();
    let count = |length: usize| u64::try_from(length).unwrap();
    let intrinsic = 21_000 + 16 * count(data.len() - zeros) + 4 * count(zeros);
    let words = count(data.len().div_ceil(32));
    let schedule = &chain.world.runtime().config().rules[0].gas_schedule;
    let price = schedule.built_in.esdt_transfer.div_ceil(20);
    let expected = intrinsic + price + words * CONVERSION_GAS_PER_WORD;
    assert_eq!(block.ethereum_receipts[0].gas_used, expected);
    Ok(())
}

fn multiversx(from: &Account, nonce: u64, to: &Contract, data: &str) -> MultiversXTransaction {
    MultiversXTransaction {
        nonce,
        sender: from.address(),
        receiver: to.address(),
        gas_price: 1_000_000_000,
        gas_limit: 10_000_000,
        data: Bytes::copy_from_slice(data.as_bytes()),
        chain_id: "sovereign".to_owned(),
        ..MultiversXTransaction::default()
    }
}

#[test]
fn every_transaction_of_a_block_has_a_receipt() -> Tested {
    let mut chain = Chain::new();
    let owner = chain.world.account("owner", FUNDS);
    let token = chain.world.deploy_evm(&owner, "Token", args![1_000u64])?;
    let nonce = chain.world.nonce(&owner);
    let (init_code, _) = chain.world.artifacts().evm("Token")?;
    let mut deploy = init_code.to_vec();
    deploy.extend(U256::from(9).to_be_bytes::<32>());
    let transfer = format!("transfer(address,uint256)@{}@07", "02".repeat(32));
    let transactions: [Box<dyn TransactionProcessor>; 5] = [
        Box::new(multiversx(&owner, nonce, &token, &transfer)),
        chain.send(&Draft { data: deploy.clone(), priority: 2, ..Draft::default() }),
        chain.send(&Draft { nonce: 1, to: Some(chain.face(&token.address())), ..Draft::default() }),
        chain.send(&Draft { nonce: 1, to: Some(chain.face(&token.address())), ..Draft::default() }),
        chain.send(&Draft { nonce: 2, gas_limit: 29_999_000, ..Draft::default() }),
    ];
    let block = chain.run(&transactions);
    let refused = |index: usize| match &block.receipts[index] {
        Receipt::Refused(reason) => Some(*reason),
        Receipt::Executed(_) => None,
    };
    assert_eq!(refused(3), Some(InvalidTransaction::NonceTooLow { account: 2, transaction: 1 }));
    assert_eq!(refused(4), Some(InvalidTransaction::GasLimitAboveBlock));
    let [moved, made, failed] = &block.ethereum_receipts[..] else {
        panic!("three were executed: {:?}", block.ethereum_receipts)
    };
    let kinds = [moved, made, failed].map(|it| (it.transaction_type, it.is_success, it.logs.len()));
    assert_eq!(kinds, [(NATIVE_RECEIPT_TYPE, true, 1), (2, true, 1), (2, false, 0)]);
    assert_eq!(made.contract_address, Some(chain.signer.address().create(0)));
    assert_eq!(made.effective_gas_price, U256::from(12));
    assert_eq!(failed.effective_gas_price, U256::from(10));
    let mut used = 0;
    for (receipt, place) in block.ethereum_receipts.iter().zip([0usize, 1, 2]) {
        used += receipt.gas_used;
        assert_eq!(receipt.cumulative_gas, used);
        let Receipt::Executed(outcome) = &block.receipts[place] else { panic!("executed") };
        let paid = receipt.effective_gas_price * U256::from(receipt.gas_used);
        let lost = outcome.fees.paid - paid;
        let is_exact = receipt.transaction_type != NATIVE_RECEIPT_TYPE;
        let most = if is_exact { U256::ZERO } else { U256::from(receipt.gas_used) };
        assert!(lost <= most, "{receipt:?}");
    }
    assert_eq!(block.evm_gas_used(), used);
    assert!(
        block.bloom().contains_log(&moved.logs[0]) && block.bloom().contains_log(&made.logs[0])
    );
    let encoded = block.ethereum_receipts.iter().map(|it| it.encode());
    assert_eq!(block.receipts_root(), list_root(encoded));
    assert_eq!(failed.encode()[0], 2);
    Ok(())
}

impl Chain {
    /// A contract of the EVM, with 1 in its first slot.
    fn put(&mut self, face: Face, code: &[u8]) -> Address {
        let address = self.world.runtime().forms().of_face(face).address;
        let mut account = WorldAccount::default();
        account.data.code = Code::new(VmType::EVM, Bytes::copy_from_slice(code));
        account.slots.insert(U256::ZERO, U256::ONE);
        self.world.update(|state| state.insert(address, account));
        address
    }
}

/// What comes back for a cleared slot counts under a root of the EVM, whoever is between; under any other root it is
/// nobody's.
#[test]
fn refunds_count_under_a_root_of_the_evm() -> Tested {
    // SSTORE(0, 0)
    const CLEARS: [u8; 4] = [0x5f, 0x5f, 0x55, 0x00];
    const REFUND: u64 = 4_800;
    let items = |to: &Address| [b"forward".to_vec(), to.as_slice().to_vec(), b"clear()".to_vec()];
    for (case, expected) in [("direct", REFUND), ("wasm", 0), ("built-in", 0), ("both", REFUND)] {
        let mut chain = Chain::new();
        let owner = chain.world.account("owner", FUNDS);
        let forwarder = chain.world.deploy_wasm(&owner, "forwarder", args![])?;
        let account = chain.world.runtime().forms().of_address(&chain.sender);
        chain.world.set_token_balance(account, TOKEN, 100u32);
        let clears = chain.put(Face::repeat_byte(0xc1), &CLEARS);
        // Calls the forwarder with its own call data.
        let target = chain.face(&forwarder.address());
        let relay = [
            &[0x36, 0x5f, 0x5f, 0x37, 0x5f, 0x5f, 0x36, 0x5f, 0x5f, 0x73][..],
            target.as_slice(),
            &[0x5a, 0xf1, 0x00],
        ];
        let relay = chain.put(Face::repeat_byte(0xc2), &relay.concat());
        let forward = items(&clears);
        let forward = forward.each_ref().map(Vec::as_slice);
        let transaction = match case {
            "direct" => chain.call(0, &clears, &[]),
            "wasm" => chain.call(0, &forwarder.address(), &forward),
            "both" => chain.call(0, &relay, &forward),
            _ => {
                let token = [TOKEN.as_bytes(), &[], &[10], b"clear()"];
                let all = [&[b"MultiESDTNFTTransfer", clears.as_slice(), &[1]], &token[..]];
                chain.call(0, &chain.sender, &all.concat())
            }
        };
        let block = chain.run(&[transaction]);
        assert_eq!(failures(&block), [""; 0], "{case}");
        let slots = |it: &WorldAccount| it.slots.len();
        assert_eq!(chain.world.state().account(&clears).map(slots), Some(0), "{case}");
        let [Receipt::Executed(outcome)] = block.receipts.as_slice() else {
            panic!("{case}: one transaction is executed");
        };
        assert_eq!(outcome.gas.refunded, expected, "{case}");
    }
    Ok(())
}
