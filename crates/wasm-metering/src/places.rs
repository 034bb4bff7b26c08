//! Where the operators of a module went, for tools that look at what ran.

/// An operator of the original module in the metered one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OperatorPlace {
    /// Offset in the original module.
    pub original: u32,
    /// Offset in the body of the function in the metered module, its locals included: behind what is
    /// charged before the operator.
    pub metered: u32,
}

/// An offset as the parser gives it; no module is longer than 4 GiB.
pub(crate) fn offset(offset: u64) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}
