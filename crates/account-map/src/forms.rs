//! The two formulas and their inverses.

use crate::token_face::is_token_face;
use sha3::{Digest, Keccak256};
use std::sync::LazyLock;
use vm_core::{AccountRef, Address, AddressForms, B256, Bytes, Code, EvmAddress, VmType};

/// What every token face has as code, by its address alone.
static TOKEN_FACE_CODE: LazyLock<Code> =
    LazyLock::new(|| Code::new(VmType::TOKEN_FACE, Bytes::from_static(b"token face")));

/// The address forms of one chain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EvmForms {
    /// The two shard bytes that end the canonical address of an EVM-born account.
    pub shard_tail: [u8; 2],
}

impl EvmForms {
    /// The canonical address of an account born in the EVM.
    #[must_use]
    pub fn born(&self, face: EvmAddress) -> Address {
        let mut bytes = [0; Address::LENGTH];
        let [_, _, _, _, _, _, _, _, first, second, middle @ .., third, last] = &mut bytes;
        [*first, *second] = VmType::EVM.0;
        *middle = face.into_array();
        [*third, *last] = self.shard_tail;
        Address(bytes)
    }

    /// The face of an address of the EVM, if an account is born there.
    fn face_of_born(&self, address: &Address) -> Option<EvmAddress> {
        let [_, _, _, _, _, _, _, _, _, _, middle @ .., _, _] = address.0;
        let face = EvmAddress::from(middle);
        // A fixed face is its own; nothing else is born there.
        (address.shard_tail() == self.shard_tail && fixed_kind(&face).is_none()).then_some(face)
    }
}

impl AddressForms for EvmForms {
    fn of_address(&self, address: &Address) -> AccountRef {
        self.fixed_reference(address).unwrap_or_else(|| AccountRef {
            address: *address,
            face: EvmAddress::from_word(B256::new(Keccak256::digest(address.as_slice()).into())),
            is_aliased: true,
        })
    }

    fn fixed_reference(&self, address: &Address) -> Option<AccountRef> {
        let face = match address.vm_type()? {
            VmType::EVM => self.face_of_born(address),
            VmType::SYSTEM | VmType::TOKEN_FACE => fixed_face(address),
            VmType(_) => None,
        }?;
        Some(AccountRef { address: *address, face, is_aliased: false })
    }

    fn of_face(&self, face: EvmAddress) -> AccountRef {
        let address = match fixed_kind(&face) {
            Some(kind) => fixed_address(face, kind),
            None => self.born(face),
        };
        AccountRef { address, face, is_aliased: false }
    }

    fn fixed_code(&self, address: &Address) -> Option<&Code> {
        let is_fixed =
            address.vm_type() == Some(VmType::TOKEN_FACE) && fixed_face(address).is_some();
        is_fixed.then(|| &*TOKEN_FACE_CODE)
    }
}

/// Whether a face is the fixed one of a system contract: 17 zero bytes, one of any value above zero,
/// then `ffff`.
#[must_use]
#[inline]
pub fn is_system_face(face: EvmAddress) -> bool {
    let [zeros @ .., number, first, second] = face.into_array();
    [first, second] == [0xff, 0xff] && number != 0 && zeros == [0; 17]
}

/// The fixed face of an address, if it has one.
fn fixed_face(address: &Address) -> Option<EvmAddress> {
    let [_, _, _, _, _, _, _, _, _, _, _, _, last @ ..] = address.0;
    let face = EvmAddress::from(last);
    let kind = fixed_kind(&face)?;
    (fixed_address(face, kind) == *address).then_some(face)
}

/// Whose a fixed face is: a system contract's or a token's.
#[inline]
fn fixed_kind(face: &EvmAddress) -> Option<VmType> {
    if is_system_face(*face) {
        Some(VmType::SYSTEM)
    } else if is_token_face(*face) {
        Some(VmType::TOKEN_FACE)
    } else {
        None
    }
}

/// The address of a fixed face.
fn fixed_address(face: EvmAddress, kind: VmType) -> Address {
    let mut bytes = [0; Address::LENGTH];
    let [_, _, _, _, _, _, _, _, first, second, _, _, last @ ..] = &mut bytes;
    [*first, *second] = kind.0;
    *last = face.into_array();
    Address(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::{address, hex, keccak256};

    const FORMS: EvmForms = EvmForms { shard_tail: [0, 0] };

    #[test]
    fn a_born_account_goes_there_and_back() {
        let face = address!("f39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
        let born = FORMS.of_face(face);
        assert_eq!(
            born.address.0,
            hex!("00000000000000000600f39fd6e51aad88f6f4ce6ab8827279cfffb922660000")
        );
        assert_eq!(FORMS.of_address(&born.address), born);
    }

    #[test]
    fn a_system_contract_has_a_fixed_face() {
        let esdt =
            Address(hex!("000000000000000000010000000000000000000000000000000000000002ffff"));
        let reference = FORMS.of_address(&esdt);
        assert_eq!(reference.face, address!("000000000000000000000000000000000002ffff"));
        assert!(!reference.is_aliased);
        assert_eq!(FORMS.of_face(reference.face), reference);
    }

    #[test]
    fn a_token_has_a_fixed_face_with_code() {
        let face = crate::token_face(b"TOK-abc123").expect("a face");
        let reference = FORMS.of_face(face);
        assert!(!reference.is_aliased);
        assert_eq!(reference.address.vm_type(), Some(VmType::TOKEN_FACE));
        assert_eq!(&reference.address.0[12..], face.as_slice());
        assert_eq!(FORMS.of_address(&reference.address), reference);
        let code = FORMS.fixed_code(&reference.address).expect("code");
        assert_eq!(code.vm_type, Some(VmType::TOKEN_FACE));

        // The address that an account born there would have is aliased, and has no code.
        let born = FORMS.of_address(&FORMS.born(face));
        assert!(born.is_aliased);
        assert_eq!(FORMS.fixed_code(&born.address), None);
        let mut other = reference.address;
        other.0[11] = 1;
        assert!(FORMS.of_address(&other).is_aliased);
        assert_eq!(FORMS.fixed_code(&other), None);
    }

    #[test]
    fn everything_else_is_aliased_by_hash() {
        let contract =
            Address(hex!("0000000000000000050000112233445566778899aabbccddeeff001122330000"));
        let user = Address([0x42; 32]);
        let other_shard =
            Address(hex!("00000000000000000600f39fd6e51aad88f6f4ce6ab8827279cfffb922660001"));
        let system_shaped = FORMS.born(address!("000000000000000000000000000000000002ffff"));
        let all =
            [contract, user, other_shard, system_shaped, Address::ZERO, Address::SYSTEM_ACCOUNT];
        for address in all {
            let reference = FORMS.of_address(&address);
            assert!(reference.is_aliased, "{address}");
            assert_eq!(reference.face.as_slice(), &keccak256(address.as_slice())[12..]);
        }
    }
}
