//! The usual form of scenario files: four spaces, fields in their order, new names for old ones.
//!
//! The order is that of `mx-chain-scenario-go:scenario/json/write`. What is written stays written: the
//! other tool leaves out fields that say their default, and `traceGas` of `externalSteps` with them.

use crate::json::{self, Entry, JsonFlavour, JsonProblem, Node, NodeKind};

/// What a map in a scenario file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A map, or list of maps, whose fields are of one of the kinds below.
    Fields(&'static Shape),
    /// A map whose keys are the author's, as of accounts or tokens; its values are of a kind.
    Keyed(&'static Shape),
    /// A value, which stays as it is.
    Value,
}

/// Fields of a kind of map.
#[derive(Debug, PartialEq, Eq)]
struct Shape {
    /// Old names and their new ones.
    renamed: &'static [(&'static str, &'static str)],
    /// Fields in their order, with what they hold. Others follow, in the order of the file.
    fields: &'static [(&'static str, Kind)],
}

const fn value(name: &'static str) -> (&'static str, Kind) {
    (name, Kind::Value)
}

// tidy: table: the fields of every map, in their order.
static SCENARIO: Shape = Shape {
    renamed: &[],
    fields: &[
        value("name"),
        value("comment"),
        value("checkGas"),
        value("traceGas"),
        value("gasSchedule"),
        ("steps", Kind::Fields(&STEP)),
    ],
};
static STEP: Shape = Shape {
    renamed: &[("txId", "id")],
    fields: &[
        value("step"),
        value("id"),
        value("comment"),
        value("displayLogs"),
        value("traceGas"),
        value("path"),
        ("accounts", Kind::Keyed(&ACCOUNT)),
        ("newAddresses", Kind::Fields(&NEW_ADDRESS)),
        ("previousBlockInfo", Kind::Fields(&BLOCK)),
        ("currentBlockInfo", Kind::Fields(&BLOCK)),
        value("blockHashes"),
        ("tx", Kind::Fields(&TRANSACTION)),
        ("expect", Kind::Fields(&EXPECT)),
    ],
};
static ACCOUNT: Shape = Shape {
    renamed: &[],
    fields: &[
        value("comment"),
        value("update"),
        value("shard"),
        value("nonce"),
        value("balance"),
        ("esdt", Kind::Keyed(&TOKEN)),
        value("username"),
        value("storage"),
        value("code"),
        value("codeMetadata"),
        value("owner"),
        value("asyncCallData"),
        value("developerRewards"),
    ],
};
static TOKEN: Shape = Shape {
    renamed: &[],
    fields: &[
        ("instances", Kind::Fields(&INSTANCE)),
        value("lastNonce"),
        value("roles"),
        value("frozen"),
    ],
};
static INSTANCE: Shape = Shape {
    renamed: &[],
    fields: &[
        value("nonce"),
        value("balance"),
        value("creator"),
        value("royalties"),
        value("hash"),
        value("uri"),
        value("attributes"),
    ],
};
static NEW_ADDRESS: Shape = Shape {
    renamed: &[],
    fields: &[value("creatorAddress"), value("creatorNonce"), value("newAddress")],
};
static BLOCK: Shape = Shape {
    renamed: &[],
    fields: &[
        value("blockTimestamp"),
        value("blockTimestampMs"),
        value("blockNonce"),
        value("blockRound"),
        value("blockEpoch"),
        value("blockRandomSeed"),
    ],
};
static TRANSACTION: Shape = Shape {
    renamed: &[("value", "egldValue"), ("esdt", "esdtValue")],
    fields: &[
        value("from"),
        value("to"),
        value("egldValue"),
        ("esdtValue", Kind::Fields(&TRANSFER)),
        value("function"),
        value("contractCode"),
        value("codeMetadata"),
        value("arguments"),
        value("gasLimit"),
        value("gasPrice"),
    ],
};
static TRANSFER: Shape =
    Shape { renamed: &[], fields: &[value("tokenIdentifier"), value("nonce"), value("value")] };
static EXPECT: Shape = Shape {
    renamed: &[],
    fields: &[
        value("out"),
        value("status"),
        value("message"),
        ("logs", Kind::Fields(&LOG)),
        value("gas"),
        value("refund"),
    ],
};
static LOG: Shape = Shape {
    renamed: &[],
    fields: &[value("address"), value("endpoint"), value("topics"), value("data")],
};

