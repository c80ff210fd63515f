//! Merged actors: which descriptions are one actor, what it is best called, and what the merger must know of it.
//!
//! Part of [`crate::graph`]. The hard decision: actors are merged by id alone. Who is who was decided by the linker,
//! article by article; only a person's correction joins two ids or takes a name away from one.

use super::corrections::{Correction, Corrections, MADE_ONE, Stale};
use super::intern::{Sym, number};
use super::node::{ActorNode, SeenOffice};
use super::records::{PackedParty, RecordSet};
use crate::ontology::{ActorKind, Sector};
use crate::span::EntityId;
use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};

/// What the decision on two records must know of an actor.
#[derive(Debug, Clone)]
pub(crate) struct ActorFeature {
    pub(crate) kind: ActorKind,
    pub(crate) sector: Option<Sector>,
    pub(crate) country: Option<u32>,
    /// Described, not named: "civilians", "Kurdish militias".
    pub(crate) generic: bool,
    /// Known by name only, so that a surname may be all there is.
    pub(crate) unknown: bool,
    /// Folded words of the name.
    pub(crate) words: Vec<SmolStr>,
}

impl ActorFeature {
    /// The last word of a person's name.
    pub(crate) fn surname(&self) -> Option<&str> {
        let person = self.kind == ActorKind::Person;
        self.words.last().filter(|_| person).map(SmolStr::as_str)
    }

    /// The one word that is all that is known of a person: "Orban".
    pub(crate) fn bare_surname(&self) -> Option<&str> {
        self.surname().filter(|_| self.unknown && self.words.len() == 1)
    }
}

/// All actors of a set of records; an actor's number is its place in the order of ids.
#[derive(Debug, Clone, Default)]
pub(crate) struct Actors {
    pub(crate) nodes: Vec<ActorNode>,
    pub(crate) features: Vec<ActorFeature>,
    /// The actor of each party description of the record set.
    of_party: Vec<u32>,
    /// Pairs that people say are two.
    pub(crate) apart: FxHashSet<(u32, u32)>,
    /// Corrections of actors that changed nothing.
    pub(crate) stale: Vec<Stale>,
}

/// What a store remembers of actors, for loading a part of its graph as the whole showed it.
#[derive(Debug, Clone, Default)]
pub(crate) struct KnownActors {
    /// Actor by the entity, name and wording that a correction moved.
    pub(crate) identities: FxHashMap<[SmolStr; 3], SmolStr>,
    /// Name by actor.
    pub(crate) names: FxHashMap<SmolStr, String>,
}

/// Votes for the values of one field, one per article or record.
#[derive(Debug)]
struct Votes<T: Ord>(BTreeMap<T, u32>);

impl<T: Ord> Default for Votes<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T: Ord + Clone> Votes<T> {
    fn add(&mut self, value: T, weight: u32) {
        *self.0.entry(value).or_default() += weight;
    }

    /// Most votes, then the smallest value.
    fn best(&self) -> Option<T> {
        let mut best: Option<(&T, u32)> = None;
        for (value, votes) in &self.0 {
            if best.is_none_or(|(_, most)| *votes > most) {
                best = Some((value, *votes));
            }
        }
        best.map(|(value, _)| value.clone())
    }
}

#[derive(Default)]
struct Gathered {
    name: Votes<String>,
    kind: Votes<ActorKind>,
    country: Votes<SmolStr>,
    sector: Votes<Sector>,
    wikidata: Votes<SmolStr>,
    offices: BTreeMap<String, (Option<Date>, Option<Date>)>,
    names: BTreeSet<String>,
    certainty: f32,
}

