//! Ways around two faults of wasmi 2.0.0; a case of the executor suite tells when each is needed no longer.
//!
//! - It fuses `select` with a comparison with zero before it, and then looks for the compared value in a register where
//!   nobody put it. A second comparison between the two keeps them apart: `c` becomes `c > 0`, which chooses the same
//!   (`a_select_looks_at_its_condition`).
//! - It panics on a store of 32 bits or less whose value is its own address, when both are in its register and the
//!   offset takes more than 16 bits. The value becomes `value | 0`, which is another register
//!   (`an_address_is_stored_at_itself`).

use core::convert::Infallible;
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{CodeSection, Module};
use wasmparser::{FunctionBody, Operator, Parser};

/// The largest offset with which wasmi writes a store in its short form.
const SHORT_OFFSET: u64 = 0xffff;

/// The module on its ways around; `None` where it is no module.
pub(crate) fn detoured(wasm: &[u8]) -> Option<Vec<u8>> {
    let mut module = Module::new();
    Detours.parse_core_module(&mut module, Parser::new(0), wasm).ok()?;
    Some(module.finish())
}

struct Detours;

impl Reencode for Detours {
    type Error = Infallible;

    fn parse_function_body(
        &mut self,
        code: &mut CodeSection,
        body: FunctionBody<'_>,
    ) -> Result<(), Error<Infallible>> {
        let mut function = self.new_function_with_parsed_locals(&body)?;
        let mut operators = body.get_operators_reader()?;
        while !operators.eof() {
            let next = operators.clone().read()?;
            if matches!(next, Operator::Select | Operator::TypedSelect { .. }) {
                function.instructions().i32_const(0).i32_gt_u();
            }
            if let Operator::I32Store { memarg }
            | Operator::I32Store8 { memarg }
            | Operator::I32Store16 { memarg } = next
                && memarg.offset > SHORT_OFFSET
            {
                function.instructions().i32_const(0).i32_or();
            }
            function.instruction(&self.parse_instruction(&mut operators)?);
        }
        code.function(&function);
        Ok(())
    }
}
