//! What Solidity contracts pay to accounts of another shard, and what they cannot ask of them.

use super::solidity::{FORWARDER, KEY, Stage, VAULT, only, reason, stage};
use super::tokens::plain_arrival;
use crate::{Tested, delivered};
use account_map::token_face;
use runtime::{BlockContext, Destination, ExecuteOptions, Message, Outcome};
use std::error::Error;
use test_kit::{Value, args};
use vm_core::{
    AccountData, Address, AddressForms, BlockchainHook, Bytes, CallInput, Code, EvmAddress,
    OutgoingTransfer, U256, VmType,
};
use world::WorldAccount;

/// What carries out a transfer that is no asynchronous call.
fn carried(transfer: &OutgoingTransfer) -> Message {
    let delivered = delivered(transfer);
    let input = if transfer.data.first().is_none_or(|it| *it == b'@') {
        CallInput::default()
    } else {
        delivered.input
    };
    Message { arrival: Some(plain_arrival()), is_return: transfer.is_return, input, ..delivered }
}

impl Stage {
    /// The face of an account of the other shard, which pays the payer once, so that it knows it.
    fn known_face(&self, account: &Address) -> Result<Value, Box<dyn Error>> {
        let payment = OutgoingTransfer::payment(*account, self.payer.address(), U256::from(1));
        let paid = Message { gas_limit: 10_000_000, ..carried(&payment) };
        let outcome = self.shards.execute(&paid)?;
        assert!(outcome.is_success(), "{:?}", outcome.message);
        Ok(Value::from(self.shards.runtime.forms().of_address(account).face))
    }

    /// Has the payer call a face with value and data.
    fn forward(
        &self,
        function: &str,
        to: &Value,
        value: u64,
        data: &[u8],
    ) -> Result<Outcome, Box<dyn Error>> {
        let data = Bytes::copy_from_slice(data);
        self.ask_of(&self.payer, function, &args![to.clone(), value, data], 1)
    }
}

/// `address.call{value: ..}("")` pays an account wherever it lies. What is not taken there comes back, and no code is
/// asked whether it takes that.
#[test]
fn a_payment_of_solidity_leaves_for_another_shard() -> Tested {
    let stage = stage(2)?;
    let payer = stage.payer.address();
    for (to, is_taken) in [(KEY, true), (VAULT, true), (FORWARDER, false)] {
        let face = stage.known_face(&to)?;
        let (had, has) = (stage.balance(&payer), stage.balance(&to));
        let outcome = stage.forward("forward", &face, 5, &[])?;
        assert!(outcome.is_success(), "{to}: {:?}", outcome.message);
        let sent = only(&outcome.outgoing);
        assert_eq!(*sent, OutgoingTransfer::payment(payer, to, U256::from(5)));
        assert_eq!(stage.balance(&payer), had - 5);
        let shadow = stage.near().world.account(&to)?.unwrap_or_default();
        assert_eq!(shadow.balance, U256::ZERO, "nothing stays with an account that nobody has");
        let arrived = stage.shards.execute(&carried(sent))?;
        assert_eq!(arrived.is_success(), is_taken, "{to}");
        if is_taken {
            assert_eq!(stage.balance(&to), has + 5);
            continue;
        }
        let back = only(&arrived.outgoing);
        assert!(back.is_return);
        let returned = stage.shards.execute(&carried(back))?;
        assert!(returned.is_success(), "{:?}", returned.message);
        assert_eq!((returned.gas.used, returned.outgoing.len()), (0, 0));
        assert_eq!((stage.balance(&payer), stage.balance(&to)), (had, has));
    }
    // So does the value of a transaction.
    let message = Message {
        from: stage.alice.address(),
        destination: Destination::Call(KEY),
        input: CallInput::CallData(Bytes::new()),
        value: U256::from(3),
        ..Message::default()
    };
    let (block, options) = (BlockContext::default(), ExecuteOptions::default());
    let outcome = stage.shards.runtime.execute(stage.near(), &block, &message, &options)?;
    assert!(outcome.is_success(), "{:?}", outcome.message);
    let payment = OutgoingTransfer::payment(message.from, KEY, message.value);
    assert_eq!(*only(&outcome.outgoing), payment);
    Ok(())
}

