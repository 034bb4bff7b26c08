//! Transfers of instances of collections.
#![cfg(test)]

mod support;

use num_bigint::BigUint;
use support::{ALICE, BOB, Chain, contract, contract_address};
use system_vm::{
    DigitalToken, EsdtConfig, TokenKind, TokenMetadata, TokenSettings, instance_key, token_key,
};
use vm_core::{Address, Bytes, VmType};

const SPACE: Address = contract_address(VmType::SPACE, 0x11);

#[test]
fn instances_take_their_metadata_along() {
    let mut chain = Chain::with(EsdtConfig::default(), "", |state| {
        state.accounts.insert(SPACE, contract(VmType::SPACE, [0, 0]));
    });
    for (kind, id) in [
        (TokenKind::NON_FUNGIBLE_V2, &b"NFT-123456"[..]),
        (TokenKind::SEMI_FUNGIBLE, b"SFT-123456"),
    ] {
        let record = DigitalToken {
            kind,
            value: BigUint::from(1_u8),
            metadata: Some(TokenMetadata { nonce: 3, ..TokenMetadata::default() }),
            ..DigitalToken::default()
        };
        let settings = TokenSettings { kind: Some(kind), ..TokenSettings::default() };
        let system = Address::SYSTEM_ACCOUNT;
        chain.set_storage(system, &token_key(id), settings.encode().to_vec());
        chain.set_storage(ALICE, &instance_key(id, 3), record.encode());
        refuse_transfers(&mut chain, id);
        chain.expect(ALICE, ALICE, "ESDTNFTTransfer", &[id, &[3], &[1], &BOB.0]);
        assert_eq!(chain.storage(ALICE, &instance_key(id, 3)), [0; 0]);
        assert_eq!(chain.balance(BOB, id, 3), BigUint::from(1_u8));
        // Metadata lies with the owner of an NFT, and for everybody in the system account otherwise.
        let keeper = if kind == TokenKind::NON_FUNGIBLE_V2 { BOB } else { system };
        let kept = DigitalToken::decode(&chain.storage(keeper, &instance_key(id, 3))).unwrap();
        assert_eq!(kept.metadata.unwrap().nonce, 3);

        let frozen =
            DigitalToken { properties: Bytes::from_static(&[1, 0]), ..DigitalToken::default() };
        chain.set_storage(BOB, &token_key(id), frozen.encode());
        let message = "account is frozen for this esdt token";
        chain.refuse((BOB, BOB), "ESDTNFTTransfer", &[id, &[3], &[1], &ALICE.0], message);
    }
    let token = chain.issue("TOK", &[]);
    let message = "NFT does not have metadata";
    chain.refuse((ALICE, ALICE), "ESDTNFTTransfer", &[&token, &[], &[1], &BOB.0], message);
}

fn refuse_transfers(chain: &mut Chain, id: &[u8]) {
    let own = (ALICE, ALICE);
    for (arguments, message) in [
        (&[id, &[3], &[2], &BOB.0][..], "invalid NFT quantity"),
        (&[id, &[3], &[], &BOB.0], "invalid NFT quantity"),
        (&[id, &[4], &[1], &BOB.0], "new NFT data on sender"),
        (&[id, &[3], &[1], &SPACE.0], "sending value to non payable contract"),
        (
            &[id, &[3], &[1], &ALICE.0],
            "invalid arguments to process built-in function, can not transfer to self",
        ),
    ] {
        chain.refuse(own, "ESDTNFTTransfer", arguments, message);
    }
}
