//! The journal: every effect is undone by its checkpoint, and the rules of frames hold at every write.
#![cfg(test)]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use vm_core::{
    AccountData, AccountRef, Address, AddressForms, Authority, B256, BlockchainHook, Bytes,
    CallScheme, Code, EvmAddress, Fault, Frame, Journal, LogEntry, OutgoingTransfer, Recorder,
    SpecId, StateKey, StoredValue, U256, VmType, WriteError,
};

/// An account that lies under a face of its own: the last byte tells which.
fn born(number: u8) -> AccountRef {
    Forms.of_face(EvmAddress::with_last_byte(number))
}

/// An account that needs an alias record; its face ends in the same byte.
fn aliased(number: u8) -> AccountRef {
    Forms.of_address(&Address([number; 32]))
}

#[derive(Debug)]
struct Forms;

impl AddressForms for Forms {
    fn of_address(&self, address: &Address) -> AccountRef {
        let face = EvmAddress::with_last_byte(address.0[31]);
        AccountRef { address: *address, face, is_aliased: address.0[0] != 0 }
    }

    fn of_face(&self, face: EvmAddress) -> AccountRef {
        let mut address = Address::ZERO;
        address.0[31] = face.0[19];
        AccountRef { address, face, is_aliased: false }
    }
}

#[derive(Debug, Default)]
struct Committed {
    accounts: BTreeMap<Address, AccountData>,
    storage: BTreeMap<(Address, Bytes), Bytes>,
    slots: BTreeMap<(Address, U256), U256>,
    aliases: BTreeMap<EvmAddress, Address>,
}

impl Committed {
    fn with(mut self, account: &AccountRef, balance: u64) -> Self {
        let data = AccountData { balance: U256::from(balance), ..AccountData::default() };
        self.accounts.insert(account.address, data);
        if account.is_aliased {
            self.aliases.insert(account.face, account.address);
        }
        self
    }

    fn with_value(mut self, account: &AccountRef, key: &'static str, value: &'static str) -> Self {
        self.storage.insert((account.address, key.into()), value.into());
        self
    }

    fn journal(self) -> Journal {
        Journal::new(Arc::new(self), Arc::new(Forms), SpecId::OSAKA)
    }
}

impl BlockchainHook for Committed {
    fn account(&self, address: &Address) -> Result<Option<AccountData>, Fault> {
        Ok(self.accounts.get(address).cloned())
    }

    fn storage(&self, address: &Address, key: &[u8]) -> Result<StoredValue, Fault> {
        let key = (*address, Bytes::copy_from_slice(key));
        let value = self.storage.get(&key).cloned().unwrap_or_default();
        Ok(StoredValue { value, trie_depth: 0 })
    }

    fn slot(&self, address: &Address, slot: U256) -> Result<U256, Fault> {
        Ok(self.slots.get(&(*address, slot)).copied().unwrap_or_default())
    }

    fn has_slots(&self, address: &Address) -> Result<bool, Fault> {
        Ok(self.slots.keys().any(|(owner, _)| owner == address))
    }

    fn address_of_alias(&self, alias: EvmAddress) -> Result<Option<Address>, Fault> {
        Ok(self.aliases.get(&alias).copied())
    }

    fn storage_entries(&self, address: &Address) -> Result<Vec<(Bytes, Bytes)>, Fault> {
        let own = self.storage.iter().filter(|((owner, _), _)| owner == address);
        Ok(own.map(|((_, key), value)| (key.clone(), value.clone())).collect())
    }

    fn block_hash(&self, _nonce: u64) -> Result<Option<B256>, Fault> {
        Ok(None)
    }
}

fn frame(callee: AccountRef, read_only: bool, authority: Authority) -> Frame {
    Frame {
        scheme: CallScheme::Call,
        vm_type: VmType::SPACE,
        caller: born(1),
        callee,
        code: callee,
        value: U256::ZERO,
        gas: 0,
        read_only,
        authority,
    }
}

fn start() -> Journal {
    Committed::default()
        .with(&born(1), 100)
        .with(&born(2), 50)
        .with(&aliased(7), 30)
        .with_value(&aliased(7), "sum", "five")
        .journal()
}

