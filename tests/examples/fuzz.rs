//! Tries a target at random for as long as it is told.
//!
//! ```text
//! cargo run -p tests --example fuzz -- TARGET [--seconds N] [--seed S] [--attempts N]
//! ```
//!
//! The seeds are S, S + 1 and so on; a finding names its own, so `--seed S --attempts 1` makes it again. The targets
//! are those of `tests::fuzz`.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command that reports to people")]
#![expect(clippy::disallowed_types, clippy::disallowed_methods, reason = "a command that measures")]

use std::error::Error;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use tests::fuzz::{TARGETS, Tally, Target};

/// Findings after which a run ends.
const FINDINGS: u64 = 20;

struct Arguments {
    target: Target,
    seconds: u64,
    seed: u64,
    attempts: u64,
}

fn main() -> ExitCode {
    match arguments() {
        Ok(arguments) if run(&arguments) == 0 => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            let names = TARGETS.map(|it| it.name).join(", ");
            eprintln!("{error}\nusage: fuzz TARGET [--seconds N] [--seed S] [--attempts N]");
            eprintln!("targets: {names}");
            ExitCode::FAILURE
        }
    }
}

fn arguments() -> Result<Arguments, Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let name = words.next().ok_or("no target")?;
    let target = Target::named(&name).ok_or("no such target")?;
    let mut arguments = Arguments { target, seconds: 60, seed: 0, attempts: u64::MAX };
    while let Some(option) = words.next() {
        let value = words.next().ok_or("an option without a value")?.parse()?;
        match option.as_str() {
            "--seconds" => arguments.seconds = value,
            "--seed" => arguments.seed = value,
            "--attempts" => arguments.attempts = value,
            _ => return Err(format!("no option {option}").into()),
        }
    }
    Ok(arguments)
}

/// Makes attempts and gives the number of findings.
fn run(arguments: &Arguments) -> u64 {
    let (start, limit) = (Instant::now(), Duration::from_secs(arguments.seconds));
    let end = arguments.seed.saturating_add(arguments.attempts);
    let (mut seed, mut findings, mut tally) = (arguments.seed, 0_u64, Tally::default());
    while seed < end && start.elapsed() < limit && findings < FINDINGS {
        // A finding ends a run of seeds; the next one starts behind it.
        let seeds = seed..end;
        let seeds =
            seeds.take_while(|_| start.elapsed() < limit).inspect(|it| seed = it.saturating_add(1));
        if let Err(finding) = arguments.target.run(seeds, &mut tally) {
            println!("{finding}");
            findings = findings.saturating_add(1);
        }
    }
    let (name, Tally { accepted, refused }) = (arguments.target.name, tally);
    let (first, seconds) = (arguments.seed, start.elapsed().as_secs());
    println!(
        "{name}: seeds {first} to {seed}, {accepted} accepted, {refused} refused, {findings} findings, {seconds} s"
    );
    findings
}
