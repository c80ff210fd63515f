//! Tests of the whole crate from outside, one module per concern.

mod gazetteer;
mod rules;
