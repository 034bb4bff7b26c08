//! The list of files and functions that are over budget: it may only shrink.

use super::Problem;
use super::budgets::Measure;

/// Where the list is.
pub(super) const PATH: &str = "xtask/ratchet.txt";

/// The parsed list. A line is `<lines> <path>` for a file, `<lines> <path> <function>` for a
/// function; `#` begins a comment.
#[derive(Debug, Default)]
pub(super) struct Ratchet {
    entries: Vec<Entry>,
    problems: Vec<Problem>,
}

#[derive(Debug)]
struct Entry {
    line: usize,
    lines: usize,
    path: String,
    function: Option<String>,
}

impl Entry {
    fn parse(line: usize, text: &str) -> Option<Self> {
        let mut words = text.split_whitespace();
        let lines = words.next()?.parse().ok()?;
        let path = words.next()?.to_owned();
        let function = words.next().map(str::to_owned);
        words.next().is_none().then_some(Self { line, lines, path, function })
    }

    fn names(&self, measure: &Measure) -> bool {
        self.path == measure.path && self.function == measure.function
    }
}

impl Ratchet {
    pub(super) fn parse(text: &str) -> Self {
        let mut ratchet = Self::default();
        for (line, text) in (1..).zip(text.lines()) {
            if text.is_empty() || text.starts_with('#') {
                continue;
            }
            match Entry::parse(line, text) {
                Some(entry) => ratchet.entries.push(entry),
                None => {
                    let message = "an entry is `<lines> <path>` or `<lines> <path> <function>`";
                    ratchet.problems.push(Problem::new(PATH, line, message));
                }
            }
        }
        ratchet
    }

    /// Compares `measures`, which are all over budget, with the list.
    pub(super) fn check(self, measures: &[Measure]) -> Vec<Problem> {
        let mut problems = self.problems;
        for measure in measures {
            let allowed = self.entries.iter().find(|entry| entry.names(measure));
            let allowed = allowed.map_or(measure.budget(), |entry| entry.lines);
            if measure.lines > allowed {
                let what = measure.function.as_deref().map_or_else(
                    || "the file".to_owned(),
                    |function| format!("function {function}"),
                );
                let message = format!("{what} has {} of {allowed} lines", measure.lines);
                problems.push(Problem::new(&measure.path, measure.line, message));
            }
        }
        for entry in &self.entries {
            let longest = measures.iter().filter(|measure| entry.names(measure));
            let message = match longest.map(|measure| measure.lines).max() {
                None => "is within its budget now: remove the entry".to_owned(),
                Some(lines) if lines < entry.lines => {
                    format!("has shrunk: lower the entry to {lines}")
                }
                Some(_) => continue,
            };
            let name = entry.function.as_deref().unwrap_or(&entry.path);
            problems.push(Problem::new(PATH, entry.line, format!("{name} {message}")));
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The problems of one function of `lines` lines, 0 for none over budget.
    fn check(list: &str, lines: usize) -> Vec<String> {
        let measure = Measure { path: "a.rs".into(), function: Some("f".into()), line: 7, lines };
        let measures = if lines == 0 { vec![] } else { vec![measure] };
        Ratchet::parse(list).check(&measures).iter().map(Problem::to_string).collect()
    }

    #[test]
    fn growing_fails_and_shrinking_asks_for_a_lower_entry() {
        for (list, lines, problem) in [
            ("", 80, Some("a.rs:7: function f has 80 of 70 lines")),
            ("# note\n80 a.rs f", 80, None),
            ("80 a.rs f", 81, Some("a.rs:7: function f has 81 of 80 lines")),
            ("80 a.rs f", 79, Some("xtask/ratchet.txt:1: f has shrunk: lower the entry to 79")),
            (
                "80 a.rs f",
                0,
                Some("xtask/ratchet.txt:1: f is within its budget now: remove the entry"),
            ),
        ] {
            let expected: Vec<String> = problem.map(str::to_owned).into_iter().collect();
            assert_eq!(check(list, lines), expected, "{list} {lines}");
        }
        assert_eq!(check("many a.rs f", 0).len(), 1, "an entry that is not understood");
    }
}
