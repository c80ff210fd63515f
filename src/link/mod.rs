//! Linking: which actor a chain is, by an id that is the same in every article.
//!
//! Chains → entities. Known names first, then offices by date, then the words themselves with their country. Stateless:
//! every article is linked for itself, and articles meet in the ids. The hard decision: an actor nobody knows becomes a
//! new entity named as the text names it, rather than the nearest known one.

mod era;
mod home;
mod locale;
mod naming;
mod persons;

use crate::document::Document;
use crate::ontology::{ActorKind, Sector};
use crate::record::{Chain, Entities, Entity, Mention, MentionKind, Number};
use crate::resources::{Entry, EntryKind, Gazetteer, Lexicon, Until, longest};
use crate::span::{ChainId, EntityId, TokenId};
use era::Era;
use locale::Locale;
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};

/// Gives every chain the entities it stands for.
#[must_use]
pub fn link(doc: &Document, mentions: Vec<Mention>, chains: Vec<Chain>, kb: &Gazetteer) -> Entities {
    let mut chain_of = vec![ChainId(0); mentions.len()];
    for (number, chain) in chains.iter().enumerate() {
        for mention in &chain.mentions {
            chain_of[mention.index()] = ChainId::new(number);
        }
    }
    let linker = Linker::new(doc, kb, &mentions, &chains, &chain_of);
    let (entities, entities_of) = linker.run();
    Entities {
        mentions,
        chains,
        chain_of,
        entities_of,
        entities,
    }
}

struct Linker<'a> {
    doc: &'a Document,
    kb: &'a Gazetteer,
    lexicon: &'static Lexicon,
    mentions: &'a [Mention],
    chains: &'a [Chain],
    chain_of: &'a [ChainId],
    locale: Locale,
    /// The state each mention is of, as far as names and tables tell.
    countries: Vec<Option<SmolStr>>,
    era: Era,
    spoken_of: BTreeSet<SmolStr>,
}

impl<'a> Linker<'a> {
    fn new(doc: &'a Document, kb: &'a Gazetteer, mentions: &'a [Mention], chains: &'a [Chain], chain_of: &'a [ChainId]) -> Self {
        let spoken_of = mentions
            .iter()
            .filter(|m| m.actor != Some(ActorKind::Person))
            .filter_map(|m| m.country.clone())
            .collect();
        let mut linker = Self {
            doc,
            kb,
            lexicon: Lexicon::embedded(),
            mentions,
            chains,
            chain_of,
            locale: Locale::default(),
            countries: Vec::new(),
            era: Era::UNKNOWN,
            spoken_of,
        };
        linker.era = linker.dated();
        linker
    }

    fn dated(&self) -> Era {
        if let Some(day) = self.doc.article.published {
            return Era::on(day);
        }
        let mut terms = Vec::new();
        for mention in self
            .mentions
            .iter()
            .filter(|m| m.kind == MentionKind::Name && m.actor == Some(ActorKind::Person))
        {
            let (Some(role), false) = (&mention.detail.role, mention.detail.former) else {
                continue;
            };
            let [only] = &mention.candidates[..] else { continue };
            let Some(entry) = self.kb.by_id(only) else { continue };
            terms.extend(era::terms_told(self.kb, entry, mention.country.as_deref(), role));
        }
        era::common(&terms)
    }

    fn of_chain(&self, chain: usize) -> impl Iterator<Item = &'a Mention> + '_ {
        self.chains[chain].mentions.iter().map(|m| &self.mentions[m.index()])
    }

