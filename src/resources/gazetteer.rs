//! The gazetteer: every known actor, place and topic with its names, and the questions that can be asked of it.
//!
//! Knowledge group. The hard decision: ambiguity is answered, not settled. A name gives all its candidates with flags
//! that say how far to trust it; choosing needs the article and belongs to linking.

use super::entry::{AliasFlags, Entry, EntryIdx, EntryKind};
use super::index::{CaseMatch, Index, Word};
use super::office::{Holding, OfficeWord};
use super::table::{COLUMNS, Row, Slice, parse_line};
use crate::error::{Error, ErrorKind};
use crate::ontology::ActorKind;
use crate::span::Span;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::{LazyLock, OnceLock};

macro_rules! tables {
    ($($name:literal),+ $(,)?) => {
        /// All tables one after the other, so that one buffer serves every slice.
        const TEXT: &str = concat!($(include_str!(concat!("../../data/gazetteer/", $name))),+);
        /// Name and length of each.
        const FILES: &[(&str, usize)] = &[$(($name, include_str!(concat!("../../data/gazetteer/", $name)).len())),+];
    };
}

tables!(
    "bodies.tsv",
    "groups.tsv",
    "organisations.tsv",
    "parties.tsv",
    "peoples.tsv",
    "persons.tsv",
    "places.tsv",
    "states.tsv",
    "topics.tsv",
);

/// The file of office words, which has columns of its own.
const OFFICE_WORDS: (&str, &str) = ("office_words.tsv", include_str!("../../data/gazetteer/office_words.tsv"));
/// The file that says who leads a country in fact.
const LEADERSHIP: (&str, &str) = ("leadership.tsv", include_str!("../../data/gazetteer/leadership.tsv"));

static EMBEDDED: LazyLock<Gazetteer> = LazyLock::new(|| {
    Gazetteer::build(
        Cow::Borrowed(TEXT),
        FILES.iter().map(|&(name, len)| (name.to_owned(), len)),
        OFFICE_WORDS,
        LEADERSHIP,
    )
    .expect("the embedded tables are checked by a test")
});

/// Everybody and everything known by name. See [`Gazetteer::embedded`], [`Gazetteer::find`], [`Gazetteer::holder`].
#[derive(Debug, Clone)]
pub struct Gazetteer {
    pub(super) text: Cow<'static, str>,
    pub(super) rows: Vec<Row>,
    pub(super) holdings: Vec<Holding>,
    holding_ranges: Vec<(u32, u32)>,
    index: Index,
    pub(super) office_words: BTreeMap<String, Vec<OfficeWord>>,
    pub(super) leadership: Vec<super::holders::Leadership>,
    ids: OnceLock<HashMap<u64, u32>>,
    pub(super) by_office: OnceLock<HashMap<u64, Vec<u32>>>,
}

/// One candidate for one stretch of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// Where in the text.
    pub span: Span,
    /// Which entry it may be.
    pub entry: EntryIdx,
    /// How far its name is to be trusted.
    pub flags: AliasFlags,
    /// How its case compares.
    pub case: CaseMatch,
    alias: u32,
}

/// A name as the table writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alias<'g> {
    /// The name.
    pub text: &'g str,
    /// Its flags.
    pub flags: AliasFlags,
}