impl Actors {
    /// Merges the actors of all records.
    pub(crate) fn gather(set: &RecordSet, corrections: &Corrections, known: Option<&KnownActors>) -> Self {
        let mut told = vec![Told::default(); set.parties.values().len()];
        for record in &set.packed {
            for party in set.lists.get(record.parties) {
                told[party as usize].add(record.published);
            }
        }
        let (mut id_of_party, apart, stale) = identify(set, &told, corrections);
        if let Some(known) = known.filter(|k| !k.identities.is_empty()) {
            for (party, id) in set.parties.values().iter().zip(&mut id_of_party) {
                if let Some(actor) = known.identities.get(&worded(set, party)) {
                    *id = id.take().map(|_| actor.clone());
                }
            }
        }
        let mut ids: Vec<&str> = id_of_party.iter().flatten().map(SmolStr::as_str).collect();
        ids.sort_unstable();
        ids.dedup();
        let number: FxHashMap<&str, u32> = ids.iter().zip(0u32..).map(|(id, n)| (*id, n)).collect();
        let of_party: Vec<u32> = id_of_party
            .iter()
            .map(|id| id.as_ref().map_or(u32::MAX, |id| number[id.as_str()]))
            .collect();
        let mut articles = vec![(0usize, u32::MAX); ids.len()];
        for record in &set.packed {
            for party in set.lists.get(record.parties) {
                let (count, last) = &mut articles[of_party[party as usize] as usize];
                // Records of one article stand together.
                if *last != record.article {
                    (*count, *last) = (*count + 1, record.article);
                }
            }
        }
        let mut gathered: Vec<Gathered> = ids.iter().map(|_| Gathered::default()).collect();
        for (at, party) in set.parties.values().iter().enumerate() {
            if told[at].records > 0 {
                gathered[of_party[at] as usize].take(set, party, &told[at]);
            }
        }
        let mut nodes = Vec::with_capacity(ids.len());
        for ((id, mut found), (articles, _)) in ids.iter().zip(gathered).zip(&articles) {
            let remembered = known.and_then(|known| known.names.get(*id).cloned());
            if let Some(name) = remembered.or_else(|| rename(id, corrections, &found.names)) {
                found.name = Votes::default();
                found.name.add(name, 1);
            }
            nodes.push(found.node(id, *articles));
        }
        let mut countries: FxHashMap<SmolStr, u32> = FxHashMap::default();
        let features = nodes.iter().map(|node| feature(node, &mut countries)).collect();
        let apart = apart
            .iter()
            .filter_map(|(a, b)| Some((*number.get(a.as_str())?, *number.get(b.as_str())?)))
            .flat_map(|(a, b)| [(a, b), (b, a)])
            .collect();
        Self {
            nodes,
            features,
            of_party,
            apart,
            stale,
        }
    }

    /// The parties whom a correction moved: entity, name, wording, and the actor that they are.
    pub(crate) fn moved<'a>(&'a self, set: &'a RecordSet) -> impl Iterator<Item = [SmolStr; 4]> + 'a {
        set.parties.values().iter().zip(&self.of_party).filter_map(move |(party, actor)| {
            let [entity, name, mention] = worded(set, party);
            let id = self.nodes.get(*actor as usize)?.id.0.clone();
            (id != entity).then_some([entity, name, mention, id])
        })
    }

    /// The actor that this party of the record set is.
    pub(crate) fn of(&self, party: u32) -> u32 {
        self.of_party[party as usize]
    }
}

/// Entity, name and wording of a party.
pub(crate) fn worded(set: &RecordSet, party: &PackedParty) -> [SmolStr; 3] {
    let description = set.described(party);
    [description.id, description.name, party.mention].map(|sym| SmolStr::new(set.strings.get(sym)))
}

/// How often and when a party description was told.
#[derive(Debug, Clone, Copy, Default)]
struct Told {
    records: u32,
    first: Option<Date>,
    last: Option<Date>,
}

impl Told {
    fn add(&mut self, day: Option<Date>) {
        self.records += 1;
        if day.is_some() && (self.first.is_none() || day < self.first) {
            self.first = day;
        }
        self.last = self.last.max(day);
    }
}

