//! Writes the scenario of a table.

use super::{Function, Table, TableError};
use scenario::run::ScenarioRecord;
use serde_json::{Map, Value, json};

/// Gas limit of a case.
const GAS_LIMIT: u64 = 100_000_000;

/// Gas limit of a case that is to fall short of one without a record: it does not start.
const GAS_MIN: u64 = 60_000;
/// By how much gas falls short: less than any hook costs, and more than what follows a call.
const GAS_MISSING: u64 = 6;

/// The scenario that calls each case of a table.
pub(super) fn scenario(
    table: &Table,
    world: &str,
    record: Option<&ScenarioRecord>,
) -> Result<String, TableError> {
    let world = world.replace("MODULE", &format!("file:{}.wasm", table.name));
    let mut steps: Vec<Value> = vec![serde_json::from_str(&world)?];
    steps.extend(table.cases().map(|case| step(case, gas_limit(case, record))));
    let scenario = json!({
        "name": format!("hooks: {}", table.name),
        "comment": format!("Made from {}.cases.", table.name),
        "gasSchedule": "v4",
        "steps": steps,
    });
    Ok(serde_json::to_string_pretty(&scenario)? + "\n")
}

fn gas_limit(case: &Function, record: Option<&ScenarioRecord>) -> u64 {
    let Some(other) = &case.call.short_of else {
        return case.call.gas.unwrap_or(GAS_LIMIT);
    };
    let other = case.hook.as_ref().map(|hook| format!("{hook}.{other}"));
    let steps = record.map(|it| it.steps.as_slice()).unwrap_or_default();
    let recorded = steps.iter().find(|step| Some(&step.id) == other.as_ref());
    let used = recorded.and_then(|step| step.gas_used);
    used.map_or(GAS_MIN, |used| used.saturating_sub(GAS_MISSING))
}

fn step(case: &Function, gas_limit: u64) -> Value {
    let call = &case.call;
    let mut tx = Map::new();
    let from = call.from.as_deref().unwrap_or("alice");
    let to = call.to.as_deref().unwrap_or("hooks");
    tx.insert("from".to_owned(), json!(format!("address:{from}")));
    tx.insert("to".to_owned(), json!(format!("sc:{to}")));
    if call.value > 0 {
        tx.insert("egldValue".to_owned(), json!(call.value.to_string()));
    }
    if !call.tokens.is_empty() {
        let tokens = call.tokens.iter().map(|(identifier, nonce, value)| {
            json!({
                "tokenIdentifier": format!("str:{identifier}"),
                "nonce": nonce.to_string(),
                "value": value.to_string(),
            })
        });
        tx.insert("esdtValue".to_owned(), tokens.collect());
    }
    tx.insert("function".to_owned(), json!(case.export()));
    tx.insert("arguments".to_owned(), json!(call.arguments));
    tx.insert("gasLimit".to_owned(), json!(gas_limit.to_string()));
    tx.insert("gasPrice".to_owned(), json!("0"));
    let mut step = Map::new();
    step.insert("step".to_owned(), json!("scCall"));
    if !call.is_anonymous {
        step.insert("id".to_owned(), json!(case.name));
    }
    step.insert("tx".to_owned(), Value::Object(tx));
    Value::Object(step)
}
