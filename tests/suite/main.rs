//! Tests of the whole crate from outside, one module per concern.

mod rules;
mod gazetteer;
