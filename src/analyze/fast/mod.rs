//! The fast engine: tagger, transition parser, naming of relations and name finder, all linear models over hashed features.
//!
//! For millions of articles and for golden tests: integer weights make it the same on every machine, bit for bit. The hard decision:
//! each model takes what the one before it decided for granted, and only the parser keeps a few alternatives, which is what makes it an
//! order of magnitude faster than a network.

pub(crate) mod habit;
pub(crate) mod model;
pub(crate) mod names;
pub(crate) mod parser;
pub(crate) mod relations;
pub(crate) mod search;
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

/// Sentences that go from one model to the next together, because a model is faster while its own tables fill the processor's cache.
const STRIDE: usize = 64;

/// What lies between the models.
#[derive(Debug, Default)]
struct Room {
    sentences: Vec<Sentence>,
    beam: search::Beam,
    buffers: tagger::Buffers,
    names: names::Input,
    scratch: String,
}

/// What the models say of a sentence.
#[derive(Debug, Default)]
struct Sentence {
    words: Vec<Word>,
    tags: Vec<u8>,
    input: parser::Input,
    nodes: Vec<parser::Node>,
    relations: Vec<u8>,
    names: Vec<u8>,
}

impl FastEngine {
    /// Reads some sentences, model by model.
    fn read_some(&self, forms: &[&str], sentences: &[Range<usize>], room: &mut Room, reading: &mut Reading) {
        let model = &self.model;
        let Room {
            sentences: read,
            beam,
            buffers,
            names,
            scratch,
        } = room;
        read.resize_with(sentences.len(), Sentence::default);
        for (s, range) in read.iter_mut().zip(sentences) {
            s.words.clear();
            s.words
                .extend(forms[range.clone()].iter().map(|form| Word::new(form, &model.clusters, scratch)));
            tagger::tag(&model.tagger, &model.tag_habits, &s.words, buffers, &mut s.tags);
        }
        for s in read.iter_mut() {
            s.input.set(&s.words, &s.tags);
            model.parser.parse(&s.input, beam);
            std::mem::swap(&mut s.nodes, &mut beam.items[0].state.nodes);
        }
        for s in read.iter_mut() {
            let tree = relations::Tree {
                words: &s.words,
                input: &s.input,
                nodes: &s.nodes,
            };
            model.namer.name(&model.parser.arcs, tree, buffers, &mut s.relations);
        }
        for s in read.iter_mut() {
            names.set(&s.words, &s.tags, &s.nodes, &s.relations, &self.proper, &model.gazetteer);
            names::find(&model.names, names, buffers, &mut s.names);
        }
        for (s, range) in read.iter().zip(sentences) {
            self.tell(s, range.start, reading);
        }
    }

    /// Adds a sentence that begins at token `first`.
    fn tell(&self, s: &Sentence, first: usize, reading: &mut Reading) {
        const UNKNOWN: Tag = Tag {
            upos: Upos::X,
            xpos: Xpos::None,
        };
        for (i, &tag) in s.tags.iter().enumerate() {
            let head = s.nodes[i + 1].head as usize;
            let root = head == s.words.len() + 1;
            reading.tags.push(self.tags.get(usize::from(tag)).copied().unwrap_or(UNKNOWN));
            reading.arcs.push(Arc {
                head: (!root).then(|| TokenId::new(first + head - 1)),
                deprel: if root {
                    Deprel::Root
                } else {
                    self.labels[usize::from(s.relations[i])]
                },
            });
        }
        self.collect_names(&s.names, first, &mut reading.names);
    }
}

impl Engine for FastEngine {
    fn read(&self, forms: &[&str], sentences: &[Range<usize>]) -> Reading {
        let mut reading = Reading {
            tags: Vec::with_capacity(forms.len()),
            arcs: Vec::with_capacity(forms.len()),
            names: Vec::new(),
        };
        let mut room = Room::default();
        for sentences in sentences.chunks(STRIDE) {
            self.read_some(forms, sentences, &mut room, &mut reading);
        }
        reading
    }
}
