//! Programs as input of contracts: each node in the form of its contract and of its caller.

use super::places::{Kind, Place, Places};
use super::tree::{Edge, Ending, Node};
use alloy_sol_types::{SolCall, sol};
use cross_vm::encode_items;
use vm_core::{Bytes, CallInput, EvmAddress, U256};

sol! {
    struct Call {
        address target;
        uint256 value;
        bytes data;
    }

    function forwardWithGas(address target, uint256 value, uint256 gasLimit, bytes data);
    function forwardStrict(address target, uint256 value, bytes data);
    function forwardThenFail(address target, uint256 value, bytes data);
    function forwardBatch(Call[] batch);
    function forwardStatic(address target, bytes data);
    function forwardDelegate(address target, bytes data);
    function forwardCallcode(address target, uint256 value, bytes data);
    function context();
    function add(uint256 amount);
    function reenter(uint256 first, uint256 last, address target, bytes data);
    function reenterFallible(uint256 first, uint256 last, address target, bytes data);
    function reenterThenFail(uint256 first, uint256 last, address target, bytes data);
    function reenterThenTrap(uint256 first, uint256 last, address target, bytes data);
    function fail(string reason);
    function trap();
    function burn();
    function value();
}

/// MultiversX gas units per EVM unit.
const RATIO: u64 = 20;

/// Turns nodes into input; gas shares are of this limit, in EVM units.
#[derive(Debug)]
pub(crate) struct Encoder<'a> {
    pub places: &'a Places,
    pub gas: u64,
}

/// A call as a contract makes it, in both forms.
struct Piece {
    to: Place,
    value: u8,
    function: Bytes,
    arguments: Vec<Bytes>,
    data: Bytes,
}

impl Piece {
    /// A call of `to` with input in the callee's form.
    fn new(to: Place, value: u8, input: CallInput, is_raw: bool) -> Self {
        let (function, arguments, data) = match input {
            CallInput::Function { name, arguments } => {
                let items: Vec<Bytes> =
                    core::iter::once(name.clone()).chain(arguments.iter().cloned()).collect();
                let is_plain = name.is_empty() && arguments.is_empty();
                let data = if is_plain { Bytes::new() } else { encode_items(&items) };
                (name, arguments, data)
            }
            CallInput::CallData(data) => match data.split_first_chunk::<4>() {
                Some((selector, words)) if !is_raw && words.len() % 32 == 0 => {
                    let words = Bytes::copy_from_slice(words);
                    (hex::encode(selector).into_bytes().into(), vec![words], data)
                }
                _ => (Bytes::new(), vec![data.clone()], data),
            },
        };
        Self { to, value, function, arguments, data }
    }

    /// Destination, function and arguments, as one list of arguments behind others.
    fn behind(&self, first: Vec<Bytes>, middle: Vec<Bytes>) -> Vec<Bytes> {
        let to = Bytes::copy_from_slice(self.to.account.address.as_slice());
        first
            .into_iter()
            .chain([to])
            .chain(middle)
            .chain([self.function.clone()])
            .chain(self.arguments.iter().cloned())
            .collect()
    }

    const fn face(&self) -> EvmAddress {
        self.to.account.face
    }
}

