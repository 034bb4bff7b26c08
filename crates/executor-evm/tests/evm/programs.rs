//! Programs for the EVM: some by hand, others put together from random pieces.
// tidy: table: programs in assembly, an instruction a line.

use alloy_primitives::address;
use proptest::prelude::*;
use revm::bytecode::opcode as op;
use vm_core::EvmAddress;

/// Where the programs lie.
pub(crate) const ACCOUNTS: [EvmAddress; 3] = [
    address!("00000000000000000000000000000000000000c1"),
    address!("00000000000000000000000000000000000000c2"),
    address!("00000000000000000000000000000000000000c3"),
];

/// One piece of a program: a few instructions that leave the stack as it was.
#[derive(Clone, Debug)]
pub(crate) enum Piece {
    Store { slot: u8, value: u8 },
    Add { slot: u8 },
    Transient { slot: u8, value: u8 },
    Log { topics: u8 },
    Call { kind: u8, to: u8, value: u8, gas: u32 },
    Create { salt: Option<u8>, value: u8, code: Vec<u8> },
    Look { opcode: u8, at: u8 },
    Memory { offset: u16, value: u8 },
    Copy { opcode: u8, to: u8, from: u8, length: u8 },
    Loop { rounds: u8 },
    Destroy { to: u8 },
    End { opcode: u8, length: u8 },
    Raw(u8),
}

pub(crate) type Program = Vec<Piece>;

fn push(code: &mut Vec<u8>, value: u64) {
    let bytes = value.to_be_bytes();
    let skip = bytes.iter().take(7).take_while(|byte| **byte == 0).count();
    code.push(op::PUSH1 + (7 - skip) as u8);
    code.extend_from_slice(&bytes[skip..]);
}

/// Faces that programs know: contracts, precompiles, plain accounts, nobody.
fn known(number: u8) -> u64 {
    match number % 12 {
        0 => 0xc1,
        1 | 2 => 0xc2,
        3 | 4 => 0xc3,
        5 => 1,
        6 => 2,
        7 => 4,
        8 => 0xe0,
        9 => 0xe1,
        10 => 3,
        _ => 0x100,
    }
}

#[expect(clippy::too_many_lines, reason = "a table of pieces")]
fn assemble(code: &mut Vec<u8>, piece: &Piece) {
    match piece {
        Piece::Store { slot, value } => {
            push(code, u64::from(value % 4));
            push(code, u64::from(slot % 4));
            code.push(op::SSTORE);
        }
        Piece::Add { slot } => {
            push(code, u64::from(slot % 4));
            code.push(op::SLOAD);
            push(code, 1);
            code.push(op::ADD);
            push(code, u64::from(slot % 4));
            code.push(op::SSTORE);
        }
        Piece::Transient { slot, value } => {
            push(code, u64::from(value % 3));
            push(code, u64::from(slot % 2));
            code.push(op::TSTORE);
            push(code, u64::from(slot % 2));
            code.extend([op::TLOAD, op::PUSH1, 3, op::SSTORE]);
        }
        Piece::Log { topics } => {
            let topics = topics % 5;
            for topic in 0..topics {
                push(code, u64::from(topic));
            }
            push(code, 40);
            push(code, 3);
            code.push(op::LOG0 + topics);
        }
        Piece::Call { kind, to, value, gas } => {
            let opcode =
                [op::CALL, op::CALLCODE, op::DELEGATECALL, op::STATICCALL][usize::from(kind % 4)];
            for number in [32, 0, 64, 0] {
                push(code, number);
            }
            if kind % 4 < 2 {
                push(code, u64::from(value % 3));
            }
            push(code, known(*to));
            push(code, u64::from(*gas));
            code.extend([opcode, op::PUSH1, 2, op::SSTORE]);
        }
        Piece::Create { salt, value, code: init } => {
            for (index, byte) in init.iter().enumerate() {
                push(code, u64::from(*byte));
                push(code, index as u64);
                code.push(op::MSTORE8);
            }
            if let Some(salt) = salt {
                push(code, u64::from(salt % 2));
            }
            push(code, init.len() as u64);
            push(code, 0);
            push(code, u64::from(value % 3));
            let opcode = if salt.is_some() { op::CREATE2 } else { op::CREATE };
            code.extend([opcode, op::DUP1, op::EXTCODEHASH, op::PUSH1, 1, op::SSTORE]);
            // Calls what was created.
            for number in [0, 0, 0, 0, 0] {
                push(code, number);
            }
            code.extend([op::DUP6, op::GAS, op::CALL, op::POP, op::POP]);
        }
        Piece::Look { opcode, at } => {
            let opcode = [op::BALANCE, op::EXTCODESIZE, op::EXTCODEHASH, op::BLOCKHASH]
                [usize::from(opcode % 4)];
            push(code, known(*at));
            code.extend([opcode, op::PUSH1, 0, op::MSTORE]);
        }
        Piece::Memory { offset, value } => {
            push(code, u64::from(*value));
            push(code, u64::from(*offset));
            code.push(op::MSTORE);
        }
        Piece::Copy { opcode, to, from, length } => {
            let opcode = [op::CALLDATACOPY, op::CODECOPY, op::RETURNDATACOPY, op::MCOPY]
                [usize::from(opcode % 4)];
            for number in [length, from, to] {
                push(code, u64::from(*number));
            }
            code.push(opcode);
        }
        Piece::Loop { rounds } => {
            push(code, u64::from(rounds % 20) + 1);
            let start = code.len() as u64;
            code.extend([op::JUMPDEST, op::PUSH1, 1, op::SWAP1, op::SUB, op::DUP1]);
            code.extend([op::PUSH2, (start >> 8) as u8, start as u8, op::JUMPI, op::POP]);
        }
        Piece::Destroy { to } => {
            push(code, known(*to));
            code.push(op::SELFDESTRUCT);
        }
        Piece::End { opcode, length } => {
            let opcode = [op::RETURN, op::REVERT, op::STOP, op::INVALID][usize::from(opcode % 4)];
            push(code, u64::from(*length));
            push(code, 0);
            code.push(opcode);
        }
        Piece::Raw(byte) => code.push(*byte),
    }
}

