//! Topics: what was discussed, agreed, demanded, as short phrases in the article's own words.

use super::clause::ClauseReader;
use crate::document::{Deprel, Upos};
use crate::ontology::Polarity;
use crate::record::{Topic, folded};
use crate::span::{TokenId, TokenRange};

/// No topic is longer than this many tokens; what follows is cut.
const LONGEST: usize = 14;

impl ClauseReader<'_> {
    /// The topics that the argument headed at `head` words, coordinated noun phrases split.
    pub(super) fn topics(self, head: TokenId, polarity: Polarity) -> Vec<Topic> {
        let doc = self.doc;
        let mut heads = vec![head];
        if !self.is_clause(head) {
            heads.extend(doc.children_by(head, Deprel::Conj).filter(|c| !self.is_clause(*c)));
        }
        heads
            .into_iter()
            .filter_map(|h| self.phrase(h))
            .map(|tokens| Topic {
                label: folded(doc.span_of(tokens).of(doc.text())),
                polarity,
                id: None,
            })
            .filter(|t| t.label.chars().any(char::is_alphanumeric))
            .collect()
    }

    pub(super) fn is_clause(self, head: TokenId) -> bool {
        matches!(self.doc.token(head).upos, Upos::Verb | Upos::Aux)
    }

    /// The words of a topic: the head's subtree without determiners, markers, relative clauses and coordinated phrases.
    fn phrase(self, head: TokenId) -> Option<TokenRange> {
        let doc = self.doc;
        if doc.token(head).upos == Upos::Pron {
            return None;
        }
        let (mut first, mut last) = (head, head);
        let clause = self.is_clause(head);
        let mut kept: Vec<TokenId> = Vec::new();
        for &child in doc.children(head) {
            let token = doc.token(child);
            let skip = match token.deprel {
                Deprel::Mark
                | Deprel::Case
                | Deprel::Cc
                | Deprel::CcPreconj
                | Deprel::Punct
                | Deprel::Parataxis
                | Deprel::AclRelcl
                | Deprel::Appos => true,
                Deprel::Det | Deprel::DetPredet => true,
                Deprel::Conj => !clause,
                Deprel::Nsubj | Deprel::Aux | Deprel::AuxPass | Deprel::Advcl | Deprel::Cop | Deprel::Discourse => clause,
                _ => false,
            };
            if !skip {
                kept.push(child);
            }
        }
        for child in kept {
            let range = doc.subtree(child);
            first = first.min(range.start);
            last = last.max(TokenId(range.end.0 - 1));
        }
        // Relative clauses and appositions between the parts stay out by cutting at the first of them.
        let cut = doc
            .children(head)
            .iter()
            .filter(|c| matches!(doc.token(**c).deprel, Deprel::AclRelcl | Deprel::Parataxis | Deprel::Appos) && **c > head)
            .map(|c| doc.subtree(*c).start)
            .min();
        if let Some(cut) = cut {
            last = last.min(TokenId(cut.0.saturating_sub(1)));
        }
        while last > head && matches!(doc.token(last).upos, Upos::Punct | Upos::Cconj | Upos::Adp | Upos::Pron) {
            last = TokenId(last.0 - 1);
        }
        let end = (last.index() + 1).min(first.index() + LONGEST).max(head.index() + 1);
        Some(TokenRange::new(first.index().min(head.index()), end))
    }
}
