//! The cache of compiled artifacts, shared by all workers.

use super::imports::Imports;
use super::names::is_exportable_name;
use super::turns::Turns;
use crate::context::SpaceContext;
use crate::error::Failure;
use alloy_primitives::B256;
use parking_lot::Mutex;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use vm_core::{
    Bytes, Code, CompileError, CompiledModule, Executor, Fault, GasSchedule, HaltReason,
    ModuleOrigin, Release,
};
use wasm_metering::{
    Limits, METERING_VERSION, MeteredModule, ModuleError, OperatorCosts, OperatorPlace, meter,
    meter_with_places,
};

/// Schedules whose fingerprints are kept: those of one history.
const SCHEDULES: usize = 16;

/// Artifacts kept at once; the one that was used longest ago gives way.
const CAPACITY: usize = 1024;

/// What an artifact depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ArtifactKey {
    /// Hash of the contract's code.
    pub(crate) code: B256,
    /// Fingerprint of the operator costs.
    pub(crate) costs: B256,
    /// Engine, version and settings.
    pub(crate) engine: &'static str,
    /// Version of the metering pass.
    pub(crate) metering: u32,
}

/// Compiled code and what the host knows of it.
#[derive(Debug)]
pub(crate) struct Artifact {
    /// Under which key it is kept.
    pub(crate) key: ArtifactKey,
    /// The engine's module.
    pub(crate) module: Arc<dyn CompiledModule<SpaceContext>>,
    /// Names of exported functions.
    pub(crate) exports: BTreeSet<String>,
    /// Names of imported hooks.
    imports: BTreeSet<String>,
    /// Whether an exported function takes parameters or returns results.
    has_mistyped_exports: bool,
    /// Whether an instance runs once only.
    pub(crate) single_use: bool,
}

#[derive(Debug, Default)]
struct Cache {
    artifacts: BTreeMap<ArtifactKey, (u64, Arc<Artifact>)>,
    costs: BTreeMap<B256, Arc<OperatorCosts>>,
    /// Fingerprints of the schedules in use, so that a call does not hash one.
    fingerprints: Vec<(Arc<GasSchedule>, B256)>,
    clock: u64,
}

/// Compiles code and keeps what was compiled.
#[derive(Debug)]
pub(crate) struct CodeStore {
    executor: Arc<dyn Executor<SpaceContext>>,
    imports: Imports,
    limits: Limits,
    cache: Mutex<Cache>,
    turns: Turns,
}

impl CodeStore {
    /// An empty store over an engine.
    pub(crate) fn new(executor: Arc<dyn Executor<SpaceContext>>) -> Self {
        Self {
            executor,
            imports: Imports::new(),
            limits: Limits::production(),
            cache: Mutex::new(Cache::default()),
            turns: Turns::default(),
        }
    }

    /// Drops everything that was compiled under other operator costs.
    pub(crate) fn retain(&self, schedule: &GasSchedule) {
        let costs = schedule.opcodes.fingerprint();
        let mut cache = self.cache.lock();
        cache.artifacts.retain(|key, _| key.costs == costs);
        cache.costs.retain(|key, _| *key == costs);
        cache.fingerprints.clear();
    }

    /// The artifact of code, compiled now if it is not kept.
    ///
    /// # Errors
    /// [`HaltReason::ContractInvalid`] when the code is refused; a fault when the schedule or the
    /// engine is broken.
    pub(crate) fn artifact(
        &self,
        code: &Code,
        schedule: &Arc<GasSchedule>,
    ) -> Result<Arc<Artifact>, Failure> {
        let key = ArtifactKey {
            code: code.hash,
            costs: self.fingerprint(schedule),
            engine: self.executor.identity(),
            metering: METERING_VERSION,
        };
        if let Some(artifact) = self.cached(&key) {
            return Ok(artifact);
        }
        self.turns.alone(key, || {
            if let Some(artifact) = self.cached(&key) {
                return Ok(artifact);
            }
            let artifact = Arc::new(self.compile(&code.bytes, schedule, key)?);
            self.keep(Arc::clone(&artifact));
            Ok(artifact)
        })
    }

    /// As [`Self::artifact`], with the rules for new code: names of exports, and hooks that are
    /// active already.
    ///
    /// # Errors
    /// As [`Self::artifact`].
    pub(crate) fn validated(
        &self,
        code: &Code,
        schedule: &Arc<GasSchedule>,
        release: Release,
        is_built_in: impl Fn(&str) -> bool,
    ) -> Result<Arc<Artifact>, Failure> {
        let artifact = self.artifact(code, schedule)?;
        // Production checks the exports' signatures at deploy only, and runs older code without.
        if artifact.has_mistyped_exports {
            return Err(HaltReason::ContractInvalid.into());
        }
        for name in &artifact.exports {
            if !is_exportable_name(name, release, is_built_in(name)) {
                return Err(HaltReason::ContractInvalid.into());
            }
        }
        for name in &artifact.imports {
            if !self.imports.is_active(name, release) {
                return Err(unknown_import(name));
            }
        }
        Ok(artifact)
    }

