//! The fast engine: perceptron tagger, transition parser and name finder over hashed features.
//!
//! For millions of articles and for golden tests: integer weights make it the same on every machine, bit for bit. The hard decision:
//! tags and names are decided once and for all, and only the parser looks at a few alternatives, which is what makes it an order of
//! magnitude faster than a network.

pub(crate) mod habit;
pub(crate) mod model;
pub(crate) mod names;
pub(crate) mod parser;
pub(crate) mod tagger;
#[cfg(feature = "train")]
pub mod train;
pub(crate) mod weights;
pub(crate) mod word;

use super::{Arc, Engine, Reading, Tag};
use crate::document::{Deprel, NameKind, NameSpan, Upos, Xpos};
use crate::error::{Error, ErrorKind, Result};
use crate::span::{TokenId, TokenRange};
use model::Model;
use std::ops::Range;
use word::Word;

/// The fast engine.
#[derive(Debug)]
pub struct FastEngine {
    model: Model,
    tags: Vec<Tag>,
    labels: Vec<Deprel>,
    kinds: Vec<NameKind>,
    /// Whether each tag is a proper noun.
    proper: Vec<bool>,
}

impl FastEngine {
    /// From a model file's bytes.
    ///
    /// # Errors
    /// Where the bytes are no model, or a model of another version.
    pub fn new(bytes: &[u8]) -> Result<Self> {
        let model = Model::read(bytes).map_err(|reason| {
            Error::new(
                ErrorKind::Data,
                format!("{reason}; train it again with `cargo run --release --features train --example train_fast`"),
            )
        })?;
        let tags = model.tags.iter().map(|tag| {
            let (upos, xpos) = tag.split_once('|').unwrap_or((tag, "_"));
            Ok(Tag {
                upos: upos.parse()?,
                xpos: xpos.parse().unwrap_or(Xpos::None),
            })
        });
        let tags = tags.collect::<Result<Vec<Tag>>>()?;
        let labels = model.labels.iter().map(|l| Deprel::read(l)).collect();
        let kinds = model.kinds.iter().map(|k| k.parse()).collect::<Result<Vec<NameKind>>>()?;
        let proper = tags
            .iter()
            .map(|t| t.upos == Upos::Propn || matches!(t.xpos, Xpos::Nnp | Xpos::Nnps))
            .collect();
        Ok(Self {
            model,
            tags,
            labels,
            kinds,
            proper,
        })
    }
}

impl FastEngine {
    /// Turns name labels of a sentence that begins at token `first` into spans.
    fn collect_names(&self, labels: &[u8], first: usize, names: &mut Vec<NameSpan>) {
        for (i, &label) in labels.iter().enumerate().filter(|(_, l)| **l != names::NONE) {
            let at = first + i;
            let Some(&kind) = self.kinds.get(usize::from(label - 1) / 2) else {
                continue;
            };
            match names.last_mut() {
                Some(last) if label % 2 == 0 && last.tokens.end.index() == at => last.tokens.end = TokenId::new(at + 1),
                _ => names.push(NameSpan {
                    tokens: TokenRange::new(at, at + 1),
                    kind,
                }),
            }
        }
    }
}

impl Engine for FastEngine {
    fn read(&self, forms: &[&str], sentences: &[Range<usize>]) -> Reading {
        let mut reading = Reading {
            tags: Vec::with_capacity(forms.len()),
            arcs: Vec::with_capacity(forms.len()),
            names: Vec::new(),
        };
        let mut scratch = String::new();
        let mut words: Vec<Word> = Vec::new();
        let mut tags = Vec::new();
        let mut buffers = tagger::Buffers::default();
        let mut input = parser::Input::default();
        let mut beam = parser::Beam::default();
        let mut name_input = names::Input::default();
        let mut labels = Vec::new();
        for range in sentences {
            words.clear();
            words.extend(
                forms[range.clone()]
                    .iter()
                    .map(|f| Word::new(f, &self.model.clusters, &mut scratch)),
            );
            tagger::tag(&self.model.tagger, &self.model.tag_habits, &words, &mut buffers, &mut tags);
            input.set(&words, &tags);
            parser::parse(
                &self.model.parser,
                self.labels.len(),
                &input,
                self.model.search,
                &mut beam,
                &mut buffers,
            );
            let state = &beam.items[0].state;
            for (i, &tag) in tags.iter().enumerate() {
                let node = &state.nodes[i + 1];
                let root = node.head as usize == words.len() + 1;
                reading.tags.push(self.tags.get(usize::from(tag)).copied().unwrap_or(Tag {
                    upos: Upos::X,
                    xpos: Xpos::None,
                }));
                reading.arcs.push(Arc {
                    head: (!root).then(|| TokenId::new(range.start + node.head as usize - 1)),
                    deprel: if root { Deprel::Root } else { self.labels[usize::from(node.label)] },
                });
            }
            name_input.set(&words, &tags, &state.nodes, &self.proper, &self.model.gazetteer);
            names::find(&self.model.names, &name_input, &mut buffers, &mut labels);
            self.collect_names(&labels, range.start, &mut reading.names);
        }
        reading
    }
}
