//! Arguments checked and turned into the library's types.

use super::args::{EngineArg, ReadingArgs};
use super::output::say;
use diplograph::analyze::EngineKind;
use diplograph::error::{Error, ErrorKind, Result};
use diplograph::ingest::{Input, Options};
use diplograph::pipeline::{Knowledge, Pipeline};
use jiff::civil::Date;
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// Which articles are read, and on how many threads.
#[derive(Debug)]
pub(super) struct Batch {
    pub(super) inputs: Vec<Input>,
    pub(super) options: Options,
    pub(super) jobs: Option<NonZeroUsize>,
    pub(super) quiet: bool,
}

/// How articles are read for their events, checked.
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) batch: Batch,
    pub(super) engine: EngineKind,
    pub(super) min_confidence: f32,
    pub(super) knowledge: Knowledge,
}

impl Reading {
    /// Checks the arguments and loads the user's own tables and rules.
    pub(super) fn new(paths: &[PathBuf], args: &ReadingArgs, quiet: bool) -> Result<Self> {
        let mut knowledge = Knowledge::embedded();
        if let Some(path) = &args.gazetteer {
            knowledge = knowledge.with_gazetteer(path)?;
        }
        if let Some(dir) = &args.rules {
            knowledge = knowledge.with_rules(dir)?;
        }
        Ok(Self {
            batch: Batch {
                inputs: inputs(paths),
                options: Options {
                    date: args.date.as_deref().map(|d| day("--date", d)).transpose()?,
                },
                jobs: args.jobs,
                quiet,
            },
            engine: engine(args.engine),
            min_confidence: confidence(args.min_confidence)?,
            knowledge,
        })
    }

    /// Loads the stages.
    pub(super) fn pipeline(&self) -> Result<Pipeline<'_>> {
        Pipeline::with_knowledge(self.engine, &self.knowledge)
    }
}

/// Files, folders, and standard input for `-`.
pub(super) fn inputs(paths: &[PathBuf]) -> Vec<Input> {
    let inputs: Vec<Input> = paths.iter().map(|p| Input::from(p.as_path())).collect();
    if inputs.contains(&Input::Stdin) && std::io::IsTerminal::is_terminal(&std::io::stdin()) {
        say("reading from the terminal; end with Ctrl-D");
    }
    inputs
}

pub(super) fn engine(engine: EngineArg) -> EngineKind {
    match engine {
        EngineArg::Fast => EngineKind::Fast,
        EngineArg::Accurate => EngineKind::Accurate,
    }
}

/// A day given on the command line.
pub(super) fn day(option: &str, text: &str) -> Result<Date> {
    text.parse()
        .map_err(|_| Error::new(ErrorKind::Usage, format!("{option} {text:?} is no day; write it as 2025-07-03")))
}

fn confidence(given: Option<f32>) -> Result<f32> {
    let value = given.unwrap_or(0.0);
    if (0.0..=1.0).contains(&value) {
        return Ok(value);
    }
    Err(Error::new(
        ErrorKind::Usage,
        format!("--min-confidence {value} is not between 0 and 1"),
    ))
}
