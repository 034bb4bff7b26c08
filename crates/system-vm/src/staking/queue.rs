//! The queue that staking had before its version 4. Nothing enters it; state from before may have it.
//!
//! It is a doubly linked list in the contract's storage, with a head that knows its ends.

use super::registry::load_node;
use super::{QueueElement, QueueHead, StakedNode, StakingContract};
use crate::error::NativeError;
use crate::native::{NativeContext, NativeResult};
use crate::protobuf::Malformed;
use vm_core::Bytes;

/// What an endpoint of the queue answers.
pub(super) const DISABLED: &str = "waiting list is disabled since staking v4 activation";

const HEAD_KEY: &[u8] = b"waitingList";
const ELEMENT_PREFIX: &[u8] = b"w_";
const NOT_FOUND: &str = "element was not found";

/// An endpoint of the queue.
pub(super) fn refuse(_: &StakingContract, _: &mut NativeContext) -> NativeResult {
    Err(NativeError::refused(DISABLED))
}

/// The head; one of an empty queue where there is none.
pub(super) fn head(context: &mut NativeContext) -> Result<QueueHead, NativeError> {
    let stored = context.storage(HEAD_KEY)?;
    QueueHead::decode(&stored).map_err(unreadable)
}

/// Keys and nodes of the queue, from its first on. The length in the head bounds the walk.
pub(super) fn nodes(context: &mut NativeContext) -> Result<Vec<(Bytes, StakedNode)>, NativeError> {
    let head = head(context)?;
    let mut nodes = Vec::new();
    let mut place = head.first;
    for _ in 0..head.length {
        if place.is_empty() {
            break;
        }
        let element = element(context, &place)?;
        let node = load_node(context, &element.key)?;
        nodes.push((element.key, node));
        place = element.next;
    }
    Ok(nodes)
}

/// Takes a node out; nothing happens where it is not in.
pub(super) fn remove(context: &mut NativeContext, key: &[u8]) -> Result<(), NativeError> {
    let place = Bytes::from([ELEMENT_PREFIX, key].concat());
    let stored = context.storage(&place)?;
    if stored.is_empty() {
        return Ok(());
    }
    context.set_storage(&place, Bytes::new())?;
    let removed = QueueElement::decode(&stored).map_err(unreadable)?;
    let mut head = head(context)?;
    head.length =
        head.length.checked_sub(1).ok_or_else(|| NativeError::refused("invalid waiting list"))?;
    if head.length == 0 {
        return context.set_storage(HEAD_KEY, Bytes::new());
    }
    if head.first == place {
        return remove_first(context, &mut head, &removed.next);
    }
    let previous = previous_of(context, &head, &place, &removed)?;
    if head.last_jailed == place {
        head.last_jailed = removed.previous;
    }
    join(context, &mut head, &previous, &removed.next)
}

fn remove_first(
    context: &mut NativeContext,
    head: &mut QueueHead,
    second: &Bytes,
) -> Result<(), NativeError> {
    if head.last_jailed == head.first {
        head.last_jailed = Bytes::new();
    }
    let mut next = element(context, second)?;
    next.previous = second.clone();
    head.first = second.clone();
    save_element(context, second, &next)?;
    save_head(context, head)
}

/// Place of the element before one. Where the link back leads nowhere, it is looked for from the
/// first on: old versions of the queue left such links.
fn previous_of(
    context: &mut NativeContext,
    head: &QueueHead,
    place: &Bytes,
    removed: &QueueElement,
) -> Result<Bytes, NativeError> {
    if !context.storage(&removed.previous)?.is_empty() {
        return Ok(removed.previous.clone());
    }
    let mut at = head.first.clone();
    for _ in 0..head.length {
        if at.is_empty() {
            break;
        }
        let element = element(context, &at)?;
        if element.next == *place {
            return Ok(at);
        }
        at = element.next;
    }
    Err(NativeError::refused(NOT_FOUND))
}

/// Makes two places neighbours; the second is empty at the end.
fn join(
    context: &mut NativeContext,
    head: &mut QueueHead,
    previous: &Bytes,
    next: &Bytes,
) -> Result<(), NativeError> {
    let mut before = element(context, previous)?;
    before.next = next.clone();
    if next.is_empty() {
        head.last = previous.clone();
    } else {
        let mut behind = element(context, next)?;
        behind.previous = previous.clone();
        save_element(context, next, &behind)?;
    }
    save_element(context, previous, &before)?;
    save_head(context, head)
}

fn element(context: &mut NativeContext, place: &[u8]) -> Result<QueueElement, NativeError> {
    let stored = context.storage(place)?;
    if stored.is_empty() {
        return Err(NativeError::refused(NOT_FOUND));
    }
    QueueElement::decode(&stored).map_err(unreadable)
}

fn save_element(
    context: &mut NativeContext,
    place: &[u8],
    element: &QueueElement,
) -> Result<(), NativeError> {
    context.set_storage(place, Bytes::from(element.encode()))
}

fn save_head(context: &mut NativeContext, head: &QueueHead) -> Result<(), NativeError> {
    context.set_storage(HEAD_KEY, Bytes::from(head.encode()))
}

fn unreadable(error: Malformed) -> NativeError {
    NativeError::refused(error.to_string())
}
