//! A way around a fault of wasmi 2.0.0.
//!
//! It fuses `select` with a comparison with zero before it, and then looks for the compared value in a register where
//! nobody put it. A second comparison between the two keeps them apart: `c` becomes `c > 0`, which chooses the same.
//! The case `a_select_looks_at_its_condition` of the executor suite tells when this is needed no longer.

use core::convert::Infallible;
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{CodeSection, Module};
use wasmparser::{FunctionBody, Operator, Parser};

/// The module with every condition of a `select` compared once more; `None` where it is no module.
pub(crate) fn compared(wasm: &[u8]) -> Option<Vec<u8>> {
    let mut module = Module::new();
    Compared.parse_core_module(&mut module, Parser::new(0), wasm).ok()?;
    Some(module.finish())
}

struct Compared;

impl Reencode for Compared {
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
            function.instruction(&self.parse_instruction(&mut operators)?);
        }
        code.function(&function);
        Ok(())
    }
}
