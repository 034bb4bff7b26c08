//! Which functions can be on the stack more than once, and what the others can cost together.

use crate::function_survey::FunctionFacts;
use std::collections::BTreeMap;
use wasmparser::FuncType;

/// The calls between the functions of a module; an indirect call goes through a node for its type
/// to all functions of that type whose reference is taken.
#[derive(Debug)]
pub(crate) struct CallGraph {
    /// For each node the nodes it leads to; the functions of the module come first.
    edges: Vec<Vec<usize>>,
}

/// What the graph says about stacks.
#[derive(Debug)]
pub(crate) struct Paths {
    /// For each function, whether it can be on the stack more than once.
    pub(crate) repeats: Vec<bool>,
    /// The largest cost, on any path of calls, of the functions that can not.
    pub(crate) longest_unrepeated: u64,
}

/// The parts of a module that make its call graph.
pub(crate) struct Calls<'s, 'a> {
    /// The functions with bodies.
    pub(crate) functions: &'s [FunctionFacts<'a>],
    /// How many imported functions come before them.
    pub(crate) imported: u32,
    /// The types of the module.
    pub(crate) types: &'s [FuncType],
    /// The type index of each function, with imported ones.
    pub(crate) function_types: &'s [u32],
    /// The functions whose reference is taken.
    pub(crate) indirect_targets: &'s [u32],
}

impl CallGraph {
    pub(crate) fn new(calls: &Calls<'_, '_>) -> Self {
        let count = calls.functions.len();
        let mut type_nodes: BTreeMap<&FuncType, usize> = BTreeMap::new();
        for kind in calls.types {
            let next = count.saturating_add(type_nodes.len());
            type_nodes.entry(kind).or_insert(next);
        }
        let type_node = |index: u32| {
            let kind = usize::try_from(index).ok().and_then(|index| calls.types.get(index))?;
            type_nodes.get(kind).copied()
        };
        let local = |function: u32| {
            let local = usize::try_from(function.checked_sub(calls.imported)?).ok()?;
            (local < count).then_some(local)
        };
        let mut edges = vec![Vec::new(); count.saturating_add(type_nodes.len())];
        for (function, out) in calls.functions.iter().zip(&mut edges) {
            out.extend(function.calls.iter().filter_map(|callee| local(*callee)));
            out.extend(function.indirect_calls.iter().filter_map(|kind| type_node(*kind)));
        }
        for target in calls.indirect_targets {
            let kind =
                usize::try_from(*target).ok().and_then(|target| calls.function_types.get(target));
            if let (Some(node), Some(target)) =
                (kind.and_then(|kind| type_node(*kind)), local(*target))
                && let Some(out) = edges.get_mut(node)
            {
                out.push(target);
            }
        }
        for out in &mut edges {
            out.sort_unstable();
            out.dedup();
        }
        Self { edges }
    }

    /// Finds the cycles and the dearest path outside them; `costs` has one entry for each function.
    pub(crate) fn paths(&self, costs: &[u32]) -> Paths {
        let mut search = Search::new(self, costs);
        for root in 0..self.edges.len() {
            search.visit(root);
        }
        let longest_unrepeated = search.path_costs.iter().copied().max().unwrap_or(0);
        search.repeats.truncate(costs.len());
        Paths { repeats: search.repeats, longest_unrepeated }
    }

    fn edge(&self, node: usize, edge: usize) -> Option<usize> {
        self.edges.get(node)?.get(edge).copied()
    }
}

/// Tarjan's search for strongly connected components, without recursion: a component is complete
/// when all that it leads to are.
struct Search<'s> {
    graph: &'s CallGraph,
    costs: &'s [u32],
    /// The order of first visit, from 1; 0 is not visited.
    order: Vec<usize>,
    /// The earliest open node that each node leads back to.
    low: Vec<usize>,
    open: Vec<usize>,
    is_open: Vec<bool>,
    next: usize,
    repeats: Vec<bool>,
    /// The largest cost of a path from each node through functions that do not repeat.
    path_costs: Vec<u64>,
}

impl<'s> Search<'s> {
    fn new(graph: &'s CallGraph, costs: &'s [u32]) -> Self {
        let nodes = graph.edges.len();
        Self {
            graph,
            costs,
            order: vec![0; nodes],
            low: vec![0; nodes],
            open: Vec::new(),
            is_open: vec![false; nodes],
            next: 1,
            repeats: vec![false; nodes],
            path_costs: vec![0; nodes],
        }
    }

