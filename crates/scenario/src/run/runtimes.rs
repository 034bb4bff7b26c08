//! Runtimes by gas schedule and release, shared by every scenario of a run.

use crate::model;
use engines::SpaceExecutor;
use parking_lot::Mutex;
use runtime::{BuildError, Runtime};
use space_vm::SpaceVm;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use vm_core::{Address, GasScheduleVersion, Release};

/// Builds one runtime a gas schedule and release and keeps it. All of them share `SpaceVM`, so that each contract is
/// compiled once, or once for each set of operators' prices.
pub struct Runtimes {
    space_vm: Arc<SpaceVm>,
    built: Mutex<BTreeMap<(GasScheduleVersion, Release), Arc<Runtime>>>,
}

impl Default for Runtimes {
    fn default() -> Self {
        Self::on(engines::wasmer_for_tests())
    }
}

impl Runtimes {
    /// Runtimes that run WASM on an engine.
    #[must_use]
    pub fn on(engine: SpaceExecutor) -> Self {
        Self { space_vm: Arc::new(SpaceVm::new(engine)), built: Mutex::default() }
    }

    /// The runtime of a gas schedule and release. Cost: builds it at the first request.
    ///
    /// # Errors
    /// [`BuildError`] when it cannot be built.
    pub fn of(
        &self,
        version: GasScheduleVersion,
        release: Release,
    ) -> Result<Arc<Runtime>, BuildError> {
        let mut built = self.built.lock();
        if let Some(runtime) = built.get(&(version, release)) {
            return Ok(Arc::clone(runtime));
        }
        let builder = Runtime::builder()
            .gas_schedule(version)
            .release(release)
            .space_vm(Arc::clone(&self.space_vm))
            .name_services(name_services());
        let runtime = Arc::new(builder.build()?);
        built.insert((version, release), Arc::clone(&runtime));
        Ok(runtime)
    }
}

/// The contracts that may change usernames in a scenario: `sc:dns#00` to `sc:dns#fe`
/// (`mx-chain-scenario-go:worldmock/dnsUtil.go`).
fn name_services() -> Vec<Address> {
    let address = |last| {
        let mut bytes = *b"\0\0\0\0\0\0\0\0\x05\0dns___________________";
        if let Some(byte) = bytes.last_mut() {
            *byte = last;
        }
        Address(bytes)
    };
    (0..0xff).map(address).collect()
}

impl fmt::Debug for Runtimes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let built = self.built.lock();
        formatter.debug_tuple("Runtimes").field(&built.keys()).finish()
    }
}

/// The schedule that a scenario names.
pub(super) const fn version_of(schedule: model::GasSchedule) -> GasScheduleVersion {
    match schedule {
        model::GasSchedule::Default => GasScheduleVersion::ScenarioV4,
        model::GasSchedule::Dummy => GasScheduleVersion::ScenarioDummy,
        model::GasSchedule::Version(1) => GasScheduleVersion::V1,
        model::GasSchedule::Version(2) => GasScheduleVersion::V2,
        model::GasSchedule::Version(3) => GasScheduleVersion::ScenarioV3,
        model::GasSchedule::Version(4) => GasScheduleVersion::ScenarioV4,
        model::GasSchedule::Version(5) => GasScheduleVersion::V5,
        model::GasSchedule::Version(6) => GasScheduleVersion::V6,
        model::GasSchedule::Version(7) => GasScheduleVersion::V7,
        model::GasSchedule::Version(8) => GasScheduleVersion::V8,
        model::GasSchedule::Version(_) => GasScheduleVersion::V9,
    }
}
