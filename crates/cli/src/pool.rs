//! Runs scenarios on all cores and hands over what they give in the order of the files.

use crate::CommandError;
use crate::arguments::Engine;
use coverage::{Coverage, CoverageExecutor};
use scenario::run::Runtimes;
use std::collections::BTreeMap;
use std::io::{IsTerminal, Write, stderr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::thread::{Builder, available_parallelism};

/// Stack of a worker: nested calls run on it, engines inside engines.
const STACK: usize = 64 << 20;

/// The runtimes of an engine.
pub(crate) fn runtimes(engine: Engine) -> Runtimes {
    match engine {
        Engine::Wasmer => Runtimes::default(),
        Engine::WasmerNode => Runtimes::on(engines::wasmer()),
        Engine::Wasmi => Runtimes::on(engines::wasmi()),
    }
}

/// Runtimes that count what runs of WASM contracts.
pub(crate) fn counting_runtimes(coverage: &Arc<Coverage>) -> Runtimes {
    Runtimes::on(Arc::new(CoverageExecutor::new(engines::wasmi(), Arc::clone(coverage))))
}

/// Does `work` on every item in `jobs` threads, as many as there are cores for zero, and `take`s each
/// result as soon as all before it are taken.
///
/// The workers are threads of their own and not those of a work-stealing pool: a compiler has such a
/// pool, and a worker that waits for it would start on further items on top of the one that it is at.
pub(crate) fn in_order<I: Sync, R: Send>(
    jobs: usize,
    items: &[I],
    work: impl Fn(&I) -> R + Sync,
    mut take: impl FnMut(R),
) -> Result<(), CommandError> {
    let (sender, receiver) = channel();
    let shows_progress = stderr().is_terminal();
    let (work, next_item) = (&work, &AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for _ in 0..workers(jobs) {
            let sender = sender.clone();
            let run = move || loop {
                let index = next_item.fetch_add(1, Ordering::Relaxed);
                let Some(item) = items.get(index) else {
                    break;
                };
                // The receiver outlives the workers.
                let _ = sender.send((index, work(item)));
            };
            Builder::new().stack_size(STACK).spawn_scoped(scope, run)?;
        }
        drop(sender);
        let mut waiting = BTreeMap::new();
        let mut next: usize = 0;
        for (done, (index, result)) in receiver.into_iter().enumerate() {
            waiting.insert(index, result);
            while let Some(result) = waiting.remove(&next) {
                clear(shows_progress);
                take(result);
                next = next.saturating_add(1);
            }
            if shows_progress {
                eprint!("\r[{}/{}]", done.saturating_add(1), items.len());
                let _ = stderr().flush();
            }
        }
        clear(shows_progress);
        Ok(())
    })
}

/// How many threads work: as asked for, or one a core.
fn workers(jobs: usize) -> usize {
    match jobs {
        0 => available_parallelism().map_or(1, core::num::NonZero::get),
        jobs => jobs,
    }
}

/// Takes the progress off its line.
fn clear(shows_progress: bool) {
    if shows_progress {
        eprint!("\r\x1b[K");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_items() {
        let items: Vec<u64> = (0..200).collect();
        let mut taken = Vec::new();
        let work = |item: &u64| {
            std::thread::sleep(std::time::Duration::from_micros(item % 7 * 50));
            item * 2
        };
        in_order(4, &items, work, |it| taken.push(it)).unwrap();
        assert_eq!(taken, items.iter().map(|it| it * 2).collect::<Vec<_>>());
    }
}
