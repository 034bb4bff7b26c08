//! Bytes into transactions, and what is none.

use crate::signer::{Draft, Signer, bytes, list};
use alloy_primitives::{Address, B256, U256, keccak256};
use runtime::{
    AccessListItem, Authorization, BlockContext, DecodeError, Envelope, EthereumTransaction,
    ExecuteOptions, ExecutionError, FeeCap, InvalidTransaction, Runtime,
};
use std::sync::Arc;
use vm_core::{AddressForms, ChainConfig, EthereumTransactions, SpecId};
use world::{World, WorldAccount};

const TO: Address = Address::repeat_byte(7);
const FEE: FeeCap = FeeCap { price: 20, priority: 3 };
const SLOT: B256 = B256::with_last_byte(9);

fn draft() -> Draft {
    Draft {
        nonce: 4,
        priority: FEE.priority,
        to: Some(TO),
        value: U256::from(5),
        data: vec![1, 0, 2],
        access_list: vec![(TO, vec![SLOT, B256::ZERO])],
        ..Draft::default()
    }
}

/// One transaction of each type, with what is to come out.
fn of_every_type(signer: &Signer) -> Vec<(Vec<u8>, Envelope)> {
    let draft = draft();
    let hash = B256::with_last_byte(1);
    let blob = [bytes(&11u8), list(&[bytes(&hash)])];
    let codes = [Signer::new(9).authorizations(0, TO, 3)];
    let authorization = Authorization {
        chain_id: U256::ZERO,
        address: TO,
        nonce: 3,
        authority: Some(Signer::new(9).address()),
    };
    let of = |kind, own: &[Vec<u8>]| signer.transaction(kind, &draft, own);
    vec![
        (of(0, &[]), Envelope::Legacy { gas_price: 20 }),
        (
            signer.transaction(0, &Draft { chain_id: None, ..draft.clone() }, &[]),
            Envelope::Legacy { gas_price: 20 },
        ),
        (of(1, &[]), Envelope::AccessList { gas_price: 20 }),
        (of(2, &[]), Envelope::DynamicFee(FEE)),
        (of(3, &blob), Envelope::Blob { fee: FEE, blob_price: 11, blob_hashes: vec![hash] }),
        (of(4, &codes), Envelope::SetCode { fee: FEE, authorizations: vec![authorization] }),
    ]
}

#[test]
fn every_type_has_its_fields_hash_and_sender() {
    let signer = Signer::new(1);
    for (index, (bytes, envelope)) in of_every_type(&signer).into_iter().enumerate() {
        let decoded = EthereumTransaction::decode(&bytes, SpecId::OSAKA).unwrap();
        let is_legacy = matches!(envelope, Envelope::Legacy { .. });
        let slots = vec![U256::from(9), U256::ZERO];
        let listed = AccessListItem { address: TO, slots };
        let expected = EthereumTransaction {
            sender: signer.address(),
            nonce: 4,
            chain_id: (index != 1).then_some(31_337),
            to: Some(TO),
            value: U256::from(5),
            data: vec![1, 0, 2].into(),
            gas_limit: 2_000_000,
            access_list: if is_legacy { Vec::new() } else { vec![listed] },
            envelope,
            hash: keccak256(&bytes),
        };
        assert_eq!(decoded, expected);
    }
}

#[test]
fn a_changed_byte_never_leaves_the_sender() {
    let signer = Signer::new(1);
    for (bytes, _) in of_every_type(&signer) {
        for end in 0..bytes.len() {
            assert!(EthereumTransaction::decode(&bytes[..end], SpecId::OSAKA).is_err());
        }
        let longer = [&bytes[..], &[0x80]].concat();
        let trailing = EthereumTransaction::decode(&longer, SpecId::OSAKA);
        assert_eq!(trailing, Err(DecodeError::Trailing));
        for index in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[index] ^= 1;
            let decoded = EthereumTransaction::decode(&changed, SpecId::OSAKA);
            if let Ok(decoded) = decoded {
                assert_ne!(decoded.sender, signer.address(), "byte {index}");
                assert_eq!(decoded.hash, keccak256(&changed));
            }
        }
    }
}

