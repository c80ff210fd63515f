//! Measures an analyzer against treebanks: tags, lemmas, attachment, core arguments, names, and all of it from raw text.
//!
//! For tests and for the table of figures; nothing in the pipeline uses it. The hard decision: figures are counted as the Universal
//! Dependencies shared tasks count them (subtypes stripped, punctuation counted, spans compared by characters that are not white space),
//! so that they stand beside published ones.

use super::Analyzer;
use crate::conllu;
use crate::document::{Article, Deprel, Document, NameKind};
use crate::error::Result;
use crate::span::{ArticleId, Span};
use std::collections::{BTreeMap, BTreeSet};

/// Right, predicted and gold counts of one kind of thing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// Found and right.
    pub right: usize,
    /// Found.
    pub found: usize,
    /// In the gold.
    pub gold: usize,
}

impl Count {
    /// F1 in percent; 100 where there was nothing to find and nothing was found.
    #[must_use]
    pub fn f1(self) -> f64 {
        let sum = self.found + self.gold;
        if sum == 0 { 100.0 } else { 200.0 * self.right as f64 / sum as f64 }
    }

    fn add(&mut self, right: bool, found: bool, gold: bool) {
        self.right += usize::from(right);
        self.found += usize::from(found);
        self.gold += usize::from(gold);
    }
}

/// The figures of one analyzer on one treebank.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Scores {
    /// Sentence boundaries.
    pub sentences: Count,
    /// Token boundaries.
    pub tokens: Count,
    /// Universal tags.
    pub upos: Count,
    /// Penn tags.
    pub xpos: Count,
    /// Lemmas.
    pub lemmas: Count,
    /// Heads.
    pub uas: Count,
    /// Heads with relations, subtypes stripped.
    pub las: Count,
    /// Core arguments and obliques: head and relation.
    pub core: Count,
}

/// The relation under which a word counts as a core argument, if it does.
fn core(deprel: Deprel) -> Option<Deprel> {
    match deprel {
        Deprel::NsubjPass => Some(Deprel::NsubjPass),
        other => match other.base() {
            base @ (Deprel::Nsubj | Deprel::Obj | Deprel::Iobj | Deprel::Obl | Deprel::Ccomp | Deprel::Xcomp) => Some(base),
            _ => None,
        },
    }
}

/// Scores `analyzer` on CoNLL-U text, with the gold sentences and tokens or from raw text. `keep` chooses sentences by their `sent_id`.
///
/// # Errors
/// Where the CoNLL-U text is malformed.
pub fn score(analyzer: &Analyzer, conllu: &str, raw: bool, keep: impl Fn(&str) -> bool) -> Result<Scores> {
    let mut scores = Scores::default();
    for gold in conllu::read(&kept(conllu, keep))? {
        let article = gold.article.clone();
        let found = if raw {
            analyzer.analyze(&article)
        } else {
            let spans: Vec<Span> = gold.tokens.iter().map(|t| t.span).collect();
            let sentences: Vec<_> = gold.sentences.iter().map(|s| s.tokens.range()).collect();
            analyzer.analyze_tokens(article, &spans, &sentences)
        };
        compare(&gold, &found, &mut scores);
    }
    Ok(scores)
}

/// The sentences whose `sent_id` is kept, as one document: running text, whose breaks the splitter must find.
fn kept(conllu: &str, keep: impl Fn(&str) -> bool) -> String {
    let mut out = String::with_capacity(conllu.len());
    for block in conllu.split("\n\n") {
        let id = block.lines().find_map(|l| l.strip_prefix("# sent_id = ")).unwrap_or("");
        if keep(id) {
            for line in block.lines().filter(|l| !l.starts_with("# newdoc")) {
                out.push_str(line);
                out.push('\n');
            }
            out.push('\n');
        }
    }
    out
}

/// Character offsets without white space of every byte boundary.
fn dense_offsets(text: &str) -> Vec<u32> {
    let mut offsets = vec![0; text.len() + 1];
    let mut count = 0;
    for (at, c) in text.char_indices() {
        offsets[at..at + c.len_utf8()].fill(count);
        count += u32::from(!c.is_whitespace());
    }
    offsets[text.len()] = count;
    offsets
}