/// What asks something of another shard fails before value moves, and what is undone does not leave.
#[test]
fn a_call_of_solidity_to_another_shard_fails_before_value_moves() -> Tested {
    let stage = stage(2)?;
    let payer = stage.payer.address();
    let face = stage.known_face(&VAULT)?;
    let had = stage.balance(&payer);
    for (function, value, data) in [
        ("forwardStrict", 5, &[1, 2, 3, 4][..]),
        ("forwardStrict", 0, &[1, 2, 3, 4]),
        ("forwardThenFail", 5, &[]),
    ] {
        let outcome = stage.forward(function, &face, value, data)?;
        let text = reason(&outcome);
        let expected = if data.is_empty() { "failed after the call" } else { "asynchronous" };
        assert!(text.contains(expected), "{function}: {text}");
        assert!(outcome.outgoing.is_empty(), "{function}");
        assert_eq!(stage.balance(&payer), had, "{function}");
    }
    // The caller may catch it, and has its gas.
    let outcome = stage.forward("forward", &face, 5, &[1, 2, 3, 4])?;
    assert!(outcome.is_success() && outcome.outgoing.is_empty());
    assert!(outcome.gas.used < outcome.gas.limit / 2, "{:?}", outcome.gas);
    let outcome = stage.forward("forward", &face, 0, &[])?;
    assert!(outcome.is_success() && outcome.outgoing.is_empty());
    Ok(())
}

/// A contract that destroys itself pays its beneficiary wherever that lies.
#[test]
fn a_contract_that_destroys_itself_pays_another_shard() -> Tested {
    let stage = stage(2)?;
    let Value::Face(beneficiary) = stage.known_face(&KEY)? else { panic!("a face") };
    let ending = stage.shards.runtime.forms().of_face(EvmAddress::repeat_byte(0xed)).address;
    // PUSH20 beneficiary SELFDESTRUCT
    let code = [&[0x73], beneficiary.as_slice(), &[0xff]].concat();
    stage.near().world.update(|state| {
        let data = AccountData {
            code: Code::new(VmType::EVM, code.into()),
            balance: U256::from(9),
            ..AccountData::default()
        };
        state.insert(ending, WorldAccount { data, ..WorldAccount::default() });
    });
    let message = Message {
        from: stage.alice.address(),
        destination: Destination::Call(ending),
        input: CallInput::CallData(Bytes::new()),
        gas_limit: 100_000,
        ..Message::default()
    };
    let outcome = stage.shards.execute(&message)?;
    assert!(outcome.is_success(), "{:?}", outcome.message);
    assert_eq!(*only(&outcome.outgoing), OutgoingTransfer::payment(ending, KEY, U256::from(9)));
    assert_eq!(stage.balance(&ending), 0);
    Ok(())
}

/// The face of a fungible token pays another shard as native value does; the others move nothing there.
#[test]
fn tokens_leave_by_the_face_of_a_fungible_token_alone() -> Tested {
    let stage = stage(2)?;
    let payer = stage.payer.address();
    let Value::Face(to) = stage.known_face(&KEY)? else { panic!("a face") };
    stage.shards.change(&payer, |account| {
        let balance = Bytes::from_static(&[0x12, 2, 0, 100]);
        account.storage.insert(Bytes::from_static(b"ELRONDesdtTOK-123456"), balance);
        let instance = Bytes::from_static(&[8, 2, 0x12, 2, 0, 1, 0x22, 2, 8, 1]);
        account.storage.insert(Bytes::from_static(b"ELRONDesdtNFT-123456\x01"), instance);
    });
    stage.shards.change(&Address::SYSTEM_ACCOUNT, |account| {
        account
            .storage
            .insert(Bytes::from_static(b"ELRONDesdtNFT-123456"), Bytes::from_static(&[0, 2]));
    });
    let face = |token: &[u8]| token_face(token).map(Value::from).ok_or("a face");
    let word = |number: u8| U256::from(number).to_be_bytes_vec();
    let transfer = [&[0xa9, 0x05, 0x9c, 0xbb], to.into_word().as_slice(), &word(7)].concat();
    let outcome = stage.forward("forwardStrict", &face(b"TOK-123456")?, 0, &transfer)?;
    assert!(outcome.is_success(), "{:?}", outcome.data);
    let sent = only(&outcome.outgoing);
    let data = Bytes::from_static(b"ESDTTransfer@544f4b2d313233343536@07");
    let expected = OutgoingTransfer::payment(payer, KEY, U256::ZERO);
    assert_eq!(*sent, OutgoingTransfer { data, ..expected });
    let arrived = stage.shards.execute(&carried(sent))?;
    assert!(arrived.is_success(), "{:?}", arrived.message);
    let key = b"ELRONDesdtTOK-123456";
    assert_eq!(stage.shards.value(&KEY, key)[..], [0x12, 2, 0, 7]);
    assert_eq!(stage.shards.value(&payer, key)[..], [0x12, 2, 0, 93]);

    let own = stage.shards.runtime.forms().of_address(&payer).face.into_word();
    let transfer =
        [&[0x23, 0xb8, 0x72, 0xdd], own.as_slice(), to.into_word().as_slice(), &word(1)].concat();
    let outcome = stage.forward("forwardStrict", &face(b"NFT-123456")?, 0, &transfer)?;
    assert!(outcome.outgoing.is_empty() && !outcome.is_success(), "{:?}", outcome.data);
    Ok(())
}
