//! The lexicon: common nouns that name actors, pronouns, and the small closed word lists of mention finding.
//!
//! Knowledge group, beside the gazetteer. The hard decision: whether a common noun names an actor is a fact about the
//! word, looked up, and never guessed from its ending; what the word means for one article is settled later.

use crate::error::{Error, ErrorKind};
use crate::ontology::{ActorKind, Sector};
use crate::record::{Gender, Number};
use serde::Deserialize;
use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

/// What a common noun names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NounKind {
    /// Somebody or something that acts.
    Actor(ActorKind),
    /// A place or territory.
    Place,
}

/// Whose the bare noun is, when no word near it names a country.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Home {
    /// The country of the place that is told: "police", "gunmen".
    Place,
    /// The state the text speaks of: "the government".
    State,
    /// Nobody's: "diplomats".
    Nobody,
}

/// A common noun that names actors or places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActorNoun {
    /// What it names.
    pub kind: NounKind,
    /// Sector of those it names.
    pub sector: Option<Sector>,
    /// Gender, where the word tells it.
    pub gender: Gender,
    /// Whose it is when nothing is said.
    pub home: Home,
}

/// Grammatical person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Person {
    /// "I", "we".
    First,
    /// "you".
    Second,
    /// "he", "it", "they".
    Third,
}

/// How a pronoun is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PronounUse {
    /// "he"
    Subject,
    /// "him"
    Object,
    /// "his"
    Possessive,
    /// "himself"
    Reflexive,
}

/// A pronoun that stands for people, places or bodies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pronoun {
    /// Grammatical person.
    pub person: Person,
    /// Grammatical number.
    pub number: Number,
    /// Gender.
    pub gender: Gender,
    /// Use.
    pub usage: PronounUse,
}

/// Words that stand before a person's name, by the gender they tell.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Honorifics {
    masculine: Vec<String>,
    feminine: Vec<String>,
    open: Vec<String>,
}

/// Adjectives and determiners with a say in who is meant.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Modifiers {
    former: BTreeSet<String>,
    future: BTreeSet<String>,
    dropped: BTreeSet<String>,
    apart: BTreeSet<String>,
    whose: BTreeSet<String>,
    ousting: BTreeSet<String>,
    foreign: BTreeSet<String>,
    descent: BTreeSet<String>,
    fighting: BTreeSet<String>,
    under: BTreeSet<String>,
}

