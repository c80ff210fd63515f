//! Loads, checks and indexes the data files: at present the gazetteer, the table of everybody and everything known.
//!
//! Knowledge group of the module order: uses only the nouns. The hard decision: what is embedded in the program,
//! what lies in a directory and what a user adds by hand all go through one parser, so they can be wrong in one way only.

mod entry;
pub mod fold;
mod gazetteer;
mod holders;
mod index;
mod lexicon;
mod office;
mod table;

pub use entry::{AliasFlags, Entry, EntryIdx, EntryKind, Gender, Term, Until};
pub use gazetteer::{Alias, Gazetteer, Hit, longest};
pub use index::CaseMatch;
pub use lexicon::{ActorNoun, Home, Lexicon, NounKind, Person, Pronoun, PronounUse};
pub use office::{Holding, Office, OfficeWord};
pub use table::Slice;
