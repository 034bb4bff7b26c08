//! Proofs: what both keys sign.

use super::refusal::LinkRefusal;
use crate::error::NativeError;
use alloy_primitives::{Signature, hex, keccak256};
use ed25519_dalek::VerifyingKey;
use vm_core::{Address, B256, Bytes, ChainConfig, EvmAddress};

/// What both keys sign: which account and key, on which chain, and the nonce of the account's proofs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Proof {
    pub(crate) account: Address,
    pub(crate) key: EvmAddress,
    pub(crate) nonce: u64,
}

impl Proof {
    /// A proof by its arguments.
    pub(crate) fn read(account: &[u8], key: &[u8], nonce: &[u8]) -> Result<Self, NativeError> {
        let nonce = vm_core::U256::try_from_be_slice(nonce).and_then(|it| u64::try_from(it).ok());
        Ok(Self {
            account: Address::from_slice(account).ok_or(LinkRefusal::Malformed)?,
            key: EvmAddress::try_from(key).map_err(|_| LinkRefusal::Malformed)?,
            nonce: nonce.ok_or(LinkRefusal::Malformed)?,
        })
    }

    /// The message, as wallets show it.
    pub(crate) fn message(&self, config: &ChainConfig) -> String {
        format!(
            "Link a key to an account, for good.\nchain: {} / {}\ngenesis: {}\naccount: {}\nkey: {}\n\
             nonce: {}",
            config.chain_id,
            config.evm_chain_id,
            hex::encode(config.genesis_hash),
            self.account,
            hex::encode(self.key),
            self.nonce,
        )
    }

    /// Checks both signatures: of the EVM key, and of the account's.
    pub(crate) fn verify(
        &self,
        config: &ChainConfig,
        (key_signature, account_signature): &(Bytes, Bytes),
    ) -> Result<(), NativeError> {
        let message = self.message(config);
        if !self.is_signed_by_key(&message, key_signature) {
            return Err(LinkRefusal::KeySignature.into());
        }
        if !self.is_signed_by_account(&message, account_signature) {
            return Err(LinkRefusal::AccountSignature.into());
        }
        Ok(())
    }

    /// A message of an Ethereum wallet (EIP-191, version 0x45).
    fn is_signed_by_key(&self, message: &str, signature: &[u8]) -> bool {
        let digest = digest(b"\x19Ethereum Signed Message:\n", message);
        let signature = Signature::try_from(signature).ok().filter(|it| it.normalize_s().is_none());
        let signer = signature.and_then(|it| it.recover_address_from_prehash(&digest).ok());
        signer == Some(self.key)
    }

    /// A message of a MultiversX wallet (`mx-sdk-js-core:src/core/messageComputer.ts`).
    fn is_signed_by_account(&self, message: &str, signature: &[u8]) -> bool {
        let digest = digest(b"\x17Elrond Signed Message:\n", message);
        let Ok(signature) = ed25519_dalek::Signature::from_slice(signature) else {
            return false;
        };
        let key = VerifyingKey::from_bytes(&self.account.0);
        key.is_ok_and(|key| key.verify_strict(digest.as_slice(), &signature).is_ok())
    }
}

/// Hash of a message with what wallets put before it.
fn digest(prefix: &[u8], message: &str) -> B256 {
    let length = message.len().to_string();
    keccak256([prefix, length.as_bytes(), message.as_bytes()].concat())
}
