//! Prices of operators, from the `WASMOpcodeCost` section of a gas schedule.

use crate::operators::Prices;
use wasmparser::Operator;

/// The prices of all accepted operators, and the values of the schedule that the pass puts into the
/// module.
///
/// Two equal ones give the same output for the same module, so its hash can stand in the key of a
/// cache.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OperatorCosts {
    prices: Prices,
    local_allocate: u32,
    locals_unmetered: u32,
    maximum_memory_grows: u32,
    maximum_memory_grow_delta: u32,
}

/// Why prices cannot be taken from a schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CostError {
    /// The schedule has no value for an operator.
    #[error("the gas schedule has no value for {key}")]
    Missing {
        /// The key in `WASMOpcodeCost`.
        key: &'static str,
    },
    /// The value for an operator does not fit 32 bits, as production's does.
    #[error("the value for {key} in the gas schedule does not fit 32 bits")]
    TooLarge {
        /// The key in `WASMOpcodeCost`.
        key: &'static str,
    },
}

impl OperatorCosts {
    /// Takes the prices by their keys in `WASMOpcodeCost` (`I32Add`, `LocalAllocate`,
    /// `MaxMemoryGrow`, ...).
    ///
    /// # Errors
    /// When the schedule lacks one, or one does not fit 32 bits.
    pub fn from_lookup(lookup: impl Fn(&str) -> Option<u64>) -> Result<Self, CostError> {
        let value = |key: &'static str| {
            let value = lookup(key).ok_or(CostError::Missing { key })?;
            u32::try_from(value).map_err(|_| CostError::TooLarge { key })
        };
        Ok(Self {
            prices: Prices::from_lookup(&value)?,
            local_allocate: value("LocalAllocate")?,
            locals_unmetered: value("LocalsUnmetered")?,
            maximum_memory_grows: value("MaxMemoryGrow")?,
            maximum_memory_grow_delta: value("MaxMemoryGrowDelta")?,
        })
    }

    /// The price of an operator, or nothing when it is not accepted.
    pub(crate) fn price(&self, operator: &Operator<'_>) -> Option<u32> {
        self.prices.of(operator)
    }

    /// The price of one group of a function's declared locals.
    ///
    /// Production looks at each group by itself, so a hundred free locals can be declared several
    /// times.
    pub(crate) fn price_of_locals(&self, group: u32) -> u64 {
        let metered = u64::from(group.saturating_sub(self.locals_unmetered));
        metered.saturating_mul(u64::from(self.local_allocate))
    }

    /// How often `memory.grow` may be executed in one run.
    pub(crate) const fn maximum_memory_grows(&self) -> u32 {
        self.maximum_memory_grows
    }

    /// How many pages one `memory.grow` may ask for.
    pub(crate) const fn maximum_memory_grow_delta(&self) -> u32 {
        self.maximum_memory_grow_delta
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn costs(key: &str) -> Option<u64> {
        Some(match key {
            "I32DivU" => 18,
            "LocalAllocate" => 7,
            "LocalsUnmetered" => 100,
            _ => 5,
        })
    }

    #[test]
    fn prices_go_by_key() {
        let costs = OperatorCosts::from_lookup(costs).unwrap();
        for (operator, price) in [
            (Operator::I32DivU, Some(18)),
            (Operator::I32Add, Some(5)),
            (Operator::F64Add, None),
            (Operator::MemoryFill { mem: 0 }, None),
            (Operator::DataDrop { data_index: 0 }, None),
            (Operator::TableCopy { dst_table: 0, src_table: 0 }, None),
        ] {
            assert_eq!(costs.price(&operator), price, "{operator:?}");
        }
        for (group, price) in [(0, 0), (100, 0), (101, 7), (4_000, 3_900 * 7)] {
            assert_eq!(costs.price_of_locals(group), price, "{group}");
        }
    }

    #[test]
    fn incomplete_schedules_are_refused() {
        for (missing, error) in [
            ("I64Xor", CostError::Missing { key: "I64Xor" }),
            ("LocalsUnmetered", CostError::Missing { key: "LocalsUnmetered" }),
        ] {
            assert_eq!(
                OperatorCosts::from_lookup(|key| costs(key).filter(|_| key != missing)),
                Err(error)
            );
        }
        let large = |key: &str| {
            if key == "Br" { Some(1 << 32) } else { costs(key) }
        };
        assert_eq!(OperatorCosts::from_lookup(large), Err(CostError::TooLarge { key: "Br" }));
    }
}