/// Why a text cannot be formatted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct FormatError {
    /// The line, from 1.
    pub line: u32,
    /// What is wrong there.
    pub problem: JsonProblem,
}

/// Formats a scenario or fragment of the Go dialect. Of a repeated key the first one stays, as it is the
/// one that holds.
///
/// # Errors
/// [`FormatError`] when the text is no scenario JSON.
pub fn format_text(text: &str) -> Result<String, FormatError> {
    let (scenario, _) = json::read(text, JsonFlavour::Raw)
        .map_err(|(line, problem)| FormatError { line, problem })?;
    let mut out = String::new();
    write(&scenario, Kind::Fields(&SCENARIO), 0, &mut out);
    out.push('\n');
    Ok(out)
}

fn write(node: &Node, kind: Kind, depth: usize, out: &mut String) {
    match &node.kind {
        // As it stands between its quotes: the Go dialect knows no escapes.
        NodeKind::Text(text) => {
            out.push('"');
            out.push_str(text);
            out.push('"');
        }
        NodeKind::Flag(flag) => out.push_str(if *flag { "true" } else { "false" }),
        NodeKind::List(items) => {
            let lines = items.iter().map(|item| ("", item, kind));
            write_lines(('[', ']'), lines, depth, out);
        }
        NodeKind::Map(entries) => write_lines(('{', '}'), ordered(entries, kind), depth, out),
    }
}

/// The entries of a map in their order, with names and kinds.
fn ordered(entries: &[Entry], kind: Kind) -> impl ExactSizeIterator<Item = (&str, &Node, Kind)> {
    let mut known: Vec<(usize, (&str, &Node, Kind))> = entries
        .iter()
        .map(|entry| {
            let key = entry.key.as_str();
            match kind {
                Kind::Fields(shape) => {
                    let new = shape.renamed.iter().find(|(old, _)| *old == key);
                    let name = new.map_or(key, |(_, new)| *new);
                    let place = shape.fields.iter().position(|(field, _)| *field == name);
                    let field = place.and_then(|place| shape.fields.get(place));
                    let kind = field.map_or(Kind::Value, |(_, kind)| *kind);
                    (place.unwrap_or(usize::MAX), (name, &entry.value, kind))
                }
                Kind::Keyed(shape) => (0, (key, &entry.value, Kind::Fields(shape))),
                Kind::Value => (0, (key, &entry.value, Kind::Value)),
            }
        })
        .collect();
    known.sort_by_key(|(place, _)| *place);
    known.into_iter().map(|(_, entry)| entry)
}

fn write_lines<'n>(
    (open, close): (char, char),
    lines: impl ExactSizeIterator<Item = (&'n str, &'n Node, Kind)>,
    depth: usize,
    out: &mut String,
) {
    out.push(open);
    let inside = depth.saturating_add(1);
    let count = lines.len();
    for (index, (key, node, kind)) in lines.enumerate() {
        out.push_str(if index == 0 { "\n" } else { ",\n" });
        indent(inside, out);
        if open == '{' {
            out.push('"');
            out.push_str(key);
            out.push_str("\": ");
        }
        write(node, kind, inside, out);
    }
    if count > 0 {
        out.push('\n');
        indent(depth, out);
    }
    out.push(close);
}

fn indent(depth: usize, out: &mut String) {
    for _ in 0..depth {
        out.push_str("    ");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_get_their_order_and_new_names() {
        let text = r#"{"steps": [{"step": "scCall", "tx": {"arguments": ["1", {"2-b": "x", "1-a": "y"}],
            "value": "5", "from": "address:a", "own": []}, "txId": "a\"b"},
            {"step": "checkState", "accounts": {"sc:z": {"code": "*", "nonce": "1"}, "+": ""}}], "name": "n"}"#;
        let expected = r#"{
    "name": "n",
    "steps": [
        {
            "step": "scCall",
            "id": "a\"b",
            "tx": {
                "from": "address:a",
                "egldValue": "5",
                "arguments": [
                    "1",
                    {
                        "2-b": "x",
                        "1-a": "y"
                    }
                ],
                "own": []
            }
        },
        {
            "step": "checkState",
            "accounts": {
                "sc:z": {
                    "nonce": "1",
                    "code": "*"
                },
                "+": ""
            }
        }
    ]
}
"#;
        let once = format_text(text).unwrap();
        assert_eq!(once, expected);
        assert_eq!(format_text(&once).unwrap(), once);
        assert_eq!(format_text("{\n5}").unwrap_err().line, 2);
    }
}