impl Gazetteer {
    /// The gazetteer that comes with the program; loaded once.
    #[must_use]
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }

    /// Loads the embedded tables anew, for measuring.
    ///
    /// # Errors
    /// Never for tables that pass the tests.
    pub fn load_embedded() -> Result<Self, Error> {
        Self::build(
            Cow::Borrowed(TEXT),
            FILES.iter().map(|&(name, len)| (name.to_owned(), len)),
            OFFICE_WORDS,
            LEADERSHIP,
        )
    }

    /// Loads a directory laid out like `data/gazetteer`.
    ///
    /// # Errors
    /// A file that is missing or not UTF-8, or a bad row, named by file and line.
    pub fn load(dir: impl AsRef<Path>) -> Result<Self, Error> {
        let dir = dir.as_ref();
        let read = |name: &str| std::fs::read_to_string(dir.join(name)).map_err(|e| Error::io(dir.join(name), e));
        let mut text = String::new();
        let mut files = Vec::new();
        for (name, _) in FILES {
            let part = read(name)?;
            files.push((dir.join(name).display().to_string(), part.len()));
            text.push_str(&part);
        }
        let (words, leaders) = (read(OFFICE_WORDS.0)?, read(LEADERSHIP.0)?);
        Self::build(
            Cow::Owned(text),
            files.into_iter(),
            (OFFICE_WORDS.0, &words),
            (LEADERSHIP.0, &leaders),
        )
    }

    /// This gazetteer with a user's file added. A row whose id is already known replaces that row's columns; its names
    /// and offices are added to the old ones.
    ///
    /// # Errors
    /// A file that cannot be read, or a bad row, named by file and line.
    pub fn with_user_file(&self, path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let added = std::fs::read_to_string(path).map_err(|e| Error::io(path, e))?;
        let mut grown = self.clone();
        let text = grown.text.to_mut();
        if !text.ends_with('\n') {
            text.push('\n');
        }
        let from = text.len();
        text.push_str(&added);
        let text = std::mem::take(&mut grown.text);
        let parsed = grown.add_file(&text, from, text.len(), &path.display().to_string(), true);
        grown.text = text;
        parsed?;
        grown.ids = OnceLock::new();
        grown.by_office = OnceLock::new();
        Ok(grown)
    }

    fn build(
        text: Cow<'static, str>,
        files: impl Iterator<Item = (String, usize)>,
        office_words: (&str, &str),
        leadership: (&str, &str),
    ) -> Result<Self, Error> {
        let lines = text.len() / 100;
        let mut built = Self {
            text: Cow::Borrowed(""),
            rows: Vec::with_capacity(lines),
            holdings: Vec::with_capacity(lines),
            holding_ranges: Vec::with_capacity(lines),
            index: Index::with_capacity(lines * 3),
            office_words: super::office::parse_words(office_words.0, office_words.1)?,
            leadership: super::holders::parse_leadership(leadership.0, leadership.1)?,
            ids: OnceLock::new(),
            by_office: OnceLock::new(),
        };
        let mut at = 0;
        for (name, len) in files {
            built.add_file(&text, at, at + len, &name, false)?;
            at += len;
        }
        built.text = text;
        Ok(built)
    }

    /// Parses `text[from..to]` as one file. `text` is the whole buffer, so that slices keep their meaning.
    fn add_file(&mut self, text: &str, from: usize, to: usize, name: &str, user: bool) -> Result<(), Error> {
        let mut header = false;
        let mut scratch = Vec::new();
        for (number, line) in text[from..to].split('\n').enumerate() {
            let place = |e: Error| e.at(name).on_line(number + 1);
            if !header && !line.is_empty() && !line.starts_with('#') {
                if !line.trim_end_matches('\r').split('\t').eq(COLUMNS) {
                    let message = format!("first row is not the header; write: {}", COLUMNS.join("<tab>"));
                    return Err(place(Error::new(ErrorKind::Data, message)));
                }
                header = true;
                continue;
            }
            let first = self.holdings.len();
            let idx = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
            let holdings = &mut self.holdings;
            let parsed = parse_line(text, line, |cell| {
                holdings.push(Holding {
                    person: EntryIdx(idx),
                    country: cell.country,
                    office: cell.office,
                    title: cell.title,
                    term: cell.term,
                });
            });
            let Some(row) = parsed.map_err(place)? else { continue };
            let known = if user { self.position(text, row.id.of(text)) } else { None };
            let idx = self.place_row(row, known, first);
            self.add_names(text, idx, row, user, &mut scratch).map_err(place)?;
            if user {
                self.ids = OnceLock::new();
            }
        }
        Ok(())
    }

    /// Appends the row, or puts it in the place of the known one; either way its offices are in one range.
    fn place_row(&mut self, row: Row, known: Option<u32>, first: usize) -> u32 {
        let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let Some(old) = known else {
            self.rows.push(row);
            self.holding_ranges.push((narrow(first), narrow(self.holdings.len())));
            return narrow(self.rows.len() - 1);
        };
        let (from, to) = self.holding_ranges[old as usize];
        let mut all: Vec<_> = self.holdings[from as usize..to as usize].to_vec();
        all.extend(self.holdings.drain(first..));
        all.iter_mut().for_each(|h| h.person = EntryIdx(old));
        self.holding_ranges[old as usize] = (narrow(self.holdings.len()), narrow(self.holdings.len() + all.len()));
        self.holdings.extend(all);
        self.rows[old as usize] = row;
        old
    }

    fn add_names(&mut self, text: &str, idx: u32, row: Row, user: bool, scratch: &mut Vec<Word>) -> Result<(), Error> {
        let name = row.name.of(text);
        let mut name_listed = false;
        let mut surname_listed = false;
        for cell in row.aliases.of(text).split('|').filter(|a| !a.is_empty()) {
            let (flags, alias) = AliasFlags::split(cell);
            name_listed |= alias == name;
            surname_listed |= flags.is_surname();
            if !self.index.add(text, alias, idx, flags, scratch) {
                return Err(Error::new(ErrorKind::Data, format!("alias {cell:?} holds no letter; remove it")));
            }
        }
        if !name_listed && !self.index.add(text, name, idx, AliasFlags::default(), scratch) {
            return Err(Error::new(ErrorKind::Data, format!("name {name:?} holds no letter")));
        }
        if user
            && !surname_listed
            && row.kind == EntryKind::Actor(ActorKind::Person)
            && let Some((_, surname)) = name.rsplit_once(' ')
        {
            self.index.add(text, surname, idx, AliasFlags::SURNAME_ALONE, scratch);
        }
        Ok(())
    }

    pub(super) fn slice(&self, slice: Slice) -> &str {
        slice.of(&self.text)
    }

    /// The text of an office's country or title ([`Holding::country`], [`Holding::title`]).
    #[must_use]
    pub fn text_of(&self, slice: Slice) -> &str {
        self.slice(slice)
    }

    pub(super) fn holdings_of(&self, idx: EntryIdx) -> &[Holding] {
        let (from, to) = self.holding_ranges[idx.index()];
        &self.holdings[from as usize..to as usize]
    }

    /// The entry at this position.
    ///
    /// # Panics
    /// When the position comes from another gazetteer and is out of range.
    #[must_use]
    pub fn entry(&self, idx: EntryIdx) -> Entry<'_> {
        assert!(idx.index() < self.rows.len(), "entry position of another gazetteer");
        Entry { gazetteer: self, idx }
    }

    /// All entries, file by file, sorted by id within each.
    pub fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        (0..self.rows.len()).map(|i| Entry {
            gazetteer: self,
            idx: EntryIdx(u32::try_from(i).unwrap_or(u32::MAX)),
        })
    }

    /// The entry with this id.
    #[must_use]
    pub fn by_id(&self, id: &str) -> Option<Entry<'_>> {
        self.position(&self.text, id).map(|i| Entry {
            gazetteer: self,
            idx: EntryIdx(i),
        })
    }

    fn position(&self, text: &str, id: &str) -> Option<u32> {
        let ids = self.ids.get_or_init(|| {
            self.rows
                .iter()
                .enumerate()
                .map(|(i, row)| (hash(row.id.of(text)), u32::try_from(i).unwrap_or(u32::MAX)))
                .collect()
        });
        ids.get(&hash(id)).copied().filter(|&i| self.rows[i as usize].id.of(text) == id)
    }

    /// All names in the text, in one pass: in order of their start, at one start the shorter name first, and for one
    /// stretch of text one hit for every candidate. [`longest`] thins them out.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<Hit> {
        let mut hits = Vec::new();
        self.index.walk(&self.text, text, &mut Vec::new(), |start, end, alias, case| {
            let row = self.index.aliases[alias as usize];
            if !row.flags.is_lookup_only() {
                hits.push(Hit {
                    span: Span::new(start, end),
                    entry: EntryIdx(row.entry),
                    flags: row.flags,
                    case,
                    alias,
                });
            }
        });
        hits
    }

    /// The candidates for exactly this name, lookup-only names included.
    #[must_use]
    pub fn lookup(&self, name: &str) -> Vec<Hit> {
        let mut hits = Vec::new();
        self.index.walk(&self.text, name, &mut Vec::new(), |start, end, alias, case| {
            let row = self.index.aliases[alias as usize];
            if start == 0 && end == name.len() {
                hits.push(Hit {
                    span: Span::new(start, end),
                    entry: EntryIdx(row.entry),
                    flags: row.flags,
                    case,
                    alias,
                });
            }
        });
        hits.sort_by_key(|hit| hit.entry);
        hits
    }

    /// The name a hit was found by, as the table writes it.
    #[must_use]
    pub fn alias(&self, hit: &Hit) -> Alias<'_> {
        let row = self.index.aliases[hit.alias as usize];
        Alias {
            text: self.slice(row.text),
            flags: row.flags,
        }
    }

    /// The code by which the offices of a state, body or organisation are asked: its country or acronym, or its own
    /// acronym where it has offices of its own ("IAEA", though its country is "UN").
    #[must_use]
    pub fn office_code<'e>(&self, entry: Entry<'e>) -> Option<Cow<'e, str>> {
        let own = entry
            .id()
            .split_once(':')
            .filter(|(kind, _)| *kind == "org")
            .map(|(_, tail)| tail.replace('-', "").to_uppercase());
        match own {
            Some(code) if self.holdings_for(&code).next().is_some() => Some(Cow::Owned(code)),
            _ => entry.country().map(Cow::Borrowed),
        }
    }

    /// The country code of whoever acts under an office code: "UN" for "UNHCR", "PSE" for "HAMAS", a state for itself.
    #[must_use]
    pub fn actor_country<'g>(&'g self, code: &'g str) -> &'g str {
        if code.len() == 3 && self.by_id(&format!("state:{code}")).is_some() {
            return code;
        }
        let tail = code.to_lowercase();
        let body = ["org", "group"].iter().find_map(|kind| self.by_id(&format!("{kind}:{tail}")));
        body.and_then(|entry| entry.country()).unwrap_or(code)
    }

    /// How many names the index holds.
    #[must_use]
    pub fn alias_count(&self) -> usize {
        self.index.aliases.len()
    }

    /// Everybody whose surname this is, well known or not.
    #[must_use]
    pub fn persons_with_surname(&self, surname: &str) -> Vec<Entry<'_>> {
        let mut found: Vec<_> = self
            .lookup(surname)
            .into_iter()
            .filter(|hit| hit.flags.is_surname())
            .map(|hit| hit.entry)
            .collect();
        found.dedup();
        found.into_iter().map(|idx| self.entry(idx)).collect()
    }

    /// The countries whose people or adjective this word is ("French", "Israelis"; "Korean" and "Congolese" have two).
    #[must_use]
    pub fn demonyms(&self, word: &str) -> Vec<&str> {
        self.countries_of(word, |hit, _| hit.flags.is_demonym())
    }

    /// The country whose people or adjective this word is, where it is one only.
    #[must_use]
    pub fn demonym(&self, word: &str) -> Option<&str> {
        single(self.demonyms(word))
    }

    /// The country a place lies in, where the name is that of one place worth the name ("Falluja", "Gaza", "Texas").
    #[must_use]
    pub fn country_of_place(&self, name: &str) -> Option<&str> {
        let sure = self.countries_of(name, |hit, kind| kind == EntryKind::Place && !hit.flags.needs_context());
        single(if sure.is_empty() {
            self.countries_of(name, |_, kind| kind == EntryKind::Place)
        } else {
            sure
        })
    }

    /// The code of the state of this name ("Britain", "the UAE", "Zaire").
    #[must_use]
    pub fn state_named(&self, name: &str) -> Option<&str> {
        single(self.countries_of(name, |hit, kind| {
            kind == EntryKind::Actor(ActorKind::State) && !hit.flags.is_demonym() && !hit.flags.is_metonym()
        }))
    }

    fn countries_of(&self, name: &str, wanted: impl Fn(&Hit, EntryKind) -> bool) -> Vec<&str> {
        let mut countries: Vec<_> = self
            .lookup(name)
            .iter()
            .filter(|hit| hit.case != CaseMatch::Other && wanted(hit, self.rows[hit.entry.index()].kind))
            .filter_map(|hit| self.entry(hit.entry).country())
            .collect();
        countries.sort_unstable();
        countries.dedup();
        countries
    }
}

fn single<T: Copy>(found: Vec<T>) -> Option<T> {
    match found[..] {
        [only] => Some(only),
        _ => None,
    }
}

pub(super) fn hash(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3))
}

/// Leftmost-longest: of hits that overlap keeps the longest from the left, with all its candidates.
#[must_use]
pub fn longest(hits: &[Hit]) -> Vec<Hit> {
    let mut kept: Vec<Hit> = Vec::new();
    let mut at = 0;
    let mut free = 0;
    while at < hits.len() {
        let start = hits[at].span.start;
        let group = hits[at..].iter().take_while(|h| h.span.start == start).count();
        if start >= free {
            let end = hits[at..at + group].iter().map(|h| h.span.end).max().unwrap_or(start);
            kept.extend(hits[at..at + group].iter().filter(|h| h.span.end == end));
            free = end;
        }
        at += group;
    }
    kept
}