    fn run(mut self) -> (Vec<Entity>, Vec<Vec<usize>>) {
        // Who is named first: their countries tell whose the unnamed are.
        let named: Vec<bool> = (0..self.chains.len())
            .map(|c| self.of_chain(c).any(|m| m.kind == MentionKind::Name))
            .collect();
        let mut found: Vec<Vec<Entity>> = named
            .iter()
            .enumerate()
            .map(|(c, named)| if *named { self.entity(c) } else { Vec::new() })
            .collect();
        self.countries = self.states_of_mentions(&found);
        self.locale = Locale::new(self.doc, self.mentions, &self.countries, &self.headline());
        for (chain, named) in named.into_iter().enumerate() {
            if named {
                self.give_home(chain, &mut found[chain]);
            } else {
                found[chain] = self.entity(chain);
            }
        }
        // What depends on other chains: possessors first, then groups.
        for chain in 0..self.chains.len() {
            self.take_possessor(chain, &mut found);
        }
        for chain in 0..self.chains.len() {
            let members: Vec<Entity> = self.chains[chain].members.iter().flat_map(|m| found[m.index()].clone()).collect();
            if members.is_empty() {
                continue;
            }
            found[chain] = if self.is_we(chain) { self.side(&members) } else { members };
        }
        let mut entities: Vec<Entity> = Vec::new();
        let mut by_id: BTreeMap<EntityId, usize> = BTreeMap::new();
        let mut entities_of = Vec::with_capacity(found.len());
        for list in found {
            let mut own = Vec::new();
            for entity in list {
                let at = *by_id.entry(entity.id.clone()).or_insert_with(|| {
                    entities.push(Entity {
                        aliases: Vec::new(),
                        ..entity.clone()
                    });
                    entities.len() - 1
                });
                let kept = &mut entities[at];
                kept.aliases.extend(entity.aliases);
                kept.aliases.sort();
                kept.aliases.dedup();
                if entity.certainty > kept.certainty {
                    kept.certainty = entity.certainty;
                    kept.why = entity.why;
                }
                if !own.contains(&at) {
                    own.push(at);
                }
            }
            entities_of.push(own);
        }
        (entities, entities_of)
    }

    fn is_state(&self, country: &str) -> bool {
        self.kb.by_id(&format!("state:{country}")).is_some()
    }

    /// The state each mention is of, once it is known who the named are.
    fn states_of_mentions(&self, found: &[Vec<Entity>]) -> Vec<Option<SmolStr>> {
        let state = |(mention, chain): (&Mention, &ChainId)| {
            let linked = match &found[chain.index()][..] {
                [only] => only.country.as_ref(),
                _ => None,
            };
            linked.or(mention.country.as_ref()).filter(|c| self.is_state(c)).cloned()
        };
        self.mentions.iter().zip(self.chain_of).map(state).collect()
    }

    /// The states that the headline names.
    fn headline(&self) -> Vec<SmolStr> {
        let mut states: Vec<SmolStr> = Vec::new();
        let title = self.doc.article.title.as_deref().unwrap_or("");
        for hit in longest(&self.kb.find(title)) {
            let entry = self.kb.entry(hit.entry);
            let told = !hit.flags.needs_context() && entry.kind() != EntryKind::Topic && entry.sector() != Some(Sector::Med);
            let country = entry.country().filter(|c| told && self.is_state(c)).map(SmolStr::new);
            states.extend(country.filter(|c| !states.contains(c)));
        }
        states
    }

    /// Gives a named actor whose words and tables tell no country the one that the text speaks of, where its kind or
    /// office says that it has a home: "the Freedom Party", "government spokesman Karl Schmidt".
    fn give_home(&self, chain: usize, found: &mut [Entity]) {
        let [entity] = found else { return };
        let Some(mention) = self.of_chain(chain).find(|m| m.kind == MentionKind::Name && !m.detail.dateline) else {
            return;
        };
        if entity.country.is_some() || mention.detail.stateless {
            return;
        }
        let (sentence, token) = (self.doc.sentence_of(mention.head).index(), mention.head.0);
        let known = entity.id.as_str().split_once(':').is_some_and(|(kind, _)| kind != "name");
        entity.country = match entity.kind {
            ActorKind::Party | ActorKind::GovernmentBody if !known => self.locale.state(sentence, token),
            ActorKind::ArmedGroup if !known => self.locale.place(sentence, token),
            // "Christians and Muslims fought in the capital": a people without a state of its own, where it is.
            ActorKind::People => {
                let country = self.locale.place(sentence, token);
                if let Some(country) = &country {
                    entity.id = EntityId::new(format!("{}:{country}", entity.id.as_str()));
                }
                country
            }
            ActorKind::Person if !known => self
                .of_chain(chain)
                .find_map(|m| m.detail.role.as_deref())
                .and_then(|role| self.home_of(role.rsplit(' ').next().unwrap_or(role), sentence, token)),
            _ => None,
        };
    }

