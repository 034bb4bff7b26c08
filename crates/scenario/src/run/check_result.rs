//! Expectations of a transaction (`mx-chain-scenario-go:scenario/executor/stepCheckTxResult.go`).

use super::execution::Execution;
use super::outcome::StepOutcome;
use super::report::Place;
use crate::model::{Check, Expect, LogCheck, LogDataCheck, LogsCheck, OutCheck, RevertCheck};
use crate::value::{Hint, describe, describe_list};
use num_bigint::{BigInt, BigUint};
use vm_core::{LogRecord, Status};

impl Execution<'_> {
    /// Compares everything that a step expects of its transaction.
    pub(super) fn check_result(&mut self, place: &Place, expect: &Expect, outcome: &StepOutcome) {
        let code = outcome.return_code as u8;
        if !expect.status.accepts(&BigInt::from(code)) {
            let message = String::from_utf8_lossy(&outcome.message);
            let actual = format!("{code} ({:?}), message \"{message}\"", outcome.return_code);
            self.fail(place, "expect.status", written(&expect.status, "0"), actual);
        }
        if !expect.message.accepts::<[u8]>(&outcome.message) {
            let actual = format!("\"{}\"", describe(&outcome.message, Hint::Text));
            self.fail(place, "expect.message", written(&expect.message, ""), actual);
        }
        self.check_out(place, &expect.out, outcome);
        if !expect.refund.accepts(&BigUint::from(outcome.refunded)) && self.options.gas_floor == 0 {
            let actual = outcome.refunded.to_string();
            self.fail(place, "expect.refund", written(&expect.refund, "0"), actual);
        }
        if self.check_gas {
            for (field, check, actual) in [
                ("expect.gas", &expect.gas, outcome.gas_left),
                ("expect.gasUsed", &expect.gas_used, outcome.gas_used),
            ] {
                if !check.accepts_if_given(&actual) {
                    self.fail(place, field, written(check, ""), actual.to_string());
                }
            }
        }
        if let Some(revert) = &expect.revert {
            self.check_revert(place, revert, outcome);
        }
        if let Some(created) = &expect.created {
            let actual = outcome.created.map(|it| it.0);
            if actual != Some(created.bytes) {
                let actual = actual
                    .map_or_else(|| "no contract".to_owned(), |it| describe(&it, Hint::Address));
                self.fail(place, "expect.created", created.text.clone(), actual);
            }
        }
        self.check_logs(place, &expect.logs, &outcome.logs);
    }

    fn check_out(&mut self, place: &Place, check: &OutCheck, outcome: &StepOutcome) {
        match check {
            OutCheck::Values(list) => {
                let items = outcome.items();
                if !list.accepts(&items) {
                    let actual = describe_list(&items, Hint::Unknown);
                    self.fail(place, "expect.out", list.text(), actual);
                }
            }
            OutCheck::Typed(list) => {
                if let Err(mismatch) = list.check(&outcome.blob()) {
                    let actual = describe(&outcome.blob(), Hint::Hex);
                    self.fail(place, "expect.out", mismatch.to_string(), actual);
                }
            }
        }
    }

    fn check_revert(&mut self, place: &Place, check: &RevertCheck, outcome: &StepOutcome) {
        let data = outcome.blob();
        if outcome.status != Status::Revert {
            let message = String::from_utf8_lossy(&outcome.message);
            let actual = format!("{:?} {message}", outcome.status);
            self.fail(place, "expect.revert", "a revert", actual);
        } else if let Err(mismatch) = check.check(&data) {
            let actual = describe(&data, Hint::Hex);
            self.fail(place, "expect.revert", mismatch.to_string(), actual);
        }
    }

    fn check_logs(&mut self, place: &Place, check: &LogsCheck, logs: &[LogRecord]) {
        let LogsCheck::List { logs: expected, more_allowed } = check else {
            return;
        };
        let is_count_right =
            logs.len() == expected.len() || (*more_allowed && logs.len() > expected.len());
        if !is_count_right {
            let more = if *more_allowed { " or more" } else { "" };
            let found: Vec<String> = logs.iter().map(|log| Log::of(log).text()).collect();
            let actual = format!("{} logs: {}", logs.len(), found.join("; "));
            self.fail(place, "expect.logs", format!("{} logs{more}", expected.len()), actual);
        }
        for (index, (check, log)) in expected.iter().zip(logs).enumerate() {
            let place = Place { line: check.line, ..place.clone() };
            self.check_log(&place, index, check, &Log::of(log));
        }
    }

    fn check_log(&mut self, place: &Place, index: usize, check: &LogCheck, log: &Log) {
        let field = |name: &str| format!("expect.logs[{index}].{name}");
        let (is_address, is_endpoint) = if check.event.is_some() {
            let address = check.address.accepts_if_given::<[u8]>(&log.address);
            (address, check.endpoint.accepts_if_given::<[u8]>(&log.identifier))
        } else {
            let address = check.address.accepts::<[u8]>(&log.address);
            (address, check.endpoint.accepts::<[u8]>(&log.identifier))
        };
        if !is_address {
            let actual = describe(&log.address, Hint::Address);
            self.fail(place, field("address"), written(&check.address, ""), actual);
        }
        if !is_endpoint {
            let actual = describe(&log.identifier, Hint::Text);
            self.fail(place, field("endpoint"), written(&check.endpoint, ""), actual);
        }
        if !check.topics.accepts(&log.topics) {
            let event = check.event.as_ref().map(|it| format!("{it}: ")).unwrap_or_default();
            let expected = format!("{event}{}", check.topics.text());
            self.fail(place, field("topics"), expected, list(&log.topics));
        }
        let expected = match &check.data {
            LogDataCheck::Any => None,
            LogDataCheck::Values(values) => (!values.accepts(&log.data)).then(|| values.text()),
            LogDataCheck::Typed(typed) => {
                typed.check(&log.data.concat()).err().map(|it| it.to_string())
            }
        };
        if let Some(expected) = expected {
            self.fail(place, field("data"), expected, list(&log.data));
        }
    }
}

fn list(values: &[Vec<u8>]) -> String {
    describe_list(values, Hint::Unknown)
}

/// The expression of a condition, or what its absence means.
pub(super) fn written<T>(check: &Check<T>, omitted: &str) -> String {
    let text = if check.is_omitted() { omitted } else { &check.text };
    format!("\"{text}\"")
}

/// A log of either world in the form in which scenarios check it.
struct Log {
    address: Vec<u8>,
    identifier: Vec<u8>,
    topics: Vec<Vec<u8>>,
    data: Vec<Vec<u8>>,
}

impl Log {
    fn of(record: &LogRecord) -> Self {
        match record {
            LogRecord::Native(entry) => Self {
                address: entry.address.0.to_vec(),
                identifier: entry.identifier.to_vec(),
                topics: entry.topics.iter().map(|it| it.to_vec()).collect(),
                data: entry.data.iter().map(|it| it.to_vec()).collect(),
            },
            LogRecord::Evm { address, log } | LogRecord::TokenFace { address, log } => Self {
                address: address.0.to_vec(),
                identifier: Vec::new(),
                topics: log.topics().iter().map(|it| it.to_vec()).collect(),
                data: vec![log.data.data.to_vec()],
            },
        }
    }

    fn text(&self) -> String {
        let address = describe(&self.address, Hint::Address);
        let identifier = describe(&self.identifier, Hint::Text);
        let (topics, data) = (list(&self.topics), list(&self.data));
        format!("{address} {identifier} topics {topics} data {data}")
    }
}
