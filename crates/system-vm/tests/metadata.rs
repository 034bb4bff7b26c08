//! Built-in functions that change the metadata of instances.
#![cfg(test)]

mod support;

use num_bigint::BigUint;
use support::collection::{EVERY_ROLE, INVALID, META, NFT, SFT, chain, create, metadata, quantity};
use support::{ALICE, BOB, Chain};
use system_vm::{MetadataVersion, TokenKind, TokenMetadata};
use vm_core::{Address, Bytes};

const SYSTEM: Address = Address::SYSTEM_ACCOUNT;
const OWN: (Address, Address) = (ALICE, ALICE);

#[test]
fn metadata_of_an_owned_instance_changes() {
    for (token, keeper, is_dynamic) in
        [(NFT, ALICE, false), (SFT, SYSTEM, false), (META, SYSTEM, true)]
    {
        let mut chain = chain();
        create(&mut chain, token, &[1]);
        chain.expect(ALICE, ALICE, "ESDTNFTAddURI", &[token, &[1], b"two", b"three"]);
        let (_, topics) = chain.last_log();
        assert_eq!(topics[3..], [&b"two"[..], b"three"].map(Bytes::from_static));
        chain.expect(ALICE, ALICE, "ESDTNFTUpdateAttributes", &[token, &[1], b"new"]);
        let kept = chain.record(keeper, token, 1).unwrap();
        let uris = [&b"uri"[..], b"two", b"three"].map(Bytes::from_static);
        let changed = TokenMetadata {
            uris: uris.to_vec(),
            attributes: Bytes::from_static(b"new"),
            ..metadata(1)
        };
        assert_eq!(kept.metadata, Some(changed));
        // Rounds of URIs and attributes are fields 5 and 6.
        let version = [0x28, 9, 0x30, 9];
        let has_version = is_dynamic || keeper == ALICE;
        let expected: &[u8] = if has_version { &version } else { &[] };
        assert_eq!(*kept.reserved, *expected);
        assert_eq!(quantity(chain.record(ALICE, token, 1)), 1);
    }
}

#[test]
fn dynamic_metadata_changes_by_role() {
    let mut chain = chain();
    create(&mut chain, META, &[3]);
    chain.expect(ALICE, ALICE, "ESDTNFTTransfer", &[META, &[1], &[3], &BOB.0]);
    // Alice has none left, and is asked for none.
    let update: [&[u8]; 7] = [META, &[1], b"", &[], b"other", b"", b""];
    chain.expect(ALICE, ALICE, "ESDTMetaDataUpdate", &update);
    let expect = |chain: &mut Chain, expected: &TokenMetadata, rounds: [u64; 6]| {
        let kept = chain.record(SYSTEM, META, 1).unwrap();
        assert_eq!(kept.metadata.as_ref(), Some(expected));
        let [name, creator, royalties, hash, uris, attributes] = rounds;
        let version = MetadataVersion { name, creator, royalties, hash, uris, attributes };
        let fields = (1_u8..).zip(rounds).filter(|(_, round)| *round != 0);
        let bytes: Vec<u8> =
            fields.flat_map(|(field, round)| [field << 3, u8::try_from(round).unwrap()]).collect();
        assert_eq!(*kept.reserved, *bytes, "{version:?}");
        assert_eq!(quantity(Some(kept)), 3, "the quantity stays");
    };
    let mut expected = TokenMetadata { hash: Bytes::from_static(b"other"), ..metadata(1) };
    expect(&mut chain, &expected, [0, 9, 0, 9, 0, 0]);
    chain.set_round(10);
    chain.expect(ALICE, ALICE, "ESDTModifyRoyalties", &[META, &[1], &[0x27, 0x10]]);
    chain.expect(ALICE, ALICE, "ESDTSetNewURIs", &[META, &[1], b"a", b"b"]);
    expected.royalties = 10_000;
    expected.uris = vec![Bytes::from_static(b"a"), Bytes::from_static(b"b")];
    expect(&mut chain, &expected, [0, 9, 10, 9, 10, 0]);
    chain.set_round(11);
    chain.expect(ALICE, ALICE, "ESDTModifyCreator", &[META, &[1]]);
    expect(&mut chain, &expected, [0, 11, 10, 9, 10, 0]);
    let recreate: [&[u8]; 7] = [META, &[1], b"n", &[7], b"h", b"a", b"u"];
    chain.expect(ALICE, ALICE, "ESDTMetaDataRecreate", &recreate);
    expected = TokenMetadata {
        nonce: 1,
        name: Bytes::from_static(b"n"),
        royalties: 7,
        hash: Bytes::from_static(b"h"),
        uris: vec![Bytes::from_static(b"u")],
        attributes: Bytes::from_static(b"a"),
        ..metadata(1)
    };
    expect(&mut chain, &expected, [11; 6]);
}

#[test]
fn dynamic_functions_refuse_with_productions_text() {
    let mut chain = chain();
    create(&mut chain, SFT, &[9]);
    let count = "invalid number of arguments";
    let royalties = format!("{INVALID}, invalid max royality value");
    for (function, least) in [
        ("ESDTMetaDataRecreate", 7),
        ("ESDTMetaDataUpdate", 7),
        ("ESDTSetNewURIs", 3),
        ("ESDTModifyRoyalties", 3),
        ("ESDTModifyCreator", 2),
    ] {
        let good = [SFT, &[1], b"x", &[1], b"x", b"x", b"x"];
        chain.refuse(OWN, function, &good[..least - 1], count);
        chain.refuse((ALICE, BOB), function, &good, "invalid receiver address");
        chain.refuse((BOB, BOB), function, &good, "action is not allowed");
        let absent = [SFT, &[7], b"x", &[1], b"x", b"x", b"x"];
        chain.refuse(OWN, function, &absent, "nil esdt data");
    }
    let dear: [&[u8]; 3] = [SFT, &[1], &[0x27, 0x11]];
    chain.refuse(OWN, "ESDTModifyRoyalties", &dear, &royalties);
    for function in ["ESDTMetaDataRecreate", "ESDTMetaDataUpdate"] {
        let dear = [SFT, &[1], b"x", &[0x27, 0x11], b"x", b"x", b"x"];
        chain.refuse(OWN, function, &dear, &royalties);
    }
}

#[test]
fn a_dynamic_instance_is_recreated_from_nothing() {
    let mut chain = chain();
    chain.set_collection(NFT, TokenKind::DYNAMIC_NON_FUNGIBLE, &EVERY_ROLE);
    for (token, keeper) in [(NFT, ALICE), (META, SYSTEM)] {
        let arguments: [&[u8]; 7] = [token, &[5], b"n", &[], b"h", b"a", b"u"];
        chain.expect(ALICE, ALICE, "ESDTMetaDataRecreate", &arguments);
        let record = chain.record(keeper, token, 5).unwrap();
        assert_eq!(record.value, BigUint::ZERO);
        assert_eq!(record.metadata.unwrap().nonce, 5);
    }
}