    fn is_we(&self, chain: usize) -> bool {
        self.of_chain(chain).all(|m| {
            m.kind == MentionKind::Pronoun
                && matches!(
                    self.doc.form(m.head).to_ascii_lowercase().as_str(),
                    "we" | "us" | "our" | "ours" | "ourselves"
                )
        })
    }

    /// The side a speaker speaks for: the state or organisation of an official, else the speaker.
    fn side(&self, speakers: &[Entity]) -> Vec<Entity> {
        let state = |e: &Entity| {
            let official =
                e.kind == ActorKind::Person && (e.office.is_some() || matches!(e.sector, Some(Sector::Gov | Sector::Mil | Sector::Leg)));
            let country = e.country.as_ref().filter(|_| official)?;
            let entry = self
                .kb
                .by_id(&format!("state:{country}"))
                .or_else(|| self.kb.by_id(&format!("org:{}", country.to_lowercase())))?;
            Some(self.known(entry, BTreeSet::new(), format!("the side that {} speaks for", e.name), 0.7))
        };
        speakers.iter().map(|e| state(e).unwrap_or_else(|| e.clone())).collect()
    }

    /// The entity of one chain by itself.
    fn entity(&self, chain: usize) -> Vec<Entity> {
        if self.of_chain(chain).all(|m| m.detail.dateline) {
            return Vec::new();
        }
        let kind = self
            .of_chain(chain)
            .filter(|m| m.kind != MentionKind::Pronoun)
            .find_map(|m| m.actor);
        let named = self.of_chain(chain).any(|m| m.kind == MentionKind::Name);
        let aliases: BTreeSet<String> = self
            .of_chain(chain)
            .filter_map(|m| m.detail.name)
            .map(|n| crate::record::folded(self.doc.span_of(n).of(self.doc.text())))
            .collect();
        match kind {
            Some(ActorKind::Person) if named => vec![self.person(chain, aliases)],
            Some(ActorKind::Person) => self.office_holder(chain).map_or_else(|| self.unnamed(chain), |e| vec![e]),
            _ => {
                let known = self
                    .of_chain(chain)
                    .filter(|m| m.kind != MentionKind::Nominal || m.actor != Some(ActorKind::Person))
                    .find_map(|m| self.namesake(m));
                if let Some(entry) = known.filter(|e| self.is_near(chain, *e)) {
                    let doubtful = self.of_chain(chain).filter(|m| !m.candidates.is_empty()).all(|m| m.detail.doubtful);
                    let why = format!("known as {:?}", aliases.iter().next().map_or(entry.name(), String::as_str));
                    return vec![self.known(entry, aliases, why, if doubtful { 0.7 } else { 0.95 })];
                }
                if named {
                    vec![self.unknown_name(chain, aliases)]
                } else if kind.is_some() {
                    self.unnamed(chain)
                } else {
                    Vec::new()
                }
            }
        }
    }

