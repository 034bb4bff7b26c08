//! Assembles the module of a table: raw imports, one exported function a case, bytes as data.

use super::{Expression, Function, Statement, Table, TableError};
use space_vm::hook;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use vm_core::{HookSignature, WasmType};

/// Where bytes start; what is below is scratch memory of the cases.
const DATA_START: usize = 4096;
/// Size of the memory, in pages.
const PAGES: usize = 2;

/// Words of the language that are functions of the module: name, imports, text.
const WORDS: [(&str, &[&str], &str); 2] = [
    (
        "push",
        &["mBufferAppendBytes"],
        "(func $push (param $list i32) (param $handle i32) (result i32)
  (i32.store8 (i32.const 4000) (i32.shr_u (local.get $handle) (i32.const 24)))
  (i32.store8 (i32.const 4001) (i32.shr_u (local.get $handle) (i32.const 16)))
  (i32.store8 (i32.const 4002) (i32.shr_u (local.get $handle) (i32.const 8)))
  (i32.store8 (i32.const 4003) (local.get $handle))
  (drop (call $mBufferAppendBytes (local.get $list) (i32.const 4000) (i32.const 4)))
  (local.get $list))",
    ),
    (
        "big",
        &["bigIntNew", "bigIntSetSignedBytes"],
        "(func $big (param $data i32) (param $length i32) (result i32) (local $number i32)
  (local.set $number (call $bigIntNew (i64.const 0)))
  (call $bigIntSetSignedBytes (local.get $number) (local.get $data) (local.get $length))
  (local.get $number))",
    ),
];

/// Assembles the module of a table.
pub(super) fn assemble(table: &Table) -> Result<Vec<u8>, TableError> {
    let mut module = Module::default();
    let mut functions = String::new();
    for function in &table.functions {
        let text = module.function(function).map_err(|what| TableError::Program {
            function: format!("{}: {}", table.name, function.name),
            what,
        })?;
        functions.push_str(&text);
    }
    let text = module.text(&functions);
    wat::parse_str(text).map_err(|error| TableError::Assemble { table: table.name.clone(), error })
}

/// What the functions of a module need.
#[derive(Default)]
struct Module {
    imports: BTreeMap<&'static str, HookSignature>,
    words: BTreeSet<&'static str>,
    data: Vec<u8>,
    offsets: BTreeMap<Vec<u8>, usize>,
}

impl Module {
    fn text(&self, functions: &str) -> String {
        let mut text = String::from("(module\n");
        for (name, signature) in &self.imports {
            let parameters: String =
                signature.parameters.iter().map(|kind| format!(" {}", type_name(*kind))).collect();
            let result = signature
                .result
                .map(|kind| format!(" (result {})", type_name(kind)))
                .unwrap_or_default();
            line(
                &mut text,
                &format!("(import \"env\" \"{name}\" (func ${name} (param{parameters}){result}))"),
            );
        }
        line(&mut text, &format!("(memory (export \"memory\") {PAGES})"));
        let data: String = self.data.iter().map(|byte| format!("\\{byte:02x}")).collect();
        line(&mut text, &format!("(data (i32.const {DATA_START}) \"{data}\")"));
        for (_, _, word) in WORDS.iter().filter(|(name, ..)| self.words.contains(name)) {
            line(&mut text, word);
        }
        text.push_str(functions);
        text.push(')');
        text
    }

    fn function(&mut self, function: &Function) -> Result<String, String> {
        let mut locals = BTreeMap::new();
        let mut body = String::new();
        for statement in &function.body {
            let text = self.statement(statement, &mut locals)?;
            line(&mut body, &text);
        }
        let locals: String = locals
            .iter()
            .map(|(name, kind)| format!(" (local ${name} {})", type_name(*kind)))
            .collect();
        Ok(format!("(func (export \"{}\"){locals}\n{body})\n", function.export()))
    }

    fn statement(&mut self, statement: &Statement, locals: &mut Locals) -> Result<String, String> {
        match statement {
            Statement::Let(name, expression) => {
                let (text, kind) = self.value(expression, WasmType::I32, locals)?;
                locals.insert(name.clone(), kind);
                Ok(format!("(local.set ${name} {text})"))
            }
            Statement::Run(expression) => match self.expression(expression, None, locals)? {
                (text, None) => Ok(text),
                (text, Some(kind)) => Ok(self.output(text.as_str(), kind)),
            },
        }
    }

    /// Puts a number into the results of the call.
    fn output(&mut self, text: &str, kind: WasmType) -> String {
        self.import("smallIntFinishSigned");
        let extended = match kind {
            WasmType::I32 => format!("(i64.extend_i32_s {text})"),
            WasmType::I64 => text.to_owned(),
        };
        format!("(call $smallIntFinishSigned {extended})")
    }

    fn value(
        &mut self,
        expression: &Expression,
        wanted: WasmType,
        locals: &Locals,
    ) -> Result<(String, WasmType), String> {
        match self.expression(expression, Some(wanted), locals)? {
            (text, Some(kind)) => Ok((text, kind)),
            (text, None) => Err(format!("`{text}` has no value")),
        }
    }

