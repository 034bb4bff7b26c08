//! The table of loaded accounts.

use super::overlay::OverlayAccount;
use crate::{EvmAddress, U256};
use alloy_primitives::map::AddressMap;

/// Accounts up to this many are found by comparing faces: most transactions meet no more, and a hash
/// costs what eight comparisons do.
const COMPARED: usize = 8;

/// Accounts whose memory the next transaction uses again.
const KEPT: usize = 64;

/// The accounts of the overlay, each under the face that its holder has. What a transaction leaves is memory
/// for the next one: an account is made where another one was.
#[derive(Debug, Default)]
pub(super) struct AccountTable {
    /// The accounts, and after `length` of them what an earlier transaction left.
    accounts: Vec<OverlayAccount>,
    length: usize,
    /// Places of the accounts, once there are more than are compared.
    places: AddressMap<usize>,
}

impl AccountTable {
    /// The place of the account under a face, which it keeps until an account is taken out. Every access passes
    /// here: one copy of the comparisons stays in the processor's cache, where one in every caller would not.
    #[inline(never)]
    pub(super) fn place(&self, face: &EvmAddress) -> Option<usize> {
        if self.length > COMPARED {
            return self.indexed(face);
        }
        self.live().iter().position(|it| it.holder.face == *face)
    }

    /// The account at a place.
    #[inline]
    pub(super) fn at(&self, place: usize) -> Option<&OverlayAccount> {
        self.accounts.get(place)
    }

    /// The account at a place, for a change.
    #[inline]
    pub(super) fn at_mut(&mut self, place: usize) -> Option<&mut OverlayAccount> {
        self.accounts.get_mut(place)
    }

    /// The account under a face.
    #[inline]
    pub(super) fn get(&self, face: &EvmAddress) -> Option<&OverlayAccount> {
        self.accounts.get(self.place(face)?)
    }

    /// The account under a face, for a change.
    #[inline]
    pub(super) fn get_mut(&mut self, face: &EvmAddress) -> Option<&mut OverlayAccount> {
        let place = self.place(face)?;
        self.accounts.get_mut(place)
    }

    /// Whether there is an account under a face.
    #[inline]
    pub(super) fn contains(&self, face: &EvmAddress) -> bool {
        self.place(face).is_some()
    }

    /// Number of accounts.
    pub(super) const fn len(&self) -> usize {
        self.length
    }

    /// Every account, in the order in which they were loaded, but for what a link took out.
    pub(super) fn iter(&self) -> impl Iterator<Item = &OverlayAccount> {
        self.live().iter()
    }

    /// Works on every account in the order of addresses. Cost: for few accounts no memory.
    pub(super) fn try_for_each_in_order<E>(
        &self,
        work: impl FnMut(&OverlayAccount) -> Result<(), E>,
    ) -> Result<(), E> {
        let (mut few, many) = ([None; COMPARED], self.many_in_order());
        let order = if many.is_empty() {
            for (account, rank) in self.live().iter().zip(self.ranks()) {
                if let Some(place) = few.get_mut(usize::from(rank)) {
                    *place = Some(account);
                }
            }
            few.get(..self.length).unwrap_or_default()
        } else {
            &many[..]
        };
        order.iter().flatten().copied().try_for_each(work)
    }

    /// How many of few accounts lie below each. No branch depends on the addresses, which the processor could not
    /// predict.
    #[inline]
    fn ranks(&self) -> [u8; COMPARED] {
        let mut ranks = [0_u8; COMPARED];
        for (index, account) in self.live().iter().enumerate() {
            let own = number(account);
            let mut rank = 0_u8;
            for (before, above) in self.live().iter().zip(&mut ranks).take(index) {
                let is_below = u8::from(number(before) < own);
                rank = rank.wrapping_add(is_below);
                *above = above.wrapping_add(1 ^ is_below);
            }
            if let Some(place) = ranks.get_mut(index) {
                *place = rank;
            }
        }
        ranks
    }

    /// The accounts in order, where they are many.
    #[inline]
    fn many_in_order(&self) -> Vec<Option<&OverlayAccount>> {
        if self.length > COMPARED { self.sorted() } else { Vec::new() }
    }

