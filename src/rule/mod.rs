//! Rules: which words tell an event, and which of their syntactic arguments fill which role.
//!
//! Syntax only, no matching: a rule file under `data/rules` becomes a [`Rule`], with errors that point at file and
//! rule. The hard decision: a rule speaks of normalised arguments (`subj` is who does it, in active and passive, with
//! verbs and with nouns), so one frame covers every construction that the event coder can normalise.

mod class;
mod file;
pub mod lexicon;

use crate::error::Result;
use crate::ontology::{Action, EventType, Mode, Status};
use class::Classes;
use smol_str::SmolStr;
use std::collections::HashSet;
use std::path::Path;
use std::sync::{Arc, LazyLock};

/// All frames that may code one action, with the sentences that prove them.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Stable id, shown in provenance: `CONSULT-called`.
    pub id: SmolStr,
    /// One line on what the rule codes.
    pub meaning: String,
    /// The relation coded; it fixes the event type.
    pub action: Action,
    /// Modes that hold for every frame.
    pub mode: Vec<Mode>,
    /// The frames.
    pub frames: Vec<Frame>,
    /// Sentences that must fire.
    pub fires: Vec<Example>,
    /// Sentences on which nothing of this type may fire.
    pub silent: Vec<String>,
}

impl Rule {
    /// The event type of the rule's action.
    #[must_use]
    pub fn event_type(&self) -> EventType {
        self.action.event_type()
    }

    /// Of every trigger the one word that is always there, in lower case.
    fn trigger_words(&self) -> impl Iterator<Item = (TriggerKind, SmolStr)> + '_ {
        let triggers = self.frames.iter().flat_map(|f| &f.triggers);
        triggers.filter_map(|(kind, words)| {
            let word = match kind {
                TriggerKind::Noun => words.last(),
                _ => words.first(),
            };
            word.map(|w| (*kind, SmolStr::from(w.to_lowercase())))
        })
    }
}

/// A part of speech that a trigger may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TriggerKind {
    /// A verb, with or without particle: `call_off`.
    Verb,
    /// A noun, with or without modifiers: `phone_call`.
    Noun,
    /// An adjective used as predicate: `ready`.
    Adjective,
    /// A modal, as trigger of what is said with it: `must`.
    Auxiliary,
}

/// A syntactic argument of a trigger, normalised over constructions.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot {
    /// Who does it: subject, passive agent, possessor of a noun, subject of its light verb.
    Subj,
    /// Whom or what it is done to: object, passive subject.
    Obj,
    /// Indirect object.
    Iobj,
    /// Possessor of a noun: "Israel's strike".
    Poss,
    /// Adjective or noun modifying a noun: "Israeli strike", "peace talks".
    Mod,
    /// Open clausal complement: "agreed to send".
    Xcomp,
    /// Clausal complement: "warned that".
    Ccomp,
    /// Adverbial clause.
    Advcl,
    /// Particle: "called off".
    Particle,
    /// Modal or auxiliary.
    Aux,
    /// Who is quoted as saying it.
    Speaker,
    /// A prepositional phrase: `with`, `against`, `according_to`.
    Prep(SmolStr),
}

impl Slot {
    /// Reads a slot's name; whatever is no other slot is a preposition.
    #[must_use]
    pub fn read(text: &str) -> Self {
        match text {
            "subj" => Self::Subj,
            "obj" => Self::Obj,
            "iobj" => Self::Iobj,
            "poss" => Self::Poss,
            "mod" => Self::Mod,
            "xcomp" => Self::Xcomp,
            "ccomp" => Self::Ccomp,
            "advcl" => Self::Advcl,
            "prt" => Self::Particle,
            "aux" => Self::Aux,
            "speaker" => Self::Speaker,
            preposition => Self::Prep(preposition.into()),
        }
    }
}

/// What an argument's head may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// Anything at all.
    Any,
    /// An actor.
    Actor,
    /// An actor that is a state, government, armed force, international body, party or armed group, or acts for one.
    Political,
    /// An actor as [`Test::Political`] means it, itself and not as the owner of a thing: "Moscow", not "Moscow's plan".
    Politician,
    /// A person or people.
    Person,
    /// A place.
    Place,
    /// A clause.
    Clause,
    /// A clause that says what is to be done: "that he go", "that he must go".
    Bidden,
    /// A word with one of these lemmas.
    Words(Arc<HashSet<SmolStr>>),
}

/// A condition on arguments: one of the tests must hold of what stands in one of the slots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// Where to look.
    pub slots: Vec<Slot>,
    /// What to look for.
    pub tests: Vec<Test>,
}

/// One way of telling the action: triggers and the roles of their arguments.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    /// Trigger words with their kind. `_` joins a verb and its particle, or a noun and the modifiers before it.
    pub triggers: Vec<(TriggerKind, Vec<SmolStr>)>,
    /// Modes of this frame, beside the rule's.
    pub mode: Vec<Mode>,
    /// Slots of the actors: the first that is filled, or all of them where `symmetric`.
    pub actor: Vec<Slot>,
    /// Slots of the recipients: the first that is filled.
    pub recipient: Vec<Slot>,
    /// Slots of a host.
    pub host: Vec<Slot>,
    /// Slots of a mediator.
    pub mediator: Vec<Slot>,
    /// Slots of topics, all of them.
    pub topic: Vec<Slot>,
    /// All parties are actors.
    pub symmetric: bool,
    /// The slot of the party who began it.
    pub initiator: Option<Slot>,
    /// Conditions that must all hold.
    pub need: Vec<Condition>,
    /// Conditions of which none may hold.
    pub bar: Vec<Condition>,
    /// The frame is told by its denial alone: "will not accept" is a refusal that happened.
    pub negated: bool,
    /// Parties without which there is no event.
    pub require: Vec<Require>,
    /// A noun's actor may be the subject of the clause it stands in: "arrived for talks".
    pub clause_subject: bool,
    /// Status that the frame itself sets.
    pub status: Option<Status>,
    /// How sure the frame is, 0 to 1.
    pub weight: f32,
    /// Adds to a contact told before ("the call covered Syria"): never an event by itself where it names no party.
    pub adds: bool,
    /// Whether what fills the topic is mere content, in which no other event is told.
    pub content: bool,
}

