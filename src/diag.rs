//! What is odd in an article without being an error: collected, never printed by the library.

use crate::span::Span;
use serde::{Deserialize, Serialize};

/// One remark about an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// What was seen: lowercase, no full stop.
    pub message: String,
    /// Where in the text, if it has a place.
    pub span: Option<Span>,
}

/// A value together with the remarks made on the way to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warned<T> {
    /// The value.
    pub value: T,
    /// The remarks, in the order they were made.
    pub warnings: Vec<Diagnostic>,
}

impl<T> Warned<T> {
    /// A value about which nothing is odd.
    pub fn new(value: T) -> Self {
        Self {
            value,
            warnings: Vec::new(),
        }
    }

    /// Adds a remark.
    pub fn warn(&mut self, message: impl Into<String>, span: Option<Span>) {
        self.warnings.push(Diagnostic {
            message: message.into(),
            span,
        });
    }
}
