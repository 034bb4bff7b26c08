//! Both keys of an account, and the proofs that they sign.

use crate::stage::{Tested, bytes};
use alloy_primitives::keccak256;
use ed25519_dalek::Signer as _;
use k256::ecdsa::signature::hazmat::PrehashSigner as _;
use runtime::{Envelope, EthereumTransaction};
use system_vm::LINK_ADDRESS;
use test_kit::{Account, Contract, TestError, TestOutcome, World, args};
use vm_core::{AccountRef, Address, AddressForms, B256, Bytes, CallInput, EvmAddress, U256};

/// Both keys, the account, and a third party that brings the proofs.
pub(super) struct Stage {
    pub(super) world: World,
    pub(super) carrier: Account,
    pub(super) secret: ed25519_dalek::SigningKey,
    pub(super) account: AccountRef,
    pub(super) key_secret: k256::ecdsa::SigningKey,
    /// The account at the key's own address.
    pub(super) key: AccountRef,
    pub(super) link: AccountRef,
}

pub(super) fn stage() -> Stage {
    stage_in(World::new())
}

pub(super) fn stage_in(mut world: World) -> Stage {
    let carrier = world.account("carrier", 1_000u64);
    let secret = ed25519_dalek::SigningKey::from_bytes(&[5; 32]);
    let forms = **world.runtime().forms();
    let account = forms.of_address(&Address(secret.verifying_key().to_bytes()));
    let key_secret = k256::ecdsa::SigningKey::from_slice(&[6; 32]).unwrap();
    let point = key_secret.verifying_key().to_encoded_point(false);
    let key = forms.of_face(EvmAddress::from_slice(&keccak256(&point.as_bytes()[1..])[12..]));
    world.update(|state| {
        state.account_mut(&account.address).data.balance = U256::from(100);
        state.account_mut(&account.address).data.nonce = 7;
        state.account_mut(&key.address).data.balance = U256::from(30);
    });
    let link = forms.of_address(&LINK_ADDRESS);
    Stage { world, carrier, secret, account, key_secret, key, link }
}

impl Stage {
    /// What both keys sign, as the contract tells it.
    pub(super) fn message(&mut self, nonce: u64) -> Result<Bytes, TestError> {
        let arguments = vec![bytes(self.account.address.0), bytes(self.key.face), number(nonce)];
        let input = CallInput::function("getLinkMessage", arguments);
        let outcome = self.world.call_raw(&self.carrier, self.link, input).dry().run()?;
        Ok(outcome.expect_success().raw.items()[0].clone())
    }

    pub(super) fn signatures(&self, message: &[u8]) -> (Bytes, Bytes) {
        let digest = |prefix: &[u8]| {
            let length = message.len().to_string();
            keccak256([prefix, length.as_bytes(), message].concat())
        };
        let of_key = self.signed_hash(digest(b"\x19Ethereum Signed Message:\n"));
        (of_key, self.account_signed_hash(digest(b"\x17Elrond Signed Message:\n")))
    }

    /// A signature of the EVM key.
    pub(super) fn signed_hash(&self, hash: B256) -> Bytes {
        let (signature, recovery): (k256::ecdsa::Signature, k256::ecdsa::RecoveryId) =
            self.key_secret.sign_prehash(hash.as_slice()).unwrap();
        let parity = 27u8.saturating_add(u8::from(recovery.is_y_odd()));
        [&signature.to_bytes()[..], &[parity]].concat().into()
    }

    /// A signature of the account's own key.
    pub(super) fn account_signed_hash(&self, hash: B256) -> Bytes {
        bytes(self.secret.sign(hash.as_slice()).to_bytes())
    }

    /// Executes a transaction that the EVM key signed, which succeeds.
    pub(super) fn act_by_key(&mut self, to: EvmAddress, data: Bytes) -> Tested {
        let nonce = self.world.nonce(self.account);
        let transaction = self.signed_by_key(nonce, to, data);
        let transaction = EthereumTransaction { gas_limit: 2_000_000, ..transaction };
        let outcome = self.world.execute(&transaction)?;
        assert!(outcome.is_success(), "{:?}", outcome.message);
        Ok(())
    }

    /// Arguments of `link` with good proofs.
    pub(super) fn proofs(&mut self, nonce: u64) -> Result<Vec<Bytes>, TestError> {
        let message = self.message(nonce)?;
        let (of_key, of_account) = self.signatures(&message);
        let head = [bytes(self.account.address.0), bytes(self.key.face), number(nonce)];
        Ok(head.into_iter().chain([of_key, of_account]).collect())
    }

    pub(super) fn bring(&mut self, proofs: Vec<Bytes>) -> Result<TestOutcome, TestError> {
        let input = CallInput::function("link", proofs);
        self.world.call_raw(&self.carrier, self.link, input).run()
    }

    pub(super) fn link(&mut self) -> Tested {
        let proofs = self.proofs(0)?;
        self.bring(proofs)?.expect_success();
        Ok(())
    }

    /// Brings good proofs, which are refused and change nothing.
    #[track_caller]
    pub(super) fn refuses(&mut self, reason: &str) -> Tested {
        let proofs = self.proofs(0)?;
        self.refuses_proofs(proofs, reason)
    }

    #[track_caller]
    pub(super) fn refuses_proofs(&mut self, proofs: Vec<Bytes>, reason: &str) -> Tested {
        let before = self.world.state();
        self.bring(proofs)?.expect_revert(reason);
        assert_eq!(self.world.state(), before, "{reason}");
        Ok(())
    }

    /// A contract whose one function tells who called and signed.
    pub(super) fn context(&mut self) -> Result<Contract, TestError> {
        self.world.deploy_evm(&self.carrier, "Forwarder", args![])
    }

    /// A transaction that the EVM key signed.
    pub(super) fn signed_by_key(
        &self,
        nonce: u64,
        to: EvmAddress,
        data: Bytes,
    ) -> EthereumTransaction {
        EthereumTransaction {
            sender: self.key.face,
            nonce,
            chain_id: Some(31_337),
            to: Some(to),
            value: U256::ZERO,
            data,
            gas_limit: 200_000,
            access_list: Vec::new(),
            envelope: Envelope::Legacy { gas_price: 0 },
            hash: B256::ZERO,
        }
    }
}

pub(super) fn number(number: u64) -> Bytes {
    let digits = number.to_be_bytes();
    let zeros = digits.iter().take_while(|it| **it == 0).count();
    bytes(&digits[zeros..])
}
