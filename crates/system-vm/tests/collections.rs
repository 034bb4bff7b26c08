//! Built-in functions that make, change and burn instances of collections.
#![cfg(test)]

mod support;

use num_bigint::BigUint;
use support::collection::{INVALID, META, NFT, SFT, chain, create, metadata, quantity};
use support::{ALICE, BOB, Chain, GAS, text};
use system_vm::{
    DigitalToken, ESDT_ADDRESS, TokenKind, TokenRoles, TokenSettings, latest_nonce_key, role_key,
    role_name, token_key,
};
use vm_core::{Address, Bytes, CallRequest, ReturnData};

const SYSTEM: Address = Address::SYSTEM_ACCOUNT;
const OWN: (Address, Address) = (ALICE, ALICE);
const GAS_TEXT: &str = "not enough gas was sent in the transaction";

#[test]
fn an_instance_is_made_where_its_type_says() {
    for (token, kind, amount, is_with_owner) in [
        (NFT, TokenKind::NON_FUNGIBLE_V2, 1_u8, true),
        (SFT, TokenKind::SEMI_FUNGIBLE, 10, false),
        (META, TokenKind::DYNAMIC_META, 7, false),
    ] {
        let mut chain = chain();
        for nonce in [1_u8, 2] {
            let arguments: [&[u8]; 7] =
                [token, &[amount], b"name", &[1, 0xf4], b"hash", b"attr", b"uri"];
            let outcome = chain.expect(ALICE, ALICE, "ESDTNFTCreate", &arguments);
            let length: u64 = arguments.iter().map(|it| it.len() as u64).sum();
            assert_eq!(outcome.gas_left, GAS - 150_000 - length * 10_000);
            let items = vec![Bytes::copy_from_slice(&[nonce])];
            assert_eq!(outcome.data, ReturnData::Items(items));
            assert_eq!(chain.storage(ALICE, &latest_nonce_key(token)), [nonce]);
            let nonce = u64::from(nonce);
            let whole = DigitalToken {
                kind,
                value: BigUint::from(amount),
                metadata: Some(metadata(nonce)),
                ..DigitalToken::default()
            };
            let (address, topics) = chain.last_log();
            assert_eq!(address, ALICE);
            let number = [u8::try_from(nonce).unwrap()];
            let expected = [token, &number, &[amount], &whole.encode()];
            assert_eq!(topics, expected.map(Bytes::copy_from_slice));
            if is_with_owner {
                assert_eq!(chain.record(ALICE, token, nonce), Some(whole));
                assert_eq!(chain.record(SYSTEM, token, nonce), None);
            } else {
                let mine = DigitalToken { metadata: None, ..whole.clone() };
                let kept = DigitalToken { reserved: Bytes::from_static(&[1]), ..whole };
                assert_eq!(chain.record(ALICE, token, nonce), Some(mine));
                assert_eq!(chain.record(SYSTEM, token, nonce), Some(kept));
            }
        }
    }
}

#[test]
fn a_creation_is_refused_with_productions_text() {
    let mut chain = chain();
    let full = |token: &'static [u8], quantity: &'static [u8], royalties: &'static [u8]| {
        [token, quantity, b"n", royalties, b"h", b"a", b"u"]
    };
    let none = b"NO-123456";
    for (arguments, message) in [
        (&full(SFT, &[1], &[])[..1], INVALID.to_owned()),
        (&full(SFT, &[1], &[])[..6], format!("{INVALID}, wrong number of arguments")),
        (&full(none, &[1], &[]), "action is not allowed".to_owned()),
        (&full(SFT, &[0, 0], &[]), format!("{INVALID}, invalid quantity")),
        (&full(SFT, &[], &[]), format!("{INVALID}, invalid quantity")),
        (&full(SFT, &[1], &[0x27, 0x11]), format!("{INVALID}, invalid max royality value")),
        (
            &full(SFT, &[1; 33], &[]),
            format!("{INVALID} max length for quantity in nft create is 32"),
        ),
    ] {
        chain.refuse(OWN, "ESDTNFTCreate", arguments, &message);
    }
    let good = full(SFT, &[1], &[]);
    chain.refuse((ALICE, BOB), "ESDTNFTCreate", &good, "invalid receiver address");
    chain.set_collection(NFT, TokenKind::SEMI_FUNGIBLE, &[role_name::CREATE]);
    let several = full(NFT, &[0, 2], &[]);
    chain.refuse(OWN, "ESDTNFTCreate", &several, "action is not allowed");
    chain.expect(ALICE, ALICE, "ESDTNFTCreate", &full(NFT, &[0, 1], &[]));
    let mut settings = TokenSettings::decode(&chain.storage(SYSTEM, &token_key(SFT)));
    settings.is_paused = true;
    chain.set_storage(SYSTEM, &token_key(SFT), settings.encode().to_vec());
    chain.refuse(OWN, "ESDTNFTCreate", &good, "esdt token is paused");
}