impl Gathered {
    fn take(&mut self, set: &RecordSet, party: &PackedParty, told: &Told) {
        let description = set.described(party);
        let text = |sym: Sym| set.strings.get(sym);
        self.name.add(text(description.name).to_owned(), told.records);
        self.kind.add(description.kind, told.records);
        if let Some(country) = description.country {
            self.country.add(SmolStr::new(text(country)), told.records);
        }
        if let Some(sector) = description.sector {
            self.sector.add(sector, told.records);
        }
        if let Some(wikidata) = description.wikidata {
            self.wikidata.add(SmolStr::new(text(wikidata)), told.records);
        }
        if let Some(office) = description.office {
            let (first, last) = self.offices.entry(text(office).to_owned()).or_default();
            if told.first.is_some() && (first.is_none() || told.first < *first) {
                *first = told.first;
            }
            *last = (*last).max(told.last);
        }
        self.names.insert(text(description.name).to_owned());
        for alias in set.lists.get(description.aliases) {
            self.names.insert(text(Sym(alias)).to_owned());
        }
        self.certainty = self.certainty.max(f32::from_bits(description.certainty));
    }

    fn node(self, id: &str, articles: usize) -> ActorNode {
        let name = self.name.best().unwrap_or_else(|| id.to_owned());
        let office = |(title, (first, last))| SeenOffice { title, first, last };
        ActorNode {
            id: EntityId::new(id),
            kind: self.kind.best().unwrap_or(ActorKind::Other),
            country: self.country.best(),
            sector: self.sector.best(),
            offices: self.offices.into_iter().map(office).collect(),
            wikidata: self.wikidata.best(),
            aliases: self.names.into_iter().filter(|n| *n != name).collect(),
            articles,
            events: 0,
            certainty: self.certainty,
            name,
        }
    }
}

fn rename(id: &str, corrections: &Corrections, names: &BTreeSet<String>) -> Option<String> {
    corrections.iter().find_map(|(_, correction)| match correction {
        Correction::Rename(who, name) if who == id || names.iter().any(|n| n == who) => Some(name.clone()),
        _ => None,
    })
}

/// Lower-cased words without accents that matter little: what names are compared by.
pub(crate) fn folded_words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_lowercase)
}

/// Whether the words describe rather than name: "Western officials", "the airport".
pub(crate) fn described(name: &str) -> bool {
    let last = name.split_whitespace().next_back();
    last.is_some_and(|word| word.chars().next().is_some_and(char::is_lowercase))
}

fn feature(node: &ActorNode, countries: &mut FxHashMap<SmolStr, u32>) -> ActorFeature {
    let words = folded_words(&node.name).map(SmolStr::from).collect();
    let next = number(countries.len());
    let country = node.country.as_ref().map(|c| *countries.entry(c.clone()).or_insert(next));
    ActorFeature {
        kind: node.kind,
        sector: node.sector,
        country,
        generic: matches!(node.kind, ActorKind::People | ActorKind::Other) || (described(&node.name) && node.kind != ActorKind::State),
        unknown: node.id.as_str().starts_with("name:"),
        words,
    }
}

type Identified = (Vec<Option<SmolStr>>, Vec<(SmolStr, SmolStr)>, Vec<Stale>);

