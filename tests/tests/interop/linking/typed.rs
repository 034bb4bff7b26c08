//! Proofs that the EVM key signs as typed data (EIP-712). What is signed is hashed here by alloy.

use super::stage::{Stage, stage};
use crate::stage::{Tested, bytes};
use alloy_sol_types::{Eip712Domain, SolStruct as _, sol};
use std::borrow::Cow;
use test_kit::TestError;
use vm_core::{B256, Bytes, CallInput, EvmAddress, U256};

sol! {
    struct Link {
        string chain;
        bytes32 genesis;
        bytes32 account;
        address key;
        uint256 nonce;
    }
}

/// What a wallet shows and hashes.
#[derive(Clone)]
struct TypedProof {
    domain: Eip712Domain,
    link: Link,
}

impl TypedProof {
    fn of(stage: &Stage) -> Self {
        let config = stage.world.runtime().config();
        Self {
            domain: Eip712Domain {
                name: Some(Cow::Borrowed("Linking of keys")),
                version: Some(Cow::Borrowed("1")),
                chain_id: Some(U256::from(config.evm_chain_id)),
                verifying_contract: Some(stage.link.face),
                salt: None,
            },
            link: Link {
                chain: config.chain_id.clone(),
                genesis: config.genesis_hash,
                account: B256::from(stage.account.address.0),
                key: stage.key.face,
                nonce: U256::ZERO,
            },
        }
    }

    fn digest(&self) -> B256 {
        self.link.eip712_signing_hash(&self.domain)
    }
}

/// Good proofs with the EVM key's signature over a hash in the place of the one over the message.
fn proofs(stage: &mut Stage, digest: B256) -> Result<Vec<Bytes>, TestError> {
    let mut proofs = stage.proofs(0)?;
    proofs[3] = stage.signed_hash(digest);
    Ok(proofs)
}

#[test]
fn typed_data_is_signed_in_place_of_the_message() -> Tested {
    let mut stage = stage();
    let typed = TypedProof::of(&stage);
    let good = proofs(&mut stage, typed.digest())?;
    let input = CallInput::function("getLinkDigest", good[..3].to_vec());
    let told = stage.world.call_raw(&stage.carrier, stage.link, input).dry().run()?;
    assert_eq!(told.expect_success().raw.items(), [bytes(typed.digest())]);
    // Solidity names the account by its face.
    let by_face = [&[bytes(stage.account.face)], &good[1..3]].concat();
    let input = CallInput::function("getLinkDigest", by_face);
    let told = stage.world.call_raw(&stage.carrier, stage.link, input).dry().run()?;
    assert_eq!(told.expect_success().raw.items(), [bytes(typed.digest())]);
    // By the built-in function, and by the contract.
    let mut other = stage.world.fork();
    let input = CallInput::function("LinkAccount", good[1..].to_vec());
    other.call_raw(stage.account, stage.account, input).run()?.expect_success();
    assert_eq!(other.balance(stage.account), U256::from(130));
    stage.bring(good.clone())?.expect_success();
    assert_eq!(stage.world.balance(stage.account), U256::from(130));
    stage.refuses_proofs(good, "the account has a linked key already")
}

/// Another domain, or another value of any field, is another proof; so is one that was revoked.
#[test]
fn typed_data_is_for_one_link() -> Tested {
    let mut stage = stage();
    let typed = TypedProof::of(&stage);
    type Change = fn(&mut TypedProof);
    let changes: [Change; 11] = [
        |it| it.domain.chain_id = Some(U256::ONE),
        |it| it.domain.verifying_contract = Some(EvmAddress::ZERO),
        |it| it.domain.name = Some(Cow::Borrowed("Linking")),
        |it| it.domain.version = Some(Cow::Borrowed("2")),
        |it| it.domain.salt = Some(B256::ZERO),
        |it| it.domain.verifying_contract = None,
        |it| it.link.chain.push('1'),
        |it| it.link.genesis = B256::repeat_byte(1),
        |it| it.link.account = B256::repeat_byte(1),
        |it| it.link.key = EvmAddress::repeat_byte(1),
        |it| it.link.nonce = U256::ONE,
    ];
    for change in changes {
        let mut changed = typed.clone();
        change(&mut changed);
        assert_ne!(changed.digest(), typed.digest());
        let bad = proofs(&mut stage, changed.digest())?;
        stage.refuses_proofs(bad, "the signature of the EVM key is wrong")?;
    }
    // Another key's signature, and one of the wrong length.
    let good = proofs(&mut stage, typed.digest())?;
    let mut other = self::stage();
    other.key_secret = k256::ecdsa::SigningKey::from_slice(&[7; 32]).unwrap();
    for signature in [other.signed_hash(typed.digest()), good[3].slice(..64)] {
        let mut bad = good.clone();
        bad[3] = signature;
        stage.refuses_proofs(bad, "the signature of the EVM key is wrong")?;
    }
    // The account's key has no typed form: its wallets sign the message.
    let mut bad = good.clone();
    bad[4] = stage.account_signed_hash(typed.digest());
    stage.refuses_proofs(bad, "the signature of the account's key is wrong")?;
    let input = CallInput::function("revokeLinkProofs", Vec::new());
    stage.world.call_raw(stage.account, stage.link, input).run()?.expect_success();
    stage.refuses_proofs(good, "the nonce of the proof is wrong")
}
