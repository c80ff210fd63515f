//! The linguistic layer: article to document, with sentences, tokens, tags, lemmas, dependency parse and names.
//!
//! Sentences, tokens and lemmas are made here, the same for every engine; an [`Engine`] reads the tokens and says tags, heads and names.
//! The hard decision: an engine sees nothing but token strings and sentence ranges, so that engines can be swapped, compared on gold
//! tokens, and trusted to depend on nothing but the article.

mod abbreviation;
#[cfg(feature = "accurate")]
pub mod accurate;
pub mod fast;
mod gate;
pub mod lemma;
pub mod score;
mod sentence;
mod token;

pub use gate::Gate;
pub use sentence::{MAX_SENTENCE, Piece, split};
pub use token::{MAX_TOKEN, tokenize};

use crate::diag::Diagnostic;
use crate::document::{Article, Deprel, Document, NameSpan, Sentence, Token, Upos, Xpos};
use crate::error::{self, Error, ErrorKind};
use crate::ontology::closed_enum;
use crate::span::{Span, TokenId, TokenRange};
use lemma::Lemmatiser;
use smol_str::SmolStr;
use std::borrow::Cow;
use std::ops::Range;
use std::path::PathBuf;

closed_enum! {
    /// The engines there are.
    EngineKind { Fast = "fast", Accurate = "accurate" }
}

/// Part of speech of one token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tag {
    /// Universal part of speech.
    pub upos: Upos,
    /// Penn Treebank tag.
    pub xpos: Xpos,
}

/// Syntactic head of one token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arc {
    /// Position of the head among all the forms given, in the same sentence; `None` for the root.
    pub head: Option<TokenId>,
    /// Relation to it.
    pub deprel: Deprel,
}

/// What an engine says of an article's tokens.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// One tag a token.
    pub tags: Vec<Tag>,
    /// One arc a token; the arcs of a sentence form a tree.
    pub arcs: Vec<Arc>,
    /// Names, in text order, not overlapping, each inside a sentence.
    pub names: Vec<NameSpan>,
}

/// Turns sentences of token strings into tags, heads, relations and names.
pub trait Engine: std::fmt::Debug + Send + Sync {
    /// Reads sentences of one article: `forms` are all its tokens, `sentences` ranges of them, in order. What is read of other
    /// tokens is left out.
    ///
    /// The result may depend on nothing but the arguments.
    fn read(&self, forms: &[&str], sentences: &[Range<usize>]) -> Reading;
}

/// Turns articles into documents.
#[derive(Debug)]
pub struct Analyzer {
    engine: Box<dyn Engine>,
    /// What reads the sentences of no interest, where `engine` is a slow one.
    skimmer: Option<fast::FastEngine>,
    lemmatiser: Lemmatiser,
}

impl Analyzer {
    /// With the engine of this kind.
    ///
    /// # Errors
    /// Where its model cannot be found or read.
    pub fn new(kind: EngineKind) -> error::Result<Self> {
        let bytes = fast_model()?;
        let fast = fast::FastEngine::new(&bytes)?;
        match kind {
            EngineKind::Fast => Self::with_engine(Box::new(fast), None, &bytes),
            EngineKind::Accurate => Self::with_engine(accurate_engine()?, Some(fast), &bytes),
        }
    }

    fn with_engine(engine: Box<dyn Engine>, skimmer: Option<fast::FastEngine>, fast_model: &[u8]) -> error::Result<Self> {
        let damaged = || {
            Error::new(
                ErrorKind::Data,
                "the fast model's lemma table is damaged; restore data/model/fast.bin",
            )
        };
        let sections = fast::model::read_sections(fast_model).ok_or_else(damaged)?;
        let lemmas = sections.iter().find(|s| s.0 == "lemmas").ok_or_else(damaged)?;
        Ok(Self {
            engine,
            skimmer,
            lemmatiser: Lemmatiser::read(lemmas.1).ok_or_else(damaged)?,
        })
    }

    /// Analyses one article.
    #[must_use]
    pub fn analyze(&self, article: &Article) -> Document {
        let spans = tokenize(&article.text);
        let sentences = split(&article.text, &spans);
        self.assemble(article.clone(), &spans, &sentences, None)
    }

    /// Analyses one article for its events: what can tell none is read by the fast engine and marked as skimmed.
    #[must_use]
    pub fn analyze_events(&self, article: &Article, gate: &Gate) -> Document {
        let spans = tokenize(&article.text);
        let sentences = split(&article.text, &spans);
        self.assemble(article.clone(), &spans, &sentences, Some(gate))
    }

    /// Analyses an article whose tokens and sentences are known already, as a treebank gives them.
    #[must_use]
    pub fn analyze_tokens(&self, article: Article, spans: &[Span], sentences: &[Range<usize>]) -> Document {
        let whole = |tokens: &Range<usize>| Piece {
            tokens: tokens.clone(),
            cut: false,
        };
        self.assemble(article, spans, &sentences.iter().map(whole).collect::<Vec<_>>(), None)
    }

