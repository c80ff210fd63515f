//! The accurate engine: a small encoder fine-tuned for tags, dependency trees and names at once.
//!
//! Tokens become wordpieces (`wordpiece`), wordpieces rows (`pack`), rows vectors (`network`), vectors trees (`tree`)
//! and names (`names`, `extent`). The weights come from `train/`, which says how to make them again. The hard decision: all
//! arithmetic scales are fixed in the model file, so an article's reading depends on that article alone.

mod extent;
mod labels;
mod names;
mod network;
mod pack;
mod relations;
mod tree;
mod wordpiece;

use super::{Arc, Engine, Reading, Tag};
use crate::document::{Deprel, NameSpan, Upos, Xpos};
use crate::error::{Error, ErrorKind, Result};
use crate::span::{TokenId, TokenRange};
use labels::{Labels, Wire};
use network::{Network, Outputs, Room, Weights};
use std::ops::Range;
use std::path::Path;

static GRAPH: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/data/model/accurate.onnx"));
static WEIGHTS: &[u8] = rten::include_external_data!("../../../data/model/accurate.data");
static LABELS: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/data/model/accurate.json"));
/// Sentences packed together: enough for full rows, few enough to keep memory flat on a text of any length.
const WINDOW: usize = 64;

/// The engine with its model.
#[derive(Debug)]
pub struct AccurateEngine {
    vocabulary: wordpiece::Vocabulary,
    labels: Labels,
    network: Network,
}

impl AccurateEngine {
    /// With the model inside this program.
    ///
    /// # Errors
    /// Where the model does not fit the program it was built into.
    pub fn new() -> Result<Self> {
        Self::from_parts(LABELS, GRAPH, Weights::Embedded(WEIGHTS))
    }

    /// With the model in `folder`: `accurate.onnx`, `accurate.data` and `accurate.json`.
    ///
    /// # Errors
    /// Where a file is missing or does not fit this program.
    pub fn open(folder: &Path) -> Result<Self> {
        let read = |name: &str| {
            let path = folder.join(name);
            std::fs::read(&path).map_err(|e| Error::io(&path, e))
        };
        let labels = String::from_utf8_lossy(&read("accurate.json")?).into_owned();
        Self::from_parts(&labels, &read("accurate.onnx")?, Weights::Read(read("accurate.data")?))
    }

    fn from_parts(labels: &str, graph: &[u8], weights: Weights) -> Result<Self> {
        let damaged = |e: serde_json::Error| Error::new(ErrorKind::Data, "data/model/accurate.json is damaged; restore it").because(e);
        let wire: Wire = serde_json::from_str(labels).map_err(damaged)?;
        Ok(Self {
            vocabulary: wordpiece::Vocabulary::new(wire.pieces.iter().map(String::as_str)),
            labels: Labels::new(&wire)?,
            network: Network::new(graph, weights)?,
        })
    }

    /// Reads some sentences into `reading`.
    fn read_window(&self, forms: &[&str], sentences: &[Range<usize>], room: &mut Room, reading: &mut Reading) -> Result<()> {
        let mut stretches = Vec::new();
        for sentence in sentences {
            pack::stretches(&self.vocabulary, forms, sentence.clone(), &mut stretches);
        }
        for batch in pack::batches(&stretches) {
            let outputs = self.network.run(&batch, room)?;
            let mut from = 0;
            for tokens in &batch.stretches {
                self.read_stretch(forms, &outputs, from, batch.first.len(), tokens.clone(), reading);
                from += tokens.len();
            }
        }
        for sentence in sentences {
            join_roots(&mut reading.arcs, sentence.clone());
        }
        Ok(())
    }

    /// Reads off one stretch, whose tokens stand at `from` in the outputs; `root` is the root's row.
    fn read_stretch(&self, forms: &[&str], out: &Outputs, from: usize, root: usize, tokens: Range<usize>, reading: &mut Reading) {
        let n = tokens.len();
        let row = |head: usize| if head == 0 { root } else { from + head - 1 };
        let arc_heads: Vec<&[f32]> = (0..=n).map(|h| out.arc_head.row(row(h))).collect();
        let scores = tree::Scores::new(n, |d, scores| dots(out.arc_dep.row(from + d), &arc_heads, scores));
        let heads = scores.best_tree();
        let scored: Vec<Vec<f32>> = heads
            .iter()
            .enumerate()
            .map(|(d, head)| self.relation_scores(out.rel_dep.row(from + d), out.rel_head.row(row(*head)), *head == 0))
            .collect();
        let relations = relations::choose(&self.labels.rels, &heads, &scored);
        for (d, (head, deprel)) in heads.into_iter().zip(relations).enumerate() {
            let at = tokens.start + d;
            reading.tags[at] = self.labels.tags[out.tag.best(from + d)];
            reading.arcs[at] = Arc {
                head: (head > 0).then(|| TokenId::new(tokens.start + head - 1)),
                deprel,
            };
        }
        let rows: Vec<&[f32]> = (0..n).map(|d| out.names.row(from + d)).collect();
        let words = extent::Words {
            forms: &forms[tokens.clone()],
            tags: &reading.tags[tokens.clone()],
            arcs: &reading.arcs[tokens.clone()],
            first: tokens.start,
        };
        let found = words.settle(names::find(&self.labels.names, &rows, |t| words.joined(t)));
        for (title, name) in words.parted_titles(&found) {
            entitle(&mut reading.arcs, tokens.clone(), tokens.start + title, tokens.start + name);
        }
        let found = found.into_iter().map(|(first, last, kind)| NameSpan {
            tokens: TokenRange::new(tokens.start + first, tokens.start + last),
            kind,
        });
        reading.names.extend(found);
    }

