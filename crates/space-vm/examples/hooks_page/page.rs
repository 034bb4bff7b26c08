//! The reference page of the hooks, made from the hook table.

use space_vm::{FAMILIES, HookRow, hook};

/// The imports of production, of which this host has most.
const PRODUCTION: &str = include_str!("../../tests/hooks/production.txt");

const HEAD: &str = "\
# Hooks: what a WASM contract may import

Made from the hook table by `cargo run -p space-vm --example hooks_page > docs/hooks.md`; a test fails when it is stale.

All imports are functions of the module `env`. `Handle` names a managed value, `MemPtr` and `MemLen` a range of the
contract's memory; all three are `i32`, as `bool` is. *Gas* is the flat cost, charged before anything else happens, by
its key in the gas schedule; *in the body* means that the cost depends on what the hook finds. *Since* is the first
release that takes a module with the import.
";

/// The whole page.
pub(crate) fn render() -> String {
    let mut page = HEAD.to_owned();
    for family in FAMILIES {
        let title = family.title.trim();
        page.push_str(&format!("\n## {title}\n\n"));
        page.push_str("| import | gas | since | what it does |\n|---|---|---|---|\n");
        for row in family.rows {
            page.push_str(&line(row));
        }
    }
    page.push_str(&absent());
    page
}

/// A row of the page.
fn line(row: &HookRow) -> String {
    let parameters: Vec<String> =
        row.parameters.iter().map(|(name, kind)| format!("{name}: {kind}")).collect();
    let result = if row.result.is_empty() { String::new() } else { format!(" -> {}", row.result) };
    let gas = row.gas.map_or("in the body", |key| key.name());
    let doc: Vec<&str> = row.doc.lines().map(str::trim).collect();
    format!(
        "| `{}({}){result}` | {gas} | {:?} | {} |\n",
        row.signature.name,
        parameters.join(", "),
        row.since,
        doc.join(" ")
    )
}

/// What production has and this host has not.
fn absent() -> String {
    let missing: Vec<&str> = PRODUCTION
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split('(').next())
        .filter(|name| hook(name).is_none())
        .collect();
    let mut section = "\n## Absent\n\n".to_owned();
    if missing.is_empty() {
        section.push_str("Nothing: every import of production is here.\n");
        return section;
    }
    section.push_str("A module that imports one of these is refused when it is deployed:\n\n");
    for name in missing {
        section.push_str(&format!("- `{name}`\n"));
    }
    section
}
