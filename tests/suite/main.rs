//! Tests of the whole crate from outside, one module per concern.

mod architecture;
mod cli;
mod details;
mod gate;
mod gazetteer;
mod golden;
mod ingest;
mod properties;
mod readme;
mod rules;
mod samples;
mod support;
