//! Composes the stages in their one visible order: article → document → mentions → chains → entities → events.
//!
//! Above all verbs, below the command line; no linguistics here. The hard decision: everything that is loaded is
//! loaded once, and reading an article borrows it, so that articles can be read on any number of threads.

mod stream;

pub use stream::map_in_order;

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
use std::borrow::Cow;
use std::path::Path;

/// What the stages know: who is who, and which words tell what.
#[derive(Debug)]
pub struct Knowledge {
    gazetteer: Cow<'static, Gazetteer>,
    rules: Cow<'static, RuleSet>,
}

impl Knowledge {
    /// The shipped gazetteer and rules.
    #[must_use]
    pub fn embedded() -> Self {
        Self {
            gazetteer: Cow::Borrowed(Gazetteer::embedded()),
            rules: Cow::Borrowed(RuleSet::embedded()),
        }
    }

    /// With the entries of a user's table beside.
    ///
    /// # Errors
    /// A file that cannot be read, or a wrong row, with its line.
    pub fn with_gazetteer(mut self, path: impl AsRef<Path>) -> Result<Self> {
        self.gazetteer = Cow::Owned(self.gazetteer.with_user_file(path)?);
        Ok(self)
    }

    /// With the rule files of a user's folder beside; a rule of a known id takes that rule's place.
    ///
    /// # Errors
    /// A folder or file that cannot be read, or is no rule.
    pub fn with_rules(mut self, dir: impl AsRef<Path>) -> Result<Self> {
        self.rules = Cow::Owned(self.rules.with_dir(dir.as_ref())?);
        Ok(self)
    }

    /// Who is who.
    #[must_use]
    pub fn gazetteer(&self) -> &Gazetteer {
        &self.gazetteer
    }

    /// Which words tell what.
    #[must_use]
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }
}

/// All stages, loaded.
#[derive(Debug)]
pub struct Pipeline<'a> {
    analyzer: Analyzer,
    gazetteer: &'a Gazetteer,
    coder: EventCoder<'a>,
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

impl Pipeline<'static> {
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
}

impl<'a> Pipeline<'a> {
    /// With a user's rules and gazetteer.
    ///
    /// # Errors
    /// Where the engine's model cannot be read.
    pub fn with_knowledge(engine: EngineKind, knowledge: &'a Knowledge) -> Result<Self> {
        Ok(Self {
            analyzer: Analyzer::new(engine)?,
            gazetteer: knowledge.gazetteer(),
            coder: EventCoder::new(knowledge.rules(), ClauseLexicon::embedded()),
        })
    }

    /// The linguistic analysis alone.
    #[must_use]
    pub fn parse(&self, article: &Article) -> Document {
        self.analyzer.analyze(article)
    }

    /// Codes events by these rules instead of the shipped ones.
    pub fn set_rules(&mut self, rules: &'static RuleSet) {
        self.coder = EventCoder::new(rules, ClauseLexicon::embedded());
    }

    /// Reads one article through all stages.
    #[must_use]
    pub fn read(&self, article: &Article) -> ReadArticle {
        self.read_parsed(self.analyzer.analyze(article))
    }

    /// Reads an article whose linguistic analysis is known already.
    #[must_use]
    pub fn read_parsed(&self, doc: Document) -> ReadArticle {
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
