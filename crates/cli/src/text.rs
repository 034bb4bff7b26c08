//! The report for people: a line a scenario, what failed, and the gas of steps.

use crate::run::Done;
use scenario::run::{Place, Report, StepRecord};
use std::fmt::Write;

/// The text of one scenario: what it printed, a line, its steps if they are wanted, its failures.
pub(crate) fn scenario(done: &Done, with_steps: bool) -> String {
    let Done { report, text, time, .. } = done;
    let mut out = text.clone();
    let mark = if report.passed() { "ok  " } else { "FAIL" };
    let steps = &report.record.steps;
    // Writing to a string does not fail.
    let _ = writeln!(
        out,
        "{mark} {} ({} transactions, {} gas, {} ms)",
        report.file.display(),
        steps.len(),
        grouped(gas_used(report)),
        time.as_millis()
    );
    if with_steps {
        let width = steps.iter().map(|it| name(it).len()).max().unwrap_or_default();
        for (step, place) in steps.iter().zip(&report.places) {
            out.push_str(&step_line(step, place, width));
        }
    }
    out.push_str(&failures(report));
    out
}

/// Every expectation that was not met, and why the run ended early.
pub(crate) fn failures(report: &Report) -> String {
    let mut out = String::new();
    for failure in &report.failures {
        let _ = writeln!(out, "  {failure}");
    }
    if let Some(error) = &report.error {
        let _ = writeln!(out, "  {error}");
    }
    out
}

/// Gas that the transactions of a scenario used; queries are not counted.
pub(crate) fn gas_used(report: &Report) -> u64 {
    let used = report.record.steps.iter().filter_map(|it| it.gas_used);
    used.fold(0, u64::saturating_add)
}

fn step_line(step: &StepRecord, place: &Place, width: usize) -> String {
    let gas = step.gas_used.map_or_else(|| "-".to_owned(), grouped);
    let mut line = format!("     {:<width$}  {gas:>13} gas", name(step));
    if step.status != 0 {
        let _ = write!(line, "  status {}: {}", step.status, step.message);
    }
    let _ = writeln!(line, "  line {}", place.line);
    line
}

fn name(step: &StepRecord) -> String {
    if step.id.is_empty() { step.step.clone() } else { format!("{} \"{}\"", step.step, step.id) }
}

/// A number with commas between its thousands.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && digits.len().saturating_sub(index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped() {
        for (number, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(number), text);
        }
    }
}
