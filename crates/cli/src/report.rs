//! Reports for machines: JSON, and the XML of `JUnit` that continuous integration reads.

use crate::run::Done;
use crate::text;
use scenario::run::{Failure, Place, Report, StepRecord};
use serde_json::{Map, Value, json};
use std::fmt::Write;
use std::time::Duration;

/// The run as one JSON document: counts, then every scenario with its steps and failures, in order.
pub(crate) fn json(all: &[Done], time: Duration) -> String {
    let failed = all.iter().filter(|done| !done.report.passed()).count();
    let document = json!({
        "passed": all.len().saturating_sub(failed),
        "failed": failed,
        "milliseconds": milliseconds(time),
        "scenarios": all.iter().map(scenario_value).collect::<Vec<_>>(),
    });
    // A tree of values has only string keys, and so a text.
    let text = serde_json::to_string_pretty(&document).unwrap_or_default();
    format!("{text}\n")
}

fn scenario_value(done: &Done) -> Value {
    let report = &done.report;
    let steps = report.record.steps.iter().zip(&report.places);
    let mut scenario = json!({
        "file": report.file.display().to_string(),
        "passed": report.passed(),
        "milliseconds": milliseconds(done.time),
        "gasUsed": text::gas_used(report),
        "steps": steps.map(|(step, place)| step_value(step, place)).collect::<Vec<_>>(),
        "failures": report.failures.iter().map(failure_value).collect::<Vec<_>>(),
    });
    if let (Some(error), Some(fields)) = (&report.error, scenario.as_object_mut()) {
        fields.insert("error".to_owned(), json!(error.to_string()));
    }
    scenario
}

fn step_value(step: &StepRecord, place: &Place) -> Value {
    let mut fields = place_fields(place);
    // A record is a struct of plain fields.
    if let Ok(Value::Object(record)) = serde_json::to_value(step) {
        fields.extend(record);
    }
    Value::Object(fields)
}

fn failure_value(failure: &Failure) -> Value {
    let Failure { place, field, expected, actual } = failure;
    let mut fields = place_fields(place);
    for (name, value) in [("field", field), ("expected", expected), ("actual", actual)] {
        fields.insert(name.to_owned(), json!(value));
    }
    Value::Object(fields)
}

fn place_fields(place: &Place) -> Map<String, Value> {
    let Place { file, line, index, kind, id } = place;
    let mut fields = Map::new();
    for (name, value) in [
        ("id", json!(id)),
        ("step", json!(kind)),
        ("file", json!(file.display().to_string())),
        ("line", json!(line)),
        ("index", json!(index)),
    ] {
        fields.insert(name.to_owned(), value);
    }
    fields
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// The run as `JUnit` XML: a test case a scenario, named by file and folder, with the gas of its steps as
/// its output. A failed expectation is a failure, a scenario that could not be run to its end an error.
pub(crate) fn junit(all: &[Done], time: Duration) -> String {
    let failures = all.iter().filter(|it| !it.report.failures.is_empty()).count();
    let errors = all.iter().filter(|it| it.report.error.is_some()).count();
    let (tests, seconds) = (all.len(), time.as_secs_f64());
    let counts =
        format!(r#"tests="{tests}" failures="{failures}" errors="{errors}" time="{seconds:.3}""#);
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    // Writing to a string does not fail.
    let _ = writeln!(out, "<testsuites {counts}>\n  <testsuite name=\"sovm\" {counts}>");
    for done in all {
        case(done, &mut out);
    }
    out.push_str("  </testsuite>\n</testsuites>\n");
    out
}

fn case(done: &Done, out: &mut String) {
    let report = &done.report;
    let part = |part: Option<&std::ffi::OsStr>| part.map(|it| it.to_string_lossy().into_owned());
    let folder = report.file.parent().and_then(|it| part(Some(it.as_os_str())));
    let _ = writeln!(
        out,
        r#"    <testcase classname="{}" name="{}" time="{:.3}">"#,
        escaped(&folder.unwrap_or_default()),
        escaped(&part(report.file.file_name()).unwrap_or_default()),
        done.time.as_secs_f64()
    );
    if let Some(first) = report.failures.first() {
        problem("failure", &format!("{}: {}", first.place, first.field), report, out);
    } else if let Some(error) = &report.error {
        problem("error", &error.to_string(), report, out);
    }
    let _ = writeln!(
        out,
        "      <system-out>{}</system-out>\n    </testcase>",
        escaped(&text::scenario(done, true))
    );
}

fn problem(element: &str, message: &str, report: &Report, out: &mut String) {
    let (message, details) = (escaped(message), escaped(&text::failures(report)));
    let _ = writeln!(out, "      <{element} message=\"{message}\">{details}</{element}>");
}

/// Text for an element or an attribute; characters that XML cannot hold are replaced.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(character),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            control if control < ' ' => out.push('\u{fffd}'),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn xml_holds_every_text() {
        for (text, expected) in [
            ("a<b> & \"c\"", "a&lt;b&gt; &amp; &quot;c&quot;"),
            ("line\n\u{1}\u{7f}\u{ffff}", "line\n\u{fffd}\u{7f}\u{fffd}"),
        ] {
            assert_eq!(escaped(text), expected);
        }
    }
}
