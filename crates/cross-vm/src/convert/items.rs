//! The length-prefixed form: `[u32 big-endian length][bytes]`, repeated.

use super::ConversionError;
use core::ops::Range;
use vm_core::Bytes;

/// Encodes items in the length-prefixed form. An item of 4 GiB or more cannot occur in a frame and
/// is cut.
#[must_use]
pub fn encode_items(items: &[Bytes]) -> Bytes {
    let size = items.iter().map(|item| item.len().saturating_add(4)).sum();
    let mut data = Vec::with_capacity(size);
    for item in items {
        let length = u32::try_from(item.len()).unwrap_or(u32::MAX);
        data.extend_from_slice(&length.to_be_bytes());
        data.extend_from_slice(item);
    }
    data.into()
}

/// Decodes the length-prefixed form without copying.
///
/// # Errors
/// [`ConversionError::Items`] when a length passes the end.
pub fn decode_items(data: &Bytes) -> Result<Vec<Bytes>, ConversionError> {
    let mut items = Vec::new();
    let mut start = 0usize;
    while start < data.len() {
        let range = item_at(data, start).ok_or(ConversionError::Items)?;
        start = range.end;
        items.push(data.slice(range));
    }
    Ok(items)
}

/// The first item of the length-prefixed form, whatever comes after it.
#[must_use]
pub fn first_item(data: &Bytes) -> Option<Bytes> {
    item_at(data, 0).map(|range| data.slice(range))
}

fn item_at(data: &[u8], start: usize) -> Option<Range<usize>> {
    let (length, rest) = data.get(start..)?.split_first_chunk()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    let start = start.checked_add(4)?;
    (length <= rest.len()).then_some(start..start.checked_add(length)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_go_there_and_back() {
        for items in [vec![], vec![""], vec!["add", ""], vec!["a", "bc", "def"]] {
            let items: Vec<Bytes> =
                items.into_iter().map(|it| Bytes::from(it.as_bytes())).collect();
            assert_eq!(decode_items(&encode_items(&items)), Ok(items));
        }
    }

    #[test]
    fn the_first_item_is_found_before_anything_else() {
        for (data, first) in [
            (&[0u8, 0, 0, 1, 7, 0xff][..], Some(&[7u8][..])),
            (&[0, 0, 0, 0], Some(&[])),
            (&[0, 0, 0, 2, 7], None),
            (&[], None),
        ] {
            let found = first_item(&Bytes::copy_from_slice(data));
            assert_eq!(found, first.map(Bytes::copy_from_slice), "{data:?}");
        }
    }

    #[test]
    fn broken_lengths_are_refused() {
        for data in [&[0u8][..], &[0, 0, 0], &[0, 0, 0, 1], &[0xff, 0xff, 0xff, 0xff, 1]] {
            let refused = decode_items(&Bytes::copy_from_slice(data));
            assert_eq!(refused, Err(ConversionError::Items), "{data:?}");
        }
    }
}
