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
pub mod link;
pub mod mention;
pub mod export;
pub mod graph;
pub mod ontology;
pub mod pipeline;
pub mod record;
pub mod resources;
pub mod rule;
pub mod span;
pub mod temporal;

pub mod query;
pub mod store;

pub use document::{Article, Document};
pub use error::{Error, Result};
pub use record::EventRecord;
