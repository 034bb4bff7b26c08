//! Addresses: names padded with `_`, bech32, and the two forms of one account.

use std::cell::RefCell;
use std::collections::BTreeMap;

use bech32::Bech32;
use bech32::primitives::decode::CheckedHrpstring;
use sha3::{Digest, Keccak256};

use super::error::ValueReason;

/// The filler behind the name of an address.
const FILLER: u8 = b'_';

/// Zero bytes at the start of a contract address; the two bytes of the VM type follow.
const CONTRACT_ZEROS: usize = 8;

/// Start of every account that was born in the EVM: zeros and the VM type.
const EVM_BORN: [u8; 10] = [0, 0, 0, 0, 0, 0, 0, 0, 6, 0];

/// Converts between the two address forms of an account.
///
/// The caller of the parser provides it, because an account that was not born in the EVM is found
/// through a record of the chain. [`FormulaAliases`] needs no chain.
pub trait AliasResolver {
    /// The 20-byte form of a canonical address.
    fn alias(&self, address: &[u8; 32]) -> [u8; 20];

    /// The canonical address of a 20-byte form.
    fn canonical(&self, alias: &[u8; 20]) -> [u8; 32];
}

/// The alias formulas of the runtime, with a memory of the aliases made.
///
/// An account born in the EVM is `8 zero bytes . 06 00 . X . 00 00` and has alias `X`; every other
/// account has alias `keccak256(address)[12..]`. An alias made here is turned back into the account
/// it came from; an alias never seen belongs to an account born in the EVM.
#[derive(Debug, Default)]
pub struct FormulaAliases {
    seen: RefCell<BTreeMap<[u8; 20], [u8; 32]>>,
}

impl AliasResolver for FormulaAliases {
    fn alias(&self, address: &[u8; 32]) -> [u8; 20] {
        let mut alias = [0; 20];
        if let Some(rest) = address.strip_prefix(&EVM_BORN) {
            alias.copy_from_slice(rest.get(..20).unwrap_or(&[0; 20]));
        } else {
            let hash = Keccak256::digest(address);
            alias.copy_from_slice(hash.get(12..).unwrap_or(&[0; 20]));
            self.seen.borrow_mut().insert(alias, *address);
        }
        alias
    }

    fn canonical(&self, alias: &[u8; 20]) -> [u8; 32] {
        if let Some(address) = self.seen.borrow().get(alias) {
            return *address;
        }
        let mut address = [0; 32];
        let bytes = EVM_BORN.iter().chain(alias);
        for (target, source) in address.iter_mut().zip(bytes) {
            *target = *source;
        }
        address
    }
}

/// `address:name[#hh]`: a user address of 32 bytes.
pub(super) fn user(name: &str) -> Result<Vec<u8>, ValueReason> {
    padded(name, &[])
}

/// `sc:name[#hh]`: a contract address of 32 bytes with the given VM type.
pub(super) fn contract(name: &str, vm_type: [u8; 2]) -> Result<Vec<u8>, ValueReason> {
    let mut prefix = [0; CONTRACT_ZEROS + 2];
    if let Some(target) = prefix.last_chunk_mut() {
        *target = vm_type;
    }
    padded(name, &prefix)
}

/// Prefix, then as much of the name as fits, then filler; a shard suffix replaces the last byte.
fn padded(input: &str, prefix: &[u8]) -> Result<Vec<u8>, ValueReason> {
    const WIDTH: usize = 32;
    let mut parts = input.split('#');
    let name = parts.next().unwrap_or_default();
    let shard = parts.next();
    if parts.next().is_some() {
        return Err(ValueReason::BadShard);
    }
    let mut address: Vec<u8> = prefix.iter().copied().chain(name.bytes()).take(WIDTH).collect();
    address.resize(WIDTH, FILLER);
    if let Some(shard) = shard {
        let bytes = hex::decode(shard).map_err(|_| ValueReason::BadShard)?;
        let [shard] = bytes.as_slice() else {
            return Err(ValueReason::BadShard);
        };
        if let Some(last) = address.last_mut() {
            *last = *shard;
        }
    }
    Ok(address)
}

/// `bech32:erd1...`: prefix `erd` and 32 bytes, as the reference fixes.
pub(super) fn from_bech32(text: &str) -> Result<Vec<u8>, ValueReason> {
    let parsed = CheckedHrpstring::new::<Bech32>(text)
        .map_err(|error| ValueReason::BadBech32(error.to_string()))?;
    if parsed.hrp().to_lowercase() != "erd" {
        return Err(ValueReason::BadBech32(format!("prefix `{}` is not `erd`", parsed.hrp())));
    }
    let bytes: Vec<u8> = parsed.byte_iter().collect();
    if bytes.len() == 32 {
        Ok(bytes)
    } else {
        Err(ValueReason::BadBech32(format!("{} bytes instead of 32", bytes.len())))
    }
}

/// `evm:name`: a 20-byte address, the name padded like `address:`.
pub(super) fn evm_name(name: &str) -> Result<[u8; 20], ValueReason> {
    let mut address = [FILLER; 20];
    let target = address.get_mut(..name.len()).ok_or(ValueReason::NameTooLong)?;
    target.copy_from_slice(name.as_bytes());
    Ok(address)
}

/// `eth:0x...`: 20 bytes in hexadecimal; mixed case must be the EIP-55 checksum.
pub(super) fn ethereum(text: &str) -> Result<[u8; 20], ValueReason> {
    let bad = |reason: &str| ValueReason::BadEthereumAddress(reason.to_owned());
    let digits = text.strip_prefix("0x").ok_or_else(|| bad("it starts with 0x"))?;
    let bytes = hex::decode(digits).map_err(|_| bad("bad hexadecimal digits"))?;
    let bytes = <[u8; 20]>::try_from(bytes).map_err(|_| bad("it has 40 hexadecimal digits"))?;
    let mixed = digits.contains(|character: char| character.is_ascii_uppercase())
        && digits.contains(|character: char| character.is_ascii_lowercase());
    if mixed && alloy_primitives::Address::parse_checksummed(text, None).is_err() {
        return Err(bad("wrong EIP-55 checksum (write it in lower case to skip the check)"));
    }
    Ok(bytes)
}
