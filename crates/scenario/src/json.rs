//! A small JSON reader that keeps lines, key order and repeated keys.
//!
//! Scenarios hold strings, booleans, lists and maps; a bare number or `null` is an error, because a
//! value is always written as a string. In the Go dialect a string is taken as it stands between its
//! quotes (backslashes are ordinary characters, except that `\"` does not end it), as the reference
//! does (`mx-chain-scenario-go:orderedjson/ojParse.go`); in the extended dialect the JSON escapes hold.

use std::fmt::Write as _;

/// Nesting allowed before the reader gives up, far above any real scenario.
const MAXIMUM_DEPTH: usize = 64;

/// One JSON value with the line it starts on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Line in the file, from 1.
    pub line: u32,
    /// What was written there.
    pub kind: NodeKind,
}

/// The shapes of JSON a scenario is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NodeKind {
    /// A string.
    Text(String),
    /// `true` or `false`.
    Flag(bool),
    /// A list.
    List(Vec<Node>),
    /// A map, in file order.
    Map(Vec<Entry>),
}

/// One `key: value` of a map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Line of the key, from 1.
    pub line: u32,
    /// The value.
    pub value: Node,
}

/// Why a text is no scenario JSON.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JsonProblem {
    /// The text ends inside a value.
    #[error("the file ends inside a value")]
    UnexpectedEnd,
    /// A character stands where the grammar has no place for it.
    #[error("unexpected `{found}`, expected {expected}")]
    Unexpected {
        /// The character found.
        found: char,
        /// What could have stood there.
        expected: &'static str,
    },
    /// A word that is neither `true` nor `false`.
    #[error("`{0}` is no scenario value: numbers and expressions are written as strings")]
    BareWord(String),
    /// A backslash sequence JSON does not know.
    #[error("bad escape sequence in a string")]
    BadEscape,
    /// Lists and maps are nested too deep.
    #[error("more than {MAXIMUM_DEPTH} nested lists and maps")]
    TooDeep,
    /// Text follows the value of the file.
    #[error("unexpected text after the end of the scenario")]
    TrailingText,
    /// A key is written twice in one map (an error in the extended dialect only).
    #[error("key `{0}` is repeated")]
    RepeatedKey(String),
}

impl Node {
    /// The text of a string node.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match &self.kind {
            NodeKind::Text(text) => Some(text),
            NodeKind::Flag(_) | NodeKind::List(_) | NodeKind::Map(_) => None,
        }
    }

    /// Whether this is the string `"*"`, which accepts any value in a check.
    #[must_use]
    pub fn is_star(&self) -> bool {
        self.as_text() == Some("*")
    }

    /// The name of the shape, for messages.
    #[must_use]
    pub const fn shape(&self) -> &'static str {
        match self.kind {
            NodeKind::Text(_) => "a string",
            NodeKind::Flag(_) => "a boolean",
            NodeKind::List(_) => "a list",
            NodeKind::Map(_) => "a map",
        }
    }

    /// The value as written: a bare string for a string, compact JSON for everything else.
    #[must_use]
    pub fn source_text(&self) -> String {
        if let NodeKind::Text(text) = &self.kind {
            return text.clone();
        }
        let mut out = String::new();
        self.write_json(&mut out);
        out
    }

    fn write_json(&self, out: &mut String) {
        match &self.kind {
            NodeKind::Text(text) => write_quoted(text, out),
            NodeKind::Flag(flag) => out.push_str(if *flag { "true" } else { "false" }),
            NodeKind::List(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        out.push_str(", ");
                    }
                    item.write_json(out);
                }
                out.push(']');
            }
            NodeKind::Map(entries) => {
                out.push('{');
                for (index, entry) in entries.iter().enumerate() {
                    if index > 0 {
                        out.push_str(", ");
                    }
                    write_quoted(&entry.key, out);
                    out.push_str(": ");
                    entry.value.write_json(out);
                }
                out.push('}');
            }
        }
    }
}

fn write_quoted(text: &str, out: &mut String) {
    // Writing to a `String` cannot fail.
    let _ = write!(out, "\"{text}\"");
}

/// How strings and repeated keys are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JsonFlavour {
    /// Raw strings; of a repeated key the first one holds and the others are reported as warnings.
    Raw,
    /// JSON escapes; a repeated key is an error.
    Standard,
}

/// A repeated key that was dropped: its line and its name.
pub(crate) type DroppedKey = (u32, String);

