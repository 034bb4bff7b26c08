//! Faces of tokens: one behaviour suite over OpenZeppelin's contracts and the faces, logs on every path,
//! callers of every VM, and a pair that trades a token of the chain.
#![cfg(test)]

mod callers;
mod pair;
mod paths;
mod stage;
mod suite;