/// The code of a program.
pub(crate) fn code_of(program: &[Piece]) -> Vec<u8> {
    let mut code = vec![op::JUMPDEST];
    for piece in program {
        assemble(&mut code, piece);
    }
    code
}

fn init_code() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => (any::<u8>(), any::<u8>()).prop_map(|(slot, value)| Piece::Store { slot, value }),
        2 => any::<u8>().prop_map(|to| Piece::Destroy { to }),
        2 => Just(Piece::Log { topics: 1 }),
        2 => (any::<u8>(), any::<u8>(), any::<u8>()).prop_map(|(kind, to, value)| Piece::Call {
            kind, to, value, gas: 50_000
        }),
        // Code of one byte: STOP, SELFDESTRUCT of nothing, ...
        3 => prop_oneof![Just(0_u8), Just(0x5b), Just(0xef), Just(0xff)].prop_map(|byte| {
            Piece::Memory { offset: 0, value: byte }
        }),
        3 => (0_u8..2, 0_u8..40).prop_map(|(opcode, length)| Piece::End { opcode, length }),
    ];
    proptest::collection::vec(piece, 0..3).prop_map(|pieces| {
        let mut code = Vec::new();
        for piece in &pieces {
            assemble(&mut code, piece);
        }
        code
    })
}

fn piece() -> impl Strategy<Value = Piece> {
    prop_oneof![
        6 => (any::<u8>(), any::<u8>()).prop_map(|(slot, value)| Piece::Store { slot, value }),
        4 => any::<u8>().prop_map(|slot| Piece::Add { slot }),
        2 => (any::<u8>(), any::<u8>()).prop_map(|(slot, value)| Piece::Transient { slot, value }),
        2 => any::<u8>().prop_map(|topics| Piece::Log { topics }),
        8 => (any::<u8>(), any::<u8>(), any::<u8>(), prop_oneof![
            Just(0_u32), Just(700), Just(3000), Just(30_000), Just(u32::MAX)
        ]).prop_map(|(kind, to, value, gas)| Piece::Call { kind, to, value, gas }),
        4 => (proptest::option::of(any::<u8>()), any::<u8>(), init_code())
            .prop_map(|(salt, value, code)| Piece::Create { salt, value, code }),
        4 => (any::<u8>(), any::<u8>()).prop_map(|(opcode, at)| Piece::Look { opcode, at }),
        2 => (any::<u16>(), any::<u8>()).prop_map(|(offset, value)| Piece::Memory { offset, value }),
        2 => (any::<u8>(), any::<u8>(), any::<u8>(), any::<u8>())
            .prop_map(|(opcode, to, from, length)| Piece::Copy { opcode, to, from, length }),
        2 => any::<u8>().prop_map(|rounds| Piece::Loop { rounds }),
        1 => any::<u8>().prop_map(|to| Piece::Destroy { to }),
        1 => (any::<u8>(), any::<u8>()).prop_map(|(opcode, length)| Piece::End { opcode, length }),
        1 => any::<u8>().prop_map(Piece::Raw),
    ]
}

/// A random program.
pub(crate) fn program() -> impl Strategy<Value = Program> {
    proptest::collection::vec(piece(), 1..14)
}

/// A call of an address with everything, whose success goes to slot 0.
pub(crate) fn call_to(to: EvmAddress, value: u64) -> Vec<u8> {
    let mut code = Vec::new();
    for number in [0, 0, 0, 0, value] {
        push(&mut code, number);
    }
    code.push(op::PUSH20);
    code.extend_from_slice(to.as_slice());
    code.extend([op::GAS, op::CALL, op::PUSH1, 0, op::SSTORE]);
    code
}

fn program_of(pieces: &[Piece]) -> Vec<u8> {
    code_of(pieces)
}

