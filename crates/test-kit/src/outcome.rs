//! What a call gave, decoded.

use crate::tree::render;
use crate::world::{Book, StateAccounts};
use crate::{Abi, Event, FromValue, TestError, Value, event};
use std::sync::Arc;
use vm_core::{Bytes, ErrorLog, GasUnit, HaltReason, LogRecord, ReturnData, Status};

/// What a call gave: the runtime's outcome, and what ABIs make of it.
#[derive(Debug)]
pub struct TestOutcome {
    /// The runtime's outcome.
    pub raw: runtime::Outcome,
    /// ABI, function and number of arguments, where a function was called by its name.
    called: Option<(Arc<Abi>, String, usize)>,
    book: Arc<Book>,
    accounts: StateAccounts,
}

impl TestOutcome {
    pub(crate) const fn new(
        raw: runtime::Outcome,
        called: Option<(Arc<Abi>, String, usize)>,
        book: Arc<Book>,
        accounts: StateAccounts,
    ) -> Self {
        Self { raw, called, book, accounts }
    }

    /// Whether the effects are kept.
    #[must_use]
    pub const fn is_success(&self) -> bool {
        self.raw.is_success()
    }

    /// How the call ended.
    #[must_use]
    pub const fn status(&self) -> Status {
        self.raw.status
    }

    /// Gas that was used, in the unit of [`TestOutcome::gas_unit`].
    #[must_use]
    pub const fn gas_used(&self) -> u64 {
        self.raw.gas.used
    }

    /// The unit of the gas figures.
    #[must_use]
    pub const fn gas_unit(&self) -> GasUnit {
        self.raw.gas.unit
    }

    /// The results by the function's ABI.
    ///
    /// # Errors
    /// [`TestError::Abi`] when they do not fit, or the call was no typed one.
    pub fn values(&self) -> Result<Vec<Value>, TestError> {
        let raw = || Ok(self.raw.items().iter().map(Value::from).collect());
        let Some((abi, function, count)) = &self.called else { return raw() };
        Ok(match abi.as_ref() {
            Abi::MultiversX(abi) => {
                let outputs = &abi.endpoint(function)?.outputs;
                abi.decode(outputs, &self.raw.items(), &self.accounts)?
            }
            Abi::Solidity(abi) => abi.results(function, *count, &self.blob(), &self.accounts)?,
        })
    }

    /// The only result, as a Rust type.
    ///
    /// # Errors
    /// [`TestError::ResultCount`] when there is not exactly one; [`TestError::Abi`] and
    /// [`TestError::Value`] when it does not fit.
    pub fn single<T: FromValue>(&self) -> Result<T, TestError> {
        let values = self.values()?;
        let count = values.len();
        match <[Value; 1]>::try_from(values) {
            Ok([value]) => Ok(T::from_value(value)?),
            Err(_) => Err(TestError::ResultCount(count)),
        }
    }

    /// All results, as a Rust tuple.
    ///
    /// # Errors
    /// [`TestError::Abi`] and [`TestError::Value`] when they do not fit.
    pub fn returns<T: FromValue>(&self) -> Result<T, TestError> {
        Ok(T::from_value(Value::Tuple(self.values()?))?)
    }

    /// Return or revert data as one block of bytes.
    #[must_use]
    pub fn blob(&self) -> Bytes {
        match &self.raw.data {
            ReturnData::Blob(blob) => blob.clone(),
            ReturnData::Items(items) => items.last().cloned().unwrap_or_default(),
        }
    }

    /// Why the call failed: the contract's own message, Solidity's reason, or the halt reason's text.
    #[must_use]
    pub fn message(&self) -> String {
        if let Some((signature, values)) = self.error() {
            if let ("Error(string)", [Value::Text(text)]) = (signature.as_str(), values.as_slice())
            {
                return text.clone();
            }
            return format!("{signature} {values:?}");
        }
        String::from_utf8_lossy(&self.raw.message).into_owned()
    }

    /// Signature and fields of the Solidity error that the call ended with.
    #[must_use]
    pub fn error(&self) -> Option<(String, Vec<Value>)> {
        if self.is_success() {
            return None;
        }
        let called = self.called.as_ref().and_then(|(abi, ..)| match abi.as_ref() {
            Abi::Solidity(abi) => abi.decode_error(&self.blob(), &self.accounts),
            Abi::MultiversX(_) => None,
        });
        called.or_else(|| crate::SolidityAbi::default().decode_error(&self.blob(), &self.accounts))
    }

