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
    Add(AddArgs),
    Remove(RemoveArgs),
    #[command(subcommand)]
    Query(QueryCommand),
    Export(ExportArgs),
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
    #[arg(long, value_enum, default_value_t = EngineArg::Accurate)]
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

/// Where the graph is kept, and where its files go.
#[derive(Debug, Args)]
pub(super) struct PlaceArgs {
    /// Folder for graph.json, graph.dot and graph.svg
    #[arg(short, long, value_name = "DIR", default_value = "output")]
    pub(super) output: PathBuf,

    /// Database of articles, records and the graph [default: diplograph.db in the output folder]
    #[arg(long, value_name = "FILE")]
    pub(super) store: Option<PathBuf>,

    /// What people decided: which actors and events are the same, and which are not [default: corrections.txt beside
    /// the store, if it is there]
    #[arg(long, value_name = "FILE")]
    pub(super) corrections: Option<PathBuf>,
}

/// Read articles and build the graph: JSON, DOT, a picture and a summary
///
/// Articles are plain text, Markdown with front matter, web pages, JSON, JSON lines or CSV, as files or folders of them.
/// Files called README and hidden files are passed over. An article that cannot be read is named and skipped.
/// The store afterwards holds these articles and no others; those it knew already are not read again.
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

    #[command(flatten)]
    pub(super) place: PlaceArgs,

    #[command(flatten)]
    pub(super) reading: ReadingArgs,
}

/// Read further articles into the graph that `build` made
///
/// An article that is there already, under the same id, is replaced if it changed.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  diplograph add tomorrow.jsonl --output output")]
pub(super) struct AddArgs {
    /// Files and folders of articles; - is standard input
    #[arg(required = true, value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,

    #[command(flatten)]
    pub(super) place: PlaceArgs,

    #[command(flatten)]
    pub(super) reading: ReadingArgs,
}

/// Take articles out of the graph
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  diplograph remove putin-trump-call-moscow.txt --output output
  diplograph remove https://example.org/story --output output")]
pub(super) struct RemoveArgs {
    /// Ids of articles, as records and graph.json have them
    #[arg(required = true, value_name = "ARTICLE")]
    pub(super) articles: Vec<String>,

    #[command(flatten)]
    pub(super) place: PlaceArgs,
}

/// Ask the graph: who talked to whom, what is known of an actor, why an event is one
#[derive(Debug, Subcommand)]
pub(super) enum QueryCommand {
    Talks(TalksArgs),
    Actor(ActorArgs),
    Why(WhyArgs),
}

/// Who talked to whom, when, how, about what
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  diplograph query talks --actor Putin --with Trump
  diplograph query talks --since 2025-07-01 --until 2025-07-31 --mode phone
  diplograph query talks --topic Ukraine --status planned --evidence
  diplograph query talks --format csv > talks.csv")]
pub(super) struct TalksArgs {
    /// Somebody who took part: a name, a surname or an id
    #[arg(long, value_name = "NAME")]
    pub(super) actor: Option<String>,

    /// Somebody else who took part
    #[arg(long, value_name = "NAME")]
    pub(super) with: Option<String>,

    /// Not over before this day
    #[arg(long, value_name = "DATE")]
    pub(super) since: Option<String>,

    /// Begun by this day
    #[arg(long, value_name = "DATE")]
    pub(super) until: Option<String>,

    /// How: phone, visit, multilateral or third-party
    #[arg(long, value_name = "MODE")]
    pub(super) mode: Option<String>,

    /// Words of what was talked about
    #[arg(long, value_name = "WORDS")]
    pub(super) topic: Option<String>,

    /// happened, planned, hypothetical or denied
    #[arg(long, value_name = "STATUS")]
    pub(super) status: Option<String>,

    /// Show the sentence that proves each row
    #[arg(long)]
    pub(super) evidence: bool,

    #[command(flatten)]
    pub(super) answer: AnswerArgs,
}

/// What is known of an actor: offices, names, events, and with whom
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  diplograph query actor Macron
  diplograph query actor \"Vladimir Putin\" --format json")]
pub(super) struct ActorArgs {
    /// A name, a surname or an id
    #[arg(value_name = "NAME")]
    pub(super) name: String,

    #[command(flatten)]
    pub(super) answer: AnswerArgs,
}

/// Why reports were taken for one event, and what was kept apart from it
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  diplograph query talks --actor Putin --format csv      shows the ids of events
  diplograph query why event:0123456789abcdef")]
pub(super) struct WhyArgs {
    /// Id of an event
    #[arg(value_name = "EVENT")]
    pub(super) event: String,

    /// Database that build made
    #[arg(long, value_name = "FILE", default_value = "output/diplograph.db")]
    pub(super) store: PathBuf,
}

/// Where to ask, and the shape of the answer.
#[derive(Debug, Args)]
pub(super) struct AnswerArgs {
    /// Database that build made
    #[arg(long, value_name = "FILE", default_value = "output/diplograph.db")]
    pub(super) store: PathBuf,

    /// Shape of the answer
    #[arg(short, long, value_enum, default_value_t = AnswerFormat::Table)]
    pub(super) format: AnswerFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum AnswerFormat {
    /// For people
    Table,
    /// All fields
    Json,
    /// One row an answer
    Csv,
}

/// Write the graph in another format, or draw it
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  diplograph export --format svg --output graph.svg
  diplograph export --format png --output graph.png
  diplograph export --format svg --engine dot > graph.svg      drawn by Graphviz, where it is installed
  diplograph export --format json | jq .nodes
  diplograph export --format cameo > events.tsv      for those who work with PETRARCH's or ICEWS' tables")]
pub(super) struct ExportArgs {
    /// What to write: json, dot, svg, png; plover or cameo, from the single reports [default: by the ending of the
    /// output file]
    #[arg(short, long, value_name = "FORMAT")]
    pub(super) format: Option<String>,

    /// File to write; - is standard output
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,

    /// Who draws a picture
    #[arg(long, value_enum, default_value_t = Drawer::Own)]
    pub(super) engine: Drawer,

    /// Database that build made
    #[arg(long, value_name = "FILE", default_value = "output/diplograph.db")]
    pub(super) store: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Drawer {
    /// diplograph itself: the same picture on every machine
    Own,
    /// Graphviz, where it is installed
    Dot,
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

    /// The input is CoNLL-U: parsed already, by `parse` or by others
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
    /// PLOVER records, one a line, by PLOVER's own conventions
    Plover,
    /// A table of dyads with CAMEO codes, one pair a row
    Cameo,
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
///
/// Title, date, source and address of an article stand behind its `# newdoc`, where `extract --parsed` finds them again.
/// A sentence of more than 250 tokens is parsed in pieces; all but the last are marked `# cut = yes`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  echo \"Macron called Putin.\" | diplograph parse -
  diplograph parse articles --output articles.conllu
  diplograph parse archive --engine fast --output archive.conllu      five times as fast")]
pub(super) struct ParseArgs {
    /// Files and folders of articles; - is standard input
    #[arg(required = true, value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,

    /// File to write; - is standard output
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,

    /// How sentences are parsed
    #[arg(long, value_enum, default_value_t = EngineArg::Accurate)]
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
