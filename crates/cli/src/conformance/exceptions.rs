//! Scenarios that are known not to pass, each with its reason, and those of an older release.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::Path;
use vm_core::Release;

/// Starts a line about a scenario that is written for the first release.
const FIRST_RELEASE: &str = "genesis ";

/// What is known of scenarios, by the end of their paths.
#[derive(Debug, Default)]
pub(super) struct Exceptions {
    reasons: BTreeMap<String, String>,
    /// Scenarios of the first release, and who says so.
    first_release: BTreeMap<String, String>,
}

/// A line that names no scenario and reason.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {0} is not `PATH: REASON` or `genesis PATH: REASON`")]
pub(crate) struct ExceptionError(usize);

impl Exceptions {
    /// Reads a list: a line is `PATH: REASON`, the same after `genesis` for a scenario that is written for
    /// the first release, a comment after `#`, or empty.
    pub(super) fn read(text: &str) -> Result<Self, ExceptionError> {
        let mut all = Self::default();
        for (index, line) in text.lines().map(str::trim).enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (line, list) = match line.strip_prefix(FIRST_RELEASE) {
                Some(line) => (line, &mut all.first_release),
                None => (line, &mut all.reasons),
            };
            let error = || ExceptionError(index.saturating_add(1));
            let (path, reason) = line.split_once(": ").ok_or_else(error)?;
            list.insert(path.to_owned(), reason.trim().to_owned());
        }
        Ok(all)
    }

    /// Why a scenario is not expected to pass; `None` when it is.
    pub(super) fn reason(&self, path: &Path) -> Option<&str> {
        ends(path).find_map(|end| self.reasons.get(&end)).map(String::as_str)
    }

    /// The release for which a scenario is written.
    pub(super) fn release(&self, path: &Path) -> Release {
        let is_first = ends(path).any(|end| self.first_release.contains_key(&end));
        if is_first { Release::Genesis } else { Release::Barnard }
    }
}

/// What a list may call a file, from its whole path to its name: a list holds whichever folder above its
/// files is run.
fn ends(path: &Path) -> impl Iterator<Item = String> {
    let parts: Vec<_> = path.iter().map(OsStr::to_string_lossy).collect();
    (0..parts.len()).map(move |start| parts.get(start..).unwrap_or_default().join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_names_a_scenario_and_its_reason() {
        let list = Exceptions::read("# why\n\n a/b.scen.json: needs: a thing \n").unwrap();
        for (path, reason) in [
            ("a/b.scen.json", Some("needs: a thing")),
            ("/test/a/b.scen.json", Some("needs: a thing")),
            ("b.scen.json", None),
            ("/test/aa/b.scen.json", None),
        ] {
            assert_eq!(list.reason(Path::new(path)), reason, "{path}");
        }
        let list = Exceptions::read("genesis old.scen.json: says so").unwrap();
        assert_eq!(list.reason(Path::new("old.scen.json")), None);
        let releases = ["old.scen.json", "b.scen.json"].map(|it| list.release(Path::new(it)));
        assert_eq!(releases, [Release::Genesis, Release::Barnard]);
        assert_eq!(Exceptions::read("# why\na.scen.json\n").unwrap_err(), ExceptionError(2));
    }
}
