//! Composes the stages in their one visible order: article → document → mentions → chains → entities → events.
//!
//! Above all verbs, below the command line; no linguistics here. The hard decision: everything that is loaded is
//! loaded once, and reading an article borrows it, so that articles can be read on any number of threads.

mod stream;

pub use stream::map_in_order;

use crate::analyze::{Analyzer, EngineKind, Gate};
use crate::coref;
use crate::document::{Article, Document};
use crate::error::{Error, Result};
use crate::event::{self, EventCoder, Features};
use crate::link;
use crate::mention;
use crate::record::{Entities, EventRecord, TimeExpression};
use crate::resources::Gazetteer;
use crate::rule::RuleSet;
use crate::rule::lexicon::ClauseLexicon;
use crate::temporal;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::fmt::Write as _;
use std::path::Path;

/// What the stages know: who is who, and which words tell what.
#[derive(Debug)]
pub struct Knowledge {
    gazetteer: Cow<'static, Gazetteer>,
    rules: Cow<'static, RuleSet>,
    /// What tells user's tables and rules from others; empty for the shipped ones alone.
    version: String,
}

impl Knowledge {
    /// The shipped gazetteer and rules.
    #[must_use]
    pub fn embedded() -> Self {
        Self {
            gazetteer: Cow::Borrowed(Gazetteer::embedded()),
            rules: Cow::Borrowed(RuleSet::embedded()),
            version: String::new(),
        }
    }

    /// With the entries of a user's table beside.
    ///
    /// # Errors
    /// A file that cannot be read, or a wrong row, with its line.
    pub fn with_gazetteer(mut self, path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        self.gazetteer = Cow::Owned(self.gazetteer.with_user_file(path)?);
        self.mark("gazetteer", &std::fs::read(path).map_err(|e| Error::io(path, e))?);
        Ok(self)
    }

    /// With the rule files of a user's folder beside; a rule of a known id takes that rule's place.
    ///
    /// # Errors
    /// A folder or file that cannot be read, or is no rule.
    pub fn with_rules(mut self, dir: impl AsRef<Path>) -> Result<Self> {
        self.rules = Cow::Owned(self.rules.with_dir(dir.as_ref())?);
        let content = format!("{:?}", self.rules);
        self.mark("rules", content.as_bytes());
        Ok(self)
    }

    fn mark(&mut self, what: &str, content: &[u8]) {
        let hash = Sha256::digest(content);
        let _ = write!(self.version, " {what} {:02x}{:02x}{:02x}{:02x}", hash[0], hash[1], hash[2], hash[3]);
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
    engine: EngineKind,
    version: &'a str,
    analyzer: Analyzer,
    gate: Gate,
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
            engine,
            version: "",
            analyzer: Analyzer::new(engine)?,
            gate: Gate::new(RuleSet::embedded().trigger_words(), RuleSet::embedded().contact_nouns()),
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
            engine,
            version: &knowledge.version,
            analyzer: Analyzer::new(engine)?,
            gate: Gate::new(knowledge.rules().trigger_words(), knowledge.rules().contact_nouns()),
            gazetteer: knowledge.gazetteer(),
            coder: EventCoder::new(knowledge.rules(), ClauseLexicon::embedded()),
        })
    }

    /// What decides how an article is read: program, engine, rules, tables. Equal versions give equal records.
    #[must_use]
    pub fn version(&self) -> String {
        format!(
            "{} {} {}{}",
            env!("CARGO_PKG_VERSION"),
            env!("DIPLOGRAPH_FINGERPRINT"),
            self.engine,
            self.version
        )
    }

    /// The linguistic analysis alone, of every sentence.
    #[must_use]
    pub fn parse(&self, article: &Article) -> Document {
        self.analyzer.analyze(article)
    }

    /// Reads one article through all stages.
    #[must_use]
    pub fn read(&self, article: &Article) -> ReadArticle {
        self.read_parsed(self.analyzer.analyze_events(article, &self.gate))
    }

    /// Every event seen, however doubtful, with the features of its confidence: what calibration needs.
    #[must_use]
    pub fn features(&self, article: &Article) -> Vec<(EventRecord, Features)> {
        let doc = self.analyzer.analyze_events(article, &self.gate);
        let mentions = mention::find_mentions(&doc, self.gazetteer);
        let chains = coref::resolve(&doc, &mentions);
        let entities = link::link(&doc, mentions, chains, self.gazetteer);
        self.coder.code_with_features(&doc, &entities, &temporal::find_times(&doc))
    }

    /// Reads an article whose linguistic analysis is known already.
    #[must_use]
    pub fn read_parsed(&self, doc: Document) -> ReadArticle {
        let mentions = mention::find_mentions(&doc, self.gazetteer);
        let chains = coref::resolve(&doc, &mentions);
        let entities = link::link(&doc, mentions, chains, self.gazetteer);
        let times = temporal::find_times(&doc);
        let mut events = self.coder.code(&doc, &entities, &times).value;
        event::describe(&mut events, self.gazetteer);
        ReadArticle {
            doc,
            entities,
            times,
            events,
        }
    }
}
