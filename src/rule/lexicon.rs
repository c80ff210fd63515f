//! Words that shape clauses: who is quoted, what is only planned, what carries a noun. Read from `data/lexicon/clauses.toml`.

use crate::error::{Error, ErrorKind, Result};
use serde::Deserialize;
use smol_str::SmolStr;
use std::collections::HashSet;
use std::sync::LazyLock;

/// The closed word lists that clause analysis needs; each set holds lemmas.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each list is explained in the data file, beside its words")]
pub struct ClauseLexicon {
    pub say: HashSet<SmolStr>,
    pub say_nouns: HashSet<SmolStr>,
    pub captive_states: HashSet<SmolStr>,
    pub light: HashSet<SmolStr>,
    pub ownerless: HashSet<SmolStr>,
    pub light_oblique: HashSet<SmolStr>,
    pub carrier_nouns: HashSet<SmolStr>,
    pub object_control: HashSet<SmolStr>,
    pub object_blame: HashSet<SmolStr>,
    pub planned: HashSet<SmolStr>,
    pub hypothetical: HashSet<SmolStr>,
    pub denied: HashSet<SmolStr>,
    pub planned_nouns: HashSet<SmolStr>,
    pub hypothetical_nouns: HashSet<SmolStr>,
    pub denied_nouns: HashSet<SmolStr>,
    pub planned_adjectives: HashSet<SmolStr>,
    pub hypothetical_adjectives: HashSet<SmolStr>,
    pub planned_modals: HashSet<SmolStr>,
    pub hypothetical_modals: HashSet<SmolStr>,
    pub occur: HashSet<SmolStr>,
    pub measures: HashSet<SmolStr>,
    pub sayings: HashSet<SmolStr>,
    pub ahead: HashSet<SmolStr>,
    pub implicative: HashSet<SmolStr>,
    pub before_now: HashSet<SmolStr>,
    pub headings: HashSet<SmolStr>,
    pub mentioning: HashSet<SmolStr>,
    pub led: HashSet<SmolStr>,
    pub purposes: HashSet<SmolStr>,
    pub means: HashSet<SmolStr>,
}

impl ClauseLexicon {
    /// The lists that come with diplograph.
    #[must_use]
    pub fn embedded() -> &'static Self {
        static LEXICON: LazyLock<ClauseLexicon> = LazyLock::new(|| {
            ClauseLexicon::read(include_str!("../../data/lexicon/clauses.toml")).expect("the shipped word lists are read by a test")
        });
        &LEXICON
    }

    /// Reads the lists from TOML.
    ///
    /// # Errors
    /// A list that is missing, unknown or malformed.
    pub fn read(text: &str) -> Result<Self> {
        toml::from_str(text).map_err(|e| Error::new(ErrorKind::Data, e.message().to_owned()).at("data/lexicon/clauses.toml"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shipped_lists_read() {
        let lexicon = ClauseLexicon::read(include_str!("../../data/lexicon/clauses.toml")).unwrap();
        assert!(lexicon.say.contains("say"));
    }
}
