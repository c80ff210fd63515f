//! Past or future: which side of the article's day a time lies on, told by the verb that governs it.
//!
//! Used while times are resolved. The hard decision: the nearest verb above the time decides, and a verb form that
//! tells nothing (a gerund, a bare infinitive) hands the question to the verb above it; without a parse the nearest
//! verb in the words before, then after, stands in for it.

use super::calendar::Tense;
use super::lexicon::TimeLexicon;
use crate::document::{Deprel, Document, Upos, Xpos};
use crate::span::{TokenId, TokenRange};

/// The token of the expression that hangs on a token outside; its first where all are roots.
pub(super) fn head_of(doc: &Document, tokens: TokenRange) -> TokenId {
    let outside = |t: &TokenId| doc.token(*t).head.is_some_and(|h| !tokens.contains(h));
    tokens.iter().find(outside).unwrap_or(tokens.start)
}

/// The tense that the words around the expression tell. `noun` is what it modifies, if it does.
pub(super) fn tense(lexicon: &TimeLexicon, doc: &Document, tokens: TokenRange, noun: Option<TokenId>) -> Option<Tense> {
    if noun.is_some_and(|n| lexicon.past_nouns.contains(doc.lemma(n))) {
        return Some(Tense::Past);
    }
    let head = head_of(doc, tokens);
    let reader = Reader { lexicon, doc };
    if doc.token(head).head.is_none() && doc.children(head).is_empty() {
        return reader.around(tokens);
    }
    // Trees are shallow; the bound is against broken ones, and keeps the whole linear.
    doc.ancestors(head).take(24).find_map(|t| reader.told_by(t, t == head))
}

#[derive(Clone, Copy)]
struct Reader<'a> {
    lexicon: &'a TimeLexicon,
    doc: &'a Document,
}

impl Reader<'_> {
    /// What a token above the time tells.
    fn told_by(self, token: TokenId, is_time: bool) -> Option<Tense> {
        let doc = self.doc;
        let lemma = doc.lemma(token);
        let children = doc.children(token);
        let helpers = || {
            children
                .iter()
                .copied()
                .filter(|c| matches!(doc.token(*c).deprel.base(), Deprel::Aux | Deprel::Cop))
        };
        let is_verb = doc.token(token).upos == Upos::Verb;
        if !is_verb && helpers().next().is_none() && !is_verb_tag(doc.token(token).xpos) {
            return (!is_time && self.lexicon.forward.contains(lemma)).then_some(Tense::Future);
        }
        // Where a parser takes "due to" in "is due to resume" for a preposition.
        if children
            .iter()
            .any(|c| doc.token(*c).deprel == Deprel::Case && self.lexicon.forward.contains(doc.lemma(*c)))
        {
            return Some(Tense::Future);
        }
        let to = children
            .iter()
            .any(|c| doc.token(*c).xpos == Xpos::To || doc.token(*c).deprel == Deprel::Mark && doc.lemma(*c) == "to");
        let governor = doc.token(token).head.map(|h| doc.lemma(h));
        let purpose = doc.token(token).deprel == Deprel::Advcl;
        let loose = purpose || governor.is_some_and(|g| self.lexicon.implicative.contains(g));
        self.group(token, helpers(), to.then_some(loose), is_time)
    }

    /// What a verb tells with its auxiliaries; `to` is set for an infinitive, and true where it tells no future.
    fn group(self, verb: TokenId, helpers: impl Iterator<Item = TokenId>, to: Option<bool>, is_time: bool) -> Option<Tense> {
        let doc = self.doc;
        let (mut modal, mut have, mut be, mut finite) = (false, false, None, false);
        for helper in helpers {
            let xpos = doc.token(helper).xpos;
            match doc.lemma(helper) {
                "have" => have = true,
                "do" if xpos == Xpos::Vbd => return Some(Tense::Past),
                "be" | "get" => {
                    finite |= matches!(xpos, Xpos::Vbz | Xpos::Vbp);
                    if be != Some(Xpos::Vbg) {
                        be = Some(xpos);
                    }
                }
                _ if xpos == Xpos::Md => modal = true,
                _ => {}
            }
        }
        if have {
            return Some(Tense::Past);
        }
        if modal {
            return Some(Tense::Future);
        }
        match to {
            Some(false) => return Some(Tense::Future),
            Some(true) => return None,
            None => {}
        }
        let (lemma, xpos) = (doc.lemma(verb), doc.token(verb).xpos);
        if self.lexicon.forward.contains(lemma) {
            return Some(Tense::Future);
        }
        let was = matches!(be, Some(Xpos::Vbd | Xpos::Vbn));
        match xpos {
            Xpos::Md => Some(Tense::Future),
            Xpos::Vbd => Some(Tense::Past),
            // "are being held", but "after being held"
            Xpos::Vbn if be == Some(Xpos::Vbg) && finite => Some(Tense::Future),
            Xpos::Vbn => Some(Tense::Past),
            Xpos::Vbg if was => Some(Tense::Past),
            Xpos::Vbg if be.is_some() => Some(Tense::Future),
            Xpos::Vbg | Xpos::Vb => None,
            Xpos::Vbz | Xpos::Vbp if self.lexicon.timetable.contains(lemma) => Some(Tense::Future),
            Xpos::Vbz | Xpos::Vbp => Some(Tense::Past),
            // "The meeting is on Thursday."
            _ if is_time && be.is_some() && !was => Some(Tense::Future),
            _ if be.is_some() => Some(Tense::Past),
            _ => None,
        }
    }

    /// Without a parse: the nearest verb before the time in its sentence, else the nearest after it.
    fn around(self, tokens: TokenRange) -> Option<Tense> {
        let doc = self.doc;
        let sentence = doc.sentences.get(doc.sentence_of(tokens.start).index())?.tokens;
        let near = 30;
        let before = (sentence.start.0..tokens.start.0).rev().take(near).map(TokenId);
        let after = (tokens.end.0..sentence.end.0).take(near).map(TokenId);
        before.chain(after).find_map(|t| self.told_flat(t, sentence))
    }

    fn told_flat(self, token: TokenId, sentence: TokenRange) -> Option<Tense> {
        let doc = self.doc;
        if !is_verb_tag(doc.token(token).xpos) {
            return self.lexicon.forward.contains(doc.lemma(token)).then_some(Tense::Future);
        }
        // Auxiliaries stand in a row before their verb, adverbs and "not" between them.
        let row = || {
            (sentence.start.0..token.0)
                .rev()
                .take(5)
                .map(TokenId)
                .take_while(|t| is_verb_tag(doc.token(*t).xpos) || matches!(doc.token(*t).xpos, Xpos::Rb | Xpos::Md | Xpos::To))
        };
        let to = row()
            .find(|t| !matches!(doc.token(*t).xpos, Xpos::Rb))
            .filter(|t| doc.token(*t).xpos == Xpos::To);
        let loose = to.map(|t| t.0 > 0 && self.lexicon.implicative.contains(doc.lemma(TokenId(t.0 - 1))));
        self.group(token, row().filter(|t| doc.token(*t).xpos != Xpos::To), loose, false)
    }
}

fn is_verb_tag(xpos: Xpos) -> bool {
    matches!(
        xpos,
        Xpos::Vb | Xpos::Vbd | Xpos::Vbg | Xpos::Vbn | Xpos::Vbp | Xpos::Vbz | Xpos::Md
    )
}
