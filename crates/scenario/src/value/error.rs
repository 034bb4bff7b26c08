//! Why an expression has no value.

/// An expression that could not be evaluated, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{expression}`: {reason}")]
pub struct ValueError {
    /// The expression, or the part of it that failed, as written.
    pub expression: String,
    /// The reason.
    pub reason: ValueReason,
}

/// The reasons for which an expression has no value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ValueReason {
    /// Neither a known prefix nor a number.
    #[error("not a number, and no known prefix (a text is written `str:...`)")]
    NotANumber,
    /// The digits after `0x` are not hexadecimal.
    #[error("bad hexadecimal digits")]
    BadHex,
    /// The digits after `0b` are not binary.
    #[error("bad binary digits")]
    BadBinary,
    /// A number is missing after a prefix or a sign.
    #[error("a number is missing")]
    MissingNumber,
    /// A negative number where only an unsigned one has a meaning.
    #[error("a negative number is not allowed here")]
    Negative,
    /// The number needs more bytes than the form has.
    #[error("does not fit in {width} bytes")]
    TooWide {
        /// Width of the form in bytes.
        width: usize,
    },
    /// Not a decimal floating-point number.
    #[error("bad floating-point number")]
    BadFloat,
    /// A floating-point number outside the range of 64-bit floats.
    #[error("floating-point number out of range")]
    FloatRange,
    /// The shard suffix of an address is not one byte in hexadecimal.
    #[error("bad shard suffix: `#` is followed by two hexadecimal digits, once")]
    BadShard,
    /// The bech32 text is wrong, has another prefix than `erd`, or does not hold 32 bytes.
    #[error("bad bech32 address: {0}")]
    BadBech32(String),
    /// The name is longer than an EVM address.
    #[error("the name is longer than 20 bytes")]
    NameTooLong,
    /// Not 20 bytes in hexadecimal, or a wrong EIP-55 checksum.
    #[error("bad Ethereum address: {0}")]
    BadEthereumAddress(String),
    /// A value that should be an address has another length.
    #[error("expected an address of {expected} bytes, got {actual} bytes")]
    AddressLength {
        /// Lengths that fit.
        expected: &'static str,
        /// Length found.
        actual: usize,
    },
    /// No VM has this name.
    #[error("unknown VM `{0}`, expected wasm, evm or system")]
    UnknownVm(String),
    /// A file could not be read.
    #[error("cannot read {path}: {error}")]
    File {
        /// Path tried.
        path: String,
        /// What the system said.
        error: String,
    },
    /// A file was read but does not hold what the expression wants.
    #[error("{path}: {problem}")]
    Artifact {
        /// Path read.
        path: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The prefix or function belongs to the extended dialect.
    #[error("`{0}` belongs to the extended dialect: name the file `*.xscen.json`")]
    ExtendedOnly(&'static str),
    /// A parenthesis or bracket is not closed, or closes too early.
    #[error("parentheses or brackets do not match")]
    Unbalanced,
    /// A function has another number of parameters.
    #[error("{function} takes {expected} parameters, got {actual}")]
    ParameterCount {
        /// The function.
        function: &'static str,
        /// Parameters it takes.
        expected: usize,
        /// Parameters written.
        actual: usize,
    },
    /// `$name` is not defined in `let`.
    #[error("no such name in `let`")]
    UnknownName,
    /// A value does not have the length the form asks for.
    #[error("expected {expected} bytes, got {actual}")]
    Length {
        /// Length asked for.
        expected: usize,
        /// Length found.
        actual: usize,
    },
    /// Not a Solidity signature.
    #[error("bad Solidity signature: {0}")]
    Signature(String),
    /// A signature takes another number of arguments.
    #[error("the signature takes {expected} arguments, got {actual}")]
    ArgumentCount {
        /// Arguments it takes.
        expected: usize,
        /// Arguments written.
        actual: usize,
    },
    /// A value does not fit its Solidity type.
    #[error("does not fit type {0}")]
    TypeMismatch(String),
    /// An indexed event parameter whose topic is a hash that is not computed here.
    #[error("an indexed {0} is stored as a hash: check it with raw `topics`")]
    IndexedComposite(String),
    /// A boolean stands where a value is expected.
    #[error("a boolean is no value: write \"true\" or \"false\" as a string")]
    Boolean,
}

impl ValueReason {
    /// Attaches the expression.
    pub(crate) fn of(self, expression: impl Into<String>) -> ValueError {
        ValueError { expression: expression.into(), reason: self }
    }
}
