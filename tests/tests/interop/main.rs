//! Where the worlds meet: the gateway, and the libraries of both languages.
#![cfg(test)]

mod attacks;
mod banks;
mod gateway;
mod guide;
mod helper;
mod linking;
mod promises;
mod stage;
