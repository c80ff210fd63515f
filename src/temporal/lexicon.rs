//! The words of time expressions, from `data/lexicon/times.toml`, and what each token of a sentence means among them.
//!
//! First step of this module. The hard decision: every token is looked up once and becomes a small [`Word`]; the grammar
//! reads only those, so that text without times costs one lookup a token.

use super::calendar::{NamedDay, Unit};
use super::numeric::{self, Numeric};
use crate::document::Document;
use crate::error::{Error, ErrorKind, Result};
use jiff::civil::Weekday;
use serde::Deserialize;
use smol_str::SmolStr;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

/// What a little word does in the grammar; `data/lexicon/times.toml` lists the words of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Cue {
    A,
    After,
    Ago,
    Ahead,
    And,
    Approx,
    At,
    Before,
    Between,
    By,
    Comma,
    Coming,
    Dash,
    During,
    Earlier,
    Early,
    End,
    Eve,
    Every,
    For,
    From,
    In,
    Last,
    Late,
    Later,
    Like,
    Mid,
    Middle,
    Next,
    Of,
    On,
    Past,
    Possessive,
    Previous,
    Recent,
    Same,
    Since,
    Start,
    That,
    The,
    This,
    To,
    Until,
    With,
    Within,
}

/// What a token means to the grammar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    /// Nothing.
    Other,
    /// A little word.
    Cue(Cue),
    /// A month, and whether it came with "mid-".
    Month(i8, bool),
    /// A weekday.
    Weekday(Weekday),
    /// A unit, and whether in its plural form.
    Unit(Unit, bool),
    /// So many days from the day of writing.
    Day(i8),
    /// First month of a season.
    Season(i8),
    /// A number in words.
    Count(i16),
    /// A number nobody can count.
    Few,
    /// A time of day.
    DayPart,
    /// Something in digits.
    Digits(Numeric),
    /// Belongs to the digits before.
    Inside,
    /// The first word of a named day, and nothing else.
    Name,
}

/// One name of a day, behind its first word.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Named {
    rest: Vec<SmolStr>,
    day: NamedDay,
}

/// All words that time expressions are made of.
#[derive(Debug)]
pub(super) struct TimeLexicon {
    words: HashMap<SmolStr, Word>,
    named: HashMap<SmolStr, Vec<Named>>,
    doubtful_months: HashSet<SmolStr>,
    pub(super) undated_nouns: HashSet<SmolStr>,
    pub(super) name_nouns: HashSet<SmolStr>,
    pub(super) feasts: HashSet<SmolStr>,
    pub(super) stamps: HashSet<SmolStr>,
    pub(super) day_matters: HashSet<SmolStr>,
    pub(super) past_nouns: HashSet<SmolStr>,
    pub(super) forward: HashSet<SmolStr>,
    pub(super) implicative: HashSet<SmolStr>,
    pub(super) timetable: HashSet<SmolStr>,
}

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lists {
    months: Vec<Vec<SmolStr>>,
    doubtful_months: HashSet<SmolStr>,
    weekdays: Vec<Vec<SmolStr>>,
    day_parts: Vec<SmolStr>,
    vague_numbers: Vec<SmolStr>,
    undated_nouns: HashSet<SmolStr>,
    name_nouns: HashSet<SmolStr>,
    feasts: HashSet<SmolStr>,
    stamps: HashSet<SmolStr>,
    day_matters: HashSet<SmolStr>,
    past_nouns: HashSet<SmolStr>,
    forward: HashSet<SmolStr>,
    implicative: HashSet<SmolStr>,
    timetable: HashSet<SmolStr>,
    units: BTreeMap<Unit, [SmolStr; 2]>,
    days: BTreeMap<SmolStr, i8>,
    seasons: BTreeMap<SmolStr, i8>,
    numbers: BTreeMap<SmolStr, i16>,
    cues: BTreeMap<Cue, Vec<SmolStr>>,
    named: BTreeMap<SmolStr, String>,
}

const WEEK: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

