//! Proofs: what both keys sign.

use super::refusal::LinkRefusal;
use crate::abi::AbiValue;
use crate::error::NativeError;
use crate::typed_data::Domain;
use alloy_primitives::{Signature, U256, b256, hex, keccak256};
use ed25519_dalek::VerifyingKey;
use vm_core::{Address, B256, Bytes, ChainConfig, EvmAddress};

/// Name of the domain of a typed proof, which wallets show.
const DOMAIN_NAME: &[u8] = b"Linking of keys";

/// Hash of `Link(string chain,bytes32 genesis,bytes32 account,address key,uint256 nonce)`.
const LINK_TYPE: B256 = b256!("11a9b74e1a456a8b42de0b441fe6044ddc00b14404c7981f51c66b2084b0212f");

/// What both keys sign: which account and key, on which chain, and the nonce of the account's proofs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Proof {
    pub(crate) account: Address,
    pub(crate) key: EvmAddress,
    pub(crate) nonce: u64,
}

impl Proof {
    /// A proof by its arguments.
    pub(crate) fn read(account: Address, key: &[u8], nonce: &[u8]) -> Result<Self, NativeError> {
        let nonce = U256::try_from_be_slice(nonce).and_then(|it| u64::try_from(it).ok());
        Ok(Self {
            account,
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

    /// What the EVM key signs as typed data (EIP-712) for the contract that links, in the place of the message.
    pub(crate) fn typed_digest(&self, config: &ChainConfig, contract: EvmAddress) -> B256 {
        let domain = Domain { name: DOMAIN_NAME, chain_id: config.evm_chain_id, contract };
        domain.digest(&[
            AbiValue::from(LINK_TYPE),
            keccak256(&config.chain_id).into(),
            config.genesis_hash.into(),
            B256::from(self.account.0).into(),
            self.key.into(),
            U256::from(self.nonce).into(),
        ])
    }

    /// Checks both signatures: of the EVM key, over the message or the typed data, and of the account's.
    pub(crate) fn verify(
        &self,
        config: &ChainConfig,
        contract: EvmAddress,
        (key_signature, account_signature): &(Bytes, Bytes),
    ) -> Result<(), NativeError> {
        let message = self.message(config);
        // A message of an Ethereum wallet (EIP-191, version 0x45).
        let plain = digest(b"\x19Ethereum Signed Message:\n", &message);
        let typed = self.typed_digest(config, contract);
        if ![plain, typed].iter().any(|digest| self.is_signed_by_key(digest, key_signature)) {
            return Err(LinkRefusal::KeySignature.into());
        }
        if !self.is_signed_by_account(&message, account_signature) {
            return Err(LinkRefusal::AccountSignature.into());
        }
        Ok(())
    }

    fn is_signed_by_key(&self, digest: &B256, signature: &[u8]) -> bool {
        let signature = Signature::try_from(signature).ok().filter(|it| it.normalize_s().is_none());
        let signer = signature.and_then(|it| it.recover_address_from_prehash(digest).ok());
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_type_is_hashed_as_written() {
        let text = "Link(string chain,bytes32 genesis,bytes32 account,address key,uint256 nonce)";
        assert_eq!(keccak256(text), LINK_TYPE);
    }
}
