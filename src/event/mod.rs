//! The event coder: parsed document and resolved actors in, event records out.
//!
//! Between `link` and `graph`. Triggers are looked up in one indexed pass; each is normalised (`clause`), matched
//! against the frames of its lemma (`matching`), given status, date, place, topics and source, and gathered with
//! the other mentions of the same happening (`within`). The hard decision: content of a demand, offer or threat is
//! its topic and tells no event of its own, so candidates are dropped only after all triggers have been matched.

mod clause;
mod confidence;
mod contexts;
mod index;
mod matching;
mod modes;
mod narrative;
mod roles;
mod sides;
mod status;
mod timing;
mod topic_link;
mod topic_words;
mod topics;
mod within;

use crate::diag::Warned;
use crate::document::Document;
use crate::record::{Entities, EventRecord, TimeExpression};
use crate::resources::Gazetteer;
use crate::rule::RuleSet;
use crate::rule::lexicon::ClauseLexicon;
pub use confidence::Features;
pub use contexts::contexts;
use index::TriggerIndex;
pub use topic_link::topic_id;

/// Codes the events of documents by a rule set.
#[derive(Debug)]
pub struct EventCoder<'a> {
    rules: &'a RuleSet,
    lexicon: &'a ClauseLexicon,
    index: TriggerIndex,
}

impl<'a> EventCoder<'a> {
    /// A coder for these rules; builds their trigger index.
    #[must_use]
    pub fn new(rules: &'a RuleSet, lexicon: &'a ClauseLexicon) -> Self {
        Self {
            rules,
            lexicon,
            index: TriggerIndex::new(rules),
        }
    }

    /// The events the document tells, in text order, one record for each happening.
    #[must_use]
    pub fn code(&self, doc: &Document, entities: &Entities, times: &[TimeExpression]) -> Warned<Vec<EventRecord>> {
        let coded = self.code_with_features(doc, entities, times);
        Warned::new(
            coded
                .into_iter()
                .map(|(record, _)| record)
                .filter(|r| r.confidence >= confidence::floor())
                .collect(),
        )
    }

    /// All events, however doubtful, each with the features its confidence was reckoned from: what calibration needs.
    #[must_use]
    pub fn code_with_features(&self, doc: &Document, entities: &Entities, times: &[TimeExpression]) -> Vec<(EventRecord, Features)> {
        let candidates = matching::candidates(self, doc, entities, times);
        let reader = clause::ClauseReader {
            doc,
            lexicon: self.lexicon,
        };
        let told = matching::one_attack(doc, matching::without_content(reader, candidates));
        within::gather(self, doc, entities, times, told)
    }
}

/// Says of finished records which topics of the table they are about, and in which contexts.
pub fn describe(records: &mut [EventRecord], gazetteer: &Gazetteer) {
    topic_link::link_topics(records, gazetteer);
    for record in records {
        record.contexts = contexts(record);
    }
}
