//! A program: a tree of calls, and how proptest draws one.

use proptest::prelude::*;

/// Deepest node under the root.
const DEPTH: u32 = 8;
/// Nodes that a tree is aimed at.
const NODES: u32 = 25;
/// Most children of one node.
const CHILDREN: u32 = 4;

/// How a parent reaches a child.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    Call,
    Static,
    Delegate,
    CallCode,
}

/// How a node's own code ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
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
pub struct Node {
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
    pub children: Vec<Node>,
}

/// A program with what its transaction says.
#[derive(Clone, Debug)]
pub struct Program {
    pub root: Node,
    /// Gas limit in EVM units.
    pub gas: u64,
    pub is_read_only: bool,
}

/// Programs over so many places.
pub fn programs(places: usize) -> impl Strategy<Value = Program> {
    let gas = prop_oneof![1 => 20_000u64..400_000, 6 => 1_000_000u64..6_000_000];
    (trees(places), gas, prop::bool::weighted(0.15))
        .prop_map(|(root, gas, is_read_only)| Program { root, gas, is_read_only })
}

fn trees(places: usize) -> impl Strategy<Value = Node> {
    node(places, Just(Vec::new())).prop_recursive(DEPTH, NODES, CHILDREN, move |inner| {
        node(places, prop::collection::vec(inner, 1..=4))
    })
}

fn node(
    places: usize,
    children: impl Strategy<Value = Vec<Node>> + 'static,
) -> BoxedStrategy<Node> {
    let edge = prop_oneof![
        40 => Just(Edge::Call),
        5 => Just(Edge::Static),
        2 => Just(Edge::Delegate),
        1 => Just(Edge::CallCode),
    ];
    let ending = prop_oneof![
        40 => Just(Ending::Return),
        3 => Just(Ending::Fail),
        2 => Just(Ending::Trap),
        1 => Just(Ending::Burn),
    ];
    let value = prop_oneof![2 => Just(0u8), 1 => any::<u8>()];
    let share = prop_oneof![5 => Just(None), 1 => (1u8..60).prop_map(Some)];
    let flags = (prop::bool::weighted(0.3), prop::bool::weighted(0.8));
    (0..places, edge, value, share, flags, ending, children)
        .prop_map(|(place, edge, value, share, (is_strict, is_careful), ending, children)| Node {
            place,
            edge,
            value,
            share,
            is_strict,
            is_careful,
            ending,
            children,
        })
        .boxed()
}