/// Runs a function with one unit of gas less than it takes, and then with just enough.
fn check_cost(chain: &mut Chain, function: &str, arguments: &[&[u8]], cost: u64) {
    let with = |request: CallRequest, gas| CallRequest { gas, ..request };
    let request = chain.request(ALICE, ALICE, function, arguments);
    let refused = chain.run(with(request.clone(), cost.saturating_sub(1))).call;
    assert_eq!(text(&refused), GAS_TEXT, "{function}");
    let outcome = chain.run(with(request, cost)).call;
    assert!(outcome.status.is_success(), "{function}: {}", text(&outcome));
    assert_eq!(outcome.gas_left, 0, "{function}");
}

#[test]
fn what_functions_cost() {
    let mut chain = chain();
    create(&mut chain, SFT, &[9]);
    create(&mut chain, META, &[9]);
    // Of the metadata as the row before leaves it: every field with its tag and length.
    let metadata_length = 2 + 42 + 34 + 2 + 6 + 8 + 6;
    for (function, arguments, cost) in [
        ("ESDTNFTAddQuantity", &[SFT, &[1], &[3]][..], 50_000),
        ("ESDTNFTBurn", &[SFT, &[1], &[3]], 50_000),
        ("ESDTNFTAddURI", &[SFT, &[1], b"one", b"three"], 50_000 + 8 * 10_000),
        ("ESDTNFTUpdateAttributes", &[SFT, &[1], b"others"], 50_000 + 6 * 10_000),
        ("ESDTModifyRoyalties", &[META, &[1], &[5]], 500_000),
        ("ESDTModifyCreator", &[META, &[1]], 500_000),
        ("ESDTSetNewURIs", &[META, &[1], b"longer"], 500_000 + 3 * 10_000),
        // Ten of token, one of nonce and six of new URIs pay; 32 of the old creator are taken off.
        (
            "ESDTMetaDataUpdate",
            &[META, &[1], &[5; 40], &[], &[], &[], &[]],
            1_000_000 + (10 + 1 + 40 - 4 - 32) * 10_000,
        ),
        (
            "ESDTMetaDataRecreate",
            &[META, &[1], &[b'n'; 200], &[], &[], &[], b"uri"],
            1_000_000 + (10 + 1 + 200 + 3 - metadata_length) * 10_000,
        ),
    ] {
        check_cost(&mut chain, function, arguments, cost);
    }
}

#[test]
fn quantities_are_counted() {
    for (token, is_counted) in [(SFT, true), (META, true), (NFT, false)] {
        let mut chain = chain();
        create(&mut chain, token, &[9]);
        let check = |chain: &mut Chain, expected: u64| {
            assert_eq!(quantity(chain.record(ALICE, token, 1)), expected);
            let counted = if is_counted { expected } else { 0 };
            assert_eq!(quantity(chain.record(SYSTEM, token, 1)), counted);
        };
        chain.expect(ALICE, ALICE, "ESDTNFTAddQuantity", &[token, &[1], &[3]]);
        let (address, topics) = chain.last_log();
        assert_eq!((address, topics.len()), (ALICE, 3));
        check(&mut chain, 12);
        chain.expect(ALICE, ALICE, "ESDTNFTBurn", &[token, &[1], &[5]]);
        check(&mut chain, 7);
        chain.refuse(OWN, "ESDTNFTBurn", &[token, &[1], &[8]], "invalid NFT quantity");
        chain.expect(ALICE, ALICE, "ESDTNFTBurn", &[token, &[1], &[7]]);
        assert_eq!(chain.record(ALICE, token, 1), None);
        assert_eq!(chain.record(SYSTEM, token, 1), None, "metadata goes too");
        chain.refuse(OWN, "ESDTNFTBurn", &[token, &[1], &[1]], "new NFT data on sender");
    }
}

#[test]
fn everybody_burns_what_the_token_allows() {
    let mut chain = chain();
    create(&mut chain, SFT, &[9]);
    chain.expect(ALICE, ALICE, "ESDTNFTTransfer", &[SFT, &[1], &[2], &BOB.0]);
    let burn: [&[u8]; 3] = [SFT, &[1], &[2]];
    chain.refuse((BOB, BOB), "ESDTNFTBurn", &burn, "action is not allowed");
    chain.expect(ESDT_ADDRESS, SYSTEM, "ESDTSetBurnRoleForAll", &[SFT]);
    chain.expect(BOB, BOB, "ESDTNFTBurn", &burn);
    assert_eq!(quantity(chain.record(SYSTEM, SFT, 1)), 7);
}

