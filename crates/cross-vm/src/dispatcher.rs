//! The registry of virtual machines, and the entry points of the dispatcher.

use crate::asynchronous::{is_arrival, keep_waiting, name_call, suspend};
use crate::border::GasRatio;
use std::sync::Arc;
use thiserror::Error;
use vm_core::{
    AccountRef, BuiltInFunctions, Bytes, CallName, CallOutcome, CallRequest, CreateOutcome,
    CreateRequest, Dispatcher, FrameIdentity, GasSchedule, GasUnit, Moved, Release, Session,
    SortedMap, SuspendedFrame, VirtualMachine, VmType, WriteError, is_low_face,
};

/// Why a dispatcher could not be built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RegistryError {
    /// Two VMs claim the same type bytes.
    #[error("two virtual machines are registered for {0}")]
    Duplicate(VmType),
}

/// The dispatcher: every frame between two VMs is made here. A clone has the same VMs.
#[derive(Clone, Debug)]
pub struct CrossVm {
    vms: SortedMap<VmType, Arc<dyn VirtualMachine>>,
    built_ins: Option<Arc<dyn BuiltInFunctions>>,
}

/// Collects the VMs of a dispatcher.
#[derive(Debug, Default)]
pub struct CrossVmBuilder {
    vms: Vec<Arc<dyn VirtualMachine>>,
    built_ins: Option<Arc<dyn BuiltInFunctions>>,
}

impl CrossVmBuilder {
    /// Registers a VM under its own type bytes.
    #[must_use]
    pub fn register(mut self, vm: Arc<dyn VirtualMachine>) -> Self {
        self.vms.push(vm);
        self
    }

    /// Sets the protocol's built-in functions.
    #[must_use]
    pub fn built_in_functions(mut self, built_ins: Arc<dyn BuiltInFunctions>) -> Self {
        self.built_ins = Some(built_ins);
        self
    }

    /// The dispatcher.
    ///
    /// # Errors
    /// [`RegistryError::Duplicate`] when two VMs have the same type bytes.
    pub fn build(self) -> Result<CrossVm, RegistryError> {
        let mut vms = SortedMap::new();
        for vm in self.vms {
            let vm_type = vm.vm_type();
            if vms.insert(vm_type, vm).is_some() {
                return Err(RegistryError::Duplicate(vm_type));
            }
        }
        Ok(CrossVm { vms, built_ins: self.built_ins })
    }
}

impl CrossVm {
    /// Starts a dispatcher.
    #[must_use]
    pub fn builder() -> CrossVmBuilder {
        CrossVmBuilder::default()
    }

    /// Tells every VM of a new gas schedule.
    pub fn gas_schedule_change(&self, schedule: &GasSchedule) {
        self.vms.values().for_each(|vm| vm.gas_schedule_change(schedule));
    }

    pub(crate) fn vm(&self, vm_type: VmType) -> Option<&Arc<dyn VirtualMachine>> {
        self.vms.get(&vm_type)
    }

    /// The VM whose precompiled contract an account is. All of them have low faces, so that others cost no question.
    #[inline]
    pub(crate) fn precompile(
        &self,
        session: &Session,
        account: &AccountRef,
    ) -> Option<&Arc<dyn VirtualMachine>> {
        if !is_low_face(&account.face) {
            return None;
        }
        self.vms.values().find(|vm| vm.is_precompile(session, account))
    }

    pub(crate) const fn built_ins(&self) -> Option<&Arc<dyn BuiltInFunctions>> {
        self.built_ins.as_ref()
    }

    /// The unit in which the current frame counts, and in which gas travels between shards; outside of contracts
    /// that of the transaction, `None` where it counts in its callee's.
    pub(crate) fn caller_unit(&self, session: &Session) -> Option<GasUnit> {
        if is_arrival(session) {
            return Some(GasUnit::MultiversX);
        }
        match session.journal.frame() {
            Some(frame) => self.gas_unit(frame.vm_type),
            None => session.gas_unit,
        }
    }
}

pub(crate) fn ratio(session: &Session) -> GasRatio {
    GasRatio::new(session.environment.config.gas_ratio)
}

impl Dispatcher for CrossVm {
    fn call(&self, mut session: Box<Session>, mut request: CallRequest) -> Moved<CallOutcome> {
        if let Err(fault) = session.poll_interrupt() {
            return (session, Err(fault));
        }
        match self.asks_built_in(&mut session, &request) {
            Ok(true) => self.call_built_in(session, request),
            Ok(false) => self.call_contract(session, &mut request),
            Err(fault) => (session, Err(fault)),
        }
    }

    fn create(&self, session: Box<Session>, request: CreateRequest) -> Moved<CreateOutcome> {
        if let Err(fault) = session.poll_interrupt() {
            return (session, Err(fault));
        }
        self.create_contract(session, request)
    }

    fn suspend(&self, session: &mut Session, frame: SuspendedFrame) -> Result<(), WriteError> {
        suspend(session, frame)
    }

    fn name_call(&self, session: &Session, identity: &FrameIdentity) -> CallName {
        name_call(session, identity)
    }

    fn keep_waiting(
        &self,
        session: &mut Session,
        frame: SuspendedFrame,
        ids: &[Bytes],
    ) -> Result<(), WriteError> {
        keep_waiting(session, frame, ids)
    }

    fn is_built_in(&self, function: &[u8], release: Release) -> bool {
        self.built_ins.as_ref().is_some_and(|it| it.contains(function, release))
    }

    fn gas_unit(&self, vm_type: VmType) -> Option<GasUnit> {
        self.vm(vm_type).map(|vm| vm.gas_unit())
    }
}
