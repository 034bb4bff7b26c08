//! The transactions: each shows something that tracers tell.
// tidy: table: a transaction an entry.

use alloy_primitives::{Address, U256, keccak256};
use revm::bytecode::opcode as op;
use revm::primitives::hardfork::SpecId;

pub struct Account {
    pub address: Address,
    pub balance: u64,
    pub nonce: u64,
    pub code: Vec<u8>,
    pub slots: Vec<(u64, u64)>,
}

pub struct Case {
    pub name: &'static str,
    pub fork: SpecId,
    pub accounts: Vec<Account>,
    pub to: Option<Address>,
    pub value: u64,
    pub data: Vec<u8>,
    pub gas: u64,
}

/// Code that is put together piece by piece.
#[derive(Clone, Default)]
struct Code(Vec<u8>);

impl Code {
    fn push(mut self, value: u64) -> Self {
        let bytes = value.to_be_bytes();
        let skip = bytes.iter().take(7).take_while(|byte| **byte == 0).count();
        self.0.push(op::PUSH1 + (7 - skip) as u8);
        self.0.extend_from_slice(&bytes[skip..]);
        self
    }

    fn op(mut self, opcodes: &[u8]) -> Self {
        self.0.extend_from_slice(opcodes);
        self
    }

    fn store(self, slot: u64, value: u64) -> Self {
        self.push(value).push(slot).op(&[op::SSTORE])
    }

    fn load(self, slot: u64) -> Self {
        self.push(slot).op(&[op::SLOAD, op::POP])
    }

    /// A log with as many topics.
    fn log(self, topics: u8) -> Self {
        let code = (0..topics).fold(self, |code, topic| code.push(u64::from(topic) + 0x70));
        code.push(3).push(0).op(&[op::LOG0 + topics])
    }

    /// A call with 4 bytes of input that drops its result.
    fn call(self, kind: u8, to: u64, value: u64, gas: u64) -> Self {
        let code = self.push(32).push(0).push(4).push(0);
        let code = if matches!(kind, op::CALL | op::CALLCODE) { code.push(value) } else { code };
        code.push(to).push(gas).op(&[kind, op::POP])
    }

    /// Writes bytes to memory from 0 on.
    fn memory(self, bytes: &[u8]) -> Self {
        bytes.chunks(32).enumerate().fold(self, |mut code, (index, chunk)| {
            let mut word = [0; 32];
            word[..chunk.len()].copy_from_slice(chunk);
            code.0.push(op::PUSH32);
            code.0.extend_from_slice(&word);
            code.push(32 * index as u64).op(&[op::MSTORE])
        })
    }

    /// Creates with the init code, and drops the address.
    fn create(self, salt: Option<u64>, value: u64, init: &[u8]) -> Self {
        let code = self.memory(init);
        let code = if let Some(salt) = salt { code.push(salt) } else { code };
        let opcode = if salt.is_some() { op::CREATE2 } else { op::CREATE };
        code.push(init.len() as u64).push(0).push(value).op(&[opcode, op::POP])
    }

    /// Ends with data.
    fn end(self, opcode: u8, data: &[u8]) -> Vec<u8> {
        self.memory(data).push(data.len() as u64).push(0).op(&[opcode]).0
    }

    fn stop(self) -> Vec<u8> {
        self.op(&[op::STOP]).0
    }
}

fn code() -> Code {
    Code::default()
}

/// Revert data of an error.
fn reason(signature: &str, arguments: &[&[u8]]) -> Vec<u8> {
    let mut data = keccak256(signature)[..4].to_vec();
    arguments.iter().for_each(|it| data.extend_from_slice(it));
    data
}

fn error_string(text: &str) -> Vec<u8> {
    let mut padded = text.as_bytes().to_vec();
    padded.resize(text.len().div_ceil(32) * 32, 0);
    let number = |it: u64| U256::from(it).to_be_bytes::<32>();
    reason("Error(string)", &[&number(32), &number(text.len() as u64), &padded])
}

fn at(number: u64) -> Address {
    Address::from_word(U256::from(number).into())
}

fn account(number: u64, balance: u64, code: Vec<u8>) -> Account {
    Account { address: at(number), balance, nonce: 1, code, slots: vec![(1, 7), (2, 8)] }
}

