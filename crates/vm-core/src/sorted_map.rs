//! A map that is made at once and then read.

use core::borrow::Borrow;
use core::iter::once_with;
use core::ops::Index;

/// A map in one vector, sorted by key: for what is collected once and then read in order. It takes no
/// memory while it is empty, and one allocation otherwise. A look-up costs a binary search, an insertion
/// the entries after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SortedMap<K, V>(Vec<(K, V)>);

impl<K: Ord, V> SortedMap<K, V> {
    /// An empty map.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// An empty map with memory for this many entries.
    pub(crate) fn with_capacity(count: usize) -> Self {
        Self(Vec::with_capacity(count))
    }

    /// Number of entries.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no entry.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value under a key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.0.get(self.find(key).ok()?).map(|(_, value)| value)
    }

    /// Whether there is a value under a key.
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.find(key).is_ok()
    }

    /// Puts a value under a key, and gives the one that was there.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.find(&key) {
            Ok(index) => self.0.get_mut(index).map(|(_, known)| core::mem::replace(known, value)),
            Err(index) => {
                self.0.insert(index, (key, value));
                None
            }
        }
    }

    /// Puts a value that says nothing under a key that comes after all others, and lends it: it is made where it
    /// stays. Cost: constant.
    #[inline]
    pub(crate) fn push_default(&mut self, key: K) -> Option<&mut V>
    where
        V: Default,
    {
        debug_assert!(self.0.last().is_none_or(|(last, _)| *last < key), "keys come in order");
        self.0.extend(once_with(|| (key, V::default())));
        self.0.last_mut().map(|(_, value)| value)
    }

    /// Takes the last entry out.
    pub(crate) fn pop(&mut self) {
        self.0.pop();
    }

    /// Takes the value under a key out.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        self.find(key).ok().map(|index| self.0.remove(index).1)
    }

    /// Every entry, in key order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&K, &V)> {
        self.into_iter()
    }

    /// Every key, in order.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &K> {
        self.0.iter().map(|(key, _)| key)
    }

    /// Every value, in key order.
    pub fn values(&self) -> impl ExactSizeIterator<Item = &V> {
        self.0.iter().map(|(_, value)| value)
    }

    fn find<Q: Ord + ?Sized>(&self, key: &Q) -> Result<usize, usize>
    where
        K: Borrow<Q>,
    {
        self.0.binary_search_by(|(known, _)| known.borrow().cmp(key))
    }
}

impl<K, V> Default for SortedMap<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

/// Of two values under one key, the later one stays.
impl<K: Ord, V> FromIterator<(K, V)> for SortedMap<K, V> {
    fn from_iter<T: IntoIterator<Item = (K, V)>>(entries: T) -> Self {
        let mut entries: Vec<(K, V)> = entries.into_iter().collect();
        if entries.len() < 2 {
            return Self(entries);
        }
        entries.sort_by(|one, other| one.0.cmp(&other.0));
        entries.dedup_by(|later, kept| {
            let is_same = later.0 == kept.0;
            if is_same {
                core::mem::swap(later, kept);
            }
            is_same
        });
        Self(entries)
    }
}

/// Every entry, in key order.
type Entries<'a, K, V> =
    core::iter::Map<core::slice::Iter<'a, (K, V)>, fn(&'a (K, V)) -> (&'a K, &'a V)>;

impl<'a, K, V> IntoIterator for &'a SortedMap<K, V> {
    type Item = (&'a K, &'a V);
    type IntoIter = Entries<'a, K, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter().map(|(key, value)| (key, value))
    }
}

impl<K, V> IntoIterator for SortedMap<K, V> {
    type Item = (K, V);
    type IntoIter = std::vec::IntoIter<(K, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// For tests and tools: a missing key panics.
impl<K: Ord + Borrow<Q>, Q: Ord + ?Sized, V> Index<&Q> for SortedMap<K, V> {
    type Output = V;

    #[expect(clippy::expect_used, reason = "as an index of every other map")]
    fn index(&self, key: &Q) -> &V {
        self.get(key).expect("no entry under the key")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn it_holds_what_a_tree_holds() {
        for entries in [
            &[][..],
            &[(3, 'a')],
            &[(3, 'a'), (1, 'b'), (2, 'c')],
            &[(3, 'a'), (1, 'b'), (3, 'c'), (3, 'd'), (0, 'e')],
        ] {
            let tree: BTreeMap<i32, char> = entries.iter().copied().collect();
            let collected: SortedMap<i32, char> = entries.iter().copied().collect();
            let mut inserted = SortedMap::new();
            for (key, value) in entries {
                inserted.insert(*key, *value);
            }
            assert_eq!(collected, inserted);
            assert!(tree.iter().eq(&collected));
            assert_eq!(collected.len(), tree.len());
            for key in 0..5 {
                assert_eq!(collected.get(&key), tree.get(&key));
                assert_eq!(inserted.remove(&key), tree.get(&key).copied());
            }
            assert!(inserted.is_empty());
        }
    }
}