#[test]
fn signatures_follow_the_fork() {
    let signer = Signer::new(1);
    let order = U256::MAX
        - U256::from_be_slice(&hex::decode("014551231950b75fc4402da1732fc9bebe").unwrap());
    let unprotected = Draft { chain_id: None, ..draft() };
    let low = signer.transaction(0, &unprotected, &[]);
    let protected = signer.transaction(0, &draft(), &[]);
    // The other form of the same signature: the order less `s`, and the other parity.
    let (head, s) = low.split_at(low.len() - 32);
    let s = U256::from_be_slice(s);
    let mut high = [head, &(order - s).to_be_bytes::<32>()].concat();
    let v = high.len() - 33 - 33 - 1;
    high[v] = 27 + 28 - high[v];
    let sender = Ok(signer.address());
    for (bytes, fork, expected) in [
        (&low, SpecId::FRONTIER, sender),
        (&high, SpecId::FRONTIER, sender),
        (&high, SpecId::HOMESTEAD, Err(DecodeError::HighS)),
        (&protected, SpecId::TANGERINE, Err(DecodeError::Parity)),
        (&protected, SpecId::SPURIOUS_DRAGON, sender),
    ] {
        let decoded = EthereumTransaction::decode(bytes, fork).map(|it| it.sender);
        assert_eq!(decoded, expected, "{fork:?}");
    }
}

#[test]
fn a_price_above_all_numbers_is_one_that_nobody_pays() {
    let signer = Signer::new(1);
    let bytes = signer.transaction(0, &Draft { price: u128::MAX, ..draft() }, &[]);
    let decoded = EthereumTransaction::decode(&bytes, SpecId::OSAKA).unwrap();
    assert_eq!(decoded.envelope, Envelope::Legacy { gas_price: u128::MAX });
    let runtime = Runtime::builder().build().unwrap();
    let world = Arc::new(World::with_state(runtime.genesis()));
    let mut rich = WorldAccount::default();
    (rich.data.balance, rich.data.nonce) = (U256::MAX, 4);
    let sender = runtime.forms().of_face(signer.address()).address;
    world.update(|state| state.insert(sender, rich));
    let mut block = BlockContext::default();
    block.current.gas_limit = 30_000_000;
    let result = runtime.execute(&world, &block, &decoded, &ExecuteOptions::default());
    let refused = ExecutionError::Invalid(InvalidTransaction::InsufficientFunds);
    assert_eq!(result.err(), Some(refused));
}

#[test]
fn what_is_no_transaction_has_a_reason() {
    let signer = Signer::new(1);
    let codes = Signer::new(9).authorizations(0, TO, 3);
    let poor = Draft { gas_limit: 24_999, ..draft() };
    for (bytes, expected) in [
        (vec![], DecodeError::Empty),
        (vec![5, 0xc0], DecodeError::UnknownType(5)),
        (vec![0, 0xc0], DecodeError::UnknownType(0)),
        (vec![2, 0xc0], DecodeError::Rlp(alloy_rlp::Error::InputTooShort)),
        (vec![2, 0x80], DecodeError::Rlp(alloy_rlp::Error::UnexpectedString)),
        (signer.transaction(2, &draft(), &[bytes(&1u8)]), DecodeError::Trailing),
        (signer.transaction(4, &poor, &[codes]), DecodeError::UnpaidAuthorizations),
    ] {
        assert_eq!(EthereumTransaction::decode(&bytes, SpecId::OSAKA), Err(expected));
    }
}

#[test]
fn a_chain_says_what_it_takes() {
    let signer = Signer::new(1);
    let ours = Runtime::builder().build().unwrap();
    let strict = EthereumTransactions { blobs: true, without_chain_id: false };
    let strict = ChainConfig { ethereum: strict, ..ours.config().as_ref().clone() };
    let check = |bytes: &[u8], config: &ChainConfig| {
        let decoded = EthereumTransaction::decode(bytes, SpecId::OSAKA).unwrap();
        decoded.check(SpecId::OSAKA, config).map(|gas| gas.initial)
    };
    let [_, (unprotected, _), .., (blob, _), _] = &of_every_type(&signer)[..] else {
        panic!("two without a type, and a blob before the last");
    };
    assert_eq!(check(unprotected, ours.config()), Ok(21_000 + 2 * 16 + 4));
    assert_eq!(check(unprotected, &strict), Err(InvalidTransaction::ChainIdMissing));
    assert_eq!(check(blob, ours.config()), Err(InvalidTransaction::BlobsNotTaken));
    // Its hash has another version than 1, which is looked at only where blobs are taken.
    assert_eq!(check(blob, &strict), Err(InvalidTransaction::BlobVersion));
    let other = signer.transaction(2, &Draft { chain_id: Some(1), ..draft() }, &[]);
    assert_eq!(check(&other, &strict), Err(InvalidTransaction::ChainId));
}
