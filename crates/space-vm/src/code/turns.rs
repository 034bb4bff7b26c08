//! One compile of each code at a time.

use super::ArtifactKey;
use parking_lot::Mutex;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is being compiled, each with the lock of whoever compiles it.
#[derive(Debug, Default)]
pub(super) struct Turns(Mutex<BTreeMap<ArtifactKey, Arc<Mutex<()>>>>);

impl Turns {
    /// Works while no other worker does so for the same key.
    ///
    /// Of workers that want the same new code, the first one compiles it. The others wait, and look before they
    /// start whether it is there: so `work` begins with that look.
    pub(super) fn alone<T>(&self, key: ArtifactKey, work: impl FnOnce() -> T) -> T {
        let turn = Arc::clone(self.0.lock().entry(key).or_default());
        let result = {
            let _alone = turn.lock();
            work()
        };
        let mut turns = self.0.lock();
        // One is in the map, one is ours: nobody waits.
        if Arc::strong_count(&turn) <= 2 {
            turns.remove(&key);
        }
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::B256;
    use std::sync::Barrier;

    const fn key(code: u8) -> ArtifactKey {
        ArtifactKey {
            code: B256::repeat_byte(code),
            costs: B256::ZERO,
            engine: "none",
            metering: 0,
        }
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "threads are what is tested")]
    fn one_worker_makes_what_the_others_wait_for() {
        let (turns, barrier) = (Turns::default(), Barrier::new(4));
        let made = Mutex::new(None);
        let worker = |number: usize| {
            barrier.wait();
            turns.alone(key(1), || {
                let mut made = made.try_lock().expect("nobody else is at work");
                std::thread::yield_now();
                *made.get_or_insert(number)
            })
        };
        let seen: Vec<usize> = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..4).map(|it| scope.spawn(move || worker(it))).collect();
            workers.into_iter().map(|it| it.join().unwrap()).collect()
        });
        assert!(seen.iter().all(|it| Some(*it) == *made.lock()), "{seen:?}");
        assert!(turns.0.lock().is_empty());
    }

    #[test]
    fn different_codes_do_not_wait_for_each_other() {
        let turns = Turns::default();
        assert_eq!(turns.alone(key(1), || turns.alone(key(2), || 7)), 7);
    }
}
