//! Splitting of expressions at `|` and `,` with regard to brackets (extended dialect).

/// Splits at `|` outside brackets; `None` when the brackets do not match.
///
/// A text (`str:` and its short forms) runs to the next `|`, whatever it holds.
pub(super) fn concatenation(text: &str) -> Option<Vec<&str>> {
    at(text, '|')
}

/// Splits at `,` outside brackets and trims the items; nothing but blanks is an empty list.
pub(super) fn list(text: &str) -> Option<Vec<&str>> {
    if text.trim().is_empty() {
        return Some(Vec::new());
    }
    Some(at(text, ',')?.into_iter().map(str::trim).collect())
}

fn at(text: &str, separator: char) -> Option<Vec<&str>> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut depth = 0_usize;
    let mut opaque = starts_text(text);
    for (index, character) in text.char_indices() {
        match character {
            _ if character == separator && (depth == 0 || opaque) => {
                parts.push(text.get(start..index)?);
                start = index.saturating_add(character.len_utf8());
                opaque = starts_text(text.get(start..)?);
            }
            '(' | '[' if !opaque => depth = depth.saturating_add(1),
            ')' | ']' if !opaque => depth = depth.checked_sub(1)?,
            _ => {}
        }
    }
    parts.push(text.get(start..)?);
    (depth == 0).then_some(parts)
}

fn starts_text(text: &str) -> bool {
    let text = text.trim_start();
    super::TEXT_PREFIXES.iter().any(|prefix| text.starts_with(prefix))
}
