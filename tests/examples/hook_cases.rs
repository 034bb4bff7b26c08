//! Makes the modules and scenarios of `tests/scenarios/hooks` from its tables.

use scenario::run::ScenarioRecord;
use std::error::Error;
use tests::hook_cases::Table;
use tests::root;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = root().join("tests/scenarios/hooks");
    let world = std::fs::read_to_string(folder.join("world.json"))?;
    let records = std::fs::read_to_string(folder.join("steps.jsonl")).unwrap_or_default();
    let records = ScenarioRecord::read_all(&records)?;
    for table in Table::read_all(&folder)? {
        let record = records.get(&format!("{}.scen.json", table.name));
        let made = table.make(&world, record)?;
        std::fs::write(folder.join(format!("{}.wasm", table.name)), made.wasm)?;
        std::fs::write(folder.join(format!("{}.scen.json", table.name)), made.scenario)?;
    }
    Ok(())
}
