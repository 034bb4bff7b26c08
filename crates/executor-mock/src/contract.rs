//! The code that stands for a script.

/// Before the name of a script in the export that names it.
const MARK: &str = "script:";

/// The bytes of an unsigned number in the form of WASM modules.
fn number(mut value: usize, out: &mut Vec<u8>) {
    loop {
        let low = u8::try_from(value & 0x7f).unwrap_or_default();
        value >>= 7;
        if value == 0 {
            out.push(low);
            return;
        }
        out.push(low | 0x80);
    }
}

fn text(value: &str, out: &mut Vec<u8>) {
    number(value.len(), out);
    out.extend_from_slice(value.as_bytes());
}

fn section(kind: u8, content: &[u8], out: &mut Vec<u8>) {
    out.push(kind);
    number(content.len(), out);
    out.extend_from_slice(content);
}

/// A WASM module that stands for the script with this name: functions under the names of its exports, all
/// empty, and a memory of one page.
#[must_use]
pub fn contract<'e>(script: &str, exports: impl IntoIterator<Item = &'e str>) -> Vec<u8> {
    const FUNCTION: u8 = 0;
    const MEMORY: u8 = 2;
    let mark = format!("{MARK}{script}");
    let mut entries = vec![("memory", MEMORY), (mark.as_str(), FUNCTION)];
    entries.extend(exports.into_iter().map(|name| (name, FUNCTION)));
    let mut names = Vec::new();
    number(entries.len(), &mut names);
    for (name, kind) in entries {
        text(name, &mut names);
        // Function and memory have the index zero.
        names.extend([kind, 0]);
    }

    let mut module = b"\0asm\x01\0\0\0".to_vec();
    // One type without parameters and results, one function of it, one memory of a page.
    section(1, &[1, 0x60, 0, 0], &mut module);
    section(3, &[1, 0], &mut module);
    section(5, &[1, 0, 1], &mut module);
    section(7, &names, &mut module);
    // One body of two bytes: no locals, end.
    section(10, &[1, 2, 0, 0x0b], &mut module);
    module
}

/// Whether some code stands for the script: it is the name itself, or has the export that names it.
pub(crate) fn stands_for(code: &[u8], script: &str) -> bool {
    let mut mark = Vec::new();
    text(&format!("{MARK}{script}"), &mut mark);
    code == script.as_bytes() || code.windows(mark.len()).any(|window| window == mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_stands_for_its_script_alone() {
        let long = "x".repeat(200);
        let code = contract("adder", ["init", "add"]);
        for (code, script, stands) in [
            (&code[..], "adder", true),
            (&code, "add", false),
            (&code, "adder2", false),
            (b"adder", "adder", true),
            (b"", "adder", false),
            (&contract(&long, []), &long, true),
        ] {
            assert_eq!(stands_for(code, script), stands, "{script}");
        }
    }
}
