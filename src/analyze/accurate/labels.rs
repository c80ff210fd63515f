//! What the network's outputs mean: tags, relations and name labels.
//!
//! Read from `data/model/accurate.json`, which the exporter writes beside the weights. The hard decision: a label that
//! this crate has no name for is an error at loading, not a silent `X` in every later document.

use super::super::Tag;
use crate::document::{Deprel, NameKind};
use crate::error::{Error, ErrorKind, Result};
use serde::Deserialize;

/// The file as written.
#[derive(Debug, Deserialize)]
pub(super) struct Wire {
    tags: Vec<String>,
    rels: Vec<String>,
    names: Vec<String>,
    /// The vocabulary in id order.
    pub(super) pieces: Vec<String>,
}

/// All label lists, in the order of the network's outputs.
#[derive(Debug)]
pub(super) struct Labels {
    pub(super) tags: Vec<Tag>,
    pub(super) rels: Vec<Deprel>,
    pub(super) names: Vec<NameLabel>,
}

/// Outside, begin or inside of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NameLabel {
    Outside,
    Begin(NameKind),
    Inside(NameKind),
}

impl Labels {
    /// Takes the lists apart.
    pub(super) fn new(wire: &Wire) -> Result<Self> {
        let unknown = |what: &str, text: &String| {
            Error::new(
                ErrorKind::Data,
                format!("unknown {what} {text:?} in data/model/accurate.json; restore the file"),
            )
        };
        let tags = wire
            .tags
            .iter()
            .map(|t| tag(t).ok_or_else(|| unknown("tag", t)))
            .collect::<Result<_>>()?;
        let names = wire.names.iter().map(|n| name_label(n).ok_or_else(|| unknown("name label", n)));
        Ok(Self {
            tags,
            rels: wire.rels.iter().map(|r| Deprel::read(r)).collect(),
            names: names.collect::<Result<_>>()?,
        })
    }
}

fn tag(text: &str) -> Option<Tag> {
    let (upos, xpos) = text.split_once('|')?;
    Some(Tag {
        upos: upos.parse().ok()?,
        xpos: xpos.parse().ok()?,
    })
}

fn name_label(text: &str) -> Option<NameLabel> {
    match text.split_once('-') {
        None => (text == "O").then_some(NameLabel::Outside),
        Some(("B", kind)) => kind.parse().ok().map(NameLabel::Begin),
        Some(("I", kind)) => kind.parse().ok().map(NameLabel::Inside),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags() {
        assert_eq!(tag("NOUN|NNS").map(|t| (t.upos.as_str(), t.xpos.as_str())), Some(("NOUN", "NNS")));
        assert_eq!(tag("NOUN"), None);
        assert_eq!(tag("NOUN|NNX"), None);
    }

    #[test]
    fn name_labels() {
        assert_eq!(name_label("O"), Some(NameLabel::Outside));
        assert_eq!(name_label("B-LOC"), Some(NameLabel::Begin(NameKind::Place)));
        assert_eq!(name_label("Z-LOC"), None);
    }
}