    fn visit(&mut self, root: usize) {
        if at(&self.order, root) != 0 {
            return;
        }
        let mut walk = vec![(root, 0_usize)];
        self.enter(root);
        while let Some((node, edge)) = walk.pop() {
            let Some(target) = self.graph.edge(node, edge) else {
                self.leave(node, walk.last().map(|(parent, _)| *parent));
                continue;
            };
            walk.push((node, edge.saturating_add(1)));
            if at(&self.order, target) == 0 {
                self.enter(target);
                walk.push((target, 0));
            } else if at(&self.is_open, target) {
                let low = at(&self.low, node).min(at(&self.order, target));
                put(&mut self.low, node, low);
            }
        }
    }

    fn enter(&mut self, node: usize) {
        put(&mut self.order, node, self.next);
        put(&mut self.low, node, self.next);
        self.next = self.next.saturating_add(1);
        self.open.push(node);
        put(&mut self.is_open, node, true);
    }

    fn leave(&mut self, node: usize, parent: Option<usize>) {
        if let Some(parent) = parent {
            let low = at(&self.low, parent).min(at(&self.low, node));
            put(&mut self.low, parent, low);
        }
        if at(&self.low, node) != at(&self.order, node) {
            return;
        }
        let mut component = Vec::new();
        while let Some(member) = self.open.pop() {
            put(&mut self.is_open, member, false);
            component.push(member);
            if member == node {
                break;
            }
        }
        self.close(&component);
    }

    fn close(&mut self, component: &[usize]) {
        let out = |node: &usize| self.graph.edges.get(*node).into_iter().flatten().copied();
        let beyond = component
            .iter()
            .flat_map(out)
            .map(|target| at(&self.path_costs, target))
            .max()
            .unwrap_or(0);
        let repeats = match component {
            [node] => out(node).any(|target| target == *node),
            _ => true,
        };
        for node in component {
            let own = if repeats { 0 } else { u64::from(at(self.costs, *node)) };
            put(&mut self.repeats, *node, repeats);
            put(&mut self.path_costs, *node, beyond.saturating_add(own));
        }
    }
}

fn at<T: Copy + Default>(values: &[T], index: usize) -> T {
    values.get(index).copied().unwrap_or_default()
}

fn put<T>(values: &mut [T], index: usize, value: T) {
    if let Some(place) = values.get_mut(index) {
        *place = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Case {
        name: &'static str,
        edges: &'static [&'static [usize]],
        costs: &'static [u32],
        repeats: &'static [bool],
        longest: u64,
    }

    const CASES: &[Case] = &[
        Case { name: "nothing", edges: &[], costs: &[], repeats: &[], longest: 0 },
        Case {
            name: "a chain",
            edges: &[&[1], &[2], &[]],
            costs: &[1, 2, 4],
            repeats: &[false, false, false],
            longest: 7,
        },
        Case {
            name: "a diamond",
            edges: &[&[1, 2], &[3], &[3], &[]],
            costs: &[1, 2, 4, 8],
            repeats: &[false, false, false, false],
            longest: 13,
        },
        Case {
            name: "a call of itself",
            edges: &[&[0, 1], &[]],
            costs: &[1, 2],
            repeats: &[true, false],
            longest: 2,
        },
        Case {
            name: "a cycle in the middle",
            edges: &[&[1], &[2], &[1, 3], &[]],
            costs: &[1, 2, 4, 8],
            repeats: &[false, true, true, false],
            longest: 9,
        },
        Case {
            name: "through a type node",
            edges: &[&[2], &[], &[0, 1]],
            costs: &[1, 2],
            repeats: &[true, false],
            longest: 2,
        },
        Case {
            name: "two roots",
            edges: &[&[], &[0]],
            costs: &[5, 1],
            repeats: &[false, false],
            longest: 6,
        },
    ];

    #[test]
    fn cycles_repeat_and_paths_add_up() {
        for case in CASES {
            let graph = CallGraph { edges: case.edges.iter().map(|out| out.to_vec()).collect() };
            let paths = graph.paths(case.costs);
            assert_eq!(paths.repeats, case.repeats, "{}", case.name);
            assert_eq!(paths.longest_unrepeated, case.longest, "{}", case.name);
        }
    }
}
