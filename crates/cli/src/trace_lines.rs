//! Traces in the forms of Ethereum's tracers: JSON, an object a line.

use crate::arguments::TraceForm;
use runtime::{CallTracerOptions, Eip3155, Runtime, TraceRequest};
use scenario::run::{Place, Traced};
use serde_json::{Value, json};
use std::sync::mpsc::{Receiver, channel};

/// Collects the lines of one scenario's traces.
#[derive(Debug)]
pub(crate) struct TraceLines {
    form: TraceForm,
    /// Lines of the execution that is under way.
    instructions: Option<Receiver<String>>,
    pub(crate) text: String,
}

impl TraceLines {
    pub(crate) const fn new(form: TraceForm) -> Self {
        Self { form, instructions: None, text: String::new() }
    }

    /// What the form needs of an execution.
    pub(crate) fn request(&mut self, runtime: &Runtime) -> Option<TraceRequest> {
        match self.form {
            TraceForm::Tree => None,
            TraceForm::CallTracer => Some(TraceRequest::default()),
            TraceForm::PrestateTracer | TraceForm::PrestateDiff => {
                Some(TraceRequest { prestate: true, ..TraceRequest::default() })
            }
            TraceForm::Eip3155 => {
                let (sender, receiver) = channel();
                self.instructions = Some(receiver);
                let ratio = runtime.config().gas_ratio;
                // A line that nobody takes any more is no loss.
                let observer = Eip3155::new(ratio, move |line: &str| {
                    let _ = sender.send(line.to_owned());
                });
                Some(TraceRequest { observer: Some(Box::new(observer)), ..TraceRequest::default() })
            }
        }
    }

    /// Adds the lines of an execution. The first says of which step they are.
    pub(crate) fn add(&mut self, traced: &Traced<'_>) {
        let Traced { place, runtime, block, trace } = *traced;
        let result = match self.form {
            TraceForm::Tree => return,
            TraceForm::CallTracer => {
                let options = CallTracerOptions { with_log: true, only_top_call: false };
                serde_json::to_value(runtime.call_frame(&trace.outcome, options))
            }
            TraceForm::PrestateTracer => {
                serde_json::to_value(trace.prestate.as_ref().map(|it| &it.accounts))
            }
            TraceForm::PrestateDiff => {
                serde_json::to_value(trace.prestate.as_ref().map(|it| &it.diff))
            }
            TraceForm::Eip3155 => {
                self.line(&head(place).to_string());
                let instructions = self.instructions.take();
                for line in instructions.iter().flat_map(Receiver::try_iter) {
                    self.line(&line);
                }
                if let Ok(summary) = runtime.eip3155_summary(block, &trace.outcome, None) {
                    self.line(&summary.line());
                }
                return;
            }
        };
        // All of them have only string keys.
        let mut line = head(place);
        if let (Some(fields), Ok(result)) = (line.as_object_mut(), result) {
            fields.insert("result".to_owned(), result);
        }
        self.line(&line.to_string());
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }
}

fn head(place: &Place) -> Value {
    json!({
        "file": place.file.display().to_string(),
        "line": place.line,
        "step": place.kind,
        "id": place.id,
    })
}
