//! Names of exported functions (`mx-chain-vm-go:vmhost/contexts/{validator,reservedFunctions}.go`).

use crate::hooks::hook;
use vm_core::{ErrorLog, Release};

/// The constructor.
pub(crate) const INIT: &str = "init";
/// The function that an upgrade runs.
pub(crate) const UPGRADE: &str = "upgrade";
/// The callback of legacy asynchronous calls.
pub(crate) const CALLBACK: &str = "callBack";
/// The function name that asks for an upgrade.
pub(crate) const UPGRADE_CONTRACT: &str = "upgradeContract";
/// The function name that asks for a deletion.
pub(crate) const DELETE_CONTRACT: &str = "deleteContract";

/// Names of log entries of the protocol, which no contract may write as its own.
const PROTECTED: [&str; 5] =
    [ErrorLog::IDENTIFIER, "transferValueOnly", "writeLog", "signalError", "completedTxEvent"];

const MAX_LENGTH: usize = 256;

/// Whether a name can be called: 1 to 255 letters, digits and underscores, no digit first.
pub(crate) fn is_callable_name(name: &[u8]) -> bool {
    name.len() < MAX_LENGTH
        && name.first().is_some_and(|first| !first.is_ascii_digit())
        && name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
}

/// Whether a contract may not export a function of this name: names of hooks that are active, of
/// built-in functions, and of upgrade and deletion.
pub(crate) fn is_reserved_name(name: &[u8], release: Release, is_built_in: bool) -> bool {
    let Ok(name) = core::str::from_utf8(name) else {
        return is_built_in;
    };
    is_built_in
        || [UPGRADE_CONTRACT, DELETE_CONTRACT].contains(&name)
        || hook(name).is_some_and(|row| row.since < Release::Barnard || release >= row.since)
}

/// Whether a contract may export a function of this name.
pub(crate) fn is_exportable_name(name: &str, release: Release, is_built_in: bool) -> bool {
    is_callable_name(name.as_bytes())
        && !is_reserved_name(name.as_bytes(), release, is_built_in)
        && !PROTECTED.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_productions_rules() {
        let long = "a".repeat(255);
        let too_long = "a".repeat(256);
        for (name, callable, exportable) in [
            ("add", true, true),
            ("getSum", true, true),
            ("_x1", true, true),
            ("", false, false),
            ("1add", false, false),
            ("add-one", false, false),
            ("\u{e4}dd", false, false),
            (long.as_str(), true, true),
            (too_long.as_str(), false, false),
            ("init", true, true),
            ("upgradeContract", true, false),
            ("deleteContract", true, false),
            ("writeLog", true, false),
            ("transferValueOnly", true, false),
            ("bigIntAdd", true, false),
        ] {
            assert_eq!(is_callable_name(name.as_bytes()), callable, "{name}");
            assert_eq!(is_exportable_name(name, Release::Barnard, false), exportable, "{name}");
        }
        assert!(!is_exportable_name("ESDTTransfer", Release::Barnard, true));
    }
}
