//! `sovm check`: reads scenarios and fragments without running them.

use crate::arguments::CheckOptions;
use crate::{CommandError, files};
use scenario::parse_file;
use scenario::value::ReadContext;

/// Reads every file and prints what is refused; whether nothing is.
pub(crate) fn check(options: &CheckOptions) -> Result<bool, CommandError> {
    let files = files::with_suffix(&options.paths, files::ALL)?;
    let context =
        ReadContext { allow_missing_files: options.allow_missing_files, ..ReadContext::default() };
    let mut refused: usize = 0;
    for file in &files {
        match parse_file(file, &context) {
            Ok(scenario) => {
                for warning in &scenario.warnings {
                    println!("{}:{}: warning: {}", file.display(), warning.line, warning.text);
                }
            }
            Err(error) => {
                refused = refused.saturating_add(1);
                println!("{error}");
            }
        }
    }
    println!("{} files, {refused} refused", files.len());
    Ok(refused == 0)
}