    /// The text of an expression and the type that it leaves.
    fn expression(
        &mut self,
        expression: &Expression,
        wanted: Option<WasmType>,
        locals: &Locals,
    ) -> Result<(String, Option<WasmType>), String> {
        match expression {
            Expression::Number(number) => {
                let kind = wanted.unwrap_or(WasmType::I32);
                Ok((format!("({}.const {number})", type_name(kind)), Some(kind)))
            }
            Expression::Variable(name) => {
                let kind = locals.get(name).ok_or_else(|| format!("no variable {name}"))?;
                Ok((format!("(local.get ${name})"), Some(*kind)))
            }
            Expression::Data { bytes, .. } => {
                let offset = self.offset(bytes)?;
                Ok((format!("(i32.const {offset})"), Some(WasmType::I32)))
            }
            Expression::Call(name, arguments) => self.call(name, arguments, locals),
        }
    }

    fn call(
        &mut self,
        name: &str,
        arguments: &[Expression],
        locals: &Locals,
    ) -> Result<(String, Option<WasmType>), String> {
        let i32s = |count: usize| vec![WasmType::I32; count];
        let (callee, kinds, result) = match name {
            "buf" => ("mBufferNewFromBytes", i32s(2), Some(WasmType::I32)),
            "show" => ("mBufferFinish", i32s(1), Some(WasmType::I32)),
            "int" => ("bigIntFinishSigned", i32s(1), None),
            "mem" => ("finish", i32s(2), None),
            "long" => {
                let [argument] = arguments else { return Err("long() takes a number".to_owned()) };
                return self
                    .value(argument, WasmType::I64, locals)
                    .map(|(text, kind)| (text, Some(kind)));
            }
            "drop" => {
                let [argument] = arguments else { return Err("drop() takes a number".to_owned()) };
                let (text, _) = self.value(argument, WasmType::I32, locals)?;
                return Ok((format!("(drop {text})"), None));
            }
            "vec" => return self.list(arguments, locals).map(|text| (text, Some(WasmType::I32))),
            "big" => {
                self.word("big");
                let texts = self.arguments("big", arguments, &i32s(2), locals)?;
                return Ok((format!("(call $big {texts})"), Some(WasmType::I32)));
            }
            _ => {
                let signature = self.import(name).ok_or_else(|| format!("no hook {name}"))?;
                (signature.name, signature.parameters.to_vec(), signature.result)
            }
        };
        self.import(callee);
        let texts = self.arguments(name, arguments, &kinds, locals)?;
        let text = format!("(call ${callee} {texts})");
        if name == "show" {
            return Ok((format!("(drop {text})"), None));
        }
        Ok((text, result))
    }

    /// A buffer with handles, as lists of managed values are.
    fn list(&mut self, items: &[Expression], locals: &Locals) -> Result<String, String> {
        self.word("push");
        self.import("mBufferNew");
        let mut text = String::from("(call $mBufferNew)");
        for item in items {
            let (item, _) = self.value(item, WasmType::I32, locals)?;
            text = format!("(call $push {text} {item})");
        }
        Ok(text)
    }

    fn arguments(
        &mut self,
        callee: &str,
        arguments: &[Expression],
        kinds: &[WasmType],
        locals: &Locals,
    ) -> Result<String, String> {
        let mut texts = Vec::new();
        for argument in arguments {
            let wanted = kinds.get(texts.len()).copied().unwrap_or(WasmType::I32);
            let (text, kind) = self.value(argument, wanted, locals)?;
            if kind != wanted {
                return Err(format!("{callee}: argument {} is {kind:?}", texts.len()));
            }
            texts.push(text);
            if let Expression::Data { bytes, has_length: true } = argument {
                texts.push(format!("(i32.const {})", bytes.len()));
            }
        }
        if texts.len() == kinds.len() {
            Ok(texts.join(" "))
        } else {
            Err(format!("{callee}: {} arguments, not {}", texts.len(), kinds.len()))
        }
    }

    fn import(&mut self, name: &str) -> Option<HookSignature> {
        let signature = hook(name)?.signature;
        self.imports.insert(signature.name, signature);
        Some(signature)
    }

    fn word(&mut self, word: &str) {
        for (name, imports, _) in WORDS.iter().filter(|(name, ..)| *name == word) {
            self.words.insert(name);
            for import in *imports {
                self.import(import);
            }
        }
    }

    /// Where bytes lie; equal bytes lie once.
    fn offset(&mut self, bytes: &[u8]) -> Result<usize, String> {
        if let Some(offset) = self.offsets.get(bytes) {
            return Ok(*offset);
        }
        let offset = DATA_START.saturating_add(self.data.len());
        if offset.saturating_add(bytes.len()) > PAGES << 16 {
            return Err("the memory is full".to_owned());
        }
        self.data.extend_from_slice(bytes);
        self.offsets.insert(bytes.to_vec(), offset);
        Ok(offset)
    }
}

type Locals = BTreeMap<String, WasmType>;

fn line(text: &mut String, line: &str) {
    // Writing to a string does not fail.
    let _ = writeln!(text, "  {line}");
}

const fn type_name(kind: WasmType) -> &'static str {
    match kind {
        WasmType::I32 => "i32",
        WasmType::I64 => "i64",
    }
}
