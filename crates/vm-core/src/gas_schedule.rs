//! Gas schedules: what every hook, opcode, stored byte and built-in function costs, by version.
//!
//! A schedule is a TOML file in the production chain's form. Sections are matched by their exact
//! names and keys without regard to case, as production does; unknown keys are ignored; a cost that
//! is missing or zero refuses the whole file, so that nothing ever runs free by a typing error.
//!
//! Hooks read their flat cost by [`GasKey`], which is one array access. Costs that bodies combine
//! (per byte, per trie node, per transaction) are plain fields of one struct per section.
//!
//! Source: `mx-chain-vm-go:config/{gasCost,gasSchedule}.go`,
//! `mx-chain-vm-common-go:builtInFunctions/creator.go`, `mx-chain-go:vm/factory/systemSCFactory.go`.

mod builtin;
mod error;
mod keys;
mod opcodes;
mod reader;
mod sections;
mod storage_load;

pub use builtin::GasScheduleVersion;
pub use error::GasScheduleError;
pub use keys::GasKey;
pub use opcodes::OpcodeCost;
pub use sections::{BaseOperationCost, BuiltInCost, MaxPerTransaction, MetaChainSystemCost};
pub use storage_load::DynamicStorageLoad;

use reader::{Document, Zero};

/// One resolved version of all gas costs, in MultiversX gas units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GasSchedule {
    /// Costs per byte that hooks and the life cycle of code combine.
    pub base_operation: BaseOperationCost,
    /// Costs of the protocol's built-in functions.
    pub built_in: BuiltInCost,
    /// Costs of the system contracts.
    pub metachain_system: MetaChainSystemCost,
    /// Costs of WASM operators, and the limits written among them.
    pub opcodes: OpcodeCost,
    /// The price of a storage read by trie depth.
    pub storage_load: DynamicStorageLoad,
    /// Counters of one transaction; `None` in scenario schedules, where production counts nothing.
    pub max_per_transaction: Option<MaxPerTransaction>,
    api: [u64; GasKey::COUNT],
}

impl GasSchedule {
    /// Reads a schedule as a node does: every section has to be there, whole.
    ///
    /// # Errors
    /// Names the section and key that is missing, zero, ambiguous or no cost.
    pub fn parse(text: &str) -> Result<Self, GasScheduleError> {
        Self::read(&Document::parse(text)?, Zero::Refused)
    }

    /// Reads a schedule of the scenario language, which holds what a VM demands and no more: system
    /// contracts may lack costs, which then are zero, and the transaction counters are optional.
    ///
    /// # Errors
    /// As [`Self::parse`], for the sections that a VM demands.
    pub fn parse_scenario(text: &str) -> Result<Self, GasScheduleError> {
        Self::read(&Document::parse(text)?, Zero::Allowed)
    }

    /// The schedule of a version that is compiled in.
    ///
    /// # Errors
    /// Never for the files in `schedules/`, which the tests load one by one.
    ///
    /// # Cost
    /// Parses some 850 lines; keep the result.
    pub fn builtin(version: GasScheduleVersion) -> Result<Self, GasScheduleError> {
        if version.is_scenario() {
            Self::parse_scenario(version.text())
        } else {
            Self::parse(version.text())
        }
    }

    /// The flat cost that `key` names. One array access.
    #[must_use]
    pub const fn cost(&self, key: GasKey) -> u64 {
        #[expect(clippy::indexing_slicing, reason = "the array has one cell for each variant")]
        self.api[key.index()]
    }

    /// Every resolved cost as `(section, key, cost)`, by section and in the order of its table.
    pub fn rows(&self) -> impl Iterator<Item = (&'static str, &'static str, u64)> + '_ {
        let api = GasKey::ALL.iter().map(|&key| (key.section(), key.name(), self.cost(key)));
        let limits = self.max_per_transaction.iter().flat_map(MaxPerTransaction::rows);
        (self.built_in.rows())
            .chain(self.metachain_system.rows())
            .chain(self.base_operation.rows())
            .chain(api)
            .chain(self.opcodes.rows())
            .chain(limits)
            .chain(self.storage_load.rows())
    }

    /// `beside_vm` rules the sections which the node reads beside the VM.
    fn read(document: &Document, beside_vm: Zero) -> Result<Self, GasScheduleError> {
        let mut api = [0; GasKey::COUNT];
        for (cell, &key) in api.iter_mut().zip(GasKey::ALL) {
            *cell = document.section(key.section()).cost(key.name(), key.zero())?;
        }
        let max_per_transaction = match beside_vm {
            Zero::Allowed if !document.has(MaxPerTransaction::SECTION) => None,
            Zero::Allowed | Zero::Refused => {
                Some(MaxPerTransaction::read(document, Zero::Refused)?)
            }
        };
        Ok(Self {
            base_operation: BaseOperationCost::read(document, Zero::Refused)?,
            built_in: BuiltInCost::read(document, Zero::Refused)?,
            metachain_system: MetaChainSystemCost::read(document, beside_vm)?,
            opcodes: OpcodeCost::read(document)?,
            storage_load: DynamicStorageLoad::read(document)?,
            max_per_transaction,
            api,
        })
    }
}