type Effect = (&'static str, fn(&mut Journal) -> Result<(), WriteError>);

/// Everything that a transaction can do.
const EFFECTS: &[Effect] = &[
    ("transfer", |it| it.transfer(&born(1), &born(2), U256::from(5))),
    ("transfer to a new alias", |it| it.transfer(&born(1), &aliased(9), U256::from(5))),
    ("balance", |it| it.set_balance(&born(1), U256::from(7))),
    ("nonce", |it| it.set_nonce(&aliased(7), 3)),
    ("storage", |it| it.set_storage(&aliased(7), b"sum", "six".into()).map(drop)),
    ("new storage", |it| it.set_storage(&aliased(7), b"new", "one".into()).map(drop)),
    ("deleted storage", |it| it.set_storage(&aliased(7), b"sum", Bytes::new()).map(drop)),
    ("code and owner", |it| {
        let mut native = it.native(&aliased(7))?;
        native.owner = Some(born(1).address);
        it.set_native(&aliased(7), native)?;
        it.set_code(&aliased(7), Code::new(VmType::SPACE, "wasm".into()))
    }),
    ("slot", |it| {
        it.warm_account(born(2).face, false)?;
        it.set_slot(born(2).face, U256::from(1), U256::from(9), false).map(drop)
    }),
    ("creation", |it| {
        it.warm_account(born(5).face, false)?;
        it.create_account(born(5).face).map(drop)
    }),
    ("self-destruction", |it| {
        it.warm_account(born(2).face, false)?;
        it.warm_account(born(1).face, false)?;
        it.self_destruct(born(2).face, born(1).face).map(drop)
    }),
    ("deletion", |it| it.delete(&born(4))),
    ("start of a transaction", |it| it.begin(&born(1), U256::from(3), 9)),
    ("developer reward", |it| it.add_developer_reward(&aliased(7), U256::from(5))),
    ("transfer out of the shard", |it| it.send_out(&born(1), outgoing(5))),
    ("transfer through the shard", |it| {
        it.pass_out(outgoing(5))?;
        it.replace_out(0, outgoing(6));
        Ok(())
    }),
    ("transfer into the shard", |it| it.receive(&born(2), U256::from(5))),
    ("alias", |it| it.record_alias(&aliased(8)).map(drop)),
    ("log", |it| it.log(LogEntry { identifier: "event".into(), ..LogEntry::default() })),
    ("transient slot", |it| {
        it.set_transient(born(2).face, U256::from(1), U256::from(9));
        Ok(())
    }),
    ("refund", |it| {
        it.add_refund(4_800);
        Ok(())
    }),
];

fn outgoing(value: u64) -> OutgoingTransfer {
    OutgoingTransfer::payment(born(1).address, aliased(9).address, U256::from(value))
}

/// What a caller can see of the journal.
fn seen(journal: &mut Journal) -> String {
    let mut text = format!(
        "{:?} {:?} {:?} {} {}",
        journal.state_change().unwrap(),
        journal.logs(),
        journal.outgoing(),
        journal.refund(),
        journal.transient(born(2).face, U256::from(1)),
    );
    for account in [born(1), born(2), born(5), aliased(7), aliased(8), aliased(9)] {
        let code = journal.code(&account).unwrap();
        let value = journal.peek_storage(&account, b"sum").unwrap();
        let balance = journal.balance(&account).unwrap();
        let recorded = journal.recorded_address(account.face).unwrap();
        text += &format!("{balance} {code:?} {value:?} {recorded:?}");
    }
    text
}

#[test]
fn a_checkpoint_undoes_every_effect() {
    for (name, effect) in EFFECTS {
        let mut journal = start();
        let before = seen(&mut journal);
        let checkpoint = journal.checkpoint();
        effect(&mut journal).expect(name);
        assert_ne!(seen(&mut journal), before, "{name} shows");
        assert!(journal.written_keys(checkpoint).next().is_some(), "{name} has a key");
        journal.revert(checkpoint);
        assert_eq!(seen(&mut journal), before, "{name} is undone");
    }
}

#[test]
fn nested_checkpoints_undo_exactly_their_own() {
    for (first_name, first) in EFFECTS {
        for (second_name, second) in EFFECTS {
            let mut journal = start();
            let outer = journal.checkpoint();
            if first(&mut journal).is_err() {
                continue;
            }
            let between = seen(&mut journal);
            let inner = journal.checkpoint();
            let _ = second(&mut journal);
            journal.revert(inner);
            assert_eq!(seen(&mut journal), between, "{first_name}, {second_name}");
            let inner = journal.checkpoint();
            let _ = second(&mut journal);
            journal.keep();
            let _ = inner;
            journal.revert(outer);
            let mut fresh = start();
            assert_eq!(seen(&mut journal), seen(&mut fresh), "{first_name}, {second_name}");
        }
    }
}

#[test]
fn a_read_only_frame_refuses_every_write() {
    for (name, effect) in EFFECTS {
        let mut journal = start();
        // Loading is no write: an effect's accounts may be known before.
        let before = seen(&mut journal);
        journal.push_frame(frame(born(1), true, Authority::Protocol));
        let refusal = effect(&mut journal);
        let latched = journal.take_latched();
        let refused = matches!(refusal, Err(WriteError::ReadOnly))
            || matches!(latched, Some(WriteError::ReadOnly))
            || *name == "refund";
        assert!(refused, "{name}: {refusal:?}");
        if *name != "refund" {
            assert_eq!(seen(&mut journal), before, "{name}");
        }
    }
}

#[test]
fn read_only_is_monotone_down_the_stack() {
    let mut journal = start();
    journal.push_frame(frame(born(1), true, Authority::OwnAccount));
    journal.push_frame(frame(born(2), false, Authority::Protocol));
    assert!(journal.is_read_only());
    journal.pop_frame();
    journal.pop_frame();
    assert!(!journal.is_read_only());
}

#[test]
fn a_frame_writes_its_own_account_only() {
    let cases: &[(AccountRef, Authority, Result<(), WriteError>)] = &[
        (aliased(7), Authority::OwnAccount, Ok(())),
        (born(2), Authority::OwnAccount, Err(WriteError::ForeignWrite)),
        (born(2), Authority::Protocol, Ok(())),
    ];
    for (callee, authority, expected) in cases {
        let mut journal = start();
        journal.push_frame(frame(*callee, false, *authority));
        let written = journal.set_storage(&aliased(7), b"sum", "x".into()).map(drop);
        assert_eq!(written, *expected, "{callee:?} {authority:?}");
    }
}

#[test]
fn an_alias_record_sweeps_what_was_sent_before() {
    let mut journal = Committed::default()
        .with(&born(1), 100)
        .with(&born(9), 40)
        .with_value(&born(9), "token", "ten")
        .journal();
    // Sent to the face in this transaction, then the account itself is written for the first time.
    journal.transfer(&born(1), &born(9), U256::from(2)).unwrap();
    assert_eq!(journal.balance(&aliased(9)), Ok(U256::ZERO));
    assert_eq!(journal.record_alias(&aliased(9)), Ok(true));
    assert_eq!(journal.record_alias(&aliased(9)), Ok(false));
    assert_eq!(journal.balance(&aliased(9)), Ok(U256::from(42)));
    assert_eq!(journal.storage(&aliased(9), b"token").unwrap().value, Bytes::from("ten"));
    let change = journal.state_change().unwrap();
    assert!(change.accounts[&born(9).address].is_deleted);
    let new = &change.accounts[&aliased(9).address];
    assert_eq!((new.balance, new.alias), (Some(U256::from(42)), Some(aliased(9).face)));
    assert_eq!(new.storage.len(), 1);
    let mut journal = Committed::default().with(&born(9), 40).journal();
    journal.receive(&aliased(9), U256::from(2)).unwrap();
    assert_eq!(journal.balance(&aliased(9)), Ok(U256::from(42)));
}

#[test]
fn what_was_read_before_an_alias_record_stays_cached() {
    let mut journal = Committed::default().with(&born(1), 100).journal();
    let account = aliased(9);
    let read = |journal: &mut Journal, key: &str| {
        let read = journal.storage(&account, key.as_bytes()).unwrap();
        assert_eq!(read.value, Bytes::new());
        read.was_cached
    };
    assert!(!read(&mut journal, "key"));
    assert!(read(&mut journal, "key"));
    journal.record_alias(&account).unwrap();
    assert!(read(&mut journal, "key"));
    assert!(!read(&mut journal, "other"));
}

#[test]
fn an_account_with_tokens_may_spend_its_whole_balance() {
    let mut journal =
        Committed::default().with(&aliased(7), 30).with_value(&aliased(7), "token", "x").journal();
    journal.transfer(&aliased(7), &born(1), U256::from(30)).unwrap();
    let change = journal.state_change().unwrap();
    let spent = &change.accounts[&aliased(7).address];
    assert_eq!((spent.is_deleted, spent.balance), (false, Some(U256::ZERO)));
}

#[test]
fn the_born_address_of_a_recorded_face_is_its_owner() {
    // The owner of face 7 is recorded; the address born there is another name of the same account.
    let mut journal = start();
    let (owner, other) = (aliased(7), born(7));
    let named = journal.reference(&other.address);
    assert_eq!(named, owner);
    for to in [named, other] {
        let checkpoint = journal.checkpoint();
        journal.transfer(&owner, &to, U256::from(5)).unwrap();
        assert_eq!(journal.balance(&owner), Ok(U256::from(30)), "{to:?}");
        journal.revert(checkpoint);
        assert_eq!(journal.balance(&to), Ok(U256::from(30)), "{to:?}");
        assert_eq!(journal.peek_storage(&to, b"sum").unwrap().value, Bytes::from("five"));
    }
    // Whichever name comes first, the entry is the owner's.
    let mut journal = start();
    assert_eq!(journal.balance(&other), Ok(U256::from(30)));
    journal.transfer(&born(1), &other, U256::from(1)).unwrap();
    let change = journal.state_change().unwrap();
    assert_eq!(change.accounts[&owner.address].balance, Some(U256::from(31)));
    assert!(!change.accounts.contains_key(&other.address));
}

#[test]
fn a_contract_is_not_made_over_slots() {
    let mut committed = Committed::default().with(&born(2), 50).with(&born(5), 0);
    committed.slots.insert((born(5).address, U256::from(1)), U256::from(9));
    let mut journal = committed.journal();
    for (account, is_made) in [(born(5), false), (born(2), true), (born(6), true)] {
        journal.warm_account(account.face, false).unwrap();
        assert_eq!(journal.create_account(account.face).unwrap(), is_made, "{account:?}");
    }
}

#[test]
fn an_account_that_pays_itself_writes_nothing() {
    let mut journal = start();
    let (own, other) = (born(1).face, born(2).face);
    for face in [own, other] {
        journal.warm_account(face, false).unwrap();
    }
    journal.push_frame(frame(born(1), true, Authority::OwnAccount));
    for (to, value, expected) in [
        (own, 5, Ok(())),
        (own, 101, Err(WriteError::OutOfFunds)),
        (other, 5, Err(WriteError::ReadOnly)),
    ] {
        assert_eq!(journal.transfer_loaded(own, to, U256::from(value)), expected, "{value}");
    }
}

#[test]
fn before_eip_161_an_empty_account_stays() {
    for (fork, is_deleted) in [(SpecId::HOMESTEAD, false), (SpecId::SPURIOUS_DRAGON, true)] {
        let committed = Committed::default().with(&born(1), 100).with(&born(2), 50);
        let mut journal = Journal::new(Arc::new(committed), Arc::new(Forms), fork);
        journal.transfer(&born(1), &born(2), U256::from(100)).unwrap();
        let change = &journal.state_change().unwrap().accounts[&born(1).address];
        assert_eq!((change.is_deleted, change.exists), (is_deleted, !is_deleted), "{fork:?}");
    }
}

#[test]
fn an_account_of_multiversx_stays_when_it_becomes_empty() {
    for (account, is_deleted) in [(born(1), true), (aliased(7), false)] {
        let committed = Committed::default().with(&account, 100).with(&born(2), 50);
        let mut journal = Journal::new(Arc::new(committed), Arc::new(Forms), SpecId::PRAGUE);
        journal.transfer(&account, &born(2), U256::from(100)).unwrap();
        let change = &journal.state_change().unwrap().accounts[&account.address];
        assert_eq!((change.is_deleted, change.exists), (is_deleted, !is_deleted), "{account:?}");
    }
}

#[test]
fn what_built_in_functions_move_is_known_apart() {
    let mut journal = Committed::default().with(&born(1), 100).with(&born(2), 50).journal();
    let seen = |journal: &mut Journal| {
        let all = [journal.balance(&born(1)), journal.node_balance(&born(1))];
        let [balance, node] = all.map(Result::unwrap);
        [balance, node, journal.balance_at_first_look(&born(1)).unwrap()].map(|it| it.to::<u64>())
    };
    journal.transfer(&born(2), &born(1), U256::from(30)).unwrap();
    assert_eq!(seen(&mut journal), [130, 100, 130]);
    journal.transfer_by_built_in(&born(1), &born(2), U256::from(5)).unwrap();
    assert_eq!(seen(&mut journal), [125, 95, 125]);
    journal.look_at_balance(&born(1));
    let checkpoint = journal.checkpoint();
    journal.transfer_by_built_in(&born(1), &born(2), U256::from(20)).unwrap();
    journal.look_at_balance(&born(1));
    assert_eq!(seen(&mut journal), [105, 75, 125]);
    journal.revert(checkpoint);
    assert_eq!(seen(&mut journal), [125, 95, 125]);
}

#[test]
fn tokens_outlive_the_contract_that_holds_them() {
    let mut journal = Committed::default()
        .with(&born(2), 50)
        .with_value(&born(2), "token a", "x")
        .with_value(&born(2), "token b", "y")
        .journal();
    for face in [born(1).face, born(5).face, born(2).face] {
        journal.warm_account(face, false).unwrap();
    }
    assert!(journal.create_account(born(2).face).unwrap());
    journal.set_storage(&born(2), b"token a", Bytes::new()).unwrap();
    journal.self_destruct(born(2).face, born(1).face).unwrap();
    let change = journal.state_change().unwrap();
    assert!(!change.accounts[&born(2).address].is_deleted);
}

#[test]
fn a_transfer_needs_funds_and_loses_nothing() {
    let mut journal = start();
    let all = |journal: &mut Journal| {
        [born(1), born(2), aliased(7)].map(|it| journal.balance(&it).unwrap())
    };
    let before = all(&mut journal);
    let refused = journal.transfer(&born(2), &born(1), U256::from(51));
    assert_eq!(refused, Err(WriteError::OutOfFunds));
    assert_eq!(all(&mut journal), before);
    journal.transfer(&born(2), &born(2), U256::from(50)).unwrap();
    assert_eq!(all(&mut journal), before);
}

#[derive(Debug)]
struct Seen(Arc<Mutex<Vec<StateKey>>>);

impl Recorder for Seen {
    fn read(&mut self, key: StateKey) {
        self.0.lock().unwrap().push(key);
    }
}

#[test]
fn every_first_read_of_committed_state_is_observed_once() {
    let mut journal = start();
    let reads = Arc::new(Mutex::new(Vec::new()));
    journal.set_recorder(Some(Box::new(Seen(Arc::clone(&reads)))));
    for _ in 0..2 {
        journal.balance(&aliased(7)).unwrap();
        journal.storage(&aliased(7), b"sum").unwrap();
        journal.warm_account(born(2).face, false).unwrap();
        journal.slot(born(2).face, U256::from(3), false).unwrap();
    }
    let address = aliased(7).address;
    let reads = reads.lock().unwrap();
    let expected = [
        StateKey::Alias(aliased(7).face),
        StateKey::Account(address, vm_core::AccountField::Whole),
        StateKey::Storage(address, "sum".into()),
        StateKey::Alias(born(2).face),
        StateKey::Account(born(2).address, vm_core::AccountField::Whole),
        StateKey::Slot(born(2).address, U256::from(3)),
    ];
    assert_eq!(*reads, expected);
}
