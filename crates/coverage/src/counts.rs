//! What was counted.

use crate::lcov;
use crate::probes::{Block, blocks, counter_name, with_counters};
use parking_lot::Mutex;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use vm_core::{Bytes, ModuleOrigin};

/// The counts of every contract that ran, by its code. Threads and runtimes may share one.
#[derive(Debug, Default)]
pub struct Coverage {
    modules: Mutex<BTreeMap<Bytes, Arc<ModuleCounts>>>,
}

/// The counts of one contract, over all its instances.
#[derive(Debug)]
pub(crate) struct ModuleCounts {
    /// The code.
    pub(crate) code: Bytes,
    /// The blocks that are counted.
    pub(crate) blocks: Vec<Block>,
    /// The exports with the counters.
    pub(crate) counters: Vec<String>,
    counts: Mutex<Vec<u64>>,
}

impl Coverage {
    /// The coverage as lcov, files in the order of their names.
    ///
    /// `files` gives the file that a contract's code was read from; what has none is named by its hash.
    #[must_use]
    pub fn lcov(&self, files: &BTreeMap<Vec<u8>, PathBuf>) -> String {
        let modules = self.modules.lock();
        lcov::write(modules.values().map(Arc::as_ref), files)
    }

    /// The counts of a contract, from zero if it is new, and its metered module with counters. Nothing when
    /// it cannot be counted.
    ///
    /// Under another gas schedule the metered module differs and the blocks do not.
    pub(crate) fn module(
        &self,
        origin: &ModuleOrigin,
        metered: &[u8],
    ) -> Option<(Arc<ModuleCounts>, Vec<u8>)> {
        let blocks = blocks(origin)?;
        let counting = with_counters(metered, &blocks)?;
        let mut modules = self.modules.lock();
        if let Some(module) = modules.get(&origin.original) {
            return Some((Arc::clone(module), counting));
        }
        let module = Arc::new(ModuleCounts {
            code: origin.original.clone(),
            counters: (0..blocks.len()).map(counter_name).collect(),
            counts: Mutex::new(vec![0; blocks.len()]),
            blocks,
        });
        modules.insert(origin.original.clone(), Arc::clone(&module));
        Some((module, counting))
    }
}

impl ModuleCounts {
    /// Adds what an instance counted since it was asked last.
    pub(crate) fn add(&self, counted: impl Iterator<Item = u64>) {
        for (count, more) in self.counts.lock().iter_mut().zip(counted) {
            *count = count.saturating_add(more);
        }
    }

    /// The count of each block.
    pub(crate) fn counts(&self) -> Vec<u64> {
        self.counts.lock().clone()
    }
}
