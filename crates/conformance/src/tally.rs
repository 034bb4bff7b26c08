//! What a list of tests gave.

/// A test that went another way than it should.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Test, fork and variant.
    pub name: String,
    /// What was wrong.
    pub problem: String,
}

/// Counts of tests, and which failed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// As they should be.
    pub passed: usize,
    /// Without a meaning in this kind of run.
    pub left_out: usize,
    /// Not as they should be.
    pub failed: Vec<Failure>,
}

impl Tally {
    /// Adds the counts of another list.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.passed = self.passed.saturating_add(other.passed);
        self.left_out = self.left_out.saturating_add(other.left_out);
        self.failed.extend(other.failed);
        self
    }

    pub(crate) fn count(&mut self, name: impl FnOnce() -> String, result: Verdict) {
        match result {
            Ok(true) => self.passed = self.passed.saturating_add(1),
            Ok(false) => self.left_out = self.left_out.saturating_add(1),
            Err(problem) => self.failed.push(Failure { name: name(), problem }),
        }
    }
}

/// Whether a test was run, or what was wrong with it.
pub(crate) type Verdict = Result<bool, String>;
