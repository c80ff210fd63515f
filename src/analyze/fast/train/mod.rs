//! Training of the fast engine.

pub mod lemma;
pub mod parser;
pub mod perceptron;
pub mod tagger;
pub mod treebank;