impl TimeLexicon {
    /// The words that come with diplograph.
    pub(super) fn embedded() -> &'static Self {
        static LEXICON: LazyLock<TimeLexicon> = LazyLock::new(|| {
            TimeLexicon::read(include_str!("../../data/lexicon/times.toml")).expect("the shipped time words are read by a test")
        });
        &LEXICON
    }

    fn read(text: &str) -> Result<Self> {
        let bad = |message: String| Error::new(ErrorKind::Data, message).at("data/lexicon/times.toml");
        let lists: Lists = toml::from_str(text).map_err(|e| bad(e.message().to_owned()))?;
        if lists.months.len() != 12 || lists.weekdays.len() != 7 {
            return Err(bad("months must be 12 and weekdays 7 lists of words".to_owned()));
        }
        let months = lists
            .months
            .iter()
            .zip(1..)
            .flat_map(|(forms, n)| forms.iter().map(move |w| (w, Word::Month(n, false))));
        let weekdays = lists
            .weekdays
            .iter()
            .zip(WEEK)
            .flat_map(|(forms, day)| forms.iter().map(move |w| (w, Word::Weekday(day))));
        let units = lists
            .units
            .iter()
            .flat_map(|(unit, [one, many])| [(one, Word::Unit(*unit, false)), (many, Word::Unit(*unit, true))]);
        let cues = lists
            .cues
            .iter()
            .flat_map(|(cue, words)| words.iter().map(|w| (w, Word::Cue(*cue))));
        let rest = (lists.day_parts.iter().map(|w| (w, Word::DayPart)))
            .chain(lists.vague_numbers.iter().map(|w| (w, Word::Few)))
            .chain(lists.days.iter().map(|(w, n)| (w, Word::Day(*n))))
            .chain(lists.seasons.iter().map(|(w, n)| (w, Word::Season(*n))))
            .chain(lists.numbers.iter().map(|(w, n)| (w, Word::Count(*n))));
        let mut words = HashMap::new();
        for (form, word) in months.chain(weekdays).chain(units).chain(cues).chain(rest) {
            if let Some(other) = words.insert(form.clone(), word) {
                return Err(bad(format!("{form:?} is listed twice, as {other:?} and {word:?}; keep one")));
            }
        }
        let mut named: HashMap<SmolStr, Vec<Named>> = HashMap::new();
        for (name, day) in &lists.named {
            let day = day.parse().map_err(|e: Error| bad(format!("{name:?}: {e}")))?;
            let mut parts = name.split(' ').map(SmolStr::new);
            let first = parts.next().unwrap_or_default();
            words.entry(first.clone()).or_insert(Word::Name);
            named.entry(first).or_default().push(Named {
                rest: parts.collect(),
                day,
            });
        }
        for names in named.values_mut() {
            names.sort_by_key(|n| std::cmp::Reverse(n.rest.len()));
        }
        Ok(Self {
            words,
            named,
            doubtful_months: lists.doubtful_months,
            undated_nouns: lists.undated_nouns,
            name_nouns: lists.name_nouns,
            feasts: lists.feasts,
            stamps: lists.stamps,
            day_matters: lists.day_matters,
            past_nouns: lists.past_nouns,
            forward: lists.forward,
            implicative: lists.implicative,
            timetable: lists.timetable,
        })
    }

    /// What every token of the document means to the grammar.
    pub(super) fn words(&self, doc: &Document) -> Vec<Word> {
        let text = doc.text();
        let mut out = Vec::with_capacity(doc.tokens.len());
        let mut covered = 0;
        for token in &doc.tokens {
            if token.span.start < covered {
                out.push(Word::Inside);
                continue;
            }
            let form = token.span.of(text);
            out.push(match form.as_bytes().first() {
                Some(b'0'..=b'9') => {
                    let rest = text.get(token.span.start as usize..).unwrap_or_default();
                    match numeric::read(rest, form) {
                        Some((value, len)) => {
                            covered = token.span.start + len;
                            Word::Digits(value)
                        }
                        None => self.word(form),
                    }
                }
                Some(_) => self.word(form),
                None => Word::Other,
            });
        }
        out
    }

    fn word(&self, form: &str) -> Word {
        let mut buffer = [0u8; LONGEST];
        let Some(lower) = lowered(form, &mut buffer) else {
            return Word::Other;
        };
        if let Some(word) = self.words.get(lower) {
            let proper = matches!(word, Word::Month(..) | Word::Weekday(_));
            let capital = form.starts_with(|c: char| c.is_ascii_uppercase());
            return if proper && !capital { Word::Other } else { *word };
        }
        match lower.strip_prefix("mid-").map(|rest| self.words.get(rest)) {
            Some(Some(Word::Month(n, _))) => Word::Month(*n, true),
            _ => Word::Other,
        }
    }

    /// Whether the month's form needs a word beside it that shows it for a month.
    pub(super) fn is_doubtful(&self, form: &str) -> bool {
        let mut buffer = [0u8; LONGEST];
        lowered(form, &mut buffer).is_some_and(|lower| self.doubtful_months.contains(lower))
    }

    /// The named day that begins at the token, and its number of tokens.
    pub(super) fn named(&self, doc: &Document, at: usize, end: usize) -> Option<(NamedDay, usize)> {
        let form = |i: usize| doc.tokens[i].span.of(doc.text());
        let mut buffer = [0u8; LONGEST];
        if !form(at).starts_with(|c: char| c.is_ascii_uppercase() || c.is_ascii_digit()) {
            return None;
        }
        let names = self.named.get(lowered(form(at), &mut buffer)?)?;
        let fits = |name: &&Named| {
            let tokens = at + 1..(at + 1 + name.rest.len()).min(end);
            tokens.len() == name.rest.len() && tokens.zip(&name.rest).all(|(i, part)| form(i).eq_ignore_ascii_case(part))
        };
        names.iter().find(fits).map(|name| (name.day, 1 + name.rest.len()))
    }
}

/// No word of the lists is longer.
const LONGEST: usize = 16;

/// The form in lower case, without an allocation; `None` where it is too long for any list.
fn lowered<'b>(form: &str, buffer: &'b mut [u8; LONGEST]) -> Option<&'b str> {
    let room = buffer.get_mut(..form.len())?;
    room.copy_from_slice(form.as_bytes());
    room.make_ascii_lowercase();
    std::str::from_utf8(room).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHIPPED: &str = include_str!("../../data/lexicon/times.toml");

    #[test]
    fn shipped_words_read_and_fit() {
        let lexicon = TimeLexicon::read(SHIPPED).unwrap();
        assert_eq!(lexicon.word("Sept."), Word::Month(9, false));
        assert_eq!(lexicon.word("mid-July"), Word::Month(7, true));
        assert_eq!(lexicon.word("march"), Word::Other);
        assert!(lexicon.words.keys().all(|w| w.len() <= LONGEST));
    }

    #[test]
    fn faults_in_the_lists_are_named() {
        let twice = SHIPPED.replace("tonight = 0", "monday = 0");
        let message = TimeLexicon::read(&twice).unwrap_err().to_string();
        assert!(message.contains("\"monday\" is listed twice"), "{message}");
        let message = TimeLexicon::read(&SHIPPED.replace("\"12-25\"", "\"13-25\""))
            .unwrap_err()
            .to_string();
        assert!(message.contains("13-25"), "{message}");
    }
}
