//! What a caller of the gateway asks for, read from Solidity's encoding.

use super::call_data;
use crate::abi::AbiReader;
use crate::error::{NativeError, Refusal};
use crate::native::NativeContext;
use crate::token::{NATIVE_TOKEN, amount_bytes, amount_of, number_bytes};
use vm_core::{
    AccountRef, Address, Bytes, CallInput, CallRequest, CallScheme, TokenTransfer, U256,
    conversion_gas,
};

/// Moves several tokens; called at the sender.
const MULTI_TRANSFER: &str = "MultiESDTNFTTransfer";

/// A call of a contract in somebody's name.
#[derive(Clone, Debug)]
pub(super) struct Wish {
    pub(super) destination: Address,
    pub(super) tokens: Vec<TokenTransfer>,
    pub(super) function: Bytes,
    pub(super) arguments: Vec<Bytes>,
}

impl Wish {
    /// A call with tokens: destination, tokens, function, arguments.
    pub(super) fn read(reader: &mut AbiReader) -> Result<Self, NativeError> {
        let wish = Self {
            destination: reader.canonical()?,
            tokens: reader.list(|it| it.tuple(read_token))?,
            function: reader.bytes()?,
            arguments: reader.list(AbiReader::bytes)?,
        };
        let is_plain = wish.function.is_empty() && !wish.tokens.is_empty();
        if is_plain && !wish.arguments.is_empty() {
            return Err(NativeError::refused("tokens with arguments need a function"));
        }
        Ok(wish)
    }

    /// A call without tokens: destination, function, arguments.
    pub(super) fn read_bare(reader: &mut AbiReader) -> Result<Self, NativeError> {
        Ok(Self {
            destination: reader.canonical()?,
            tokens: Vec::new(),
            function: reader.bytes()?,
            arguments: reader.list(AbiReader::bytes)?,
        })
    }

    /// Takes the price of what was read: parts that the encoding shares count each time.
    pub(super) fn charge(&self, context: &mut NativeContext) -> Result<(), NativeError> {
        let tokens = self.tokens.iter().map(|it| it.token.len().saturating_add(TOKEN_WORDS));
        let arguments = self.arguments.iter().map(|it| it.len());
        let length = tokens.chain(arguments).fold(self.function.len(), usize::saturating_add);
        charge_length(context, length)
    }

    /// The call in an account's name, with value of the account's.
    pub(super) fn request(
        self,
        context: &mut NativeContext,
        caller: AccountRef,
        value: U256,
    ) -> CallRequest {
        let destination = context.journal().reference(&self.destination);
        let (callee, value, input) = if self.tokens.is_empty() {
            (destination, value, self.plain_input())
        } else {
            (caller, U256::ZERO, self.transfer_input(value))
        };
        CallRequest {
            scheme: CallScheme::Call,
            caller,
            callee,
            code: callee,
            value,
            tokens: Vec::new(),
            input,
            gas: context.gas_left(),
            read_only: false,
        }
    }

    /// What the destination is asked for; nothing, where only value moves.
    pub(super) fn plain_input(self) -> CallInput {
        if self.function.is_empty() && self.arguments.is_empty() {
            return CallInput::CallData(Bytes::new());
        }
        CallInput::Function { name: self.function, arguments: self.arguments }
    }

    /// The transfer of all tokens, and of the value among them, that asks for the call.
    fn transfer_input(self, value: U256) -> CallInput {
        let native = (!value.is_zero()).then(|| TokenTransfer {
            token: Bytes::from_static(NATIVE_TOKEN),
            nonce: 0,
            amount: amount_of(value),
        });
        let tokens: Vec<TokenTransfer> = self.tokens.into_iter().chain(native).collect();
        let count = u64::try_from(tokens.len()).unwrap_or(u64::MAX);
        let mut arguments =
            vec![Bytes::copy_from_slice(self.destination.as_slice()), number_bytes(count)];
        for TokenTransfer { token, nonce, amount } in tokens {
            arguments.extend([token, number_bytes(nonce), amount_bytes(&amount)]);
        }
        if !self.function.is_empty() {
            arguments.push(self.function);
            arguments.extend(self.arguments);
        }
        CallInput::function(MULTI_TRANSFER, arguments)
    }
}

/// Bytes of nonce and amount of a token.
const TOKEN_WORDS: usize = 64;

fn read_token(reader: &mut AbiReader) -> Result<TokenTransfer, NativeError> {
    let (token, nonce, amount) = (reader.bytes()?, reader.small_number()?, reader.number()?);
    if *token == *NATIVE_TOKEN {
        // The value of the call is the one way for it.
        return Err(Refusal::InvalidNonce.into());
    }
    Ok(TokenTransfer { token, nonce, amount: amount_of(amount) })
}

/// A reader of the call data, whose price is taken.
pub(super) fn reader(context: &mut NativeContext) -> Result<AbiReader, NativeError> {
    let data = call_data(context);
    charge_length(context, data.len())?;
    Ok(AbiReader::new(data))
}

/// Takes the price of reading or writing so many bytes, as where two forms meet.
pub(super) fn charge_length(context: &mut NativeContext, length: usize) -> Result<(), NativeError> {
    let ratio = context.environment().config.gas_ratio;
    context.charge(conversion_gas(length).saturating_mul(ratio))
}
