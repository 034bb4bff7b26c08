//! A key that signs Ethereum transactions of every type.

use alloy_primitives::{Address, B256, Signature, U256, keccak256};
use alloy_rlp::{Encodable, Header};
use k256::ecdsa::SigningKey;

/// What a transaction is made of; types take the fields that they have.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) chain_id: Option<u64>,
    pub(crate) nonce: u64,
    pub(crate) price: u128,
    pub(crate) priority: u128,
    pub(crate) gas_limit: u64,
    pub(crate) to: Option<Address>,
    pub(crate) value: U256,
    pub(crate) data: Vec<u8>,
    pub(crate) access_list: Vec<(Address, Vec<B256>)>,
}

impl Default for Draft {
    fn default() -> Self {
        Self {
            chain_id: Some(31_337),
            nonce: 0,
            price: 20,
            priority: 0,
            gas_limit: 2_000_000,
            to: None,
            value: U256::ZERO,
            data: Vec::new(),
            access_list: Vec::new(),
        }
    }
}

/// A key.
#[derive(Clone, Debug)]
pub(crate) struct Signer(SigningKey);

impl Signer {
    pub(crate) fn new(secret: u8) -> Self {
        Self(SigningKey::from_slice(&[secret; 32]).unwrap())
    }

    pub(crate) fn address(&self) -> Address {
        Address::from_private_key(&self.0)
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Signature {
        let (signature, recovery) =
            self.0.sign_prehash_recoverable(keccak256(message).as_slice()).unwrap();
        Signature::from_signature_and_parity(signature, recovery.is_y_odd())
    }

    /// The bytes of a transaction of a type, with its own fields after the access list.
    pub(crate) fn transaction(&self, kind: u8, draft: &Draft, own: &[Vec<u8>]) -> Vec<u8> {
        let mut fields = fields(kind, draft);
        fields.extend_from_slice(own);
        let mut signed = fields.clone();
        if let (0, Some(chain_id)) = (kind, draft.chain_id) {
            signed.extend([bytes(&chain_id), bytes(&0u8), bytes(&0u8)]);
        }
        let signature = self.sign(&typed(kind, &signed));
        let parity = u64::from(signature.v());
        let v = match (kind, draft.chain_id) {
            (0, None) => 27 + parity,
            (0, Some(chain_id)) => 35 + 2 * chain_id + parity,
            _ => parity,
        };
        fields.extend([bytes(&v), bytes(&signature.r()), bytes(&signature.s())]);
        typed(kind, &fields)
    }

    /// A list of one authorization (EIP-7702) of a key.
    pub(crate) fn authorizations(&self, chain_id: u64, address: Address, nonce: u64) -> Vec<u8> {
        let mut fields = vec![bytes(&chain_id), bytes(&address), bytes(&nonce)];
        let signature = self.sign(&[&[5][..], &list(&fields)].concat());
        let parity = u8::from(signature.v());
        fields.extend([bytes(&parity), bytes(&signature.r()), bytes(&signature.s())]);
        list(&[list(&fields)])
    }
}

fn fields(kind: u8, draft: &Draft) -> Vec<Vec<u8>> {
    let mut fields = Vec::new();
    if kind != 0 {
        fields.push(bytes(&draft.chain_id.unwrap_or_default()));
    }
    fields.push(bytes(&draft.nonce));
    if kind > 1 {
        fields.push(bytes(&draft.priority));
    }
    fields.extend([bytes(&draft.price), bytes(&draft.gas_limit)]);
    fields.push(draft.to.map_or_else(|| vec![0x80], |to| bytes(&to)));
    fields.extend([bytes(&draft.value), bytes(&draft.data.as_slice())]);
    if kind != 0 {
        let items = draft.access_list.iter().map(|(address, slots)| {
            list(&[bytes(address), list(&slots.iter().map(bytes).collect::<Vec<_>>())])
        });
        fields.push(list(&items.collect::<Vec<_>>()));
    }
    fields
}

pub(crate) fn bytes(value: &impl Encodable) -> Vec<u8> {
    alloy_rlp::encode(value)
}

pub(crate) fn list(items: &[Vec<u8>]) -> Vec<u8> {
    let payload = items.concat();
    let mut encoded = Vec::new();
    Header { list: true, payload_length: payload.len() }.encode(&mut encoded);
    encoded.extend(payload);
    encoded
}

fn typed(kind: u8, fields: &[Vec<u8>]) -> Vec<u8> {
    let list = list(fields);
    if kind == 0 { list } else { [&[kind][..], &list].concat() }
}
