//! Words about topics, read from `data/lexicon/topics.toml`: what only holds a matter, what leads to it, which wordings mean the same.

use crate::error::{Error, ErrorKind, Result};
use crate::ontology::EventType;
use serde::Deserialize;
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::LazyLock;

/// The lists; each is explained in the data file, beside its words.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TopicWords {
    pub(super) before: Vec<String>,
    pub(super) after: Vec<String>,
    pub(super) fighting: Vec<String>,
    pub(super) between: Vec<String>,
    pub(super) vessels: HashSet<SmolStr>,
    pub(super) empty: HashSet<SmolStr>,
    pub(super) bare: HashSet<SmolStr>,
    pub(super) examples: HashSet<SmolStr>,
    matter_prepositions: HashSet<SmolStr>,
    pub(super) discussing: HashSet<SmolStr>,
    pub(super) contacts: HashSet<SmolStr>,
    pub(super) manners: HashSet<SmolStr>,
    pub(super) without: BTreeSet<EventType>,
    pub(super) named_before: BTreeSet<EventType>,
    pub(super) slots: BTreeMap<EventType, Vec<SmolStr>>,
}

impl TopicWords {
    pub(super) fn embedded() -> &'static Self {
        static WORDS: LazyLock<TopicWords> = LazyLock::new(|| {
            TopicWords::read(include_str!("../../data/lexicon/topics.toml")).expect("the shipped topic words are read by a test")
        });
        &WORDS
    }

    pub(super) fn read(text: &str) -> Result<Self> {
        toml::from_str(text).map_err(|e| Error::new(ErrorKind::Data, e.message().to_owned()).at("data/lexicon/topics.toml"))
    }

    /// Whether the preposition stands between talk and its matter.
    pub(super) fn leads_to_matter(&self, preposition: &str) -> bool {
        self.matter_prepositions.contains(preposition)
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn shipped_words_read() {
        let words = super::TopicWords::read(include_str!("../../data/lexicon/topics.toml")).unwrap();
        assert!(words.leads_to_matter("about") && !words.before.is_empty());
    }
}