    #[cold]
    fn sorted(&self) -> Vec<Option<&OverlayAccount>> {
        let mut accounts: Vec<Option<&OverlayAccount>> = self.iter().map(Some).collect();
        accounts.sort_unstable_by_key(|it| it.map(|it| it.holder.address));
        accounts
    }

    /// Puts in an account under a face under which there is none, and gives its place. `fill` makes it that
    /// account: the memory is as an earlier transaction left it.
    #[inline]
    pub(super) fn insert(
        &mut self,
        face: &EvmAddress,
        fill: impl FnOnce(&mut OverlayAccount),
    ) -> usize {
        let place = self.length;
        if place >= COMPARED {
            self.index(*face);
        }
        self.length = place.saturating_add(1);
        match self.accounts.get_mut(place) {
            Some(left) => fill(left),
            None => fill(self.accounts.push_mut(OverlayAccount::default())),
        }
        place
    }

    /// Takes the account under a face out.
    pub(super) fn remove(&mut self, face: &EvmAddress) -> Option<OverlayAccount> {
        let place = self.place(face)?;
        self.accounts.truncate(self.length);
        let removed = self.accounts.swap_remove(place);
        self.length = self.accounts.len();
        self.places.remove(face);
        if self.length <= COMPARED {
            self.places.clear();
        } else if let Some(moved) = self.accounts.get(place) {
            self.places.insert(moved.holder.face, place);
        }
        Some(removed)
    }

    /// Drops every account.
    pub(super) fn clear(&mut self) {
        self.length = 0;
        self.accounts.truncate(KEPT);
        self.places.clear();
    }

    #[inline]
    fn live(&self) -> &[OverlayAccount] {
        self.accounts.get(..self.length).unwrap_or_default()
    }

    /// The place of an account by the hash of its face, apart from the short way to most accounts.
    #[inline(never)]
    fn indexed(&self, face: &EvmAddress) -> Option<usize> {
        self.places.get(face).copied()
    }

    /// Keeps the place of the account that comes next, and of those before where it is the first that is
    /// not found by comparing.
    #[inline(never)]
    fn index(&mut self, next: EvmAddress) {
        if self.places.is_empty() {
            let faces: Vec<EvmAddress> = self.iter().map(|it| it.holder.face).collect();
            self.places.extend(faces.into_iter().zip(0..));
        }
        self.places.insert(next, self.length);
    }
}

/// The canonical address as a number, which compares without a call.
#[inline]
fn number(account: &OverlayAccount) -> U256 {
    U256::from_be_bytes(account.holder.address.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AccountRef, Address};

    fn holder(number: u8) -> AccountRef {
        let (address, face) = (Address([number; 32]), EvmAddress::repeat_byte(number));
        AccountRef { address, face, is_aliased: true }
    }

    #[test]
    fn accounts_are_found_on_both_sides_of_the_bound() {
        let most = u8::try_from(2 * COMPARED).expect("a small number");
        let mut table = AccountTable::default();
        for count in 0..=most {
            for out in 0..count {
                for number in 0..count {
                    table.insert(&holder(number).face, |account| {
                        account.holder = holder(number);
                        account.evm.info.balance = U256::from(number);
                    });
                }
                let removed = table.remove(&holder(out).face).expect("an account");
                assert_eq!(removed.evm.info.balance, U256::from(out));
                for number in 0..=count {
                    let face = holder(number).face;
                    let found = table.get(&face).map(|it| it.holder);
                    assert_eq!(found, (number < count && number != out).then_some(holder(number)));
                    assert_eq!(table.contains(&face), table.get_mut(&face).is_some());
                }
                table.insert(&holder(out).face, |account| account.holder = holder(out));
                assert_eq!([table.iter().count(), table.len()], [usize::from(count); 2]);
                assert!((0..count).all(|it| table.contains(&holder(it).face)));
                let mut order = Vec::new();
                let worked = table.try_for_each_in_order(|it| {
                    order.push(it.holder.address);
                    Ok::<(), ()>(())
                });
                assert!(worked.is_ok() && order.is_sorted());
                assert_eq!(order.len(), usize::from(count));
                table.clear();
                assert!(!table.contains(&holder(0).face));
            }
        }
    }
}
