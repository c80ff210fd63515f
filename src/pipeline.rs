//! Composes the stages in their one visible order: article → document → mentions → chains → entities → events.
//!
//! Above all verbs, below the command line; no linguistics here. The hard decision: everything that is loaded is
//! loaded once, and reading an article borrows it, so that articles can be read on any number of threads.

use crate::analyze::{Analyzer, EngineKind};
use crate::coref;
use crate::document::{Article, Document};
use crate::error::Result;
use crate::event::EventCoder;
use crate::link;
use crate::mention;
use crate::record::{Entities, EventRecord, TimeExpression};
use crate::resources::Gazetteer;
use crate::rule::RuleSet;
use crate::rule::lexicon::ClauseLexicon;
use crate::temporal;

/// All stages, loaded.
#[derive(Debug)]
pub struct Pipeline {
    analyzer: Analyzer,
    gazetteer: &'static Gazetteer,
    coder: EventCoder<'static>,
}

/// What each stage made of one article.
#[derive(Debug)]
pub struct ReadArticle {
    /// Sentences, tokens, tags, parse.
    pub doc: Document,
    /// Who is who.
    pub entities: Entities,
    /// When.
    pub times: Vec<TimeExpression>,
    /// What happened.
    pub events: Vec<EventRecord>,
}

impl Pipeline {
    /// With the shipped rules and gazetteer.
    ///
    /// # Errors
    /// Where the engine's model cannot be read.
    pub fn new(engine: EngineKind) -> Result<Self> {
        Ok(Self {
            analyzer: Analyzer::new(engine)?,
            gazetteer: Gazetteer::embedded(),
            coder: EventCoder::new(RuleSet::embedded(), ClauseLexicon::embedded()),
        })
    }

    /// Codes events by these rules instead of the shipped ones.
    pub fn set_rules(&mut self, rules: &'static RuleSet) {
        self.coder = EventCoder::new(rules, ClauseLexicon::embedded());
    }

    /// Reads one article through all stages.
    #[must_use]
    pub fn read(&self, article: &Article) -> ReadArticle {
        let doc = self.analyzer.analyze(article);
        let mentions = mention::find_mentions(&doc, self.gazetteer);
        let chains = coref::resolve(&doc, &mentions);
        let entities = link::link(&doc, mentions, chains, self.gazetteer);
        let times = temporal::find_times(&doc);
        let events = self.coder.code(&doc, &entities, &times).value;
        ReadArticle {
            doc,
            entities,
            times,
            events,
        }
    }
}
