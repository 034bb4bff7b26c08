//! How long files and functions are.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::tree::Tree;

/// The most lines of a file.
pub(super) const FILE_LINES: usize = 500;
/// The most lines of a function, from `fn` to the closing brace.
pub(super) const FUNCTION_LINES: usize = 70;

/// Begins the comment line that marks a file as a table, and is followed by the reason.
pub(super) const TABLE_MARK: &str = "// tidy: table: ";

/// Something with a budget of lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Measure {
    pub(super) path: String,
    /// The function's name; a file has none.
    pub(super) function: Option<String>,
    pub(super) line: usize,
    pub(super) lines: usize,
}

impl Measure {
    pub(super) const fn budget(&self) -> usize {
        if self.function.is_some() { FUNCTION_LINES } else { FILE_LINES }
    }
}

/// Whether the file says, with a reason, that it is a table, which no budget fits.
pub(super) fn is_table(text: &str) -> bool {
    let reason = |line: &str| line.strip_prefix(TABLE_MARK).is_some_and(|rest| rest.len() > 10);
    text.lines().any(reason)
}

/// Every Rust file and function over its budget.
pub(super) fn measure(tree: &Tree) -> Vec<Measure> {
    let files = tree.texts(&[".rs"]).filter(|(_, text)| !is_table(text));
    let mut measures: Vec<_> = files.flat_map(|(path, text)| measure_file(path, text)).collect();
    measures.retain(|measure| measure.lines > measure.budget());
    measures
}

fn measure_file(path: &str, text: &str) -> Vec<Measure> {
    let path = path.to_owned();
    let lines = text.lines().count();
    let mut measures = vec![Measure { path: path.clone(), function: None, line: 1, lines }];
    // What does not lex does not compile either, and is reported by the compiler.
    if let Ok(tokens) = text.parse() {
        functions(tokens, &mut |name, line, lines| {
            measures.push(Measure { path: path.clone(), function: Some(name), line, lines });
        });
    }
    measures
}

/// Tells `found` the name, first line and length of every function, those in macros too.
fn functions(tokens: TokenStream, found: &mut impl FnMut(String, usize, usize)) {
    let mut open: Option<(String, usize)> = None;
    let mut after_fn: Option<usize> = None;
    for token in tokens {
        match &token {
            TokenTree::Ident(word) if *word == "fn" => {
                after_fn = Some(word.span().start().line);
                continue;
            }
            TokenTree::Ident(name) => {
                if let Some(line) = after_fn {
                    open = Some((name.to_string(), line));
                }
            }
            TokenTree::Punct(mark) if mark.as_char() == ';' => open = None,
            TokenTree::Group(group) => {
                if group.delimiter() == Delimiter::Brace
                    && let Some((name, first)) = open.take()
                {
                    let last = group.span_close().end().line;
                    found(name, first, last.saturating_sub(first).saturating_add(1));
                }
                functions(group.stream(), found);
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
        after_fn = None;
    }
}

#[cfg(test)]
mod tests {
    use super::super::tree::samples;
    use super::*;

    #[test]
    fn functions_are_found_wherever_they_stand() {
        let text = r#"
            //! fn in_docs() { }
            trait Name { fn declared(&self); fn given(&self) -> [u8; { 1 }] {
                let pointer: fn(u8) -> u8 = id; "fn in_text() {"
            } }
            macro_rules! rows { () => { fn in_macro() {
                // }
            } } }
            const fn one() {}
        "#;
        let measures = measure_file("a.rs", text);
        let functions: Vec<_> = (measures.iter())
            .filter_map(|measure| Some((measure.function.as_deref()?, measure.line, measure.lines)))
            .collect();
        assert_eq!(functions, [("given", 3, 3), ("in_macro", 6, 3), ("one", 9, 1)]);
    }

    #[test]
    fn only_what_is_over_its_budget_is_told() {
        let function = |lines: usize| format!("fn f() {{\n{}}}\n", "\n".repeat(lines - 2));
        let told = |text: &str| measure(&samples::tree(&[("a.rs", text)]));
        assert_eq!(told(&function(70)), []);
        let [long] = &told(&function(71))[..] else { panic!("one function is too long") };
        assert_eq!((long.function.as_deref(), long.line, long.lines), (Some("f"), 1, 71));
        assert_eq!(told(&"\n".repeat(500)), []);
        assert_eq!(told(&"\n".repeat(501)).len(), 1);
    }

    #[test]
    fn a_table_needs_its_reason() {
        let long = "\n".repeat(501);
        let told =
            |mark: &str| measure(&samples::tree(&[("a.rs", &format!("{mark}{long}"))])).len();
        assert_eq!(told("// tidy: table: one row for each hook"), 0);
        assert_eq!(told("// tidy: table: "), 1);
        assert_eq!(told("// tidy: table"), 1);
    }
}
