//! Reads the text of a table.

use super::{CallOptions, Expected, Expression, Function, Statement, Table};

/// A table that cannot be read or made.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// A file cannot be read.
    #[error("a file cannot be read: {0}")]
    Io(#[from] std::io::Error),
    /// A line makes no sense.
    #[error("{table}:{line}: {what}")]
    Line {
        /// Name of the table.
        table: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        what: String,
    },
    /// A program makes no sense.
    #[error("{function}: {what}")]
    Program {
        /// Table and name of the function.
        function: String,
        /// What is wrong with it.
        what: String,
    },
    /// A module cannot be assembled.
    #[error("{table}: {error}")]
    Assemble {
        /// Name of the table.
        table: String,
        /// What the assembler says.
        error: wat::Error,
    },
    /// The world is no step.
    #[error("the world is no JSON: {0}")]
    World(#[from] serde_json::Error),
}

type Result<T> = std::result::Result<T, String>;

/// Contracts of the world; every other name is a user.
const CONTRACTS: [&str; 6] = ["hooks", "peer", "frozen", "closed", "adder", "nothing"];

/// Reads a table.
pub(super) fn table(name: &str, text: &str) -> std::result::Result<Table, TableError> {
    let mut table = Table { name: name.to_owned(), is_by_source: false, functions: Vec::new() };
    let mut section = None;
    for (line, text) in logical_lines(text) {
        read_line(&mut table, &mut section, &text).map_err(|what| TableError::Line {
            table: name.to_owned(),
            line,
            what,
        })?;
    }
    Ok(table)
}

/// Lines without comments; what is indented continues the line before it.
fn logical_lines(text: &str) -> Vec<(usize, String)> {
    let mut lines: Vec<(usize, String)> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        match lines.last_mut() {
            Some((_, last)) if line.starts_with(' ') => {
                last.push(' ');
                last.push_str(line.trim());
            }
            _ => lines.push((index.saturating_add(1), line.trim_end().to_owned())),
        }
    }
    lines
}

fn read_line(table: &mut Table, section: &mut Option<String>, line: &str) -> Result<()> {
    if line == "by source" {
        table.is_by_source = true;
        return Ok(());
    }
    if let Some(hook) = line.strip_prefix('[').and_then(|it| it.strip_suffix(']')) {
        *section = Some(hook.to_owned());
        return Ok(());
    }
    let (head, rest) = line.split_once(" = ").ok_or("no ` = `")?;
    let (name, hook) = match head.strip_prefix("fn ") {
        Some(name) => (name.to_owned(), None),
        None => {
            let hook = section.clone().ok_or("a case before the first hook")?;
            let (case, _) = head.split_once(" {").unwrap_or((head, ""));
            (format!("{hook}.{case}"), Some(hook))
        }
    };
    let call = match head.split_once(" {") {
        Some((_, options)) => call_options(options.strip_suffix('}').ok_or("options do not end")?)?,
        None => CallOptions::default(),
    };
    let (program, expected) = match rest.split_once(" => ") {
        Some((program, expected)) => (program, Some(read_expected(expected)?)),
        None => (rest, None),
    };
    if table.functions.iter().any(|it| it.name == name) {
        return Err(format!("{name} is there already"));
    }
    let body = Reader { rest: program }.program()?;
    table.functions.push(Function { name, hook, call, body, expected });
    Ok(())
}

fn call_options(text: &str) -> Result<CallOptions> {
    let mut options = CallOptions::default();
    for option in text.split_whitespace() {
        let (key, value) = option.split_once('=').unwrap_or((option, ""));
        match key {
            "gas" => options.gas = Some(number(value)?),
            "short-of" => options.short_of = Some(value.to_owned()),
            "value" => options.value = number(value)?,
            "args" => options.arguments = value.split(',').map(str::to_owned).collect(),
            "tokens" => options.tokens = value.split(',').map(token).collect::<Result<_>>()?,
            "from" => options.from = Some(value.to_owned()),
            "to" => options.to = Some(value.to_owned()),
            "anonymous" => options.is_anonymous = true,
            _ => return Err(format!("no option {key}")),
        }
    }
    Ok(options)
}

fn number(text: &str) -> Result<u64> {
    text.replace('_', "").parse().map_err(|_| format!("no number: {text}"))
}

/// `TOK-123456:nonce:amount`.
fn token(text: &str) -> Result<(String, u64, u64)> {
    let parts: Vec<&str> = text.split(':').collect();
    match parts.as_slice() {
        [name, nonce, amount] => Ok(((*name).to_owned(), number(nonce)?, number(amount)?)),
        _ => Err(format!("no token: {text}")),
    }
}

