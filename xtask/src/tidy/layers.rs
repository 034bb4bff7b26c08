//! Dependencies go strictly down the layers, and every engine stays behind its own crate.

use std::collections::BTreeMap;

use super::Problem;
use super::tree::{Dependency, Package, Tree};

/// The one member that any other may use in its tests.
const TEST_KIT: &str = "test-kit";

/// Members that use engines directly, to compare and to measure them.
const COMPARE_ENGINES: [&str; 2] = ["tests", "benches"];

pub(super) fn check(tree: &Tree) -> Vec<Problem> {
    let layers: BTreeMap<_, _> =
        tree.packages.iter().map(|package| (package.name.as_str(), package.layer())).collect();
    let mut problems = Vec::new();
    for package in &tree.packages {
        if package.layer().is_none() {
            let message = "declares no layer in [package.metadata.sovereign]";
            problems.push(Problem::new(&package.manifest_path, 1, message));
        }
        for dependency in &package.dependencies {
            let message = arrow(package, dependency, &layers)
                .or_else(|| engine(package, dependency))
                .or_else(|| singlepass(dependency));
            let line = line_of(tree, package, dependency);
            problems
                .extend(message.map(|message| Problem::new(&package.manifest_path, line, message)));
        }
    }
    problems
}

/// A member depends on members of strictly lower layers, so `vm-core` in layer 0 depends on none.
fn arrow(
    package: &Package,
    dependency: &Dependency,
    layers: &BTreeMap<&str, Option<u32>>,
) -> Option<String> {
    dependency.path.as_ref()?;
    if dependency.is_dev() && dependency.name == TEST_KIT {
        return None;
    }
    if package.name == "vm-core" {
        return Some(format!("vm-core depends on no member, but on {}", dependency.name));
    }
    let (from, to) = (package.layer()?, (*layers.get(dependency.name.as_str())?)?);
    (to >= from).then(|| {
        let (name, below) = (&package.name, &dependency.name);
        format!("{name} (layer {from}) depends on {below} (layer {to}), which is no lower layer")
    })
}

/// The members that may name a crate of an engine, or `None` for a crate of no engine.
fn engine_owners(name: &str) -> Option<&'static [&'static str]> {
    match name {
        "revm-state" | "revm-primitives" => Some(&["executor-evm", "vm-core"]),
        "revm" => Some(&["executor-evm"]),
        "wasmer" => Some(&["executor-wasmer"]),
        "wasmi" => Some(&["executor-wasmi"]),
        _ if name.starts_with("revm-") => Some(&["executor-evm"]),
        _ if name.starts_with("wasmer-") => Some(&["executor-wasmer"]),
        _ if name.starts_with("wasmi_") => Some(&["executor-wasmi"]),
        _ => None,
    }
}

fn engine(package: &Package, dependency: &Dependency) -> Option<String> {
    let owners = engine_owners(&dependency.name)?;
    let name = package.name.as_str();
    let free = dependency.is_dev() || COMPARE_ENGINES.contains(&name) || owners.contains(&name);
    (!free).then(|| format!("{name} depends on {}, kept to {}", dependency.name, owners.join(", ")))
}

/// Wasmer's singlepass compiler is under the Business Source License since 6.0.
fn singlepass(dependency: &Dependency) -> Option<String> {
    let named = dependency.name == "wasmer-compiler-singlepass";
    let featured = dependency.features.iter().any(|feature| feature == "singlepass");
    (named || featured).then(|| "singlepass is under the Business Source License".to_owned())
}

/// Where the manifest names the dependency; the first line if it is not found.
fn line_of(tree: &Tree, package: &Package, dependency: &Dependency) -> usize {
    let text = tree.text(&package.manifest_path).unwrap_or_default();
    let names = |line: &str| {
        line.strip_prefix(&dependency.name).is_some_and(|rest| rest.starts_with(['.', ' ', '=']))
    };
    text.lines().position(names).map_or(1, |index| index.saturating_add(1))
}

#[cfg(test)]
mod tests {
    use super::super::tree::samples;
    use super::*;

    /// The problems of `from` with one dependency, `to` being a member in layer 2.
    fn check_one(from: &str, layer: u32, dependency: Dependency) -> Vec<Problem> {
        let mut package = samples::package(from, Some(layer));
        package.dependencies.push(dependency);
        let packages = vec![package, samples::package("to", Some(2))];
        check(&Tree { packages, ..Tree::default() })
    }

    #[test]
    fn arrows_go_strictly_down() {
        let to = |kind| samples::dependency("to", kind, true);
        for (layer, kind, problems) in [
            (3, None, 0),
            (2, None, 1),
            (1, None, 1),
            (1, Some("build"), 1),
            (1, Some("dev"), 1),
            (3, Some("dev"), 0),
        ] {
            assert_eq!(check_one("from", layer, to(kind)).len(), problems, "{layer} {kind:?}");
        }
        let test_kit = samples::dependency(TEST_KIT, Some("dev"), true);
        assert_eq!(check_one("from", 0, test_kit), []);
        assert_eq!(check_one("vm-core", 5, to(None)).len(), 1);
    }

    #[test]
    fn engines_stay_behind_their_crates() {
        let outside = |name, kind| samples::dependency(name, kind, false);
        for (from, name, kind, problems) in [
            ("executor-wasmer", "wasmer", None, 0),
            ("space-vm", "wasmer", None, 1),
            ("space-vm", "wasmer-types", None, 1),
            ("space-vm", "wasmi", Some("dev"), 0),
            ("space-vm", "wasmi_core", None, 1),
            ("tests", "wasmi", None, 0),
            ("vm-core", "revm-state", None, 0),
            ("vm-core", "revm", None, 1),
            ("vm-core", "revm-context", None, 1),
            ("executor-evm", "revm-context", None, 0),
            ("executor-wasmer", "wasmer-compiler-singlepass", None, 1),
        ] {
            assert_eq!(check_one(from, 9, outside(name, kind)).len(), problems, "{from} {name}");
        }
        let mut featured = outside("wasmer", None);
        featured.features.push("singlepass".to_owned());
        assert_eq!(check_one("executor-wasmer", 9, featured).len(), 1);
    }

    #[test]
    fn a_problem_points_to_the_line_of_the_manifest() {
        let mut tree = samples::tree(&[(
            "crates/from/Cargo.toml",
            "[package]\n\n[dependencies]\nto-other = \"1\"\nto.workspace = true\n",
        )]);
        let mut from = samples::package("from", Some(1));
        from.dependencies.push(samples::dependency("to", None, true));
        tree.packages = vec![from, samples::package("to", Some(1)), samples::package("none", None)];
        let problems = check(&tree);
        let places: Vec<_> =
            problems.iter().map(|problem| (&*problem.path, problem.line)).collect();
        assert_eq!(places, [("crates/from/Cargo.toml", 5), ("crates/none/Cargo.toml", 1)]);
    }
}