fn compare(gold: &Document, found: &Document, scores: &mut Scores) {
    let offsets = dense_offsets(gold.text());
    let place = |span: Span| (offsets[span.start as usize], offsets[span.end as usize]);
    let spans = |doc: &Document| -> BTreeSet<_> { doc.sentences.iter().map(|s| place(s.span)).collect() };
    let (gold_sentences, found_sentences) = (spans(gold), spans(found));
    scores.sentences.gold += gold_sentences.len();
    scores.sentences.found += found_sentences.len();
    scores.sentences.right += gold_sentences.intersection(&found_sentences).count();
    // Words that share one place (an empty part of a shared surface word) are told apart by their order there.
    let places = |doc: &Document| -> Vec<(u32, u32, u32)> {
        let mut seen: BTreeMap<(u32, u32), u32> = BTreeMap::new();
        let place = doc.tokens.iter().map(|t| {
            let (start, end) = place(t.span);
            let nth = seen.entry((start, end)).or_default();
            *nth += 1;
            (start, end, *nth)
        });
        place.collect()
    };
    let (gold_places, found_places) = (places(gold), places(found));
    let by_place: BTreeMap<_, usize> = gold_places.iter().enumerate().map(|(i, p)| (*p, i)).collect();
    let totals = [
        &mut scores.tokens,
        &mut scores.upos,
        &mut scores.xpos,
        &mut scores.lemmas,
        &mut scores.uas,
        &mut scores.las,
    ];
    for count in totals {
        count.gold += gold.tokens.len();
        count.found += found.tokens.len();
    }
    scores.core.gold += gold.tokens.iter().filter(|t| core(t.deprel).is_some()).count();
    scores.core.found += found.tokens.iter().filter(|t| core(t.deprel).is_some()).count();
    for (token, at) in found.tokens.iter().zip(&found_places) {
        let Some(&i) = by_place.get(at) else { continue };
        let truth = &gold.tokens[i];
        scores.tokens.right += 1;
        scores.upos.right += usize::from(token.upos == truth.upos);
        scores.xpos.right += usize::from(token.xpos == truth.xpos);
        scores.lemmas.right += usize::from(token.lemma == truth.lemma || truth.lemma == "_");
        let head = token.head.map(|h| found_places[h.index()]);
        let attached = head == truth.head.map(|h| gold_places[h.index()]);
        scores.uas.right += usize::from(attached);
        scores.las.right += usize::from(attached && token.deprel.base() == truth.deprel.base());
        scores.core.right += usize::from(attached && core(token.deprel).is_some() && core(token.deprel) == core(truth.deprel));
    }
}

/// Name spans, whatever their type, and by type (persons, organisations, places).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct NameScores {
    /// Spans alone.
    pub untyped: Count,
    /// Spans with their type.
    pub typed: Count,
}

/// One sentence of a `.ner` file: forms, and its names as word ranges with types.
type NerSentence = (Vec<String>, Vec<(usize, usize, NameKind)>);

/// Reads tab-separated forms and `B-`/`I-` labels, a blank line between sentences.
fn read_ner(text: &str) -> Vec<NerSentence> {
    let mut sentences: Vec<NerSentence> = Vec::new();
    let mut current: NerSentence = Default::default();
    for line in text.lines().chain([""]) {
        let Some((form, label)) = line.split_once('\t') else {
            if !current.0.is_empty() {
                sentences.push(std::mem::take(&mut current));
            }
            continue;
        };
        let at = current.0.len();
        current.0.push(form.to_owned());
        if let Some(kind) = label.get(2..).and_then(|k| k.trim().parse().ok()) {
            match current.1.last_mut() {
                Some(last) if label.starts_with('I') && last.1 == at => last.1 = at + 1,
                _ => current.1.push((at, at + 1, kind)),
            }
        }
    }
    sentences
}

/// Scores names on a `.ner` file, on its own tokens and sentences.
#[must_use]
pub fn score_names(analyzer: &Analyzer, ner: &str) -> NameScores {
    let mut scores = NameScores::default();
    for (forms, gold) in read_ner(ner) {
        let mut text = String::new();
        let mut spans = Vec::new();
        for form in &forms {
            if !text.is_empty() {
                text.push(' ');
            }
            spans.push(Span::new(text.len(), text.len() + form.len()));
            text.push_str(form);
        }
        let article = Article {
            id: ArticleId::new("ner"),
            title: None,
            text: text.into(),
            published: None,
            source: None,
            url: None,
        };
        let doc = analyzer.analyze_tokens(article, &spans, std::slice::from_ref(&(0..spans.len())));
        let wanted = doc.names.iter().filter(|n| n.kind != NameKind::Other);
        let found: BTreeSet<_> = wanted.map(|n| (n.tokens.start.index(), n.tokens.end.index(), n.kind)).collect();
        let bare = |set: &BTreeSet<(usize, usize, NameKind)>| -> BTreeSet<(usize, usize)> { set.iter().map(|n| (n.0, n.1)).collect() };
        let gold: BTreeSet<_> = gold.into_iter().collect();
        for name in &found {
            scores.typed.add(gold.contains(name), true, false);
            scores.untyped.add(bare(&gold).contains(&(name.0, name.1)), true, false);
        }
        scores.typed.gold += gold.len();
        scores.untyped.gold += gold.len();
    }
    scores
}
