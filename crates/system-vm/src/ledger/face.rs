//! What the face of a token tells the EVM of every movement, and keeps of it.
//!
//! It is the only place that writes `Transfer` logs: whatever moves, makes or burns a token goes through
//! the ledger, and the ledger comes here. ESDT knows neither the owner of an instance, nor how many
//! instances an account has, nor how much there is of a fungible token; the face keeps those, as they
//! follow from the movements. All of it costs a caller in MultiversX gas nothing.

use super::Ledger;
use crate::abi::{AbiValue, encode};
use crate::error::NativeError;
use crate::token::{FaceKey, TokenKind, difference, low_number, number_bytes, sum};
use account_map::token_face;
use alloy_primitives::{B256, Log, U256, b256};
use num_bigint::BigUint;
use vm_core::{AccountRef, Bytes, EvmAddress};

/// `Transfer(address,address,uint256)` of ERC-20 and ERC-721.
const TRANSFER: B256 = b256!("ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef");
/// `TransferSingle(address,address,address,uint256,uint256)` of ERC-1155.
const TRANSFER_SINGLE: B256 =
    b256!("c3d58168c5ae7397731d063d5bbf3d657854427343f4c083240f7aacaa2d0f62");

/// `URI(string,uint256)` of ERC-1155.
const URI: B256 = b256!("6bb7ff708619ba0610cba295a58592e0451dee2622938c8755667688daf3529b");

/// Where the other half of a change of balance is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Party<'a> {
    /// In another account, or the same.
    Account(&'a AccountRef),
    /// Nowhere: tokens are made or burned.
    Nowhere,
    /// In an account of another shard, which gives back what it did not take; nothing holds that up.
    Returned(&'a AccountRef),
    /// In an account, and whoever asks writes one log for several such changes.
    Untold,
}

/// One movement; the zero address stands for nowhere.
struct Movement<'a> {
    nonce: u64,
    amount: &'a BigUint,
    from: EvmAddress,
    to: EvmAddress,
}

impl Party<'_> {
    /// Whether frozen accounts and paused tokens hold up what comes from there.
    pub(super) const fn can_be_held(self) -> bool {
        !matches!(self, Self::Returned(_))
    }
}