/// Nouns that hand their meaning on.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Nouns {
    partitive: BTreeSet<String>,
    both: BTreeSet<String>,
    appositive: BTreeSet<String>,
    against: BTreeSet<String>,
    joint: BTreeSet<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    particles: BTreeSet<String>,
    things: BTreeSet<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Prepositions {
    country: BTreeSet<String>,
    place: BTreeSet<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Verbs {
    speech: BTreeSet<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Phrases {
    honorifics: Honorifics,
    modifiers: Modifiers,
    names: Names,
    nouns: Nouns,
    prepositions: Prepositions,
    verbs: Verbs,
}

/// Common nouns, pronouns and word lists.
#[derive(Debug, Clone)]
pub struct Lexicon {
    nouns: HashMap<&'static str, ActorNoun>,
    pronouns: HashMap<&'static str, Pronoun>,
    honorifics: HashMap<String, Gender>,
    phrases: Phrases,
}

const ACTOR_NOUNS: (&str, &str) = ("data/lexicon/actor_nouns.tsv", include_str!("../../data/lexicon/actor_nouns.tsv"));
const PERSON_NOUNS: (&str, &str) = ("data/lexicon/person_nouns.tsv", include_str!("../../data/lexicon/person_nouns.tsv"));
const PRONOUNS: (&str, &str) = ("data/lexicon/pronouns.tsv", include_str!("../../data/lexicon/pronouns.tsv"));
const PHRASES: (&str, &str) = ("data/lexicon/phrases.toml", include_str!("../../data/lexicon/phrases.toml"));

static EMBEDDED: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::load_embedded().expect("the embedded lexicon is checked by a test"));

/// Rows of a tab-separated table: comments and the header left out, each with its line number.
fn rows<const N: usize>(table: (&'static str, &'static str)) -> impl Iterator<Item = Result<(usize, [&'static str; N]), Error>> {
    let lines = table
        .1
        .lines()
        .enumerate()
        .filter(|(_, l)| !l.is_empty() && !l.starts_with('#'))
        .skip(1);
    lines.map(move |(number, line)| {
        let cells: Vec<_> = line.split('\t').collect();
        let row = <[&str; N]>::try_from(cells.as_slice()).map_err(|_| {
            let message = format!("row has {} columns instead of {N}; see the header for their names", cells.len());
            Error::new(ErrorKind::Data, message).at(table.0).on_line(number + 1)
        })?;
        Ok((number + 1, row))
    })
}

fn gender(cell: &str) -> Option<Gender> {
    match cell {
        "" => Some(Gender::Unknown),
        "m" => Some(Gender::Masculine),
        "f" => Some(Gender::Feminine),
        "n" => Some(Gender::Neuter),
        _ => None,
    }
}

fn sector(cell: &str) -> Result<Option<Sector>, Error> {
    if cell.is_empty() { Ok(None) } else { cell.parse().map(Some) }
}

impl Lexicon {
    /// The lexicon that comes with the program; loaded once.
    #[must_use]
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }

    /// Loads the embedded tables anew.
    ///
    /// # Errors
    /// A bad row, named by file and line; never for tables that pass the tests.
    pub fn load_embedded() -> Result<Self, Error> {
        let mut nouns = HashMap::new();
        for row in rows::<3>(PERSON_NOUNS) {
            let (line, [noun, sex, group]) = row?;
            let place = |e: Error| e.at(PERSON_NOUNS.0).on_line(line);
            let gender = gender(sex).ok_or_else(|| place(bad("gender", sex, "f, m or nothing")))?;
            let kind = NounKind::Actor(ActorKind::Person);
            let sector = sector(group).map_err(place)?;
            nouns.insert(
                noun,
                ActorNoun {
                    kind,
                    sector,
                    gender,
                    home: Home::Place,
                },
            );
        }
        for row in rows::<5>(ACTOR_NOUNS) {
            let (line, [noun, kind, group, sex, home]) = row?;
            let place = |e: Error| e.at(ACTOR_NOUNS.0).on_line(line);
            let kind = match kind {
                "place" => NounKind::Place,
                actor => NounKind::Actor(actor.parse().map_err(place)?),
            };
            let home = match home {
                "" => Home::Nobody,
                "place" => Home::Place,
                "state" => Home::State,
                other => return Err(place(bad("home", other, "place, state or nothing"))),
            };
            let gender = gender(sex).ok_or_else(|| place(bad("gender", sex, "f, m or nothing")))?;
            let sector = sector(group).map_err(place)?;
            nouns.insert(
                noun,
                ActorNoun {
                    kind,
                    sector,
                    gender,
                    home,
                },
            );
        }
        let mut pronouns = HashMap::new();
        for row in rows::<5>(PRONOUNS) {
            let (line, [form, person, number, sex, usage]) = row?;
            let place = |e: Error| e.at(PRONOUNS.0).on_line(line);
            let person = match person {
                "1" => Person::First,
                "2" => Person::Second,
                "3" => Person::Third,
                other => return Err(place(bad("person", other, "1, 2 or 3"))),
            };
            let number = match number {
                "sg" => Number::Singular,
                "pl" => Number::Plural,
                "" => Number::Unknown,
                other => return Err(place(bad("number", other, "sg, pl or nothing"))),
            };
            let usage = match usage {
                "subject" => PronounUse::Subject,
                "object" => PronounUse::Object,
                "possessive" => PronounUse::Possessive,
                "reflexive" => PronounUse::Reflexive,
                other => return Err(place(bad("use", other, "subject, object, possessive or reflexive"))),
            };
            let gender = gender(sex).ok_or_else(|| place(bad("gender", sex, "f, m, n or nothing")))?;
            pronouns.insert(
                form,
                Pronoun {
                    person,
                    number,
                    gender,
                    usage,
                },
            );
        }
        let phrases: Phrases =
            toml::from_str(PHRASES.1).map_err(|e| Error::new(ErrorKind::Data, e.message().to_owned()).at(PHRASES.0).because(e))?;
        let mut honorifics = HashMap::new();
        let lists = [
            (&phrases.honorifics.masculine, Gender::Masculine),
            (&phrases.honorifics.feminine, Gender::Feminine),
            (&phrases.honorifics.open, Gender::Unknown),
        ];
        for (words, gender) in lists {
            honorifics.extend(words.iter().map(|w| (w.clone(), gender)));
        }
        Ok(Self {
            nouns,
            pronouns,
            honorifics,
            phrases,
        })
    }

    /// What the noun names; `lemma` in lower case.
    #[must_use]
    pub fn noun(&self, lemma: &str) -> Option<&ActorNoun> {
        // A plural that the lemmatiser did not know: "gunmen".
        let man = || lemma.strip_suffix("men").and_then(|stem| self.nouns.get(&*format!("{stem}man")));
        self.nouns.get(lemma).or_else(man)
    }

    /// The pronoun of this form, lower case.
    #[must_use]
    pub fn pronoun(&self, form: &str) -> Option<&Pronoun> {
        self.pronouns.get(form)
    }

    /// Whether the word, in lower case, is an honorific ("Mr.", "Sheikh"), and the gender it tells.
    #[must_use]
    pub fn honorific(&self, word: &str) -> Option<Gender> {
        self.honorifics.get(word).copied()
    }

    /// Whether the word joins the parts of a name: "de", "bin".
    #[must_use]
    pub fn is_particle(&self, word: &str) -> bool {
        self.phrases.names.particles.contains(word)
    }

    /// Whether a name that ends in this word names a law, a war, a prize: no person, body or place.
    #[must_use]
    pub fn names_a_thing(&self, word: &str) -> bool {
        self.phrases.names.things.contains(word)
    }

    /// Whether the modifier says that an office is held no longer.
    #[must_use]
    pub fn is_former(&self, word: &str) -> bool {
        self.phrases.modifiers.former.contains(word)
    }

    /// Whether the modifier says that an office is not held yet.
    #[must_use]
    pub fn is_future(&self, word: &str) -> bool {
        self.phrases.modifiers.future.contains(word)
    }

    /// Whether the word tells nothing about who an unnamed actor is, so that its name does without it.
    #[must_use]
    pub fn is_dropped(&self, word: &str) -> bool {
        self.phrases.modifiers.dropped.contains(word)
    }

    /// Whether the word sets an unnamed actor apart from others called so, where nothing else does.
    #[must_use]
    pub fn is_apart(&self, word: &str) -> bool {
        self.phrases.modifiers.apart.contains(word)
    }

    /// Whether the verb is done to envoys and others of another state.
    #[must_use]
    pub fn ousts(&self, verb: &str) -> bool {
        self.phrases.modifiers.ousting.contains(verb)
    }

    /// Whether the preposition ties an unnamed actor to those it is of.
    #[must_use]
    pub fn tells_whose(&self, preposition: &str) -> bool {
        self.phrases.modifiers.whose.contains(preposition)
    }

    /// Whether the modifier cuts the tie of an unnamed actor to the country it is found in.
    #[must_use]
    pub fn is_foreign(&self, word: &str) -> bool {
        self.phrases.modifiers.foreign.contains(word)
    }

    /// Whether the noun only says how many ("a group of diplomats").
    #[must_use]
    pub fn is_partitive(&self, lemma: &str) -> bool {
        self.phrases.nouns.partitive.contains(lemma)
    }

    /// Whether the plural of the noun can stand for the two parties just named ("both sides").
    #[must_use]
    pub fn is_both(&self, lemma: &str) -> bool {
        self.phrases.nouns.both.contains(lemma)
    }

    /// Whether the noun takes its own name after "of" ("the city of Basra").
    #[must_use]
    pub fn is_appositive(&self, lemma: &str) -> bool {
        self.phrases.nouns.appositive.contains(lemma)
    }

    /// Whether whoever the noun belongs to is the other side ("their kidnappers", "his critics").
    #[must_use]
    pub fn is_against(&self, lemma: &str) -> bool {
        self.phrases.nouns.against.contains(lemma)
    }

    /// Whether the modifier says that a nationality is one of descent and not of the state ("ethnic Turks").
    #[must_use]
    pub fn is_descent(&self, word: &str) -> bool {
        self.phrases.modifiers.descent.contains(word)
    }

    /// Whether the adjective says that a group fights ("an armed group").
    #[must_use]
    pub fn is_fighting(&self, word: &str) -> bool {
        self.phrases.modifiers.fighting.contains(word)
    }

    /// Whether the participle after a hyphen says under whose command somebody is ("US-led").
    #[must_use]
    pub fn is_under(&self, word: &str) -> bool {
        self.phrases.modifiers.under.contains(word)
    }

    /// Whether the noun names what several states make up together.
    #[must_use]
    pub fn is_joint(&self, lemma: &str) -> bool {
        self.phrases.nouns.joint.contains(lemma)
    }

    /// Whether the noun after this preposition says whose or from where the noun before it is.
    #[must_use]
    pub fn gives_country(&self, preposition: &str) -> bool {
        self.phrases.prepositions.country.contains(preposition)
    }

    /// Whether the preposition tells where something happens.
    #[must_use]
    pub fn gives_place(&self, preposition: &str) -> bool {
        self.phrases.prepositions.place.contains(preposition)
    }

    /// Whether the verb brings a quotation or report.
    #[must_use]
    pub fn is_speech(&self, lemma: &str) -> bool {
        self.phrases.verbs.speech.contains(lemma)
    }
}

fn bad(what: &str, value: &str, remedy: &str) -> Error {
    Error::new(ErrorKind::Data, format!("unknown {what} {value:?}; use {remedy}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_load_and_are_sorted() {
        let lexicon = Lexicon::load_embedded().unwrap();
        assert_eq!(lexicon.noun("soldier").unwrap().sector, Some(Sector::Mil));
        assert_eq!(lexicon.noun("vendor").unwrap().kind, NounKind::Actor(ActorKind::Person));
        assert_eq!(lexicon.pronoun("she").unwrap().gender, Gender::Feminine);
        for (name, text) in [ACTOR_NOUNS, PERSON_NOUNS, PRONOUNS] {
            let words: Vec<_> = text
                .lines()
                .filter(|l| !l.starts_with('#'))
                .skip(1)
                .filter_map(|l| l.split('\t').next())
                .collect();
            assert!(words.is_sorted(), "{name} is not sorted");
        }
    }
}
