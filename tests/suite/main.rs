//! Tests of the whole crate from outside, one module per concern.

mod architecture;
mod cli;
mod gazetteer;
mod ingest;
mod readme;
mod rules;
mod support;
