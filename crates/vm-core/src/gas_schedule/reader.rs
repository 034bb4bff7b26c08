//! Reading of numbers out of the TOML document, with production's matching of names.

use super::GasScheduleError;

/// Whether a cost may be missing or zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Zero {
    /// The schedule is refused.
    Refused,
    /// The operation is free.
    Allowed,
}

/// A parsed file.
#[derive(Debug)]
pub(super) struct Document {
    root: toml::Table,
}

impl Document {
    pub(super) fn parse(text: &str) -> Result<Self, GasScheduleError> {
        let root = text.parse().map_err(|error| GasScheduleError::Syntax(Box::new(error)))?;
        Ok(Self { root })
    }

    pub(super) fn has(&self, section: &str) -> bool {
        self.root.contains_key(section)
    }

    pub(super) fn section(&self, name: &'static str) -> Section<'_> {
        Section { name, table: self.root.get(name).and_then(toml::Value::as_table) }
    }
}

/// One `[section]` of a file, or the fact that it is missing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Section<'a> {
    name: &'static str,
    table: Option<&'a toml::Table>,
}

impl Section<'_> {
    /// The cost under `key`, in gas units.
    pub(super) fn cost(&self, key: &'static str, zero: Zero) -> Result<u64, GasScheduleError> {
        let section = self.name;
        match (self.number(key)?, zero) {
            (Some(0), Zero::Refused) => Err(GasScheduleError::ZeroCost { section, key }),
            (None, Zero::Refused) if self.table.is_none() => {
                Err(GasScheduleError::MissingSection { section })
            }
            (None, Zero::Refused) => Err(GasScheduleError::MissingKey { section, key }),
            (None, Zero::Allowed) => Ok(0),
            (Some(cost), _) => u64::try_from(cost).map_err(|_| self.invalid(key)),
        }
    }

    /// A cost of the sections that production keeps in 32 bits; never zero.
    pub(super) fn small_cost(&self, key: &'static str) -> Result<u32, GasScheduleError> {
        u32::try_from(self.cost(key, Zero::Refused)?).map_err(|_| self.invalid(key))
    }

    /// The number under `key`, if there is one: the exact spelling first, then any other case.
    pub(super) fn number(&self, key: &'static str) -> Result<Option<i64>, GasScheduleError> {
        let Some(table) = self.table else {
            return Ok(None);
        };
        let value = match table.get(key) {
            Some(value) => value,
            None => {
                let mut same = table.iter().filter(|(name, _)| name.eq_ignore_ascii_case(key));
                match (same.next(), same.next()) {
                    (None, _) => return Ok(None),
                    (Some((_, value)), None) => value,
                    (Some(_), Some(_)) => {
                        let section = self.name;
                        return Err(GasScheduleError::AmbiguousKey { section, key });
                    }
                }
            }
        };
        value.as_integer().map(Some).ok_or_else(|| self.invalid(key))
    }

    pub(super) const fn invalid(&self, key: &'static str) -> GasScheduleError {
        GasScheduleError::InvalidCost { section: self.name, key }
    }
}
