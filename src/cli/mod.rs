//! The command line: one file a command, between arguments and the library.
//!
//! Belongs to the program, not to the library. Standard output is data, standard error is talk.

mod args;
mod build;
mod completions;
mod exit;
mod explain;
mod extract;
mod graph_files;
mod interrupt;
mod merge;
mod output;
mod parse;
mod plan;
mod progress;
mod reading;
mod summary;
mod table;

use args::{Cli, Command};
use clap::Parser as _;
use exit::ExitStatus;
use output::{Stop, say};

/// Runs the command that the arguments ask for.
pub(crate) fn run() -> ExitStatus {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(answer) => {
            // Help and version are answers, on standard output; the rest are errors. A closed pipe is neither.
            let failed = answer.use_stderr();
            let _ = answer.print();
            return if failed { ExitStatus::Failed } else { ExitStatus::Done };
        }
    };
    let quiet = cli.quiet;
    let outcome = match &cli.command {
        Command::Build(args) => build::run(args, quiet),
        Command::Extract(args) => extract::run(args, quiet),
        Command::Merge(args) => merge::run(args, quiet),
        Command::Explain(args) => explain::run(args, quiet),
        Command::Parse(args) => parse::run(args, quiet),
        Command::Completions(args) => completions::completions(args),
        Command::Man(args) => completions::man(args),
    };
    match outcome {
        Ok(status) => status,
        Err(Stop::Closed) => ExitStatus::Done,
        Err(Stop::Failed(error)) => {
            say(format_args!("error: {error}"));
            ExitStatus::Failed
        }
    }
}