/// `0 gas 123 out 05,ff`, `4 message bad bounds`.
fn read_expected(text: &str) -> Result<Expected> {
    let (head, message) = text.split_once(" message ").unwrap_or((text, ""));
    let (head, out) = head.split_once(" out ").unwrap_or((head, ""));
    let (status, gas) = head.split_once(" gas ").unwrap_or((head, ""));
    Ok(Expected {
        status: status.trim().parse().map_err(|_| format!("no status: {status}"))?,
        gas: (!gas.is_empty()).then(|| number(gas.trim())).transpose()?,
        message: message.to_owned(),
        out: out.split(',').map(str::trim).filter(|it| !it.is_empty()).map(result).collect(),
    })
}

/// A result in hexadecimal, `-` for an empty one.
fn result(text: &str) -> String {
    text.replace('-', "")
}

/// Reads a program from the start of a text.
struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn program(mut self) -> Result<Vec<Statement>> {
        let mut statements = Vec::new();
        loop {
            self.skip();
            if self.rest.is_empty() {
                return Ok(statements);
            }
            statements.push(self.statement()?);
            self.skip();
            if !self.take(";") && !self.rest.is_empty() {
                return Err(format!("`;` is missing before `{}`", self.rest));
            }
        }
    }

    fn statement(&mut self) -> Result<Statement> {
        let expression = self.expression()?;
        self.skip();
        if let Expression::Variable(name) = &expression
            && self.take("=")
        {
            return Ok(Statement::Let(name.clone(), self.expression()?));
        }
        Ok(Statement::Run(expression))
    }

    fn expression(&mut self) -> Result<Expression> {
        self.skip();
        let has_length = self.take("#");
        if has_length || self.rest.starts_with(['"', '@']) || self.is_call(&["x\"", "le("]) {
            return Ok(Expression::Data { bytes: self.data()?, has_length });
        }
        if self.rest.starts_with(|it: char| it == '-' || it.is_ascii_digit()) {
            return Ok(Expression::Number(self.number()?));
        }
        let word = self.word()?;
        if !self.take("(") {
            return Ok(Expression::Variable(word));
        }
        Ok(Expression::Call(word, self.arguments()?))
    }

    fn arguments(&mut self) -> Result<Vec<Expression>> {
        let mut arguments = Vec::new();
        loop {
            self.skip();
            if self.take(")") {
                return Ok(arguments);
            }
            arguments.push(self.expression()?);
            self.skip();
            if !self.take(",") && !self.rest.starts_with(')') {
                return Err(format!("`,` is missing before `{}`", self.rest));
            }
        }
    }

    /// Pieces of bytes, joined by `+`, each with its number of repetitions.
    fn data(&mut self) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        loop {
            let piece = self.piece()?;
            let times = if self.take("*") { self.number()? } else { 1 };
            bytes.extend(piece.repeat(usize::try_from(times).map_err(|it| it.to_string())?));
            if !self.take("+") {
                return Ok(bytes);
            }
        }
    }

    fn piece(&mut self) -> Result<Vec<u8>> {
        if self.take("@") {
            return self.word().map(|name| address(&name));
        }
        if self.take("le(") {
            let mut bytes = Vec::new();
            for number in self.arguments()? {
                let Expression::Number(number) = number else {
                    return Err("le() takes numbers".to_owned());
                };
                let word = i32::try_from(number).map_err(|it| it.to_string())?;
                bytes.extend(word.to_le_bytes());
            }
            return Ok(bytes);
        }
        let is_hex = self.take("x");
        if !self.take("\"") {
            return Err(format!("no bytes: `{}`", self.rest));
        }
        let (text, rest) = self.rest.split_once('"').ok_or("a text does not end")?;
        self.rest = rest;
        if is_hex {
            hex::decode(text.replace(' ', "")).map_err(|it| format!("{text}: {it}"))
        } else {
            Ok(text.as_bytes().to_vec())
        }
    }

    fn number(&mut self) -> Result<i64> {
        let end = self.rest.find(|it: char| it != '-' && it != '_' && !it.is_ascii_digit());
        let (text, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        text.replace('_', "").parse().map_err(|_| format!("no number: {text}"))
    }

    fn word(&mut self) -> Result<String> {
        let end = self.rest.find(|it: char| it != '_' && !it.is_ascii_alphanumeric());
        let (word, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        if word.is_empty() {
            return Err(format!("no word: `{}`", self.rest));
        }
        self.rest = rest;
        Ok(word.to_owned())
    }

    fn is_call(&self, starts: &[&str]) -> bool {
        starts.iter().any(|it| self.rest.starts_with(it))
    }

    fn take(&mut self, token: &str) -> bool {
        let rest = self.rest.strip_prefix(token);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn skip(&mut self) {
        self.rest = self.rest.trim_start();
    }
}

/// The address of an account of the world: its name, filled with underscores.
fn address(name: &str) -> Vec<u8> {
    let mut address = vec![0; if CONTRACTS.contains(&name) { 10 } else { 0 }];
    if let Some(vm_type) = address.get_mut(8) {
        *vm_type = 5;
    }
    address.extend_from_slice(name.as_bytes());
    address.resize(32, b'_');
    address
}
