//! diplograph builds knowledge graphs of diplomatic events from news articles.
//!
//! Data flows one way: article → document → mentions → chains → entities → events → graph → query and export.
//! The modules below stand in that order; each uses only those above it.

pub mod analyze;
pub mod conllu;
pub mod coref;
pub mod diag;
pub mod document;
pub mod error;
pub mod event;
pub mod export;
pub mod graph;
pub mod ingest;
pub mod link;
pub mod mention;
pub mod ontology;
pub mod pipeline;
pub mod query;
pub mod record;
pub mod resources;
pub mod rule;
pub mod span;
pub mod store;
pub mod temporal;

/// The README's example compiles and runs.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

// The made-up news of the benches is used by unit tests too.
#[cfg(test)]
extern crate self as diplograph;

pub use document::{Article, Document};
pub use error::{Error, Result};
pub use record::EventRecord;