/// Programs that each try one rule of the journal, with the contracts that they call.
#[expect(clippy::too_many_lines, reason = "a table of programs")]
pub(crate) fn handmade() -> Vec<(&'static str, Vec<Vec<u8>>)> {
    let store = |value| Piece::Store { slot: 1, value };
    let call = |kind, to, value| Piece::Call { kind, to, value, gas: 500_000 };
    let end = |opcode| Piece::End { opcode, length: 33 };
    let destroy = |to| Piece::Destroy { to };
    // Init code that returns one byte of code, and init code that destroys itself.
    let returns_stop = vec![op::PUSH1, 1, op::PUSH1, 0, op::RETURN];
    let destroys = vec![op::PUSH1, 0xe1, op::SELFDESTRUCT];
    // Init code that deploys SELFDESTRUCT(caller).
    let mut deploys_destroyer = vec![op::PUSH2, op::CALLER, op::SELFDESTRUCT];
    deploys_destroyer.extend([op::PUSH1, 0, op::MSTORE, op::PUSH1, 2, op::PUSH1, 30, op::RETURN]);
    let create = |salt, value, code: &Vec<u8>| Piece::Create { salt, value, code: code.clone() };
    vec![
        ("stores", vec![program_of(&[store(1), store(3), store(0), store(7), end(0)])]),
        (
            "refunds in a reverted call",
            vec![program_of(&[call(0, 1, 0), store(0), end(0)]), program_of(&[store(0), end(1)])],
        ),
        (
            "warm after a revert",
            vec![
                program_of(&[call(0, 1, 0), Piece::Look { opcode: 0, at: 9 }, end(0)]),
                program_of(&[Piece::Look { opcode: 0, at: 9 }, Piece::Add { slot: 3 }, end(1)]),
            ],
        ),
        (
            "static writes",
            vec![
                program_of(&[call(3, 1, 0), Piece::Log { topics: 2 }, end(0)]),
                program_of(&[Piece::Log { topics: 1 }, end(0)]),
            ],
        ),
        (
            "a write under a static frame",
            vec![
                program_of(&[call(3, 1, 0), end(0)]),
                program_of(&[call(0, 3, 0), end(0)]),
                program_of(&[store(2)]),
            ],
        ),
        (
            "delegate and callcode",
            vec![
                program_of(&[call(2, 1, 0), call(1, 1, 2), end(0)]),
                program_of(&[Piece::Add { slot: 1 }, Piece::Log { topics: 1 }, end(0)]),
            ],
        ),
        (
            "value to nobody, plain and precompile",
            vec![program_of(&[
                call(0, 9, 2),
                call(0, 8, 1),
                call(0, 6, 1),
                call(0, 10, 0),
                end(0),
            ])],
        ),
        (
            "a touch that is undone",
            vec![
                program_of(&[call(0, 1, 0), call(0, 9, 0), end(0)]),
                program_of(&[call(0, 10, 0), call(0, 9, 0), end(3)]),
            ],
        ),
        (
            "recursion",
            vec![program_of(&[
                Piece::Add { slot: 1 },
                Piece::Call { kind: 0, to: 0, value: 0, gas: u32::MAX },
            ])],
        ),
        (
            "destroys, and is called again",
            vec![
                program_of(&[
                    call(0, 1, 1),
                    call(0, 1, 2),
                    Piece::Look { opcode: 2, at: 1 },
                    end(0),
                ]),
                program_of(&[destroy(8)]),
            ],
        ),
        ("destroys into itself", vec![program_of(&[store(2), destroy(0)])]),
        (
            "destruction undone",
            vec![
                program_of(&[call(0, 1, 0), Piece::Look { opcode: 0, at: 3 }, end(0)]),
                program_of(&[call(0, 3, 0), end(1)]),
                program_of(&[destroy(9)]),
            ],
        ),
        (
            "creates",
            vec![program_of(&[
                create(None, 1, &returns_stop),
                create(Some(0), 2, &returns_stop),
                end(0),
            ])],
        ),
        (
            "creates on top of each other",
            vec![program_of(&[
                create(Some(0), 0, &returns_stop),
                create(Some(0), 1, &returns_stop),
                end(0),
            ])],
        ),
        (
            "creates and destroys",
            vec![program_of(&[
                create(Some(0), 1, &deploys_destroyer),
                create(None, 2, &deploys_destroyer),
                create(Some(1), 1, &destroys),
                create(Some(1), 1, &destroys),
                end(0),
            ])],
        ),
        (
            "creation undone",
            vec![
                program_of(&[call(0, 1, 0), call(0, 1, 0), end(0)]),
                program_of(&[create(None, 1, &deploys_destroyer), end(1)]),
            ],
        ),
        (
            "transient slots",
            vec![
                program_of(&[
                    Piece::Transient { slot: 1, value: 2 },
                    call(0, 1, 0),
                    Piece::Transient { slot: 0, value: 1 },
                    call(2, 1, 0),
                    end(0),
                ]),
                program_of(&[Piece::Transient { slot: 1, value: 1 }, end(1)]),
            ],
        ),
    ]
}