    /// The candidate of a mention that names no person: of several parties of one name that of a state spoken of.
    fn namesake(&self, mention: &Mention) -> Option<Entry<'a>> {
        let mut known = mention.candidates.iter().filter_map(|c| self.kb.by_id(c));
        let first = known.next()?;
        if first.actor_kind() != Some(ActorKind::Party) || mention.candidates.len() == 1 {
            return Some(first);
        }
        let all: Vec<Entry<'a>> = std::iter::once(first).chain(known).collect();
        let spoken_of = |e: &&Entry<'_>| e.country().is_some_and(|c| self.elsewhere(mention).any(|o| o == c));
        let words = mention.detail.name.map_or("", |n| self.doc.span_of(n).of(self.doc.text()));
        let own = |e: &&Entry<'_>| e.name().eq_ignore_ascii_case(words);
        all.iter().find(spoken_of).or_else(|| all.iter().find(own)).or(all.first()).copied()
    }

    /// The countries that other mentions of the article tell.
    fn elsewhere(&self, mention: &Mention) -> impl Iterator<Item = &SmolStr> + '_ {
        let (head, media) = (mention.head, Some(Sector::Med));
        self.mentions
            .iter()
            .filter(move |m| m.head != head && m.sector != media)
            .filter_map(|m| m.country.as_ref())
    }

    /// Whether a party or body of some state can be meant in an article that never speaks of that state, but of others:
    /// "the opposition Labour Party" of an article about Israel is not Britain's.
    fn is_near(&self, chain: usize, entry: Entry<'_>) -> bool {
        let national = matches!(entry.actor_kind(), Some(ActorKind::Party));
        let own = |m: &Mention| {
            self.chains[chain]
                .mentions
                .iter()
                .any(|i| std::ptr::eq(&self.mentions[i.index()], m))
        };
        let elsewhere: Vec<&SmolStr> = self
            .mentions
            .iter()
            .filter(|m| !own(m) && m.sector != Some(Sector::Med))
            .filter_map(|m| m.country.as_ref())
            .collect();
        !national || elsewhere.is_empty() || elsewhere.iter().any(|c| Some(c.as_str()) == entry.country())
    }

    fn known(&self, entry: Entry<'_>, aliases: BTreeSet<String>, why: String, certainty: f32) -> Entity {
        let office = self.office(entry);
        Entity {
            id: EntityId::new(entry.id()),
            name: entry.name().to_owned(),
            kind: entry.actor_kind().unwrap_or(ActorKind::Other),
            country: entry.country().map(SmolStr::new),
            sector: entry.sector(),
            office,
            wikidata: entry.wikidata().map(SmolStr::new),
            aliases: aliases.into_iter().collect(),
            why,
            certainty,
        }
    }

    /// "President of Russia", for the article's day.
    fn office(&self, entry: Entry<'_>) -> Option<String> {
        let day = self.doc.article.published?;
        let holding = entry.office_on(day)?;
        if let (Until::LastSeen(_), false) = (holding.term.until, holding.term.covers(day)) {
            return None;
        }
        let title = self.kb.text_of(holding.title);
        let mut letters = title.chars();
        let first: String = letters.next()?.to_uppercase().collect();
        Some(format!(
            "{first}{} of {}",
            letters.as_str(),
            naming::country_name(self.kb, self.kb.text_of(holding.country))
        ))
    }

    fn person(&self, chain: usize, aliases: BTreeSet<String>) -> Entity {
        let names: Vec<&Mention> = self.of_chain(chain).filter(|m| m.kind == MentionKind::Name).collect();
        let mut candidates: Vec<SmolStr> = Vec::new();
        // The fullest name decides; shorter ones may only narrow.
        let words = |m: &&&Mention| m.detail.name.map_or(0, |n| n.len());
        if let Some(fullest) = names.iter().filter(|m| !m.candidates.is_empty() || words(m) > 1).max_by_key(words) {
            candidates.clone_from(&fullest.candidates);
        }
        for mention in self.of_chain(chain).filter(|m| !m.candidates.is_empty()) {
            if candidates.len() > 1 && candidates.iter().any(|c| mention.candidates.contains(c)) {
                candidates.retain(|c| mention.candidates.contains(c));
            }
        }
        if candidates.len() > 1 {
            let met = self.beside(chain);
            if candidates.iter().any(|c| !met.contains(&c)) {
                candidates.retain(|c| !met.contains(&c));
            }
        }
        let roles: Vec<(SmolStr, bool)> = self
            .of_chain(chain)
            .filter_map(|m| Some((m.detail.role.clone()?, m.detail.former)))
            .collect();
        let told: BTreeSet<SmolStr> = self
            .of_chain(chain)
            .filter(|m| m.kind == MentionKind::Nominal || m.detail.role.is_some() || m.candidates.is_empty())
            .filter_map(|m| m.country.clone())
            .collect();
        let full_name = names.iter().any(|m| words(&m) > 1);
        let sure_name = names.iter().any(|m| !m.candidates.is_empty() && !m.detail.doubtful);
        let evidence = persons::Told {
            roles: &roles,
            countries: &told,
            sure_name,
            full_name,
        };
        if let Some(choice) = persons::choose(self.kb, &candidates, &evidence, self.era, &self.spoken_of) {
            let mut entity = self.known(choice.entry, aliases, choice.why, choice.certainty);
            entity.country = self.served(choice.entry, &roles, &told).or(entity.country);
            return entity;
        }
        let mut entity = self.unknown_name(chain, aliases);
        if candidates.len() > 1 {
            entity.why = format!("named so in the text; {} known people share the name", candidates.len());
        }
        entity
    }

    /// Office holders who do something together with somebody of this chain, so are somebody else: "Kim met the South
    /// Korean president".
    fn beside(&self, chain: usize) -> Vec<&'a SmolStr> {
        let verb = |m: &Mention| self.doc.token(m.head).head;
        let own: Vec<TokenId> = self.of_chain(chain).filter_map(verb).collect();
        let other =
            |(i, m): &(usize, &Mention)| self.chain_of[*i].index() != chain && m.kind == MentionKind::Nominal && m.candidates.len() == 1;
        let mentions = self.mentions.iter().enumerate().filter(other);
        mentions
            .filter(|(_, m)| verb(m).is_some_and(|v| own.contains(&v)))
            .filter_map(|(_, m)| m.candidates.first())
            .collect()
    }

    /// Whom the person acts for: the country or organisation of the office told or held, which need not be that of the
    /// passport ("UN secretary general Kofi Annan").
    fn served(&self, entry: Entry<'_>, roles: &[(SmolStr, bool)], told: &BTreeSet<SmolStr>) -> Option<SmolStr> {
        let current = |h: &&crate::resources::Holding| !self.era.is_known() || self.era.meets(h.term);
        let holds = |country: &str| {
            entry
                .offices()
                .iter()
                .filter(current)
                .any(|h| self.kb.text_of(h.country) == country)
        };
        if let Some(country) = told.iter().find(|c| holds(c)) {
            return Some(country.clone());
        }
        let own = entry.country()?;
        for (role, _) in roles.iter().filter(|(_, former)| !former) {
            let served = entry
                .offices()
                .iter()
                .filter(current)
                .map(|h| self.kb.text_of(h.country))
                .find(|c| {
                    *c != own
                        && era::terms_told(self.kb, entry, Some(c), role)
                            .iter()
                            .any(|t| !self.era.is_known() || self.era.meets(*t))
                });
            if let Some(served) = served {
                return Some(SmolStr::new(served));
            }
        }
        let on_day = self
            .doc
            .article
            .published
            .and_then(|day| entry.office_on(day))
            .map(|h| self.kb.text_of(h.country));
        on_day.filter(|c| self.kb.by_id(&format!("state:{c}")).is_none()).map(SmolStr::new)
    }

    /// Who holds the office told, on the article's day or in its era.
    fn office_holder(&self, chain: usize) -> Option<Entity> {
        for mention in self
            .of_chain(chain)
            .filter(|m| !m.candidates.is_empty() && m.kind == MentionKind::Nominal)
        {
            let role = mention.detail.role.as_deref().unwrap_or("office");
            let country = mention.country.as_deref();
            let mut fits = mention.candidates.iter().filter_map(|c| self.kb.by_id(c)).filter(|e| {
                self.era.sure || self.era.is_known() && era::terms_told(self.kb, *e, country, role).iter().any(|t| self.era.meets(*t))
            });
            if let (Some(entry), None) = (fits.next(), fits.next()) {
                let why = match self.doc.article.published {
                    Some(day) => format!("{role} of {} on {day}", country.unwrap_or("?")),
                    None => format!("{role} of {} at the time of the other people named", country.unwrap_or("?")),
                };
                return Some(self.known(entry, BTreeSet::new(), why, if self.era.sure { 0.9 } else { 0.7 }));
            }
        }
        None
    }

    /// A name that nobody knows: a new entity.
    fn unknown_name(&self, chain: usize, aliases: BTreeSet<String>) -> Entity {
        let longest = aliases
            .iter()
            .max_by_key(|a| (a.split(' ').count(), a.len()))
            .cloned()
            .unwrap_or_default();
        let name = titled(longest.strip_prefix("the ").unwrap_or(&longest));
        let kind = self
            .of_chain(chain)
            .filter_map(|m| m.actor)
            .find(|k| *k != ActorKind::Other)
            .unwrap_or(ActorKind::Other);
        let country = self.of_chain(chain).find_map(|m| m.country.clone());
        let sector = self.of_chain(chain).find_map(|m| m.sector);
        let role = self.of_chain(chain).find_map(|m| m.detail.role.clone());
        let id = match &country {
            Some(country) => format!("name:{}:{country}", naming::slug(&name)),
            None => format!("name:{}", naming::slug(&name)),
        };
        Entity {
            id: EntityId::new(id),
            name,
            kind,
            country,
            sector,
            office: role.map(String::from),
            wikidata: None,
            aliases: aliases.into_iter().collect(),
            why: "named so in the text; in no table".to_owned(),
            certainty: 0.8,
        }
    }

    /// Actors without a name: "Iraqi soldiers", "the government", "gunmen".
    fn unnamed(&self, chain: usize) -> Vec<Entity> {
        let Some(mention) = self
            .of_chain(chain)
            .filter(|m| m.kind != MentionKind::Pronoun)
            .max_by_key(|m| (m.country.is_some(), std::cmp::Reverse(m.head)))
        else {
            return Vec::new();
        };
        if mention.detail.countries.len() > 1 {
            return mention
                .detail
                .countries
                .iter()
                .map(|c| {
                    // "The presidents of Chad and Mali": two known people.
                    self.sole_holder(mention, c).map_or_else(
                        || self.described(mention, Some(c.clone()), "its words"),
                        |(entry, why)| self.known(entry, BTreeSet::new(), why, 0.8),
                    )
                })
                .collect();
        }
        let (country, how) = match &mention.country {
            Some(country) => (Some(country.clone()), "its words"),
            None => (self.home(mention), "the place or state the text tells"),
        };
        let holder = country
            .as_deref()
            .filter(|_| mention.country.is_none())
            .and_then(|c| self.holder(mention, c));
        vec![holder.unwrap_or_else(|| self.described(mention, country, how))]
    }

    /// "The prime minister" of the country that the text speaks of, on the article's day.
    fn holder(&self, mention: &Mention, country: &str) -> Option<Entity> {
        let open = mention.number == Number::Plural || !mention.detail.definite;
        let (entry, told) = self.sole_holder(mention, country).filter(|_| !open)?;
        Some(self.known(entry, BTreeSet::new(), format!("{told}, the country by the text around"), 0.7))
    }

    /// Who holds the mention's office in this country on the article's day, where only one can, and what tells so.
    fn sole_holder(&self, mention: &Mention, country: &str) -> Option<(Entry<'a>, String)> {
        let (role, day) = (mention.detail.role.as_deref()?, self.doc.article.published?);
        if mention.detail.former || !self.kb.is_single_post(role, country) {
            return None;
        }
        let entry = self.kb.holder(country, role, Some(day))?;
        Some((entry, format!("{role} of {country} on {day}")))
    }

    fn described(&self, mention: &Mention, country: Option<SmolStr>, how: &str) -> Entity {
        // "his country", "the kingdom": the state itself.
        if mention.actor == Some(ActorKind::State) && mention.number != Number::Plural && mention.detail.definite {
            let state = country.as_ref().and_then(|c| self.kb.by_id(&format!("state:{c}")));
            if let Some(state) = state {
                return self.known(state, BTreeSet::new(), format!("the state by {how}"), 0.7);
            }
        }
        let names_country = |t: TokenId| {
            self.mentions.binary_search_by_key(&t, |m| m.head).is_ok_and(|i| {
                let m = &self.mentions[i];
                i != usize::MAX && m.head != mention.head && m.country.is_some() && m.country == country
            })
        };
        let (mut words, told) = naming::words(self.doc, mention, names_country);
        let several = mention.detail.countries.len() > 1;
        // An office is called by its own words; a plural keeps what tells those meant from others ("Arab leaders").
        if let (Some(role), true) = (&mention.detail.role, several || !told && mention.number != Number::Plural) {
            words = role.to_string();
        } else if country.is_none() && !told {
            words = naming::whole_phrase(self.doc, mention);
        }
        let common = matches!(mention.sector, Some(Sector::Cvl | Sector::Med | Sector::Crm)) && mention.country.is_none();
        let adjective = country.as_deref().map(|c| naming::adjective(self.kb, c));
        // "the presidents of Chad and Mali": one of each, unlike "British and French diplomats".
        let post = mention.detail.role.as_deref().zip(country.as_deref());
        let one_each = post.is_some_and(|(role, country)| self.kb.is_single_post(role, country));
        let name = match adjective {
            Some(adjective) if several && one_each => format!("{adjective} {words}"),
            Some(adjective) if several => format!("{adjective} {}", self.doc.form(mention.head)),
            Some(adjective) if !told && !common && !words.starts_with(adjective) => format!("{adjective} {words}"),
            _ => words,
        };
        // The phrase with its adjective may be a known body: "Israeli parliament".
        let body = mention.actor.is_some_and(|a| a != ActorKind::Person);
        if let Some(hit) = body.then(|| self.kb.lookup(&name)).and_then(|hits| hits.first().copied()) {
            let entry = self.kb.entry(hit.entry);
            if entry.actor_kind().is_some_and(|k| k != ActorKind::Person) && entry.kind() != EntryKind::Actor(ActorKind::State) {
                return self.known(entry, BTreeSet::new(), format!("{name:?} by its words, country by {how}"), 0.8);
            }
        }
        let kind = mention.actor.unwrap_or(ActorKind::Other);
        let slug = naming::slug(&name);
        let id = country
            .as_ref()
            .map_or_else(|| format!("name:{slug}"), |c| format!("name:{slug}:{c}"));
        let kind = if kind == ActorKind::Person && mention.number == Number::Plural {
            ActorKind::People
        } else {
            kind
        };
        Entity {
            id: EntityId::new(id),
            name: titled_first(&name),
            kind,
            sector: mention.sector,
            office: mention.detail.role.as_ref().map(ToString::to_string),
            wikidata: None,
            aliases: Vec::new(),
            why: match &country {
                Some(_) => format!("described so in the text; country by {how}"),
                None => "described so in the text".to_owned(),
            },
            country,
            certainty: if mention.country.is_some() { 0.8 } else { 0.6 },
        }
    }
}

/// "ARIEL SHARON" as "Ariel Sharon"; acronyms and mixed case stay.
fn titled(name: &str) -> String {
    if name.contains(' ') && !name.chars().any(char::is_lowercase) && name.split(' ').all(|w| w.chars().count() > 3) {
        return name
            .split(' ')
            .map(|w| {
                let mut letters = w.chars();
                letters
                    .next()
                    .map_or_else(String::new, |c| c.to_string() + &letters.as_str().to_lowercase())
            })
            .collect::<Vec<_>>()
            .join(" ");
    }
    name.to_owned()
}

/// The description as a name: without a sentence's first capital where it is a common noun.
fn titled_first(name: &str) -> String {
    let mut letters = name.chars();
    let Some(first) = letters.next() else { return String::new() };
    first.to_uppercase().collect::<String>() + letters.as_str()
}