    /// Reads the sentences, those that `gate` shuts out by the fast engine; tells which those are.
    fn read(&self, forms: &[&str], sentences: &[Range<usize>], gate: Option<&Gate>) -> (Reading, Vec<bool>) {
        let Some((skimmer, gate)) = self.skimmer.as_ref().zip(gate) else {
            return (self.engine.read(forms, sentences), vec![false; sentences.len()]);
        };
        let shut = |range: &Range<usize>| !range.is_empty() && !gate.lets_through(&forms[range.clone()], &self.lemmatiser);
        let skimmed: Vec<bool> = sentences.iter().map(shut).collect();
        let part = |wanted: bool| -> Vec<Range<usize>> {
            let chosen = sentences.iter().zip(&skimmed).filter(|(_, s)| **s == wanted);
            chosen.map(|(range, _)| range.clone()).collect()
        };
        let parts = [self.engine.read(forms, &part(false)), skimmer.read(forms, &part(true))];
        (joined(parts, sentences, &skimmed), skimmed)
    }

    fn assemble(&self, article: Article, spans: &[Span], pieces: &[Piece], gate: Option<&Gate>) -> Document {
        let text = std::sync::Arc::clone(&article.text);
        let forms: Vec<&str> = spans.iter().map(|s| s.of(&text)).collect();
        let sentences: Vec<Range<usize>> = pieces.iter().map(|piece| piece.tokens.clone()).collect();
        let (reading, skimmed) = self.read(&forms, &sentences, gate);
        let mut scratch = String::new();
        let mut tokens = Vec::with_capacity(spans.len());
        for (i, ((span, tag), arc)) in spans.iter().zip(&reading.tags).zip(&reading.arcs).enumerate() {
            self.lemmatiser.lemma(forms[i], tag.upos.as_str(), tag.xpos.as_str(), &mut scratch);
            tokens.push(Token {
                span: *span,
                lemma: SmolStr::new(&scratch),
                upos: tag.upos,
                xpos: tag.xpos,
                head: arc.head,
                deprel: arc.deprel,
            });
        }
        let filled = pieces.iter().zip(skimmed).filter(|(piece, _)| !piece.tokens.is_empty());
        let sentences = filled.map(|(Piece { tokens, cut }, skimmed)| Sentence {
            tokens: TokenRange::new(tokens.start, tokens.end),
            span: spans[tokens.start].cover(spans[tokens.end - 1]),
            skimmed,
            cut: *cut,
        });
        Document::new(article, tokens, sentences.collect(), reading.names)
    }
}

/// What is odd in an analysed article.
#[must_use]
pub fn remarks(doc: &Document) -> Vec<Diagnostic> {
    let first_cut = doc.sentences.iter().find(|sent| sent.cut);
    let remark = first_cut.map(|sent| Diagnostic {
        message: format!("sentences longer than {MAX_SENTENCE} tokens are read in pieces"),
        span: Some(sent.span),
    });
    remark.into_iter().collect()
}

/// One reading of two that each read some of the sentences; `second` says which are the second's.
fn joined(parts: [Reading; 2], sentences: &[Range<usize>], second: &[bool]) -> Reading {
    let mut names: Vec<NameSpan> = parts.iter().flat_map(|part| &part.names).copied().collect();
    names.sort_by_key(|name| name.tokens);
    let mut parts = parts.map(|part| part.tags.into_iter().zip(part.arcs));
    let mut whole = Reading {
        names,
        ..Reading::default()
    };
    for (range, second) in sentences.iter().zip(second) {
        for (tag, arc) in parts[usize::from(*second)].by_ref().take(range.len()) {
            whole.tags.push(tag);
            whole.arcs.push(arc);
        }
    }
    whole
}

/// The accurate engine: with the model in `$DIPLOGRAPH_DATA/model` where there is one, else with the one in this program.
#[cfg(feature = "accurate")]
fn accurate_engine() -> error::Result<Box<dyn Engine>> {
    let given = std::env::var_os("DIPLOGRAPH_DATA").map(|d| PathBuf::from(d).join("model"));
    match given.filter(|folder| folder.join("accurate.onnx").is_file()) {
        Some(folder) => Ok(Box::new(accurate::AccurateEngine::open(&folder)?)),
        None => Ok(Box::new(accurate::AccurateEngine::new()?)),
    }
}

#[cfg(not(feature = "accurate"))]
fn accurate_engine() -> error::Result<Box<dyn Engine>> {
    let message = "the accurate engine is not part of this build; use --engine fast, or build with the feature accurate";
    Err(Error::new(ErrorKind::Usage, message))
}

/// The fast model's bytes: from `$DIPLOGRAPH_DATA/model` where there is one, else those inside this program.
fn fast_model() -> error::Result<Cow<'static, [u8]>> {
    static SHIPPED: &[u8] = include_bytes!("../../data/model/fast.bin");
    let given = std::env::var_os("DIPLOGRAPH_DATA").map(|d| PathBuf::from(d).join("model/fast.bin"));
    match given.filter(|path| path.is_file()) {
        Some(path) => std::fs::read(&path).map(Cow::Owned).map_err(|e| Error::io(&path, e)),
        None => Ok(Cow::Borrowed(SHIPPED)),
    }
}
