//! Which time expression dates an event, and which place it happened in.

use super::clause::{ClauseReader, Predicate};
use super::roles::PartyFinder;
use crate::document::{Deprel, Upos};
use crate::record::{EventDate, EventPlace, TimeExpression, folded};
use crate::rule::Slot;
use crate::span::TokenId;

impl ClauseReader<'_> {
    /// The day or span told for the predicate, from the nearest time expression that hangs on it.
    pub(super) fn date(self, predicate: &Predicate, times: &[TimeExpression]) -> Option<EventDate> {
        let clause = self.clause_verb(predicate.trigger);
        self.nearest(predicate.trigger, predicate.anchor, clause, times)
            .unwrap_or_else(|| self.lent(predicate.anchor, times))
    }

    /// The day or span told for a verb.
    pub(super) fn verb_date(self, verb: TokenId, times: &[TimeExpression]) -> Option<EventDate> {
        self.nearest(verb, verb, None, times).unwrap_or_else(|| self.lent(verb, times))
    }

    /// The date of the nearest time that hangs on a word, its verb or its clause; inside, `None` where that time names no day.
    fn nearest(self, trigger: TokenId, anchor: TokenId, clause: Option<TokenId>, times: &[TimeExpression]) -> Option<Option<EventDate>> {
        let doc = self.doc;
        let sentence = doc.sentence(doc.sentence_of(trigger)).tokens;
        let inside = times.iter().filter(|t| t.anchors && sentence.contains(t.tokens.start));
        let (_, best) = inside
            .filter_map(|time| {
                let head = time
                    .tokens
                    .iter()
                    .find(|t| doc.token(*t).head.is_none_or(|h| !time.tokens.contains(h)))?;
                let distance = self.distance(head, trigger, anchor, clause)?;
                Some(((distance, head.0.abs_diff(trigger.0)), time))
            })
            .min_by_key(|(key, _)| *key)?;
        Some(best.days.map(|(start, end)| EventDate {
            start,
            end,
            text: folded(doc.span_of(best.tokens).of(doc.text())),
        }))
    }

    /// The date that the verb above lends: "warned on Tuesday and urged", "was forced last year to withdraw", "in 2003, when it refused".
    fn lent(self, verb: TokenId, times: &[TimeExpression]) -> Option<EventDate> {
        let doc = self.doc;
        let token = doc.token(verb);
        let head = token.head?;
        let subject = doc
            .children(verb)
            .iter()
            .any(|c| matches!(doc.token(*c).deprel, Deprel::Nsubj | Deprel::NsubjPass));
        let when = doc
            .children(verb)
            .iter()
            .any(|c| matches!(doc.token(*c).deprel, Deprel::Advmod | Deprel::Mark) && doc.lemma(*c) == "when");
        if when {
            let start = doc.subtree(verb).start;
            let before = times
                .iter()
                .find(|t| t.tokens.end <= start && start.0 - t.tokens.end.0 <= 1 || t.tokens.end == start)?;
            let (start, end) = before.days?;
            return Some(EventDate {
                start,
                end,
                text: folded(doc.span_of(before.tokens).of(doc.text())),
            });
        }
        let shares = match token.deprel {
            Deprel::Conj => !subject && token.xpos == doc.token(head).xpos,
            Deprel::Xcomp => self.lexicon.implicative.contains(doc.lemma(head)),
            _ => false,
        };
        if shares { self.nearest(head, head, None, times)? } else { None }
    }

    /// How far up from a time expression the predicate stands; `None` where it does not.
    fn distance(self, time: TokenId, trigger: TokenId, anchor: TokenId, clause: Option<TokenId>) -> Option<usize> {
        let doc = self.doc;
        for (steps, here) in doc.ancestors(time).enumerate() {
            if here == trigger {
                return Some(2 * steps);
            }
            if here == anchor {
                return Some(2 * steps + 1);
            }
            if Some(here) == clause {
                return Some(2 * steps + 5);
            }
            // A clause of its own between the two dates itself, not what stands above it.
            if steps > 0
                && matches!(
                    doc.token(here).deprel,
                    Deprel::AclRelcl | Deprel::Acl | Deprel::Ccomp | Deprel::Advcl | Deprel::Parataxis
                )
            {
                return None;
            }
        }
        None
    }

    /// The verb in whose clause a noun stands: "speaking after a meeting in London on Monday".
    pub(super) fn clause_verb(self, trigger: TokenId) -> Option<TokenId> {
        let doc = self.doc;
        let nominal = |t: &TokenId| {
            let token = doc.token(*t);
            match token.deprel {
                Deprel::Obl | Deprel::Nmod | Deprel::Obj | Deprel::Nsubj | Deprel::NsubjPass => true,
                Deprel::Conj => matches!(token.upos, Upos::Noun | Upos::Propn),
                _ => false,
            }
        };
        let last = doc.ancestors(trigger).take_while(nominal).last()?;
        // A verb taken for a noun still has its subject.
        let subject = |h: TokenId| {
            doc.children(h)
                .iter()
                .any(|c| matches!(doc.token(*c).deprel, Deprel::Nsubj | Deprel::NsubjPass))
        };
        doc.token(last).head.filter(|h| self.is_clause(*h) || subject(*h))
    }

    /// Where it happened: the place in an "in" or "at" phrase of the clause.
    pub(super) fn place(self, predicate: &Predicate, finder: PartyFinder<'_>) -> Option<EventPlace> {
        let doc = self.doc;
        for preposition in ["in", "at", "near", "outside", "on"] {
            let slot = Slot::Prep(preposition.into());
            let own = predicate.slot(&slot);
            let of_anchor = doc
                .children(predicate.anchor)
                .iter()
                .copied()
                .filter(|c| self.preposition(*c).as_deref() == Some(preposition));
            for head in own.chain(of_anchor) {
                if let Some((id, mention)) = finder.entities.mention_at(head)
                    && mention.place
                {
                    let country = mention
                        .country
                        .clone()
                        .or_else(|| finder.entities.entities_of(id).find_map(|e| e.country.clone()));
                    return Some(EventPlace {
                        name: folded(doc.span_of(mention.tokens).of(doc.text())),
                        country,
                    });
                }
            }
        }
        None
    }
}
