//! Records of steps: gas, status, message and output, as the oracle writes them.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Start of a message that is the text of the oracle's own WASM engine, and so no other's.
const ENGINE_TEXT: &str = "could not create wasmer instance";

/// What one transaction or query gave.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StepRecord {
    /// Identifier of the step; may be empty.
    pub id: String,
    /// Kind of the step.
    pub step: String,
    /// Gas limit; absent for queries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gas_limit: Option<u64>,
    /// Gas used; absent for queries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gas_used: Option<u64>,
    /// Return code.
    pub status: u8,
    /// Return message; what is no UTF-8 is replaced.
    pub message: String,
    /// Return data, each item in hexadecimal.
    pub out: Vec<String>,
}

/// The steps of one scenario.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ScenarioRecord {
    /// Path of the file, from the folder of the records.
    pub scenario: String,
    /// Gas limit to which smaller ones were raised, with a gas price of zero; 0 when the scenario ran
    /// with its own limits and prices.
    #[serde(default)]
    pub gas_floor: u64,
    /// Whether the whole scenario ran and met its expectations.
    #[serde(default)]
    pub replayed: bool,
    /// The steps that ran.
    pub steps: Vec<StepRecord>,
}

/// A difference of a step from its record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Index among the recorded steps, from 0.
    pub index: usize,
    /// What differs: `gas used`, `status`, `message`, `output` or `steps`.
    pub field: &'static str,
    /// What the record says.
    pub expected: String,
    /// What the run gave.
    pub actual: String,
}

/// How a run compares with a record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Number of steps that are equal in everything compared.
    pub equal: usize,
    /// Number of steps that differ, or ran in one of the two only.
    pub unequal: usize,
    /// Every difference, in order.
    pub differences: Vec<Difference>,
}

/// A line of a file of records that is none.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: {error}")]
pub struct RecordError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub error: serde_json::Error,
}

impl ScenarioRecord {
    /// Reads a file of records, a scenario a line, by the paths of the scenarios.
    ///
    /// # Errors
    /// The first line that is no record.
    pub fn read_all(text: &str) -> Result<BTreeMap<String, Self>, RecordError> {
        let mut records = BTreeMap::new();
        for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let record: Self = serde_json::from_str(line)
                .map_err(|error| RecordError { line: index.saturating_add(1), error })?;
            records.insert(record.scenario.clone(), record);
        }
        Ok(records)
    }

    /// Compares gas used, status, message and output of every step with what `self` expects. A message
    /// that is the oracle's engine's own is not compared.
    #[must_use]
    pub fn compare(&self, actual: &[StepRecord]) -> Comparison {
        let mut result = Comparison::default();
        for (index, expected) in self.steps.iter().enumerate() {
            let before = result.differences.len();
            match actual.get(index) {
                Some(actual) => compare_step(index, expected, actual, &mut result.differences),
                None => result.differences.push(Difference {
                    index,
                    field: "steps",
                    expected: label(expected),
                    actual: "the step did not run".to_owned(),
                }),
            }
            if result.differences.len() == before {
                result.equal = result.equal.saturating_add(1);
            } else {
                result.unequal = result.unequal.saturating_add(1);
            }
        }
        for (index, extra) in actual.iter().enumerate().skip(self.steps.len()) {
            result.unequal = result.unequal.saturating_add(1);
            result.differences.push(Difference {
                index,
                field: "steps",
                expected: "no further step".to_owned(),
                actual: label(extra),
            });
        }
        result
    }
}

fn label(step: &StepRecord) -> String {
    format!("{} \"{}\"", step.step, step.id)
}

fn compare_step(
    index: usize,
    expected: &StepRecord,
    actual: &StepRecord,
    differences: &mut Vec<Difference>,
) {
    let gas = |used: Option<u64>| used.map_or_else(|| "none".to_owned(), |it| it.to_string());
    // The oracle knows a step by its `id` only, not by `txId`.
    let is_named = !expected.id.is_empty();
    let actual_label = if is_named { label(actual) } else { format!("{} \"\"", actual.step) };
    let is_engine_text = expected.message.starts_with(ENGINE_TEXT);
    let message = if is_engine_text { &actual.message } else { &expected.message };
    let fields = [
        ("steps", label(expected), actual_label),
        ("status", expected.status.to_string(), actual.status.to_string()),
        ("message", message.to_owned(), actual.message.clone()),
        ("output", expected.out.join(" @ "), actual.out.join(" @ ")),
        ("gas used", gas(expected.gas_used), gas(actual.gas_used)),
    ];
    for (field, expected, actual) in fields {
        if expected != actual {
            differences.push(Difference { index, field, expected, actual });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(id: &str, gas: u64, out: &[&str]) -> StepRecord {
        StepRecord {
            id: id.to_owned(),
            step: "scCall".to_owned(),
            gas_limit: Some(1000),
            gas_used: Some(gas),
            out: out.iter().map(|it| (*it).to_owned()).collect(),
            ..StepRecord::default()
        }
    }

    #[test]
    fn a_record_is_read_as_the_oracle_writes_it() {
        let line = r#"{"scenario": "a.scen.json", "gasFloor": 0, "replayed": true, "steps": [
            {"id": "1", "step": "scDeploy", "gasLimit": 50, "gasUsed": 5, "status": 0, "message": "", "out": []},
            {"id": "2", "step": "scQuery", "status": 4, "message": "no", "out": ["05", ""]}]}"#;
        let record: ScenarioRecord = serde_json::from_str(line).unwrap();
        assert_eq!(record.steps[0].gas_used, Some(5));
        assert_eq!(record.steps[1].gas_used, None);
        assert_eq!(record.steps[1].out, ["05", ""]);
        let again = serde_json::to_string(&record).unwrap();
        assert!(!again.contains("null"), "{again}");
        assert_eq!(serde_json::from_str::<ScenarioRecord>(&again).unwrap(), record);
    }

    #[test]
    fn every_difference_counts_its_step_once() {
        let record = ScenarioRecord {
            steps: vec![step("1", 5, &[]), step("2", 6, &["05"]), step("3", 7, &[])],
            ..ScenarioRecord::default()
        };
        for (actual, equal, unequal, fields) in [
            (record.steps.clone(), 3, 0, vec![]),
            (
                vec![step("1", 5, &[]), step("2", 9, &["06"]), step("3", 7, &[])],
                2,
                1,
                vec!["output", "gas used"],
            ),
            (vec![step("1", 5, &[])], 1, 2, vec!["steps", "steps"]),
            ([record.steps.clone(), vec![step("4", 1, &[])]].concat(), 3, 1, vec!["steps"]),
        ] {
            let found = record.compare(&actual);
            assert_eq!((found.equal, found.unequal), (equal, unequal), "{found:?}");
            let names: Vec<_> = found.differences.iter().map(|it| it.field).collect();
            assert_eq!(names, fields);
        }
    }
}
