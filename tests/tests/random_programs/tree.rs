//! A program: a tree of calls, and how proptest draws one.

use proptest::prelude::*;

/// Deepest node under the root.
const DEPTH: usize = 8;
/// Most nodes that are drawn for a tree; some find no place in it.
const NODES: usize = 40;

/// How a parent reaches a child.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Edge {
    Call,
    Static,
    Delegate,
    CallCode,
}

/// How a node's own code ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    Return,
    /// With a message of the contract's own.
    Fail,
    /// By a trap, an invalid instruction or a missing function.
    Trap,
    /// Without gas.
    Burn,
}

/// One call of a program.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// Which account is called.
    pub place: usize,
    /// How.
    pub edge: Edge,
    /// Native value.
    pub value: u8,
    /// Percentage of the transaction's gas limit that the call gets; all that is left when absent.
    pub share: Option<u8>,
    /// Whether the child's failure is handed on where the parent has the choice.
    pub is_strict: bool,
    /// Whether a call in a read-only frame asks for nothing that writes.
    pub is_careful: bool,
    pub ending: Ending,
    pub children: Vec<Self>,
}

/// A program with what its transaction says.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    pub root: Node,
    /// Gas limit in EVM units.
    pub gas: u64,
    pub is_read_only: bool,
}

/// Programs over places of which each makes so many calls at most.
pub(crate) fn programs(calls: &'static [usize]) -> impl Strategy<Value = Program> {
    let gas = prop_oneof![1 => 20_000u64..400_000, 8 => 6_000_000u64..20_000_000];
    (trees(calls), gas, prop::bool::weighted(0.15)).prop_map(|(root, gas, is_read_only)| Program {
        root,
        gas,
        is_read_only,
    })
}

/// A list of nodes, each with the choice of its parent among those before it, as a tree. Half of the
/// nodes hang under the newest one, so that trees are deep; who finds no place is left out.
fn trees(calls: &'static [usize]) -> impl Strategy<Value = Node> {
    let parent = prop_oneof![Just(0u8), any::<u8>()];
    let nodes = prop::collection::vec((node(calls.len()), parent), 1..=NODES);
    nodes.prop_map(|nodes| {
        let (mut tree, mut parents) = (Vec::<Node>::new(), Vec::<Option<usize>>::new());
        let mut children = Vec::<usize>::new();
        for (node, choice) in nodes {
            let count = tree.len();
            let takes = |index: &usize| {
                children[*index] < calls[tree[*index].place] && depth(&parents, *index) < DEPTH
            };
            let mut candidates =
                (0..count).map(|step| (2 * count - 1 - step - usize::from(choice) % count) % count);
            let parent = candidates.find(takes);
            match parent {
                Some(parent) => children[parent] += 1,
                None if count > 0 => continue,
                None => {}
            }
            parents.push(parent);
            children.push(0);
            tree.push(node);
        }
        // Children come behind their parents, so that the last node is a leaf.
        while let Some(parent) = parents.pop().flatten() {
            if let Some(child) = tree.pop() {
                tree[parent].children.insert(0, child);
            }
        }
        tree.swap_remove(0)
    })
}

fn depth(parents: &[Option<usize>], index: usize) -> usize {
    parents[index].map_or(0, |parent| depth(parents, parent) + 1)
}

fn node(places: usize) -> impl Strategy<Value = Node> {
    let edge = prop_oneof![
        60 => Just(Edge::Call),
        4 => Just(Edge::Static),
        2 => Just(Edge::Delegate),
        1 => Just(Edge::CallCode),
    ];
    let ending = prop_oneof![
        120 => Just(Ending::Return),
        2 => Just(Ending::Fail),
        2 => Just(Ending::Trap),
        1 => Just(Ending::Burn),
    ];
    let value = prop_oneof![2 => Just(0u8), 1 => any::<u8>()];
    let share = prop_oneof![6 => Just(None), 1 => (1u8..60).prop_map(Some)];
    let flags = (prop::bool::weighted(0.3), prop::bool::weighted(0.8));
    (0..places, edge, value, share, flags, ending).prop_map(
        |(place, edge, value, share, (is_strict, is_careful), ending)| Node {
            place,
            edge,
            value,
            share,
            is_strict,
            is_careful,
            ending,
            children: Vec::new(),
        },
    )
}