    fn fingerprint(&self, schedule: &Arc<GasSchedule>) -> B256 {
        let mut cache = self.cache.lock();
        let known = |(it, _): &&(Arc<GasSchedule>, B256)| Arc::ptr_eq(it, schedule);
        if let Some((_, fingerprint)) = cache.fingerprints.iter().find(known) {
            return *fingerprint;
        }
        let fingerprint = schedule.opcodes.fingerprint();
        if cache.fingerprints.len() >= SCHEDULES {
            cache.fingerprints.clear();
        }
        cache.fingerprints.push((Arc::clone(schedule), fingerprint));
        fingerprint
    }

    fn cached(&self, key: &ArtifactKey) -> Option<Arc<Artifact>> {
        let mut cache = self.cache.lock();
        cache.clock = cache.clock.saturating_add(1);
        let now = cache.clock;
        let (used, artifact) = cache.artifacts.get_mut(key)?;
        *used = now;
        Some(Arc::clone(artifact))
    }

    fn keep(&self, artifact: Arc<Artifact>) {
        let mut cache = self.cache.lock();
        if cache.artifacts.len() >= CAPACITY {
            let oldest = cache.artifacts.iter().min_by_key(|(_, (used, _))| *used);
            if let Some(oldest) = oldest.map(|(key, _)| *key) {
                cache.artifacts.remove(&oldest);
            }
        }
        let now = cache.clock;
        cache.artifacts.insert(artifact.key, (now, artifact));
    }

    fn compile(
        &self,
        code: &Bytes,
        schedule: &GasSchedule,
        key: ArtifactKey,
    ) -> Result<Artifact, Failure> {
        let costs = self.costs(schedule, key.costs)?;
        let known = |name: &str| self.imports.signature(name);
        let metered = meter(code, &costs, &self.limits, &known).map_err(refusal)?;
        let MeteredModule { wasm, exports, imports, single_use, mistyped_exports, .. } = metered;
        let origin = || self.origin(code, &costs);
        let module = match self.executor.compile_from(&wasm, &origin) {
            Ok(module) => module,
            Err(CompileError::Refused | CompileError::UnknownImport) => {
                return Err(HaltReason::ContractInvalid.into());
            }
            Err(CompileError::ForeignArtifact | CompileError::Instantiate) => {
                return Err(Fault::Engine.into());
            }
        };
        Ok(Artifact {
            key,
            module,
            exports: exports.into_iter().collect(),
            imports: imports.into_iter().collect(),
            has_mistyped_exports: !mistyped_exports.is_empty(),
            single_use,
        })
    }

    /// What a module is made of, for tools that ask.
    fn origin(&self, code: &Bytes, costs: &OperatorCosts) -> Option<ModuleOrigin> {
        let known = |name: &str| self.imports.signature(name);
        let (_, places) = meter_with_places(code, costs, &self.limits, &known).ok()?;
        let pairs =
            |it: Vec<OperatorPlace>| it.iter().map(|it| (it.original, it.metered)).collect();
        let operators = places.into_iter().map(pairs).collect();
        Some(ModuleOrigin { original: code.clone(), operators })
    }

    fn costs(&self, schedule: &GasSchedule, key: B256) -> Result<Arc<OperatorCosts>, Fault> {
        if let Some(costs) = self.cache.lock().costs.get(&key) {
            return Ok(Arc::clone(costs));
        }
        let lookup = |name: &str| schedule.opcodes.by_name(name).map(u64::from);
        let costs = OperatorCosts::from_lookup(lookup)
            .map_err(|_| Fault::Configuration("the gas schedule lacks operator costs"))?;
        let costs = Arc::new(costs);
        self.cache.lock().costs.insert(key, Arc::clone(&costs));
        Ok(costs)
    }
}

/// The refusal of a module. An unknown import is named, because it is what a developer meets when a
/// contract was built for a newer release.
fn refusal(error: ModuleError) -> Failure {
    if let ModuleError::UnknownImport { name } = error {
        return unknown_import(&name);
    }
    HaltReason::ContractInvalid.into()
}

fn unknown_import(name: &str) -> Failure {
    let text = format!("{} (unknown import {name})", HaltReason::ContractInvalid.text());
    Failure::Halt(HaltReason::ContractInvalid, Bytes::from(text.into_bytes()))
}