/// Which parties an event cannot do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Require {
    /// At least one actor.
    Actor,
    /// At least one recipient.
    Recipient,
    /// At least two actors.
    Pair,
    /// At least one topic.
    Topic,
    /// At least one actor that is a political one.
    PoliticalActor,
    /// At least one recipient that is a political one.
    PoliticalRecipient,
    /// At least one party that is a political one.
    Political,
}

/// A sentence that must fire, with its coding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The sentence.
    pub text: String,
    /// Names of all actors expected, in any order; `None` where the example leaves them open.
    pub actors: Option<Vec<String>>,
    /// Names of all recipients expected.
    pub recipients: Option<Vec<String>>,
    /// Expected status.
    pub status: Option<Status>,
    /// Expected mode.
    pub mode: Option<Mode>,
    /// Words that one of the topics must hold.
    pub topic: Option<String>,
}

/// A checked set of rules, and the classes they were written with.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RuleSet {
    /// Sorted by id.
    pub rules: Vec<Rule>,
    classes: Classes,
}

impl RuleSet {
    /// The rules that come with diplograph.
    #[must_use]
    pub fn embedded() -> &'static Self {
        static RULES: LazyLock<RuleSet> = LazyLock::new(|| {
            let files: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/rule_files.rs"));
            RuleSet::read(files.iter().copied()).expect("the shipped rule files are read by a test")
        });
        &RULES
    }

    /// Reads rule files, given as pairs of path and content.
    ///
    /// # Errors
    /// A file that is no rule, with its path and what is wrong; two rules of one id.
    pub fn read<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self> {
        Self::read_with(&Classes::default(), files)
    }

    fn read_with<'a>(known: &Classes, files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self> {
        let is_class = |path: &str| Path::new(path).file_name().is_some_and(|name| name == class::FILE);
        let (lists, files): (Vec<_>, Vec<_>) = files.into_iter().partition(|(path, _)| is_class(path));
        let mut classes = known.clone();
        for (path, text) in lists {
            classes = classes.read(path, text)?;
        }
        let mut rules = files
            .into_iter()
            .map(|(path, text)| file::read(path, text, &classes))
            .collect::<Result<Vec<_>>>()?;
        rules.sort_by(|a, b| a.id.cmp(&b.id));
        if let Some(pair) = rules.windows(2).find(|w| w[0].id == w[1].id) {
            return Err(file::error(format!("two rules have the id {:?}; ids are never reused", pair[0].id)));
        }
        Ok(Self { rules, classes })
    }

    /// These rules and the `.toml` files below `dir` beside them.
    ///
    /// # Errors
    /// A folder or file that cannot be read, or is no rule.
    pub fn with_dir(&self, dir: &Path) -> Result<Self> {
        let mut files = Vec::new();
        file::collect(dir, &mut files)?;
        let more = Self::read_with(&self.classes, files.iter().map(|(path, text)| (path.as_str(), text.as_str())))?;
        let mut rules = self.rules.clone();
        rules.retain(|rule| more.rules.iter().all(|new| new.id != rule.id));
        rules.extend(more.rules);
        rules.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(Self {
            rules,
            classes: more.classes,
        })
    }

    /// Words, in lower case, of which every trigger holds one: a verb without its particle, a noun without its modifiers.
    pub fn trigger_words(&self) -> impl Iterator<Item = SmolStr> + '_ {
        self.rules.iter().flat_map(Rule::trigger_words).map(|(_, word)| word)
    }

    /// The nouns among them by which a contact is told, and pointed back to.
    pub fn contact_nouns(&self) -> impl Iterator<Item = SmolStr> + '_ {
        let contacts = self.rules.iter().filter(|r| r.event_type() == EventType::Consult);
        let words = contacts.flat_map(Rule::trigger_words);
        words.filter(|(kind, _)| *kind == TriggerKind::Noun).map(|(_, word)| word)
    }

    /// The rule with this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Rule> {
        self.rules
            .binary_search_by(|r| r.id.as_str().cmp(id))
            .ok()
            .map(|at| &self.rules[at])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shipped_rules_read() {
        let rules = RuleSet::embedded();
        assert!(
            EventType::ALL
                .iter()
                .all(|kind| rules.rules.iter().any(|r| r.event_type() == *kind))
        );
    }

    #[test]
    fn a_wrong_rule_is_refused_with_its_place() {
        let error = RuleSet::read([("rules/x.toml", "id = \"CONSULT-x\"\nmeaning = \"x\"\naction = \"sang\"\n")]).unwrap_err();
        assert!(error.to_string().starts_with("rules/x.toml:3: unknown action \"sang\""), "{error}");
    }
}