const A: u64 = 0xc1;
const B: u64 = 0xc2;
const C: u64 = 0xc3;
const NOBODY: u64 = 0xe1;

/// A case in which the transaction calls the first of the contracts.
fn case(name: &'static str, codes: Vec<Vec<u8>>) -> Case {
    let places = [A, B, C];
    let accounts = codes.into_iter().enumerate().map(|(it, code)| account(places[it], 1000, code));
    Case {
        name,
        fork: SpecId::OSAKA,
        accounts: accounts.collect(),
        to: Some(at(A)),
        value: 3,
        data: vec![1, 2, 3, 4],
        gas: 300_000,
    }
}

pub fn cases() -> Vec<Case> {
    let deploys = code().push(0x5b).push(0).op(&[op::MSTORE8]).push(2).push(0).op(&[op::RETURN]).0;
    let mut cases = calls();
    cases.extend(failures());
    cases.extend(creations(&deploys));
    cases
}

fn calls() -> Vec<Case> {
    let logs = code().log(0).log(4);
    let nested = logs.clone().call(op::CALL, B, 5, 60_000).log(1).call(op::STATICCALL, C, 0, 9_000);
    vec![
        Case { to: Some(at(NOBODY)), data: vec![], ..case("a transfer to nobody", vec![]) },
        Case { to: Some(at(4)), ..case("a precompile", vec![]) },
        case(
            "slots",
            vec![
                code()
                    .store(1, 7)
                    .store(1, 9)
                    .load(2)
                    .load(3)
                    .store(3, 1)
                    .end(op::RETURN, &[9; 40]),
            ],
        ),
        case(
            "logs between calls",
            vec![
                nested.log(2).stop(),
                logs.clone().call(op::DELEGATECALL, C, 0, 20_000).log(3).end(op::RETURN, b"yes"),
                code().load(1).end(op::RETURN, b"seen"),
            ],
        ),
        case(
            "delegate and callcode",
            vec![
                code().call(op::DELEGATECALL, B, 0, 50_000).call(op::CALLCODE, B, 2, 50_000).stop(),
                code().store(4, 4).log(1).op(&[op::CALLER, op::CALLVALUE, op::ADDRESS]).stop(),
            ],
        ),
        case(
            "precompiles in frames",
            vec![
                code()
                    .call(op::STATICCALL, 4, 0, 5_000)
                    .call(op::CALL, 6, 0, 10)
                    .call(op::CALL, 8, 1, 90_000)
                    .stop(),
            ],
        ),
        case(
            "refunds of children",
            vec![
                code().store(1, 0).call(op::CALL, B, 0, 60_000).load(5).stop(),
                code().store(1, 0).call(op::CALL, C, 0, 30_000).load(5).stop(),
                code().store(1, 0).load(5).end(op::REVERT, &[]),
            ],
        ),
        case(
            "return data",
            vec![
                code()
                    .call(op::CALL, B, 0, 9_000)
                    .op(&[op::RETURNDATASIZE, op::POP])
                    .call(op::CALL, NOBODY, 0, 100)
                    .op(&[op::RETURNDATASIZE])
                    .stop(),
                code().end(op::REVERT, &[5; 33]),
            ],
        ),
        Case {
            value: 0,
            ..case(
                "reads of other accounts",
                vec![
                    code()
                        .push(NOBODY)
                        .op(&[op::BALANCE])
                        .push(B)
                        .op(&[op::EXTCODESIZE])
                        .push(C)
                        .op(&[op::EXTCODEHASH])
                        .op(&[op::SELFBALANCE])
                        .stop(),
                    code().stop(),
                    code().stop(),
                ],
            )
        },
    ]
}

