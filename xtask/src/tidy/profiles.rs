//! Both workspaces build what others wrote in one way, so that the second finds it built.

use super::Problem;
use super::tree::Tree;

/// The manifest whose list counts.
const RUNTIME: &str = "Cargo.toml";

/// The manifest that repeats it.
const NATIVE: &str = "native/Cargo.toml";

pub(super) fn check(tree: &Tree) -> Vec<Problem> {
    let [Some(runtime), Some(native)] = [RUNTIME, NATIVE].map(|path| tree.text(path)) else {
        return Vec::new();
    };
    let missing = |from: &str, to: &str| -> Option<String> {
        levels(from).find(|line| !levels(to).any(|other| other == *line)).map(str::to_owned)
    };
    let problem = |line| {
        let message = format!("only one of {RUNTIME} and {NATIVE} has `{line}`");
        Problem::new(NATIVE, 1, message)
    };
    missing(runtime, native).or_else(|| missing(native, runtime)).map(problem).into_iter().collect()
}

/// The lines that set the level of one package. The second engine's are the runtime's alone: Cargo warns of levels for
/// packages that a workspace does not have.
fn levels(manifest: &str) -> impl Iterator<Item = &str> {
    manifest.lines().filter(|line| line.contains(".opt-level = ") && !line.starts_with("wasmi"))
}

#[cfg(test)]
mod tests {
    use super::super::tree::samples;
    use super::*;

    #[test]
    fn the_lists_are_the_same() {
        let list = "a.opt-level = 3\n";
        for (runtime, native, problems) in [
            (list, list, 0),
            (list, "[profile.dev]\nopt-level = 1\na.opt-level = 3\n", 0),
            ("a.opt-level = 3\nwasmi_core.opt-level = 3\n", list, 0),
            (list, "a.opt-level = 2\n", 1),
            (list, "", 1),
            ("", list, 1),
        ] {
            let tree = samples::tree(&[(RUNTIME, runtime), (NATIVE, native)]);
            assert_eq!(check(&tree).len(), problems, "{runtime:?} {native:?}");
        }
    }
}