impl Encoder<'_> {
    /// The input of a node in the form of its contract.
    pub(crate) fn input(&self, node: &Node, is_static: bool) -> CallInput {
        let place = self.places.at(node.place);
        match place.kind {
            Kind::WasmForwarder => self.wasm_forwarder(place, node, is_static),
            Kind::WasmFallible => self.wasm_fallible(node, is_static),
            Kind::WasmReentrant => self.wasm_reentrant(node, is_static),
            Kind::EvmForwarder => CallInput::CallData(self.evm_forwarder(place, node, is_static)),
            Kind::EvmReentrant => CallInput::CallData(self.evm_reentrant(node, is_static)),
            Kind::Native => self.native(node, is_static),
            Kind::User => CallInput::function("", Vec::new()),
            Kind::Precompile => CallInput::CallData(vec![node.value; 7].into()),
        }
    }

    fn piece(&self, node: &Node, is_static: bool) -> Piece {
        let is_static = is_static || node.edge == Edge::Static;
        let input = self.input(node, is_static);
        let value = if node.edge == Edge::Call { value(node, &input) } else { 0 };
        Piece::new(self.places.at(node.place), value, input, node.is_strict)
    }

    fn share(&self, node: &Node) -> Option<u64> {
        node.share.map(|share| self.gas / 100 * u64::from(share))
    }

    fn wasm_forwarder(&self, own: Place, node: &Node, is_static: bool) -> CallInput {
        if is_static && node.is_careful {
            return match node.children.first() {
                None => CallInput::function("getCalls", Vec::new()),
                Some(child) => {
                    let call = self.piece(child, true);
                    CallInput::function("forwardReadOnly", call.behind(Vec::new(), Vec::new()))
                }
            };
        }
        let calls: Vec<Piece> =
            node.children.iter().map(|it| self.wrapped(own, it, is_static)).collect();
        match (node.ending, calls.as_slice()) {
            (Ending::Return, []) => {
                let name = if node.is_strict { "context" } else { "fund" };
                CallInput::function(name, Vec::new())
            }
            // What came with the call goes on.
            (Ending::Return, [call]) if call.value != 0 || node.is_strict => {
                CallInput::function("forward", call.behind(Vec::new(), Vec::new()))
            }
            (Ending::Return, calls) => CallInput::function("forwardBatch", batch(calls)),
            (Ending::Fail, calls) => {
                let inner = CallInput::function("forwardBatch", batch(calls));
                let call = Piece::new(own, 0, inner, false);
                CallInput::function("forwardThenFail", call.behind(Vec::new(), Vec::new()))
            }
            (Ending::Trap | Ending::Burn, calls) => {
                let missing = Piece::new(own, 0, CallInput::function("missing", Vec::new()), false);
                let mut arguments = batch(calls);
                arguments.extend(batch(&[missing]));
                CallInput::function("forwardBatch", arguments)
            }
        }
    }

    /// A child of a forwarder: where it is no ordinary call, a call of the forwarder itself makes it.
    fn wrapped(&self, own: Place, child: &Node, is_static: bool) -> Piece {
        let call = self.piece(child, is_static);
        let (name, middle) = match (child.edge, self.share(child)) {
            (Edge::Call, None) => return call,
            (Edge::Call, Some(gas)) => ("forwardWithGas", vec![number(gas.saturating_mul(RATIO))]),
            (Edge::Static, _) => ("forwardReadOnly", Vec::new()),
            (Edge::Delegate | Edge::CallCode, _) => ("forwardSameContext", Vec::new()),
        };
        let inner = CallInput::function(name, call.behind(Vec::new(), middle));
        Piece::new(own, call.value, inner, false)
    }

    fn wasm_fallible(&self, node: &Node, is_static: bool) -> CallInput {
        if node.ending != Ending::Return {
            return CallInput::function("missing", Vec::new());
        }
        let Some(child) = node.children.first() else {
            let name = if is_static && node.is_careful { "getFailures" } else { "transfers" };
            return CallInput::function(name, Vec::new());
        };
        let call = self.piece(child, is_static);
        let gas = self.share(child).unwrap_or(self.gas / 8).saturating_mul(RATIO);
        let middle = vec![number(gas)];
        if node.is_strict {
            let first = vec![number(u64::from(node.value % 4))];
            return CallInput::function("forwardRepeatedly", call.behind(first, middle));
        }
        CallInput::function("forwardFallible", call.behind(Vec::new(), middle))
    }

    fn wasm_reentrant(&self, node: &Node, is_static: bool) -> CallInput {
        if is_static && node.is_careful {
            return CallInput::function("getValue", Vec::new());
        }
        let value = number(u64::from(node.value));
        let Some(child) = node.children.first() else {
            return match node.ending {
                Ending::Return => CallInput::function("add", vec![value]),
                Ending::Fail => {
                    CallInput::function("fail", vec![Bytes::from_static(b"on request")])
                }
                Ending::Trap if node.is_strict => CallInput::function("readOutside", Vec::new()),
                Ending::Trap => CallInput::function("trap", Vec::new()),
                Ending::Burn if node.is_strict => CallInput::function("overflowStack", Vec::new()),
                Ending::Burn => CallInput::function("burn", Vec::new()),
            };
        };
        let name = match node.ending {
            Ending::Return => "reenter",
            Ending::Fail => "reenterThenFail",
            Ending::Trap | Ending::Burn => "reenterThenTrap",
        };
        let call = self.piece(child, is_static);
        CallInput::function(name, call.behind(vec![number(7), value], Vec::new()))
    }

    fn evm_forwarder(&self, own: Place, node: &Node, is_static: bool) -> Bytes {
        if is_static && node.is_careful {
            return match node.children.first() {
                None => contextCall {}.abi_encode().into(),
                Some(child) => {
                    let call = self.piece(child, true);
                    forwardStaticCall { target: call.face(), data: call.data }.abi_encode().into()
                }
            };
        }
        let batch: Vec<Call> =
            node.children.iter().map(|child| self.evm_call(own, child, is_static)).collect();
        let encoded: Vec<u8> = match node.ending {
            // Nothing but value: `receive`.
            Ending::Return if batch.is_empty() && node.is_strict => Vec::new(),
            Ending::Return if batch.is_empty() => contextCall {}.abi_encode(),
            Ending::Return => forwardBatchCall { batch }.abi_encode(),
            Ending::Fail => {
                let data = forwardBatchCall { batch }.abi_encode().into();
                let target = own.account.face;
                forwardThenFailCall { target, value: U256::ZERO, data }.abi_encode()
            }
            Ending::Trap | Ending::Burn => vec![0xde, 0xad, 0xbe, 0xef],
        };
        encoded.into()
    }

    /// A child of the Solidity forwarder, which reaches every scheme by a call of itself.
    fn evm_call(&self, own: Place, child: &Node, is_static: bool) -> Call {
        let call = self.piece(child, is_static);
        let (target, value, data) = (call.face(), U256::from(call.value), call.data);
        let encoded = match (child.edge, self.share(child)) {
            (Edge::Call, Some(gas)) => {
                let gas_limit = U256::from(gas);
                forwardWithGasCall { target, value, gasLimit: gas_limit, data }.abi_encode()
            }
            (Edge::Call, None) if child.is_strict => {
                forwardStrictCall { target, value, data }.abi_encode()
            }
            (Edge::Call, None) => return Call { target, value, data },
            (Edge::Static, _) => forwardStaticCall { target, data }.abi_encode(),
            (Edge::Delegate, _) => forwardDelegateCall { target, data }.abi_encode(),
            (Edge::CallCode, _) => {
                let value = U256::from(child.value);
                forwardCallcodeCall { target, value, data }.abi_encode()
            }
        };
        let value = if child.edge == Edge::Call { value } else { U256::ZERO };
        Call { target: own.account.face, value, data: encoded.into() }
    }

    fn evm_reentrant(&self, node: &Node, is_static: bool) -> Bytes {
        if is_static && node.is_careful {
            return valueCall {}.abi_encode().into();
        }
        let amount = U256::from(node.value);
        let Some(child) = node.children.first() else {
            let encoded = match node.ending {
                Ending::Return => addCall { amount }.abi_encode(),
                Ending::Fail => failCall { reason: "on request".to_owned() }.abi_encode(),
                Ending::Trap => trapCall {}.abi_encode(),
                Ending::Burn => burnCall {}.abi_encode(),
            };
            return encoded.into();
        };
        let call = self.piece(child, is_static);
        let (first, last, target, data) = (U256::from(7), amount, call.face(), call.data);
        let encoded = match node.ending {
            Ending::Return if child.is_strict => {
                reenterCall { first, last, target, data }.abi_encode()
            }
            Ending::Return => reenterFallibleCall { first, last, target, data }.abi_encode(),
            Ending::Fail => reenterThenFailCall { first, last, target, data }.abi_encode(),
            Ending::Trap | Ending::Burn => {
                reenterThenTrapCall { first, last, target, data }.abi_encode()
            }
        };
        encoded.into()
    }

    fn native(&self, node: &Node, is_static: bool) -> CallInput {
        let name = if is_static && node.is_careful { "look" } else { "run" };
        let ending = match node.ending {
            Ending::Return => 0u8,
            Ending::Fail => 1,
            Ending::Trap => 2,
            Ending::Burn => 3,
        };
        let mut arguments = vec![Bytes::from(vec![ending])];
        for child in &node.children {
            let call = self.piece(child, is_static);
            let scheme = match child.edge {
                Edge::Call => 0u8,
                Edge::Static => 1,
                Edge::Delegate => 2,
                Edge::CallCode => 3,
            };
            let share = child.share.unwrap_or(90);
            arguments.extend([
                Bytes::from(vec![scheme, u8::from(child.is_strict), share, call.value]),
                Bytes::copy_from_slice(call.to.account.address.as_slice()),
                call.function,
                encode_items(&call.arguments),
            ]);
        }
        CallInput::function(name, arguments)
    }
}