    /// The score of every relation between a dependent and its head; the root's is `root` and no other's.
    fn relation_scores(&self, dependent: &[f32], head: &[f32], is_root: bool) -> Vec<f32> {
        // Each relation has one number a dimension of the head, then a constant.
        let width = head.len() + 1;
        let sides: Vec<&[f32]> = dependent.chunks_exact(width).map(|side| &side[..head.len()]).collect();
        let mut scores = vec![0.0; sides.len()];
        dots(head, &sides, &mut scores);
        for ((score, side), rel) in scores.iter_mut().zip(dependent.chunks_exact(width)).zip(&self.labels.rels) {
            *score = if (*rel == Deprel::Root) == is_root {
                *score + side[head.len()]
            } else {
                f32::NEG_INFINITY
            };
        }
        scores
    }
}

impl Engine for AccurateEngine {
    fn read(&self, forms: &[&str], sentences: &[Range<usize>]) -> Reading {
        let mut reading = Reading {
            tags: vec![
                Tag {
                    upos: Upos::X,
                    xpos: Xpos::None
                };
                forms.len()
            ],
            arcs: vec![
                Arc {
                    head: None,
                    deprel: Deprel::Root
                };
                forms.len()
            ],
            names: Vec::new(),
        };
        let mut room = Room::default();
        for window in sentences.chunks(WINDOW) {
            // The shapes fed in are the model's own, so a refusal is a fault of this program and not of the text.
            self.read_window(forms, window, &mut room, &mut reading)
                .expect("the embedded model runs on any batch");
        }
        reading.names.sort_by_key(|n| n.tokens);
        // What lies between the sentences asked for was not read.
        let read: Vec<usize> = sentences.iter().cloned().flatten().collect();
        if read.len() < forms.len() {
            reading.tags = read.iter().map(|at| reading.tags[*at]).collect();
            reading.arcs = read.iter().map(|at| reading.arcs[*at]).collect();
        }
        reading
    }
}

/// Hangs a title on the name behind it, which takes its preposition, and its place where that is a subject's or an object's.
fn entitle(arcs: &mut [Arc], stretch: Range<usize>, title: usize, name: usize) {
    let [title_id, name_id] = [title, name].map(TokenId::new);
    if matches!(arcs[title].deprel, Deprel::Nsubj | Deprel::NsubjPass | Deprel::Obj) {
        arcs[name].deprel = arcs[title].deprel;
    }
    for arc in &mut arcs[stretch] {
        if arc.head == Some(title_id) && arc.deprel == Deprel::Case {
            arc.head = Some(name_id);
        }
    }
    arcs[title] = Arc {
        head: Some(name_id),
        deprel: Deprel::NmodDesc,
    };
}

/// Hangs the later stretches of a cut sentence on the first one's root.
fn join_roots(arcs: &mut [Arc], sentence: Range<usize>) {
    let mut first = None;
    for at in sentence {
        match first {
            _ if arcs[at].head.is_some() => {}
            None => first = Some(TokenId::new(at)),
            Some(_) => {
                arcs[at] = Arc {
                    head: first,
                    deprel: Deprel::Parataxis,
                }
            }
        }
    }
}

/// The dot products of one vector with many of its length.
fn dots(a: &[f32], all: &[&[f32]], out: &mut [f32]) {
    let (fours, rest) = all.as_chunks::<4>();
    let (outs, last) = out.as_chunks_mut::<4>();
    for (four, out) in fours.iter().zip(outs) {
        *out = dot(a, *four);
    }
    for (b, out) in rest.iter().zip(last) {
        [*out] = dot(a, [b]);
    }
}

/// The dot products with `N` vectors at once, each in four running sums so that the compiler can use vectors.
fn dot<const N: usize>(a: &[f32], all: [&[f32]; N]) -> [f32; N] {
    let mut sums = [[0f32; 4]; N];
    let (heads, rest) = a.as_chunks::<4>();
    let whole = heads.len() * 4;
    let all = all.map(|b| (b.as_chunks::<4>().0, &b[whole.min(b.len())..]));
    for (i, x) in heads.iter().enumerate() {
        for (sums, (b, _)) in sums.iter_mut().zip(&all) {
            let y = &b[i];
            for k in 0..4 {
                sums[k] += x[k] * y[k];
            }
        }
    }
    let mut out = [0.0; N];
    for ((out, sums), (_, tail)) in out.iter_mut().zip(&sums).zip(&all) {
        *out = sums.iter().sum::<f32>() + rest.iter().zip(*tail).map(|(x, y)| x * y).sum::<f32>();
    }
    out
}