impl Ledger<'_> {
    /// Tells the token's face that an account got tokens.
    pub(super) fn tell_credit(
        &mut self,
        account: &AccountRef,
        (token, nonce): (&[u8], u64),
        kind: TokenKind,
        amount: &BigUint,
        from: Party<'_>,
    ) -> Result<(), NativeError> {
        let from = match from {
            Party::Account(account) | Party::Returned(account) => account.face,
            Party::Nowhere => EvmAddress::ZERO,
            Party::Untold => return Ok(()),
        };
        self.tell(token, kind, &Movement { nonce, amount, from, to: account.face })
    }

    /// Tells the token's face that an account of another shard gets fungible tokens.
    pub(crate) fn tell_departure(
        &mut self,
        account: &AccountRef,
        token: &[u8],
        amount: &BigUint,
        from: Party<'_>,
    ) -> Result<(), NativeError> {
        self.tell_credit(account, (token, 0), TokenKind::FUNGIBLE, amount, from)
    }

    /// Tells the token's face that an account's tokens were burned.
    pub(super) fn tell_burn(
        &mut self,
        account: &AccountRef,
        (token, nonce): (&[u8], u64),
        kind: TokenKind,
        amount: &BigUint,
    ) -> Result<(), NativeError> {
        let movement = Movement { nonce, amount, from: account.face, to: EvmAddress::ZERO };
        self.tell(token, kind, &movement)
    }

    fn tell(
        &mut self,
        token: &[u8],
        kind: TokenKind,
        movement: &Movement<'_>,
    ) -> Result<(), NativeError> {
        // What no token is called has no face.
        let Some(face) = token_face(token) else { return Ok(()) };
        let face = self.0.reference_of_face(face)?;
        let Movement { nonce, amount, from, to } = *movement;
        let (from_topic, to_topic) = (from.into_word(), to.into_word());
        if nonce == 0 {
            self.count_supply(&face, movement)?;
            let data = [evm_amount(amount).into()];
            self.log(face.face, &[TRANSFER, from_topic, to_topic], &data);
        } else if kind.is_non_fungible() && *amount == BigUint::from(1_u8) {
            self.move_ownership(&face, movement)?;
            let instance = B256::from(U256::from(nonce));
            self.log(face.face, &[TRANSFER, from_topic, to_topic, instance], &[]);
        } else {
            let operator = self.0.frame().map_or(from, |frame| frame.caller.face).into_word();
            let topics = [TRANSFER_SINGLE, operator, from_topic, to_topic];
            let data = [U256::from(nonce).into(), evm_amount(amount).into()];
            self.log(face.face, &topics, &data);
        }
        Ok(())
    }

    /// Tells the face of a semi-fungible collection of another first URI of an instance.
    pub(crate) fn tell_uri(
        &mut self,
        (token, nonce): (&[u8], u64),
        kind: TokenKind,
        before: Option<&Bytes>,
        after: Option<&Bytes>,
    ) {
        let is_semi_fungible = kind != TokenKind::FUNGIBLE && !kind.is_non_fungible();
        let Some(face) = token_face(token).filter(|_| is_semi_fungible && before != after) else {
            return;
        };
        let data = [after.cloned().unwrap_or_default().into()];
        self.log(face, &[URI, B256::from(U256::from(nonce))], &data);
    }

    /// Writes a log in the name of a face.
    fn log(&mut self, face: EvmAddress, topics: &[B256], data: &[AbiValue]) {
        self.0.evm_log(Log::new_unchecked(face, topics.to_vec(), encode(data)));
    }

    fn count_supply(
        &mut self,
        face: &AccountRef,
        movement: &Movement<'_>,
    ) -> Result<(), NativeError> {
        let (is_made, is_burned) = (movement.from.is_zero(), movement.to.is_zero());
        if is_made == is_burned {
            return Ok(());
        }
        let present = BigUint::from_bytes_be(&self.face_value(face, FaceKey::Supply)?);
        let supply = if is_made {
            sum(&present, movement.amount)
        } else {
            // What was there before the chain counted is not in it.
            difference(&present, movement.amount).unwrap_or_default()
        };
        self.set_face_value(face, FaceKey::Supply, supply.to_bytes_be())
    }

    /// Keeps who has an instance, and how many each has; who was allowed to move it is no more.
    fn move_ownership(
        &mut self,
        face: &AccountRef,
        movement: &Movement<'_>,
    ) -> Result<(), NativeError> {
        let Movement { nonce, from, to, .. } = *movement;
        let owner = if to.is_zero() { Vec::new() } else { to.to_vec() };
        let is_listed = !self.face_value(face, FaceKey::Owner(nonce))?.is_empty();
        self.set_face_value(face, FaceKey::Owner(nonce), owner)?;
        match (is_listed, to.is_zero()) {
            (false, false) => self.enlist(face, nonce)?,
            (true, true) => self.strike(face, nonce)?,
            (true, false) | (false, true) => {}
        }
        if !self.face_value(face, FaceKey::Approved(nonce))?.is_empty() {
            self.set_face_value(face, FaceKey::Approved(nonce), Vec::new())?;
        }
        if from != to {
            self.change_count(face, from, |count| count.saturating_sub(1))?;
            self.change_count(face, to, |count| count.saturating_add(1))?;
        }
        Ok(())
    }

    fn change_count(
        &mut self,
        face: &AccountRef,
        account: EvmAddress,
        change: fn(u64) -> u64,
    ) -> Result<(), NativeError> {
        if account.is_zero() {
            return Ok(());
        }
        let key = FaceKey::Count(account);
        let count = change(low_number(&self.face_value(face, key)?));
        self.set_face_value(face, key, number_bytes(count).to_vec())
    }

    /// A value of a face's own storage.
    pub(crate) fn face_value(
        &mut self,
        face: &AccountRef,
        key: FaceKey,
    ) -> Result<Bytes, NativeError> {
        Ok(self.read(face, &key.bytes())?)
    }

    /// Stores a value of a face's own; zero bytes alone are nothing.
    pub(crate) fn set_face_value(
        &mut self,
        face: &AccountRef,
        key: FaceKey,
        value: Vec<u8>,
    ) -> Result<(), NativeError> {
        let value = if value == [0] { Vec::new() } else { value };
        Ok(self.write(face, &key.bytes(), value)?)
    }
}

/// An amount as the EVM can say it: the largest number stands for every one above it.
pub(crate) fn evm_amount(amount: &BigUint) -> U256 {
    U256::try_from_be_slice(&amount.to_bytes_be()).unwrap_or(U256::MAX)
}