#[test]
fn changes_of_instances_are_refused_with_productions_text() {
    let mut chain = chain();
    create(&mut chain, SFT, &[9]);
    let new = "new NFT data on sender";
    let no_metadata = "NFT does not have metadata";
    let receiver = "invalid receiver address";
    for function in
        ["ESDTNFTAddQuantity", "ESDTNFTBurn", "ESDTNFTAddURI", "ESDTNFTUpdateAttributes"]
    {
        let three: [&[u8]; 3] = [SFT, &[1], &[1]];
        chain.refuse(OWN, function, &three[..1], INVALID);
        chain.refuse(OWN, function, &three[..2], INVALID);
        chain.refuse((ALICE, BOB), function, &three, receiver);
        chain.refuse((BOB, BOB), function, &three, "action is not allowed");
        chain.refuse(OWN, function, &[SFT, &[7], &[1]], new);
    }
    for function in ["ESDTNFTAddURI", "ESDTNFTUpdateAttributes"] {
        chain.refuse(OWN, function, &[SFT, &[], &[1]], no_metadata);
    }
    let four: [&[u8]; 4] = [SFT, &[1], &[1], &[1]];
    chain.refuse(OWN, "ESDTNFTUpdateAttributes", &four, INVALID);
    let message = format!("{INVALID} max length for add nft quantity is 32");
    let long: [&[u8]; 3] = [SFT, &[1], &[1; 33]];
    chain.refuse(OWN, "ESDTNFTAddQuantity", &long, &message);
}

#[test]
fn only_frozen_tokens_are_wiped() {
    let mut chain = chain();
    create(&mut chain, SFT, &[9]);
    let with_nonce = [SFT, &[1]].concat();
    let esdt = (ESDT_ADDRESS, ALICE);
    let message = "cannot wipe because the account is not frozen for this esdt token";
    chain.refuse(esdt, "ESDTWipe", &[&with_nonce], message);
    chain.refuse(esdt, "ESDTWipe", &[], INVALID);
    let message = "destination is not system sc address";
    chain.refuse((BOB, ALICE), "ESDTWipe", &[&with_nonce], message);
    for function in ["ESDTFreeze", "ESDTWipe"] {
        chain.expect(ESDT_ADDRESS, ALICE, function, &[&with_nonce]);
        let (address, topics) = chain.last_log();
        assert_eq!(address, ESDT_ADDRESS);
        let expected = [SFT, &[1], &[9], &ALICE.0].map(Bytes::from_static);
        assert_eq!(topics, expected);
    }
    assert_eq!(chain.record(ALICE, SFT, 1), None);
    assert_eq!(chain.record(SYSTEM, SFT, 1), None);
    let token = chain.issue("TOK", &[]);
    chain.expect(ESDT_ADDRESS, ALICE, "ESDTFreeze", &[&token]);
    chain.expect(ESDT_ADDRESS, ALICE, "ESDTWipe", &[&token]);
    assert_eq!(chain.balance(ALICE, &token, 0), BigUint::ZERO);
}

#[test]
fn the_create_role_moves_with_its_nonce() {
    let mut chain = chain();
    create(&mut chain, SFT, &[9]);
    let function = "ESDTNFTCreateRoleTransfer";
    chain.refuse((BOB, ALICE), function, &[SFT, &BOB.0], INVALID);
    let esdt = (ESDT_ADDRESS, ALICE);
    chain.refuse(esdt, function, &[SFT, &[1; 31]], INVALID);
    chain.refuse(esdt, function, &[SFT], INVALID);
    chain.expect(ESDT_ADDRESS, ALICE, function, &[SFT, &BOB.0]);
    assert_eq!(chain.storage(ALICE, &latest_nonce_key(SFT)), [0; 0]);
    assert_eq!(chain.storage(BOB, &latest_nonce_key(SFT)), [1]);
    let mut roles = |address| TokenRoles::decode(&chain.storage(address, &role_key(SFT))).unwrap();
    assert!(!roles(ALICE).contains(role_name::CREATE.as_bytes()));
    assert_eq!(roles(BOB).0, [Bytes::from_static(role_name::CREATE.as_bytes())]);
    let (address, topics) = chain.last_log();
    let expected = [SFT, b"", b"", b"true"].map(Bytes::from_static);
    assert_eq!((address, &topics[..]), (BOB, &expected[..]));
}
