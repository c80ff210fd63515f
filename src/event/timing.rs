//! Which time expression dates an event, and which place it happened in.

use super::clause::{ClauseReader, Predicate};
use super::roles::PartyFinder;
use crate::document::Deprel;
use crate::record::{EventDate, EventPlace, TimeExpression, folded};
use crate::rule::Slot;
use crate::span::TokenId;

impl ClauseReader<'_> {
    /// The day or span told for the predicate, from the nearest time expression that hangs on it.
    pub(super) fn date(self, predicate: &Predicate, times: &[TimeExpression]) -> Option<EventDate> {
        let doc = self.doc;
        let sentence = doc.sentence(doc.sentence_of(predicate.trigger)).tokens;
        let inside = times.iter().filter(|t| t.anchors && sentence.contains(t.tokens.start));
        let (_, best) = inside
            .filter_map(|time| {
                let head = time
                    .tokens
                    .iter()
                    .find(|t| doc.token(*t).head.is_none_or(|h| !time.tokens.contains(h)))?;
                let distance = self.distance(head, predicate)?;
                Some(((distance, head.0.abs_diff(predicate.trigger.0)), time))
            })
            .min_by_key(|(key, _)| *key)?;
        let (start, end) = best.days?;
        Some(EventDate {
            start,
            end,
            text: folded(doc.span_of(best.tokens).of(doc.text())),
        })
    }

    /// How far up from a time expression the predicate stands; `None` where it does not.
    fn distance(self, time: TokenId, predicate: &Predicate) -> Option<usize> {
        let doc = self.doc;
        let clause = self.clause_verb(predicate.trigger);
        for (steps, here) in doc.ancestors(time).enumerate() {
            if here == predicate.trigger {
                return Some(2 * steps);
            }
            if here == predicate.anchor {
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
    fn clause_verb(self, trigger: TokenId) -> Option<TokenId> {
        let doc = self.doc;
        let nominal = |t: &TokenId| {
            matches!(
                doc.token(*t).deprel,
                Deprel::Obl | Deprel::Nmod | Deprel::Obj | Deprel::Nsubj | Deprel::NsubjPass | Deprel::Conj
            )
        };
        let last = doc.ancestors(trigger).take_while(nominal).last()?;
        doc.token(last).head.filter(|h| self.is_clause(*h))
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
