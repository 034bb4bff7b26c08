//! The byte form: Go's `Float.GobEncode`.
//!
//! | bytes | |
//! |---|---|
//! | 0 | version, 1 |
//! | 1 | rounding mode 0, accuracy (2 bits), form (2 bits), sign (1 bit) |
//! | 2..6 | precision, 53 |
//! | 6..10 | exponent |
//! | 10.. | mantissa in words of eight bytes, the top bit set |
//!
//! Zero ends after the precision.

use super::{Accuracy, BigFloat, PRECISION, WORD_BITS};
use num_bigint::BigUint;

const VERSION: u8 = 1;
const FINITE: u8 = 1;

/// Why bytes are no big float.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DecodeError {
    /// The head is none of a finite, exact number with 53 bits. Zero counts here too, as in production.
    Head,
    /// They end before the mantissa.
    Short,
    /// The mantissa is missing, zero or not shifted to the top.
    Mantissa,
}

fn head(accuracy: Accuracy, form: u8, is_negative: bool) -> [u8; 6] {
    let accuracy: u8 = match accuracy {
        Accuracy::Below => 0,
        Accuracy::Exact => 1,
        Accuracy::Above => 2,
    };
    let flags = (accuracy << 3) | (form << 1) | u8::from(is_negative);
    let [.., precision] = PRECISION.to_be_bytes();
    [VERSION, flags, 0, 0, 0, precision]
}

impl BigFloat {
    /// The byte form, 18 bytes; 6 for zero, 10 without a mantissa. Words beyond the first are cut.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        if self.is_zero() {
            return head(self.accuracy, 0, self.is_negative).to_vec();
        }
        let exponent = i32::try_from(self.exponent).unwrap_or_default();
        let mut bytes = head(self.accuracy, FINITE, self.is_negative).to_vec();
        bytes.extend(exponent.to_be_bytes());
        if let Some(word) = self.highest_word() {
            bytes.extend(word.to_be_bytes());
        }
        bytes
    }

    /// The highest word of the mantissa, if there is one.
    pub(super) fn highest_word(&self) -> Option<u64> {
        let (words, count) = self.words();
        let below = count.checked_sub(1)?.saturating_mul(WORD_BITS);
        u64::try_from(words >> below).ok()
    }

    /// Checks the head: whether [`Self::from_bytes`] would look at the mantissa.
    pub(crate) fn has_valid_head(bytes: &[u8]) -> bool {
        let is_finite = |is_negative| {
            let head = head(Accuracy::Exact, FINITE, is_negative);
            bytes.len() > head.len() && bytes.starts_with(&head)
        };
        is_finite(false) || is_finite(true)
    }

    /// A number from its byte form.
    ///
    /// # Errors
    /// [`DecodeError`].
    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let value = Self::from_unchecked_bytes(bytes)?;
        if value.mantissa == BigUint::ZERO || value.missing > 0 {
            return Err(DecodeError::Mantissa);
        }
        Ok(value)
    }

    /// A number from its byte form, whatever its mantissa is.
    ///
    /// # Errors
    /// [`DecodeError::Head`] and [`DecodeError::Short`].
    pub(crate) fn from_unchecked_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        if !Self::has_valid_head(bytes) {
            return Err(DecodeError::Head);
        }
        let is_negative = bytes.get(1).is_some_and(|flags| flags & 1 == 1);
        let rest = bytes.get(6..).unwrap_or_default();
        let (exponent, mantissa) = rest.split_first_chunk().ok_or(DecodeError::Short)?;
        let mantissa = BigUint::from_bytes_be(mantissa);
        let missing = mantissa.bits().wrapping_neg() % WORD_BITS;
        let exponent = i64::from(i32::from_be_bytes(*exponent));
        Ok(Self { missing, ..Self::new(is_negative, mantissa, exponent, Accuracy::Exact) })
    }
}
