//! The names by which a metered module and its executor know each other.

/// The module name of the three functions that the pass imports.
pub const RUNTIME_MODULE: &str = "sovereign";

/// The import `() -> ()` that is called when the points of the slice are used up; it raises
/// [`POINTS_LEFT`] above zero, or traps.
pub const POINTS_EXHAUSTED: &str = "points_exhausted";

/// The import `() -> ()` that is called when the stack limit is reached; it traps.
pub const STACK_OVERFLOW: &str = "stack_overflow";

/// The import `() -> ()` that is called when `memory.grow` is executed too often or with too many
/// pages; it traps.
pub const MEMORY_LIMIT: &str = "memory_limit";

/// The exported mutable i64 global with the points left in the current slice.
pub const POINTS_LEFT: &str = "sovereign_points_left";

/// The exported mutable i32 global with the stack budget left.
pub const STACK_LEFT: &str = "sovereign_stack_left";

/// The exported mutable i32 global with the number of executions of `memory.grow` left in this run.
///
/// It starts at the value of the schedule and is one of
/// [`mutable_globals`](crate::MeteredModule::mutable_globals), so that a reset restores it.
pub const MEMORY_GROWS_LEFT: &str = "sovereign_memory_grows_left";

/// Before the number of a mutable global of the guest, exported so that an executor can restore it.
const GUEST_GLOBAL_PREFIX: &str = "sovereign_global_";

/// The export name of the guest's mutable global with this index.
pub(crate) fn guest_global(index: u32) -> String {
    format!("{GUEST_GLOBAL_PREFIX}{index}")
}

/// Whether a guest may not export under this name, because the pass does.
#[must_use]
pub fn is_reserved_export(name: &str) -> bool {
    matches!(name, POINTS_LEFT | STACK_LEFT | MEMORY_GROWS_LEFT)
        || name.starts_with(GUEST_GLOBAL_PREFIX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserved_names_are_those_of_the_pass() {
        for (name, reserved) in [
            (POINTS_LEFT, true),
            (STACK_LEFT, true),
            (MEMORY_GROWS_LEFT, true),
            ("sovereign_global_0", true),
            ("sovereign_setup", false),
            ("memory", false),
        ] {
            assert_eq!(is_reserved_export(name), reserved, "{name}");
        }
    }
}