/// The public id of every party description, after corrections.
fn identify(set: &RecordSet, told: &[Told], corrections: &Corrections) -> Identified {
    let parties = set.parties.values();
    let id_of = |party: &PackedParty| set.strings.get(set.described(party).id);
    // Descriptions of records that were taken out since are no longer anybody.
    let used = parties
        .iter()
        .zip(told)
        .map(|(p, told)| (told.records > 0).then(|| SmolStr::new(id_of(p))));
    let mut ids: Vec<Option<SmolStr>> = used.collect();
    if corrections.is_empty() {
        return (ids, Vec::new(), Vec::new());
    }
    let (mut apart, mut stale) = (Vec::new(), Vec::new());
    let named: FxHashSet<&str> = corrections.named().collect();
    let ids_of_records = set.packed.iter().map(|record| set.read(record.id));
    let named_records: FxHashSet<&str> = ids_of_records.filter(|id| named.contains(id)).collect();
    let names_event = |text: &str| text.starts_with(super::EVENT_ID_PREFIX) || named_records.contains(text);
    // Whose name it is goes before whom an article once called so.
    let mut ids_by_name: BTreeMap<String, BTreeSet<(u8, SmolStr)>> = BTreeMap::new();
    for (party, id) in parties.iter().zip(&ids) {
        let Some(id) = id else { continue };
        let description = set.described(party);
        let aliases = set.lists.get(description.aliases).into_iter().map(|a| (1, Sym(a)));
        for (rank, name) in aliases.chain([(0, description.name), (2, party.mention)]) {
            let named = ids_by_name.entry(set.strings.get(name).to_lowercase()).or_default();
            named.insert((rank, id.clone()));
        }
    }
    let known: BTreeSet<SmolStr> = ids.iter().flatten().cloned().collect();
    let find = |who: &str| -> Option<SmolStr> {
        let named = || {
            ids_by_name
                .get(&who.to_lowercase())
                .and_then(|ids| ids.first())
                .map(|(_, id)| id.clone())
        };
        known.get(who).cloned().or_else(named)
    };
    let mut leaders: BTreeMap<SmolStr, SmolStr> = BTreeMap::new();
    for (line, text, correction) in &corrections.lines {
        let mut report = |why: String| stale.push(Stale::new(*line, text, why));
        let missing = |who: &str| format!("no actor {who:?} in these records; look for its name or id with \"query actor\"");
        match correction {
            Correction::Same(a, b) if !names_event(a) && !names_event(b) => match (find(a), find(b)) {
                (Some(a), Some(b)) if lead(&leaders, &a) != lead(&leaders, &b) => join(&mut leaders, &a, &b),
                (Some(_), Some(_)) => report("the two are one already".to_owned()),
                (None, _) => report(missing(a)),
                (_, None) => report(missing(b)),
            },
            Correction::Different(a, b) if !names_event(a) && !names_event(b) => match (find(a), find(b)) {
                (Some(one), Some(other)) if one != other => apart.push((*line, text, one, other)),
                (Some(one), Some(_)) if *a != one.as_str() => {
                    // One id for two people: the name on the left goes its own way.
                    let own = SmolStr::from(format!("name:{}", a.to_lowercase()));
                    for (party, id) in parties.iter().zip(ids.iter_mut()) {
                        let name = set.strings.get(set.described(party).name);
                        let wording = set.strings.get(party.mention);
                        if id.as_ref() == Some(&one) && (name.eq_ignore_ascii_case(a) || wording.eq_ignore_ascii_case(a)) {
                            *id = Some(own.clone());
                        }
                    }
                    apart.push((*line, text, own, one));
                }
                (Some(_), Some(_)) => report("both sides name one id; put the name that was taken wrongly on the left".to_owned()),
                (None, _) => report(missing(a)),
                (_, None) => report(missing(b)),
            },
            Correction::Rename(who, _) if find(who).is_none() => report(missing(who)),
            _ => {}
        }
    }
    for id in ids.iter_mut().flatten() {
        *id = lead(&leaders, id);
    }
    let mut pairs = Vec::with_capacity(apart.len());
    for (line, text, a, b) in apart {
        match (lead(&leaders, &a), lead(&leaders, &b)) {
            (a, b) if a == b => stale.push(Stale::new(line, text, MADE_ONE.to_owned())),
            pair => pairs.push(pair),
        }
    }
    (ids, pairs, stale)
}

fn lead(leaders: &BTreeMap<SmolStr, SmolStr>, id: &SmolStr) -> SmolStr {
    let mut id = id;
    while let Some(next) = leaders.get(id) {
        id = next;
    }
    id.clone()
}

/// Of two joined ids a known one leads an unknown one, then the smaller leads: the order of the lines does not matter.
fn join(leaders: &mut BTreeMap<SmolStr, SmolStr>, a: &SmolStr, b: &SmolStr) {
    let (a, b) = (lead(leaders, a), lead(leaders, b));
    let rank = |id: &SmolStr| (id.starts_with("name:"), id.clone());
    let (first, second) = if rank(&a) < rank(&b) { (a, b) } else { (b, a) };
    leaders.insert(second, first);
}
