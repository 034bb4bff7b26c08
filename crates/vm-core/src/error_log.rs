//! The errors of a transaction's WASM contracts, which a MultiversX node shows in a log entry of their own.
//!
//! An error that somebody caught is among them, and no revert takes one back: the entry explains what
//! happened, and is no effect of the transaction (`mx-chain-vm-go:vmhost/hostCore/host.go`,
//! `createLogEntryFromErrors`; `vmhost/errorWrapping.go`).

use crate::{Address, Bytes, LogEntry, Release};

/// One error, and the function in which it came up where production names that.
#[derive(Clone, Debug, PartialEq, Eq)]
struct ErrorNote {
    text: Bytes,
    function: Option<Bytes>,
}

/// What the transaction asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
struct ErrorRoot {
    caller: Address,
    recipient: Address,
    function: Bytes,
}

/// The errors of one transaction, in the order in which they came up.
#[derive(Clone, Debug, Default)]
pub struct ErrorLog {
    root: Option<ErrorRoot>,
    notes: Vec<ErrorNote>,
}

impl ErrorLog {
    /// Identifier of the log entry.
    pub const IDENTIFIER: &'static str = "internalVMErrors";

    /// Notes that the first frame of the transaction is a WASM contract's, and how it was called. Only then
    /// is there an entry.
    pub fn begin(&mut self, caller: Address, recipient: Address, function: Bytes) {
        self.root = Some(ErrorRoot { caller, recipient, function });
    }

    /// Notes an error.
    pub fn add(&mut self, text: Bytes, function: Option<Bytes>) {
        self.notes.push(ErrorNote { text, function });
    }

    /// Takes back the newest error, in whose place another one comes.
    pub fn drop_last(&mut self) {
        self.notes.pop();
    }

    /// Whether nothing was noted.
    #[must_use]
    #[inline]
    pub const fn is_empty(&self) -> bool {
        self.root.is_none() && self.notes.is_empty()
    }

    /// Forgets everything, for the next transaction.
    pub fn clear(&mut self) {
        self.root = None;
        self.notes.clear();
    }

    /// The entry, if there were errors: written by the caller, with the called account and function as
    /// topics, and the errors as its data, the newest first.
    #[must_use]
    #[inline]
    pub fn entry(&self, release: Release) -> Option<LogEntry> {
        if self.is_empty() { None } else { self.written(release) }
    }

    #[cold]
    fn written(&self, release: Release) -> Option<LogEntry> {
        let root = self.root.as_ref().filter(|_| !self.notes.is_empty())?;
        let recipient = Bytes::copy_from_slice(root.recipient.as_slice());
        Some(LogEntry {
            identifier: Bytes::from_static(Self::IDENTIFIER.as_bytes()),
            address: root.caller,
            topics: vec![recipient, root.function.clone()],
            data: vec![self.text(release).into()],
        })
    }

    fn text(&self, release: Release) -> Vec<u8> {
        let (first, other) = places(release);
        let mut text = Vec::new();
        for (index, note) in self.notes.iter().enumerate().rev() {
            text.extend_from_slice(b"\n\t");
            text.extend_from_slice(if index == 0 { first } else { other }.as_bytes());
            let error = Some(&note.text).filter(|it| !it.is_empty());
            for part in error.into_iter().chain(&note.function) {
                text.extend_from_slice(b" [");
                text.extend_from_slice(part);
                text.push(b']');
            }
        }
        text
    }
}

/// Production names lines of its own source before each error: two of one function, one for the first error
/// and one for all others.
const fn places(release: Release) -> (&'static str, &'static str) {
    match release {
        Release::Genesis | Release::CryptoOpcodesV2 => ("runtime.go:853", "runtime.go:856"),
        Release::Barnard => ("runtime.go:841", "runtime.go:844"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_entry_has_the_newest_error_first() {
        let mut log = ErrorLog::default();
        log.add(Bytes::from_static(b"no"), None);
        log.add(Bytes::from_static(b"masked"), None);
        log.drop_last();
        log.add(Bytes::from_static(b"execution failed"), Some(Bytes::from_static(b"pay")));
        assert_eq!(log.entry(Release::Barnard), None);
        log.begin(Address([1; 32]), Address([2; 32]), Bytes::from_static(b"pay"));
        let entry = log.entry(Release::Barnard).unwrap();
        let text = "\n\truntime.go:844 [execution failed] [pay]\n\truntime.go:841 [no]";
        assert_eq!((entry.address, entry.data), (Address([1; 32]), vec![Bytes::from(text)]));
        assert_eq!(entry.topics, [Bytes::from(vec![2; 32]), Bytes::from_static(b"pay")]);
        log.clear();
        assert_eq!(log.entry(Release::Barnard), None);
    }
}
