// SPDX-License-Identifier: GPL-3.0-only
//! Counts, with every kind of storage mapper that contracts commonly use, and events.
#![no_std]

multiversx_sc::imports!();

/// A total, a count per caller, the set of callers, the history of amounts, and notes by key.
#[multiversx_sc::contract]
pub trait Counter {
    /// Starts the total at a value.
    #[init]
    fn init(&self, start: u64) {
        self.total().set(start);
    }

    /// Keeps everything.
    #[upgrade]
    fn upgrade(&self) {}

    /// Adds an amount for the caller, 1 where none is given, and returns the total.
    #[endpoint]
    fn increment(&self, amount: OptionalValue<u64>) -> u64 {
        let amount = match amount {
            OptionalValue::Some(amount) => amount,
            OptionalValue::None => 1,
        };
        let caller = self.blockchain().get_caller();
        let total = self.total().update(|total| {
            let sum = total.checked_add(amount);
            *total = sum.unwrap_or_else(|| sc_panic!("total overflows"));
            *total
        });
        self.count(&caller).update(|count| *count += amount);
        let _ = self.callers().insert(caller.clone());
        let _ = self.history().push(&amount);
        self.incremented(&caller, total, amount);
        total
    }

    /// Takes an amount from the caller's count and from the total, and returns the total.
    #[endpoint]
    fn decrement(&self, amount: u64) -> u64 {
        let caller = self.blockchain().get_caller();
        let count = self.count(&caller).get();
        require!(count >= amount, "caller counts only {}", count);
        self.count(&caller).set(count - amount);
        if count == amount {
            let _ = self.callers().swap_remove(&caller);
        }
        let total = self.total().update(|total| {
            *total -= amount;
            *total
        });
        self.decremented(&caller, total, amount);
        total
    }

    /// Writes a note, and returns the one that was there before.
    #[endpoint(setNote)]
    fn set_note(&self, key: ManagedBuffer, note: ManagedBuffer) -> OptionalValue<ManagedBuffer> {
        self.notes().insert(key, note).into()
    }

    /// Removes a note, and returns it.
    #[endpoint(removeNote)]
    fn remove_note(&self, key: ManagedBuffer) -> OptionalValue<ManagedBuffer> {
        self.notes().remove(&key).into()
    }

    /// Adds a tag; returns whether it is new.
    #[endpoint(addTag)]
    fn add_tag(&self, tag: ManagedBuffer) -> bool {
        self.tags().insert(tag)
    }

    /// Removes a tag; returns whether it was there.
    #[endpoint(removeTag)]
    fn remove_tag(&self, tag: ManagedBuffer) -> bool {
        self.tags().remove(&tag)
    }

    /// Forgets all but the counts per caller.
    #[only_owner]
    #[endpoint]
    fn clear(&self) {
        self.total().clear();
        self.history().clear();
        self.callers().clear();
        self.notes().clear();
        self.tags().clear();
    }

    /// The note under a key, where there is one.
    #[view(getNote)]
    fn note(&self, key: ManagedBuffer) -> OptionalValue<ManagedBuffer> {
        self.notes().get(&key).into()
    }

    /// One amount of the history; the first is at 1.
    #[view(getHistoryAt)]
    fn history_at(&self, index: usize) -> u64 {
        self.history().get(index)
    }

    /// The sum of everybody's amounts.
    #[view(getTotal)]
    #[storage_mapper("total")]
    fn total(&self) -> SingleValueMapper<u64>;

    /// The sum of one caller's amounts.
    #[view(getCount)]
    #[storage_mapper("count")]
    fn count(&self, caller: &ManagedAddress) -> SingleValueMapper<u64>;

    /// Everybody whose count is above zero.
    #[view(getCallers)]
    #[storage_mapper("callers")]
    fn callers(&self) -> UnorderedSetMapper<ManagedAddress>;

    /// Every amount, in order.
    #[view(getHistory)]
    #[storage_mapper("history")]
    fn history(&self) -> VecMapper<u64>;

    /// All notes by key.
    #[view(getNotes)]
    #[storage_mapper("notes")]
    fn notes(&self) -> MapMapper<ManagedBuffer, ManagedBuffer>;

    /// All tags, in the order of their arrival.
    #[view(getTags)]
    #[storage_mapper("tags")]
    fn tags(&self) -> SetMapper<ManagedBuffer>;

    #[event("incremented")]
    fn incremented(&self, #[indexed] caller: &ManagedAddress, #[indexed] total: u64, amount: u64);

    #[event("decremented")]
    fn decremented(&self, #[indexed] caller: &ManagedAddress, #[indexed] total: u64, amount: u64);
}

#[cfg(target_arch = "wasm32")]
mod exports {
    use crate as counter;
    multiversx_sc_wasm_adapter::allocator!();
    multiversx_sc_wasm_adapter::panic_handler!();
    multiversx_sc_wasm_adapter::endpoints! {
        counter (
            init => init
            upgrade => upgrade
            increment => increment
            decrement => decrement
            setNote => set_note
            removeNote => remove_note
            addTag => add_tag
            removeTag => remove_tag
            clear => clear
            getNote => note
            getHistoryAt => history_at
            getTotal => total
            getCount => count
            getCallers => callers
            getHistory => history
            getNotes => notes
            getTags => tags
        )
    }
    multiversx_sc_wasm_adapter::async_callback_empty! {}
}