    /// Whether a contract or the protocol wrote a log. The entry that lists errors is no effect of anybody.
    #[must_use]
    pub fn has_logs(&self) -> bool {
        let is_list = |log: &LogRecord| match log {
            LogRecord::Native(it) => it.identifier.as_ref() == ErrorLog::IDENTIFIER.as_bytes(),
            LogRecord::Evm { .. } | LogRecord::TokenFace { .. } => false,
        };
        self.raw.logs.iter().any(|log| !is_list(log))
    }

    /// Every log, decoded where the ABI of its contract knows it, in the order of writing.
    #[must_use]
    pub fn all_events(&self) -> Vec<Event> {
        self.raw.logs.iter().map(|log| event::decode(log, &self.book, &self.accounts)).collect()
    }

    /// The events with a name: a Solidity event's signature or name, a MultiversX event's identifier.
    #[must_use]
    pub fn events(&self, name: &str) -> Vec<Event> {
        let mut events = self.all_events();
        events.retain(|it| it.name == name || it.name.split('(').next() == Some(name));
        events
    }

    /// The call tree as text, with names and decoded arguments.
    #[must_use]
    pub fn tree(&self) -> String {
        render(&self.raw.trace, &self.book, &self.accounts)
    }

    /// The failure as an error of the test.
    pub(crate) fn failure(&self) -> TestError {
        TestError::Failed { message: self.message(), tree: self.tree() }
    }

    /// The outcome, if it is a success.
    ///
    /// # Errors
    /// [`TestError::Failed`] with the call tree otherwise.
    pub fn or_failed(self) -> Result<Self, TestError> {
        if self.is_success() { Ok(self) } else { Err(self.failure()) }
    }
}

/// Expectations. They panic with the call tree, as assertions do.
#[expect(clippy::panic, reason = "an expectation that is not met fails the test")]
impl TestOutcome {
    /// Expects a success.
    ///
    /// # Panics
    /// When the call failed.
    #[track_caller]
    pub fn expect_success(&self) -> &Self {
        if !self.is_success() {
            panic!(
                "expected a success, not {:?} \"{}\"\n{}",
                self.status(),
                self.message(),
                self.tree()
            );
        }
        self
    }

    /// Expects a failure of any kind.
    ///
    /// # Panics
    /// When the call succeeded.
    #[track_caller]
    pub fn expect_failure(&self) -> &Self {
        if self.is_success() {
            panic!("expected a failure\n{}", self.tree());
        }
        self
    }

    /// Expects that the contract gave up with this message.
    ///
    /// # Panics
    /// When it ended in another way or with another message.
    #[track_caller]
    pub fn expect_revert(&self, message: &str) -> &Self {
        let (status, text) = (self.status(), self.message());
        if status != Status::Revert || text != message {
            panic!("expected revert \"{message}\", not {status:?} \"{text}\"\n{}", self.tree());
        }
        self
    }

    /// Expects a revert with an error of the contract's own, by signature and fields.
    ///
    /// # Panics
    /// When it ended in another way or with another error.
    #[track_caller]
    pub fn expect_error(&self, signature: &str, fields: &[Value]) -> &Self {
        let is_met = self.error().is_some_and(|(name, values)| {
            name == signature && values.len() == fields.len() && values.iter().zip(fields).all(same)
        });
        if !is_met {
            panic!("expected {signature} {fields:?}, not {:?}\n{}", self.error(), self.tree());
        }
        self
    }

    /// Expects that the call was stopped for this reason.
    ///
    /// # Panics
    /// When it ended in another way.
    #[track_caller]
    pub fn expect_halt(&self, reason: HaltReason) -> &Self {
        if self.status() != Status::Halt(reason) {
            panic!(
                "expected {reason:?}, not {:?} \"{}\"\n{}",
                self.status(),
                self.message(),
                self.tree()
            );
        }
        self
    }

    /// Expects this many events of a name, and returns them.
    ///
    /// # Panics
    /// When there are more or fewer.
    #[track_caller]
    pub fn expect_events(&self, name: &str, count: usize) -> Vec<Event> {
        let events = self.events(name);
        if events.len() != count {
            panic!("expected {count} {name}, not {events:?}\n{}", self.tree());
        }
        events
    }
}

/// Whether two values are the same; an account in both forms is the same as in one.
fn same((left, right): (&Value, &Value)) -> bool {
    match (left, right) {
        (Value::Account(account), Value::Address(address)) => account.address == *address,
        (Value::Account(account), Value::Face(face)) => account.face == *face,
        _ => left == right,
    }
}
