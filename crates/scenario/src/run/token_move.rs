//! The token transfer of a transaction, made before the call as the node makes it.

use crate::model::EsdtTransfer;
use alloy_primitives::B256;
use runtime::{Fees, GasReport, InvalidTransaction, Processed, TransactionProcessor};
use system_vm::{NATIVE_TOKEN, ProtocolFunctions};
use vm_core::{
    Address, Authority, BlockInfo, BuiltInFunctions, Bytes, CallInput, CallRequest, CallScheme,
    Dispatcher, Frame, GasUnit, Journal, Moved, Session, TokenTransfer, TransactionInfo, U256,
    VmType,
};

/// Runs the built-in function that moves tokens, and not the call that its arguments name: gas of
/// the transfer is no part of the call's.
///
/// Source: `mx-chain-scenario-go:worldmock/mockESDT.go`, `ConvertToBuiltinFunction`, and
/// `scenario/executor/stepRunTx.go`, `scCall`.
#[derive(Clone, Debug)]
pub(super) struct TokenMove {
    from: Address,
    at: Address,
    input: CallInput,
    gas: u64,
}

impl TokenMove {
    /// The transfer of a call: with a function, a contract need not be payable.
    pub(super) fn new(
        from: Address,
        to: Address,
        tokens: &[EsdtTransfer],
        function: &str,
        arguments: &[Bytes],
        gas: u64,
    ) -> Self {
        let bytes = |value: &[u8]| Bytes::copy_from_slice(value);
        let receiver = bytes(to.as_slice());
        let (name, at, mut input) = match tokens {
            [token] if token.identifier.value != NATIVE_TOKEN => {
                let identifier = bytes(&token.identifier.value);
                let amount = amount(token);
                if token.nonce.value == 0 {
                    ("ESDTTransfer", to, vec![identifier, amount])
                } else {
                    let nonce = number(token.nonce.value);
                    ("ESDTNFTTransfer", from, vec![identifier, nonce, amount, receiver])
                }
            }
            tokens => {
                let count = u64::try_from(tokens.len()).unwrap_or(u64::MAX);
                let mut input = vec![receiver, number(count)];
                for token in tokens {
                    let identifier = bytes(&token.identifier.value);
                    input.extend([identifier, number(token.nonce.value), amount(token)]);
                }
                ("MultiESDTNFTTransfer", from, input)
            }
        };
        if !function.is_empty() {
            input.push(bytes(function.as_bytes()));
            input.extend_from_slice(arguments);
        }
        Self { from, at, input: CallInput::function(name, input), gas }
    }
}

/// The tokens as the called contract sees them.
pub(super) fn received(tokens: &[EsdtTransfer]) -> Vec<TokenTransfer> {
    let received = |token: &EsdtTransfer| TokenTransfer {
        token: Bytes::copy_from_slice(&token.identifier.value),
        nonce: token.nonce.value,
        amount: token.value.value.clone(),
    };
    tokens.iter().map(received).collect()
}

fn amount(token: &EsdtTransfer) -> Bytes {
    let bytes = token.value.value.to_bytes_be();
    bytes.into_iter().skip_while(|byte| *byte == 0).collect::<Vec<u8>>().into()
}

/// A number on as few bytes as it needs.
fn number(value: u64) -> Bytes {
    value.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect::<Vec<u8>>().into()
}

impl TransactionProcessor for TokenMove {
    fn hash(&self) -> B256 {
        B256::ZERO
    }

    fn info(&self, journal: &mut Journal, _block: &BlockInfo) -> TransactionInfo {
        TransactionInfo { origin: journal.forms_of(&self.from), ..TransactionInfo::default() }
    }

    fn process(
        &self,
        mut session: Box<Session>,
        _dispatcher: &dyn Dispatcher,
    ) -> Moved<Result<Processed, InvalidTransaction>> {
        let (caller, callee) =
            (session.journal.reference(&self.from), session.journal.reference(&self.at));
        let request = CallRequest {
            scheme: CallScheme::Call,
            caller,
            callee,
            code: callee,
            value: U256::ZERO,
            tokens: Vec::new(),
            input: self.input.clone(),
            gas: self.gas,
            read_only: false,
        };
        let checkpoint = session.journal.checkpoint();
        session.journal.push_frame(Frame {
            scheme: CallScheme::Call,
            vm_type: VmType::SYSTEM,
            caller,
            callee,
            code: callee,
            value: U256::ZERO,
            gas: self.gas,
            read_only: false,
            authority: Authority::Protocol,
        });
        let (mut session, result) = ProtocolFunctions.process(session, request);
        session.journal.pop_frame();
        let outcome = match result {
            Ok(outcome) => outcome,
            Err(fault) => return (session, Err(fault)),
        };
        let mut call = outcome.call;
        if call.status.is_success() {
            session.journal.keep();
        } else {
            session.journal.revert(checkpoint);
        }
        // What the contract call after it would have got is left of the transfer's gas.
        call.gas_left = outcome.follow_up.map_or(call.gas_left, |it| it.gas);
        let used = self.gas.saturating_sub(call.gas_left);
        let gas = GasReport { unit: GasUnit::MultiversX, limit: self.gas, used, refunded: 0 };
        (session, Ok(Ok(Processed { call, created: None, gas, fees: Fees::default() })))
    }

    fn with_gas_limit(&self, gas_limit: u64) -> Box<dyn TransactionProcessor> {
        Box::new(Self { gas: gas_limit, ..self.clone() })
    }
}
