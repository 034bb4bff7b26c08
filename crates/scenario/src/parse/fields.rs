//! Reading of maps with known fields.

use super::problem::{ParseReason, Problem};
use crate::json::{Entry, Node, NodeKind};
use crate::value::Dialect;

/// The fields a map may have.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    /// Fields of both dialects.
    pub(super) common: &'static [&'static str],
    /// Fields of the extended dialect.
    pub(super) extended: &'static [&'static str],
}

/// A map whose fields are all known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields<'a> {
    entries: &'a [Entry],
    /// Line of the map.
    pub(super) line: u32,
}

impl<'a> Fields<'a> {
    /// Checks the names of the fields.
    pub(super) fn new(node: &'a Node, known: Known, dialect: Dialect) -> Result<Self, Problem> {
        let entries = map(node)?;
        for entry in entries {
            let key = entry.key.as_str();
            if known.common.contains(&key) {
                continue;
            }
            let reason = match (known.extended.contains(&key), dialect) {
                (true, Dialect::Extended) => continue,
                (true, Dialect::Go) => ParseReason::ExtendedField,
                (false, _) => ParseReason::UnknownField { nearest: nearest(key, known, dialect) },
            };
            return Err(Problem::new(entry.line, reason).inside(key));
        }
        Ok(Self { entries, line: node.line })
    }

    /// The value of a field.
    pub(super) fn get(&self, name: &str) -> Option<&'a Node> {
        self.entries.iter().find(|entry| entry.key == name).map(|entry| &entry.value)
    }

    /// Whether a field is written.
    pub(super) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Reads a field if it is there.
    pub(super) fn optional<T>(
        &self,
        name: &str,
        read: impl FnOnce(&'a Node) -> Result<T, Problem>,
    ) -> Result<Option<T>, Problem> {
        self.get(name).map(|node| read(node).map_err(|problem| problem.inside(name))).transpose()
    }

    /// Reads a field, or takes the default.
    pub(super) fn or_default<T: Default>(
        &self,
        name: &str,
        read: impl FnOnce(&'a Node) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        Ok(self.optional(name, read)?.unwrap_or_default())
    }

    /// Reads a field that must be there.
    pub(super) fn required<T>(
        &self,
        name: &str,
        read: impl FnOnce(&'a Node) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        self.optional(name, read)?
            .ok_or_else(|| Problem::new(self.line, ParseReason::Missing).inside(name))
    }

    /// An error at a field.
    pub(super) fn problem(&self, name: &str, reason: ParseReason) -> Problem {
        let line = self.get(name).map_or(self.line, |node| node.line);
        Problem::new(line, reason).inside(name)
    }
}

/// A known field whose name is close to `key`.
fn nearest(key: &str, known: Known, dialect: Dialect) -> Option<&'static str> {
    const FARTHEST: usize = 2;
    let extended = if dialect == Dialect::Extended { known.extended } else { &[] };
    known
        .common
        .iter()
        .chain(extended)
        .map(|name| (distance(key, name), *name))
        .filter(|(distance, name)| *distance <= FARTHEST && *distance < name.len())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// Edit distance, without regard to case.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().flat_map(char::to_lowercase).collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (index, character) in left.chars().flat_map(char::to_lowercase).enumerate() {
        let mut diagonal = index;
        let mut previous = index.saturating_add(1);
        let mut next = vec![previous];
        for (column, other) in right.iter().enumerate() {
            let above = row.get(column.saturating_add(1)).copied().unwrap_or(usize::MAX);
            let substituted = diagonal.saturating_add(usize::from(character != *other));
            previous = substituted.min(above.saturating_add(1)).min(previous.saturating_add(1));
            diagonal = above;
            next.push(previous);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

fn shape(node: &Node, expected: &'static str) -> Problem {
    Problem::new(node.line, ParseReason::Shape { expected, found: node.shape() })
}

/// The entries of a map.
pub(super) fn map(node: &Node) -> Result<&[Entry], Problem> {
    match &node.kind {
        NodeKind::Map(entries) => Ok(entries),
        NodeKind::Text(_) | NodeKind::Flag(_) | NodeKind::List(_) => Err(shape(node, "a map")),
    }
}

/// The items of a list.
pub(super) fn list(node: &Node) -> Result<&[Node], Problem> {
    match &node.kind {
        NodeKind::List(items) => Ok(items),
        NodeKind::Text(_) | NodeKind::Flag(_) | NodeKind::Map(_) => Err(shape(node, "a list")),
    }
}

/// The text of a string.
pub(super) fn text(node: &Node) -> Result<&str, Problem> {
    node.as_text().ok_or_else(|| shape(node, "a string"))
}

/// An owned text.
pub(super) fn string(node: &Node) -> Result<String, Problem> {
    text(node).map(str::to_owned)
}

/// A boolean.
pub(super) fn flag(node: &Node) -> Result<bool, Problem> {
    match &node.kind {
        NodeKind::Flag(flag) => Ok(*flag),
        NodeKind::Text(_) | NodeKind::List(_) | NodeKind::Map(_) => {
            Err(shape(node, "true or false"))
        }
    }
}

/// Reads every item of a list.
pub(super) fn items<'a, T>(
    node: &'a Node,
    mut read: impl FnMut(&'a Node) -> Result<T, Problem>,
) -> Result<Vec<T>, Problem> {
    list(node)?
        .iter()
        .enumerate()
        .map(|(index, item)| read(item).map_err(|problem| problem.inside_item(index)))
        .collect()
}

/// Reads every entry of a map; keys are part of the error's path.
pub(super) fn entries<'a, T>(
    node: &'a Node,
    mut read: impl FnMut(&'a Entry) -> Result<T, Problem>,
) -> Result<Vec<T>, Problem> {
    map(node)?
        .iter()
        .map(|entry| read(entry).map_err(|problem| problem.inside(&format!("[{}]", entry.key))))
        .collect()
}

/// Reads every entry but `+`, and says whether `+` was there.
pub(super) fn entries_and_more<'a, T>(
    node: &'a Node,
    mut read: impl FnMut(&'a Entry) -> Result<T, Problem>,
) -> Result<(Vec<T>, bool), Problem> {
    let mut more_allowed = false;
    let found = entries(node, |entry| {
        if entry.key == "+" {
            more_allowed = true;
            Ok(None)
        } else {
            read(entry).map(Some)
        }
    })?;
    Ok((found.into_iter().flatten().collect(), more_allowed))
}
