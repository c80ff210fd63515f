//! The command line: one file a command, between arguments and the library.
//!
//! Belongs to the program, not to the library. Standard output is data, standard error is talk.

mod add;
mod args;
mod build;
mod completions;
mod exit;
mod explain;
mod export;
mod extract;
mod graph_files;
mod interrupt;
mod merge;
mod output;
mod parse;
mod plan;
mod progress;
mod query_actor;
mod query_talks;
mod query_why;
mod reading;
mod remove;
mod summary;
mod table;
mod workspace;

use args::{Cli, Command, QueryCommand};
use clap::Parser as _;
use exit::ExitStatus;
use output::{Stop, say};
use std::process::ExitCode;

/// Runs the command that the arguments ask for.
pub(crate) fn run() -> ExitCode {
    outcome().into()
}

fn outcome() -> ExitStatus {
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
        Command::Add(args) => add::run(args, quiet),
        Command::Remove(args) => remove::run(args, quiet),
        Command::Query(QueryCommand::Talks(args)) => query_talks::run(args),
        Command::Query(QueryCommand::Actor(args)) => query_actor::run(args),
        Command::Query(QueryCommand::Why(args)) => query_why::run(args),
        Command::Export(args) => export::run(args),
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
