//! Scenarios that are known not to pass, each with its reason.

use std::collections::BTreeMap;

/// Reasons by the path of the scenario, from the folder of the scenarios.
#[derive(Debug, Default)]
pub(super) struct Exceptions(BTreeMap<String, String>);

/// A line that names no scenario and reason.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {0} is not `PATH: REASON`")]
pub(crate) struct ExceptionError(usize);

impl Exceptions {
    /// Reads a list: a line is `PATH: REASON`, a comment after `#`, or empty.
    pub(super) fn read(text: &str) -> Result<Self, ExceptionError> {
        let mut reasons = BTreeMap::new();
        for (index, line) in text.lines().map(str::trim).enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let error = || ExceptionError(index.saturating_add(1));
            let (path, reason) = line.split_once(": ").ok_or_else(error)?;
            reasons.insert(path.to_owned(), reason.trim().to_owned());
        }
        Ok(Self(reasons))
    }

    /// Why a scenario is not expected to pass; `None` when it is.
    pub(super) fn reason(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_names_a_scenario_and_its_reason() {
        let list = Exceptions::read("# why\n\n a/b.scen.json: needs: a thing \n").unwrap();
        assert_eq!(list.reason("a/b.scen.json"), Some("needs: a thing"));
        assert_eq!(list.reason("b.scen.json"), None);
        assert_eq!(Exceptions::read("# why\na.scen.json\n").unwrap_err(), ExceptionError(2));
    }
}
