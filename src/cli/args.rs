//! Arguments as they are typed: shapes and help, no behaviour.

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use std::path::PathBuf;

/// Knowledge graphs of diplomatic events from news articles: who did what to whom, when, about what, and who says so.
#[derive(Debug, Parser)]
#[command(
    name = "diplograph",
    version,
    max_term_width = 110,
    after_help = "\
Examples:
  diplograph build articles --output output      articles in; graph.json, graph.dot, graph.svg and a summary out
  diplograph query talks --actor Putin           who talked to whom, when, about what
  echo \"Macron called Putin.\" | diplograph extract -
  diplograph explain \"Macron called Putin.\"      what every stage makes of a sentence

Exit codes: 0 all was read; 1 finished, some articles were skipped; 2 could not run."
)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,

    /// Say nothing on standard error but errors
    #[arg(short, long, global = true)]
    pub(super) quiet: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Build(BuildArgs),
    Extract(ExtractArgs),
    Merge(MergeArgs),
    Explain(ExplainArgs),
    Parse(ParseArgs),
    Completions(CompletionsArgs),
    Man(ManArgs),
}

/// How articles are read.
#[derive(Debug, Args)]
pub(super) struct ReadingArgs {
    /// Day of publication of articles that name none, as YYYY-MM-DD
    #[arg(long, value_name = "DATE")]
    pub(super) date: Option<String>,

    /// How sentences are parsed
    #[arg(long, value_enum, default_value_t = EngineArg::Fast)]
    pub(super) engine: EngineArg,

    /// Threads to work on [default: all cores]
    #[arg(short, long, value_name = "N")]
    pub(super) jobs: Option<std::num::NonZeroUsize>,

    /// Leave out events held less likely than this, 0 to 1
    #[arg(long, value_name = "X")]
    pub(super) min_confidence: Option<f32>,

    /// A table of further actors and places
    #[arg(long, value_name = "FILE")]
    pub(super) gazetteer: Option<PathBuf>,

    /// A folder of further rules; one of a known id takes that one's place
    #[arg(long, value_name = "DIR")]
    pub(super) rules: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum EngineArg {
    /// Quick, small, the same on every machine
    Fast,
    /// Slower, reads hard sentences better
    Accurate,
}

/// Read articles and build the graph: JSON, DOT, a picture and a summary
///
/// Articles are plain text, Markdown with front matter, web pages, JSON, JSON lines or CSV, as files or folders of them.
/// Files called README and hidden files are passed over. An article that cannot be read is named and skipped.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  diplograph build data/articles --output output
  diplograph build today.jsonl yesterday/ --output output --jobs 4
  diplograph build notes.txt --date 2025-07-03 --output output
  zcat news.jsonl.gz | diplograph build - --output output")]
pub(super) struct BuildArgs {
    /// Files and folders of articles; - is standard input
    #[arg(required = true, value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,

    /// Folder for graph.json, graph.dot and graph.svg
    #[arg(short, long, value_name = "DIR", default_value = "output")]
    pub(super) output: PathBuf,

    #[command(flatten)]
    pub(super) reading: ReadingArgs,
}

/// Read articles and write their events, one a line
///
/// Records carry everything that `merge` needs, so articles can be read in parts and on many machines.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  diplograph extract articles > events.jsonl
  diplograph extract news.jsonl --format csv --output events.csv
  echo \"Macron called Putin on 1 July 2025.\" | diplograph extract -
  udpipe --parse model.udpipe < text | diplograph extract --parsed -      with a parse of your own")]
pub(super) struct ExtractArgs {
    /// Files and folders of articles; - is standard input
    #[arg(required = true, value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,

    /// What to write
    #[arg(short, long, value_enum, default_value_t = RecordFormat::Jsonl)]
    pub(super) format: RecordFormat,

    /// File to write; - is standard output
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,

    /// The input is CoNLL-U: parsed already
    #[arg(long)]
    pub(super) parsed: bool,

    #[command(flatten)]
    pub(super) reading: ReadingArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum RecordFormat {
    /// JSON, all fields, one event a line
    Jsonl,
    /// A table of the main fields, one event a row
    Csv,
}

/// Merge records of events into one graph
///
/// The result depends on nothing but the set of records: not on their order, nor on how they are divided into files.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  diplograph merge part*.jsonl --output output
  diplograph extract articles | diplograph merge - --output output
  diplograph merge part*.jsonl --corrections corrections.txt --output output")]
pub(super) struct MergeArgs {
    /// Files that `extract` wrote; - is standard input
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,

    /// Folder for graph.json, graph.dot and graph.svg
    #[arg(short, long, value_name = "DIR", default_value = "output")]
    pub(super) output: PathBuf,

    /// What people decided: which actors and events are the same, and which are not
    #[arg(long, value_name = "FILE")]
    pub(super) corrections: Option<PathBuf>,
}

/// Show what every stage makes of a sentence, an article or a rule
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  diplograph explain \"Macron called Putin on Tuesday.\" --date 2025-07-03
  diplograph explain article.txt
  diplograph explain CONSULT-called
  pbpaste | diplograph explain -")]
pub(super) struct ExplainArgs {
    /// A sentence, a file, the id of a rule, or - for standard input
    #[arg(value_name = "INPUT")]
    pub(super) input: String,

    #[command(flatten)]
    pub(super) reading: ReadingArgs,
}

/// Parse text and write CoNLL-U
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  echo \"Macron called Putin.\" | diplograph parse -
  diplograph parse articles --output articles.conllu")]
pub(super) struct ParseArgs {
    /// Files and folders of articles; - is standard input
    #[arg(required = true, value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,

    /// File to write; - is standard output
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,

    /// How sentences are parsed
    #[arg(long, value_enum, default_value_t = EngineArg::Fast)]
    pub(super) engine: EngineArg,

    /// Threads to work on [default: all cores]
    #[arg(short, long, value_name = "N")]
    pub(super) jobs: Option<std::num::NonZeroUsize>,
}

/// Write completions for a shell
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  diplograph completions bash > ~/.local/share/bash-completion/completions/diplograph
  diplograph completions fish > ~/.config/fish/completions/diplograph.fish")]
pub(super) struct CompletionsArgs {
    /// For which shell
    #[arg(value_enum)]
    pub(super) shell: Shell,
}

/// Write the manual page
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  diplograph man > ~/.local/share/man/man1/diplograph.1
  diplograph man query talks | man -l -")]
pub(super) struct ManArgs {
    /// Of which command [default: all in one]
    #[arg(value_name = "COMMAND")]
    pub(super) command: Vec<String>,
}