/// The value that comes with a call; a careful node sends none to a function that refuses it.
pub(crate) fn value(node: &Node, input: &CallInput) -> u8 {
    if node.is_careful && !is_payable(input) { 0 } else { node.value }
}

fn is_payable(input: &CallInput) -> bool {
    let CallInput::Function { name, .. } = input else { return true };
    const PAYABLE: [&str; 13] = [
        "",
        "fund",
        "context",
        "forward",
        "forwardWithGas",
        "forwardThenFail",
        "transfers",
        "forwardFallible",
        "add",
        "reenter",
        "reenterThenFail",
        "reenterThenTrap",
        "run",
    ];
    PAYABLE.iter().any(|it| it.as_bytes() == name.as_ref())
}

/// Arguments of the WASM forwarder's `forwardBatch`.
fn batch(calls: &[Piece]) -> Vec<Bytes> {
    let arguments = |call: &Piece| {
        [
            Bytes::copy_from_slice(call.to.account.address.as_slice()),
            number(u64::from(call.value)),
            call.function.clone(),
            encode_items(&call.arguments),
        ]
    };
    calls.iter().flat_map(arguments).collect()
}

/// A number's shortest big-endian bytes.
fn number(number: u64) -> Bytes {
    U256::from(number).to_be_bytes_trimmed_vec().into()
}
