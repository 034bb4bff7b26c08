//! A store of values by handle.

use crate::table::Handle;
use std::collections::BTreeMap;

/// Values of one kind by handle. Values are replaced, never removed.
#[derive(Clone, Debug)]
pub(crate) struct HandleStore<T> {
    values: BTreeMap<i32, T>,
    /// A run of handles that are known to be taken, from the first up to before the second. It keeps
    /// a contract that fills the handles ahead of it from making every new handle a long search.
    taken: (i32, i32),
}

impl<T> Default for HandleStore<T> {
    fn default() -> Self {
        Self { values: BTreeMap::new(), taken: (0, 0) }
    }
}

impl<T> HandleStore<T> {
    /// The value under a handle.
    pub(crate) fn get(&self, handle: Handle) -> Option<&T> {
        self.values.get(&handle.0)
    }

    /// The value under a handle, to change it.
    pub(crate) fn get_mut(&mut self, handle: Handle) -> Option<&mut T> {
        self.values.get_mut(&handle.0)
    }

    /// Keeps a value under a new handle: the first free one from the number of values upwards, fixed
    /// handles counted too (`mx-chain-vm-go:vmhost/contexts/managedType.go`).
    pub(crate) fn insert_new(&mut self, value: T) -> Handle {
        let start = i32::try_from(self.values.len()).unwrap_or(i32::MAX);
        let (first, end) = self.taken;
        let known = (first..end).contains(&start);
        let mut free = if known { end } else { start };
        for (&taken, _) in self.values.range(free..) {
            if taken != free {
                break;
            }
            free = free.wrapping_add(1);
        }
        self.values.insert(free, value);
        self.taken = (if known { first } else { start }, free.wrapping_add(1));
        Handle(free)
    }
}

impl<T: Default> HandleStore<T> {
    /// The value under a handle; the default value is put there if there is none.
    pub(crate) fn get_or_insert_default(&mut self, handle: Handle) -> &mut T {
        self.values.entry(handle.0).or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes `fixed` handles, then makes `made.len()` new ones and compares them.
    fn check(fixed: &[i32], made: &[i32]) {
        let mut store = HandleStore::<u8>::default();
        for &handle in fixed {
            *store.get_or_insert_default(Handle(handle)) = 1;
        }
        let handles: Vec<i32> = made.iter().map(|_| store.insert_new(2).0).collect();
        assert_eq!(handles, made, "after {fixed:?}");
    }

    #[test]
    fn new_handles_start_at_the_number_of_values() {
        check(&[], &[0, 1, 2, 3]);
        check(&[-1, -2, -20], &[3, 4, 5]);
        check(&[2], &[1, 3, 4]);
        check(&[3, 4, 5, 6], &[7, 8]);
        check(&[1, 2, 3, 5], &[4, 6, 7]);
    }

    #[test]
    fn a_value_is_found_again() {
        let mut store = HandleStore::default();
        let handle = store.insert_new(7);
        assert_eq!(store.get(handle), Some(&7));
        assert_eq!(store.get(Handle(handle.0 + 1)), None);
        *store.get_or_insert_default(Handle(i32::MIN)) = 9;
        assert_eq!(store.get_mut(Handle(i32::MIN)), Some(&mut 9));
    }
}
