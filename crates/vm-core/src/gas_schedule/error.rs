//! Why a gas schedule is refused.

use thiserror::Error;

/// Why a gas schedule is refused; a node does not start on such a file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum GasScheduleError {
    /// The text is no TOML document.
    #[error("gas schedule is no TOML document: {0}")]
    Syntax(Box<toml::de::Error>),
    /// A section is missing, or is no table.
    #[error("gas schedule has no section [{section}]")]
    MissingSection {
        /// The section's name in the file.
        section: &'static str,
    },
    /// A key that has to be there is missing.
    #[error("gas schedule has no cost {key} in [{section}]")]
    MissingKey {
        /// The section's name in the file.
        section: &'static str,
        /// The key's canonical spelling.
        key: &'static str,
    },
    /// A cost that has to be positive is zero.
    #[error("gas schedule has a zero cost for {key} in [{section}]")]
    ZeroCost {
        /// The section's name in the file.
        section: &'static str,
        /// The key's canonical spelling.
        key: &'static str,
    },
    /// A value is no integer, is negative, or is too large for what it counts.
    #[error("gas schedule has no usable number for {key} in [{section}]")]
    InvalidCost {
        /// The section's name in the file.
        section: &'static str,
        /// The key's canonical spelling.
        key: &'static str,
    },
    /// Two keys differ from the canonical spelling, and from each other, by case only.
    #[error("gas schedule spells {key} in [{section}] in more than one way")]
    AmbiguousKey {
        /// The section's name in the file.
        section: &'static str,
        /// The key's canonical spelling.
        key: &'static str,
    },
    /// The price of a storage read does not grow with the depth of the trie from zero on.
    #[error(
        "the storage read price {quadratic} d^2 + {linear} d + {constant} does not grow with depth"
    )]
    StorageLoadCurve {
        /// Coefficient of the squared depth; has to be positive.
        quadratic: i64,
        /// Coefficient of the depth; must not be negative.
        linear: i64,
        /// Price at depth zero; must not be negative.
        constant: i64,
    },
}