/// Reads one JSON value, and the keys that were dropped as repetitions.
///
/// # Errors
/// The line and the problem.
pub(crate) fn read(
    text: &str,
    flavour: JsonFlavour,
) -> Result<(Node, Vec<DroppedKey>), (u32, JsonProblem)> {
    let mut reader =
        Reader { rest: text.chars(), peeked: None, line: 1, flavour, dropped: Vec::new() };
    match reader.document() {
        Ok(node) => Ok((node, reader.dropped)),
        Err(problem) => Err((reader.line, problem)),
    }
}

struct Reader<'a> {
    rest: std::str::Chars<'a>,
    peeked: Option<char>,
    line: u32,
    flavour: JsonFlavour,
    dropped: Vec<DroppedKey>,
}

impl Reader<'_> {
    fn document(&mut self) -> Result<Node, JsonProblem> {
        let node = self.value(0)?;
        self.skip_whitespace();
        if self.peek().is_some() { Err(JsonProblem::TrailingText) } else { Ok(node) }
    }

    fn peek(&mut self) -> Option<char> {
        if self.peeked.is_none() {
            self.peeked = self.rest.next();
        }
        self.peeked
    }

    fn next(&mut self) -> Result<char, JsonProblem> {
        let character =
            self.peeked.take().or_else(|| self.rest.next()).ok_or(JsonProblem::UnexpectedEnd)?;
        if character == '\n' {
            self.line = self.line.saturating_add(1);
        }
        Ok(character)
    }

    fn skip_whitespace(&mut self) {
        while matches!(self.peek(), Some(' ' | '\t' | '\r' | '\n')) {
            // The peeked character is there, so this cannot fail.
            let _ = self.next();
        }
    }

    fn token(&mut self) -> Result<char, JsonProblem> {
        self.skip_whitespace();
        self.next()
    }

    fn value(&mut self, depth: usize) -> Result<Node, JsonProblem> {
        if depth > MAXIMUM_DEPTH {
            return Err(JsonProblem::TooDeep);
        }
        self.skip_whitespace();
        let line = self.line;
        let kind = match self.peek().ok_or(JsonProblem::UnexpectedEnd)? {
            '{' => self.map(depth)?,
            '[' => self.list(depth)?,
            '"' => NodeKind::Text(self.string()?),
            found @ (',' | ':' | ']' | '}') => {
                return Err(JsonProblem::Unexpected { found, expected: "a value" });
            }
            _ => self.word()?,
        };
        Ok(Node { line, kind })
    }

    fn word(&mut self) -> Result<NodeKind, JsonProblem> {
        let mut word = String::new();
        while let Some(character) = self.peek() {
            if character.is_whitespace() || matches!(character, ',' | ']' | '}' | ':') {
                break;
            }
            word.push(self.next()?);
        }
        match word.as_str() {
            "true" => Ok(NodeKind::Flag(true)),
            "false" => Ok(NodeKind::Flag(false)),
            _ => Err(JsonProblem::BareWord(word)),
        }
    }

    fn list(&mut self, depth: usize) -> Result<NodeKind, JsonProblem> {
        self.next()?;
        let mut items = Vec::new();
        self.skip_whitespace();
        if self.peek() == Some(']') {
            self.next()?;
            return Ok(NodeKind::List(items));
        }
        loop {
            items.push(self.value(depth.saturating_add(1))?);
            match self.token()? {
                ',' => {}
                ']' => return Ok(NodeKind::List(items)),
                found => {
                    return Err(JsonProblem::Unexpected { found, expected: "`,` or `]`" });
                }
            }
        }
    }

    fn map(&mut self, depth: usize) -> Result<NodeKind, JsonProblem> {
        self.next()?;
        let mut entries: Vec<Entry> = Vec::new();
        self.skip_whitespace();
        if self.peek() == Some('}') {
            self.next()?;
            return Ok(NodeKind::Map(entries));
        }
        loop {
            self.skip_whitespace();
            let line = self.line;
            match self.peek().ok_or(JsonProblem::UnexpectedEnd)? {
                '"' => {}
                found => {
                    return Err(JsonProblem::Unexpected { found, expected: "a quoted key" });
                }
            }
            let key = self.string()?;
            match self.token()? {
                ':' => {}
                found => {
                    return Err(JsonProblem::Unexpected { found, expected: "`:`" });
                }
            }
            let value = self.value(depth.saturating_add(1))?;
            if entries.iter().any(|entry| entry.key == key) {
                if self.flavour == JsonFlavour::Standard {
                    return Err(JsonProblem::RepeatedKey(key));
                }
                self.dropped.push((line, key));
            } else {
                entries.push(Entry { key, line, value });
            }
            match self.token()? {
                ',' => {}
                '}' => return Ok(NodeKind::Map(entries)),
                found => {
                    return Err(JsonProblem::Unexpected { found, expected: "`,` or `}`" });
                }
            }
        }
    }

    fn string(&mut self) -> Result<String, JsonProblem> {
        self.next()?;
        let mut text = String::new();
        loop {
            match self.next()? {
                '"' => {
                    if self.flavour == JsonFlavour::Raw && text.ends_with('\\') {
                        text.push('"');
                    } else {
                        return Ok(text);
                    }
                }
                '\\' if self.flavour == JsonFlavour::Standard => text.push(self.escape()?),
                other => text.push(other),
            }
        }
    }

    fn escape(&mut self) -> Result<char, JsonProblem> {
        Ok(match self.next()? {
            '"' => '"',
            '\\' => '\\',
            '/' => '/',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let high = self.four_hex_digits()?;
                let code = if (0xd800..0xdc00).contains(&high) {
                    if (self.next()?, self.next()?) != ('\\', 'u') {
                        return Err(JsonProblem::BadEscape);
                    }
                    let low = self.four_hex_digits()?;
                    if !(0xdc00..0xe000).contains(&low) {
                        return Err(JsonProblem::BadEscape);
                    }
                    0x1_0000_u32.saturating_add((high & 0x3ff) << 10).saturating_add(low & 0x3ff)
                } else {
                    high
                };
                char::from_u32(code).ok_or(JsonProblem::BadEscape)?
            }
            _ => return Err(JsonProblem::BadEscape),
        })
    }

    fn four_hex_digits(&mut self) -> Result<u32, JsonProblem> {
        let mut code = 0_u32;
        for _ in 0..4 {
            let digit = self.next()?.to_digit(16).ok_or(JsonProblem::BadEscape)?;
            code = (code << 4) | digit;
        }
        Ok(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_refuses() {
        use JsonFlavour::{Raw, Standard};
        type Expected = Result<&'static str, (u32, &'static str)>;
        let cases: &[(&str, JsonFlavour, Expected)] = &[
            (r#"{"a": ["b", true], "c": {}}"#, Raw, Ok(r#"{"a": ["b", true], "c": {}}"#)),
            (r#"["a\"b"]"#, Raw, Ok(r#"["a\"b"]"#)),
            (r#"["a\"b\u00e9"]"#, Standard, Ok("[\"a\"b\u{e9}\"]")),
            (r#"["\ud83d\ude00"]"#, Standard, Ok("[\"\u{1f600}\"]")),
            (r#"["\ud83d"]"#, Standard, Err((1, "bad escape"))),
            ("{\n \"a\":\n 5}", Raw, Err((3, "`5` is no scenario value"))),
            ("[\n\"a\",\n]", Raw, Err((3, "unexpected `]`, expected a value"))),
            (r#"{"a": "b",}"#, Raw, Err((1, "a quoted key"))),
            (r#"["a" "b"]"#, Raw, Err((1, "`,` or `]`"))),
            (r#"{"a": "b"} x"#, Raw, Err((1, "after the end"))),
            (r#"{"a": "b", "a": "c"}"#, Raw, Ok(r#"{"a": "b"}"#)),
            (r#"{"a": "b", "a": "c"}"#, Standard, Err((1, "key `a` is repeated"))),
            ("[\"a", Raw, Err((1, "ends inside"))),
            ("", Raw, Err((1, "ends inside"))),
        ];
        for (text, flavour, expected) in cases {
            match (read(text, *flavour), expected) {
                (Ok((node, _)), Ok(want)) => assert_eq!(&node.source_text(), want, "{text}"),
                (Err((line, problem)), Err((want_line, want))) => {
                    assert_eq!(line, *want_line, "{text}");
                    assert!(problem.to_string().contains(want), "{text}: {problem}");
                }
                (got, _) => panic!("{text}: {got:?}"),
            }
        }
    }

    #[test]
    fn deep_nesting_is_an_error_and_no_overflow() {
        let text = "[".repeat(100_000);
        assert_eq!(read(&text, JsonFlavour::Raw), Err((1, JsonProblem::TooDeep)));
    }
}
