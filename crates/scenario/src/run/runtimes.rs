//! Runtimes by gas schedule and release, shared by every scenario of a run.

use crate::model;
use parking_lot::Mutex;
use runtime::{BuildError, Runtime, RuntimeBuilder};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use vm_core::{Address, GasScheduleVersion, Release};

/// Builds one runtime a gas schedule and release and keeps it, so that each contract is compiled once.
pub struct Runtimes {
    configure: Box<dyn Fn(RuntimeBuilder) -> RuntimeBuilder + Send + Sync>,
    built: Mutex<BTreeMap<(GasScheduleVersion, Release), Arc<Runtime>>>,
}

impl Default for Runtimes {
    fn default() -> Self {
        Self::new(|builder| builder)
    }
}

impl Runtimes {
    /// Runtimes that a closure configures; gas schedule and release are set before.
    #[must_use]
    pub fn new(
        configure: impl Fn(RuntimeBuilder) -> RuntimeBuilder + Send + Sync + 'static,
    ) -> Self {
        Self { configure: Box::new(configure), built: Mutex::default() }
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
            .name_services(name_services());
        let runtime = Arc::new((self.configure)(builder).build()?);
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