fn failures() -> Vec<Case> {
    let parent = code().log(1).call(op::CALL, B, 1, 30_000).log(2).stop();
    let inner = |name, child: Code| case(name, vec![parent.clone(), child.0]);
    vec![
        inner(
            "a child reverts with a reason",
            Code(
                code().log(1).end(op::REVERT, &error_string("not today, and not tomorrow either")),
            ),
        ),
        inner(
            "a child reverts with a panic",
            Code(code().end(
                op::REVERT,
                &reason("Panic(uint256)", &[&U256::from(0x11).to_be_bytes::<32>()]),
            )),
        ),
        inner(
            "a child reverts with an error of its own",
            Code(code().end(op::REVERT, &reason("Broken(uint256)", &[&[7; 32]]))),
        ),
        inner("a child reverts without a word", Code(code().store(1, 1).end(op::REVERT, &[]))),
        inner("a child is out of gas", code().store(1, 9).store(2, 9).store(3, 9).store(4, 9)),
        inner("a child is out of gas for memory", code().push(1).push(1 << 30).op(&[op::MSTORE])),
        inner("a child has an invalid opcode", code().log(1).op(&[op::INVALID])),
        inner("a child has an unknown opcode", code().op(&[0x0c])),
        inner("a child jumps nowhere", code().push(7).op(&[op::JUMP])),
        inner("a child takes from an empty stack", code().op(&[op::ADD])),
        inner(
            "a child reads past its return data",
            code().push(1).push(0).push(0).op(&[op::RETURNDATACOPY]),
        ),
        case(
            "a child writes in a static call",
            vec![
                code().call(op::STATICCALL, B, 0, 30_000).call(op::STATICCALL, C, 0, 30_000).stop(),
                code().store(1, 1).stop(),
                code().call(op::CALL, A, 1, 5_000).stop(),
            ],
        ),
        case(
            "a call that nobody can pay",
            vec![
                code().call(op::CALL, B, 5_000, 30_000).create(None, 5_000, &[0]).log(0).stop(),
                code().stop(),
            ],
        ),
        case(
            "the root reverts",
            vec![
                code().log(1).call(op::CALL, B, 1, 30_000).end(op::REVERT, &error_string("no")),
                code().log(1).store(1, 3).stop(),
            ],
        ),
        case(
            "the root halts",
            vec![
                code().log(1).call(op::CALL, B, 1, 30_000).op(&[op::INVALID]).0,
                code().log(1).stop(),
            ],
        ),
    ]
}

fn creations(deploys: &[u8]) -> Vec<Case> {
    let reverts = code().log(1).end(op::REVERT, &error_string("no code"));
    let first = at(A).create(1);
    let destroys = code().push(NOBODY).op(&[op::SELFDESTRUCT]).0;
    let create = |name, init: &[u8]| Case { to: None, data: init.to_vec(), ..case(name, vec![]) };
    let ends = || {
        vec![
            code().call(op::CALL, B, 4, 50_000).call(op::CALL, C, 0, 50_000).load(1).stop(),
            code().store(1, 1).log(0).push(C).op(&[op::SELFDESTRUCT]).0,
            code().push(NOBODY).op(&[op::SELFDESTRUCT]).0,
        ]
    };
    vec![
        create("a transaction creates", deploys),
        create("a transaction's creation reverts", &reverts),
        create("a transaction's creation gives bad code", &code().end(op::RETURN, &[0xef, 0])),
        create(
            "a constructor destroys itself",
            &code().store(1, 1).push(NOBODY).op(&[op::SELFDESTRUCT]).0,
        ),
        case(
            "contracts create",
            vec![
                code()
                    .create(None, 2, deploys)
                    .create(Some(5), 0, deploys)
                    .create(Some(5), 0, deploys)
                    .stop(),
            ],
        ),
        case(
            "contracts fail to create",
            vec![code().create(None, 2, &reverts).create(Some(6), 0, &[op::INVALID]).log(0).stop()],
        ),
        case(
            "contracts create what destroys itself",
            vec![code().create(None, 2, &destroys).create(Some(5), 3, &destroys).stop()],
        ),
        case("contracts destroy themselves", ends()),
        Case {
            fork: SpecId::SHANGHAI,
            ..case("contracts destroyed themselves before Cancun", ends())
        },
        Case {
            accounts: vec![
                account(
                    A,
                    1000,
                    code().create(None, 2, &code().store(9, 9).end(op::RETURN, &[0])).stop(),
                ),
                Account { address: first, balance: 77, nonce: 0, code: vec![], slots: vec![] },
            ],
            ..case("a creation where value waits", vec![])
        },
    ]
}
