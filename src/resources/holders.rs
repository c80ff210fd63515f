//! Who held an office when: "Russian president" on a date, "NATO chief" on a date.
//!
//! Questions to the gazetteer. The hard decision: no date means every holder, and a day on which the office changed
//! hands means the newcomer: an article of that day calls the one who left "former".

use super::entry::{Entry, EntryIdx, Term};
use super::gazetteer::{Gazetteer, hash};
use super::office::{Holding, Office, OfficeWord};
use crate::error::{Error, ErrorKind};
use jiff::civil::Date;
use std::collections::HashMap;

/// Which office leads a country in fact, and when that holds.
#[derive(Debug, Clone)]
pub(crate) struct Leadership {
    country: String,
    office: Office,
    title: String,
    from: Option<Date>,
    until: Option<Date>,
}

/// Parses the file of who leads in fact.
pub(crate) fn parse_leadership(file: &str, text: &str) -> Result<Vec<Leadership>, Error> {
    let mut rows = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, l)| !l.is_empty() && !l.starts_with('#')) {
        let bad = |reason: String| Error::new(ErrorKind::Data, reason).at(file).on_line(number + 1);
        let cells: Vec<_> = line.split('\t').collect();
        let [country, office, title, from, until] = cells[..] else {
            return Err(bad(format!(
                "row has {} columns instead of 5; write: country<tab>office<tab>title<tab>from<tab>until",
                cells.len()
            )));
        };
        if country == "country" {
            continue;
        }
        let office =
            Office::parse(office).ok_or_else(|| bad(format!("unknown office {office:?}; use head_of_state or head_of_government")))?;
        let day = |cell: &str| -> Result<Option<Date>, Error> {
            if cell.is_empty() {
                return Ok(None);
            }
            cell.parse()
                .map(Some)
                .map_err(|_| bad(format!("{cell:?} is not a day like 2014-08-28")))
        };
        rows.push(Leadership {
            country: country.to_owned(),
            office,
            title: title.to_owned(),
            from: day(from)?,
            until: day(until)?,
        });
    }
    Ok(rows)
}

impl Gazetteer {
    /// What an office phrase ("foreign secretary", "PM") may mean, any case. Several rows where countries differ.
    #[must_use]
    pub fn office_words(&self, phrase: &str) -> &[OfficeWord] {
        self.office_words.get(&phrase.to_lowercase()).map_or(&[], Vec::as_slice)
    }

    /// All office phrases, sorted.
    pub fn office_phrases(&self) -> impl Iterator<Item = &OfficeWord> {
        self.office_words.values().flatten()
    }

    /// What the phrase means for this country or organisation.
    #[must_use]
    pub fn office_word(&self, phrase: &str, country: &str) -> Option<&OfficeWord> {
        let words = self.office_words(phrase);
        words
            .iter()
            .find(|w| w.countries.iter().any(|c| c == country))
            .or_else(|| words.iter().find(|w| w.countries.is_empty()))
    }

    /// Whether the phrase names an office that one person holds for this country at a time ("foreign minister", "leader",
    /// but not "ambassador").
    #[must_use]
    pub fn is_single_post(&self, phrase: &str, country: &str) -> bool {
        self.office_word(phrase, country)
            .is_some_and(|w| w.leader || !w.titles.is_empty() || w.offices.iter().all(|o| o.is_single()))
    }

    /// Everybody who held the office that `phrase` names for `country` (a state's code or an organisation's acronym):
    /// on `date`, or at any time where there is no date. Latest first, each person once.
    #[must_use]
    pub fn holders(&self, country: &str, phrase: &str, date: Option<Date>) -> Vec<Entry<'_>> {
        let Some(word) = self.office_word(phrase, country) else {
            return Vec::new();
        };
        let mut found: Vec<&Holding> = self
            .holdings_for(country)
            .filter(|h| self.word_fits(word, country, h, date))
            .filter(|h| date.is_none_or(|day| h.term.covers(day)))
            .collect();
        found.sort_by_key(|h| (std::cmp::Reverse(h.term.from), h.person));
        let mut seen: Vec<EntryIdx> = Vec::new();
        for holding in found {
            if !seen.contains(&holding.person) {
                seen.push(holding.person);
            }
        }
        seen.into_iter().map(|idx| self.entry(idx)).collect()
    }

    /// Who held the office on that day; `None` where nobody is known. Without a date only where all its known holders
    /// are one person.
    #[must_use]
    pub fn holder(&self, country: &str, phrase: &str, date: Option<Date>) -> Option<Entry<'_>> {
        let found = self.holders(country, phrase, date);
        match (found.len(), date) {
            (0, _) => None,
            (1, _) | (_, Some(_)) => Some(found[0]),
            (_, None) => None,
        }
    }

    /// Everybody who held this office for the country on that day, whatever it is called.
    #[must_use]
    pub fn holders_of(&self, country: &str, office: Office, date: Date) -> Vec<Entry<'_>> {
        let mut found: Vec<_> = self
            .holdings_for(country)
            .filter(|h| h.office == office && h.term.covers(date))
            .collect();
        found.sort_by_key(|h| (std::cmp::Reverse(h.term.from), h.person));
        found.into_iter().map(|h| self.entry(h.person)).collect()
    }

    /// All terms of office for a country or organisation.
    pub fn holdings_for(&self, country: &str) -> impl Iterator<Item = &Holding> {
        let by_office = self.by_office.get_or_init(|| {
            let mut map: HashMap<u64, Vec<u32>> = HashMap::new();
            for (i, holding) in self.holdings.iter().enumerate() {
                map.entry(hash(self.slice(holding.country)))
                    .or_default()
                    .push(u32::try_from(i).unwrap_or(u32::MAX));
            }
            map
        });
        by_office
            .get(&hash(country))
            .into_iter()
            .flatten()
            .map(|&i| &self.holdings[i as usize])
            .filter(move |h| {
                // A row replaced by a user's leaves its old terms behind; those are in nobody's range.
                self.holdings_of(h.person).iter().any(|own| std::ptr::eq(own, *h))
            })
    }

    fn word_fits(&self, word: &OfficeWord, country: &str, holding: &Holding, date: Option<Date>) -> bool {
        if word.leader {
            return self.leads(country, holding, date);
        }
        let title = self.slice(holding.title);
        word.offices.contains(&holding.office) && (word.titles.is_empty() || word.titles.iter().any(|t| t == title))
    }

    /// Whether this is the office that leads the country: the one listed, else the head of government if there is one
    /// in the table, else the head of state, else the head of the organisation.
    fn leads(&self, country: &str, holding: &Holding, date: Option<Date>) -> bool {
        let listed = |l: &&Leadership| {
            l.country == country && date.is_none_or(|day| l.from.is_none_or(|from| from <= day) && l.until.is_none_or(|until| day <= until))
        };
        let mut any = false;
        for row in self.leadership.iter().filter(listed) {
            any = true;
            if row.office == holding.office && (row.title.is_empty() || row.title == self.slice(holding.title)) {
                return true;
            }
        }
        !any && match holding.office {
            Office::HeadOfGovernment | Office::OrganisationHead | Office::GroupLeader | Office::RegionalLeader => true,
            Office::HeadOfState => !self
                .holdings_for(country)
                .any(|h| h.office == Office::HeadOfGovernment && Self::overlap(h.term, date)),
            _ => false,
        }
    }

    fn overlap(term: Term, date: Option<Date>) -> bool {
        date.is_none_or(|day| term.covers(day))
    }
}
