//! The set of records a graph is made of, packed: every repeated part is a number.
//!
//! Part of [`crate::graph`]. The hard decision: a record is known by its article and its id. The same record twice is
//! one; two different records under one id keep the more confident (then the one whose JSON sorts first), so that the
//! set does not depend on who came first.

use super::intern::{ListId, Lists, Numbers, Pool, Strings, Sym, Texts, hash_of};
use super::known::Known;
use super::profile::{day_number, occasion_after, trigger_bits};
use super::rows::Rows;
use super::seldom::Seldom;
use crate::ontology::{Action, ActorKind, Context, EventType, Mode, Polarity, Role, Sector, Status};
use crate::record::{ArticleMeta, Entity, EventDate, EventMention, EventPlace, EventRecord, OtherParty, Party, Topic};
use crate::span::{ArticleId, EntityId, EventId, SentenceId};
use jiff::civil::Date;
use smol_str::SmolStr;

/// An actor as one or more articles describe it, word for word the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Description {
    pub(crate) id: Sym,
    pub(crate) name: Sym,
    pub(crate) kind: ActorKind,
    pub(crate) country: Option<Sym>,
    pub(crate) sector: Option<Sector>,
    pub(crate) office: Option<Sym>,
    pub(crate) wikidata: Option<Sym>,
    pub(crate) aliases: ListId,
    pub(crate) why: Sym,
    pub(crate) certainty: u32,
}

/// A party of an event: role, description, wording.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct PackedParty {
    pub(crate) role: Role,
    pub(crate) initiator: bool,
    pub(crate) description: u32,
    pub(crate) mention: Sym,
}

/// A text's number among those that hardly two records share: ids, titles, addresses, sentences. They stand apart, so that
/// the few words which all records share stay at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Text(Sym);

/// An article's metadata.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PackedMeta {
    /// The same for all metadata of one article.
    pub(crate) article: u32,
    id: Text,
    pub(crate) published: Option<Date>,
    title: Option<Text>,
    source: Option<Sym>,
    url: Option<Text>,
}

/// The metadata of all articles, found by article: title and address are nearly always one of a kind and are looked at
/// only where the article is known already.
#[derive(Debug, Clone, Default)]
pub(crate) struct Metas {
    values: Vec<PackedMeta>,
    articles: u32,
    by_article: Seldom,
}

impl Metas {
    /// The metadata with this number.
    pub(crate) fn get(&self, at: u32) -> &PackedMeta {
        &self.values[at as usize]
    }

    /// All, by number.
    pub(crate) fn values(&self) -> &[PackedMeta] {
        &self.values
    }
}

/// A topic of an event.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct PackedTopic {
    pub(crate) label: Sym,
    pub(crate) polarity: Polarity,
    pub(crate) id: Option<Sym>,
}

/// A date with the words it came from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct PackedDate {
    pub(crate) start: Date,
    pub(crate) end: Date,
    text: Sym,
}

/// A place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct PackedPlace {
    pub(crate) name: Sym,
    pub(crate) country: Option<Sym>,
}

/// A mention of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PackedMention {
    sentence: SentenceId,
    sentence_span: [u32; 2],
    pub(crate) trigger_span: [u32; 2],
    trigger: Sym,
    text: Text,
    rule: Sym,
}

/// A record, with numbers for its parts.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Packed {
    pub(crate) id: Text,
    pub(crate) meta: u32,
    pub(crate) event_type: EventType,
    pub(crate) action: Action,
    pub(crate) status: Status,
    pub(crate) mode: ListId,
    pub(crate) parties: ListId,
    pub(crate) topics: ListId,
    pub(crate) contexts: ListId,
    pub(crate) attribution: ListId,
    pub(crate) date: Option<u32>,
    pub(crate) place: Option<u32>,
    mentions: (u32, u32),
    /// One bit an occasion named by a trigger or soon after it, and one an ordinal named by a trigger: taken while the
    /// sentence is at hand.
    pub(crate) occasions: u8,
    pub(crate) ordinals: u32,
    pub(crate) confidence: f32,
}

/// What became of a record given to [`RecordSet::insert`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Inserted {
    /// It was new.
    Added,
    /// It was there already.
    Known,
    /// Another record stood under its article and id; one of the two was kept.
    Conflicting,
}

/// A set of records.
#[derive(Debug, Clone, Default)]
pub(crate) struct RecordSet {
    pub(crate) strings: Strings,
    texts: Texts,
    pub(crate) lists: Lists,
    pub(crate) descriptions: Pool<Description>,
    pub(crate) parties: Pool<PackedParty>,
    pub(crate) metas: Metas,
    pub(crate) topics: Pool<PackedTopic>,
    pub(crate) dates: Pool<PackedDate>,
    pub(crate) places: Pool<PackedPlace>,
    mentions: Vec<PackedMention>,
    /// Occasions and ordinals of each string that is a trigger.
    triggers: Vec<Option<(u8, u32)>>,
    pub(crate) packed: Vec<Packed>,
    known: Known,
    /// Parties by role, wording and entity: one look instead of one for each of its strings.
    by_wording: Numbers,
    scratch: Vec<u32>,
}

impl RecordSet {
    /// Adds a record to the set.
    pub(crate) fn insert(&mut self, record: &EventRecord) -> Inserted {
        let meta = self.meta(record);
        let article = self.metas.get(meta).article;
        let id = record.id.as_str();
        let is = |at: u32| {
            let other = &self.packed[at as usize];
            self.metas.get(other.meta).article == article && self.read(other.id) == id
        };
        let Some(at) = self.known.find(article, id, is) else {
            let at = u32::try_from(self.packed.len()).expect("fewer than four thousand million records fit in memory");
            let text = Text(self.texts.add(id));
            let packed = self.pack(record, text, meta);
            self.packed.push(packed);
            self.known.insert(article, id, at);
            return Inserted::Added;
        };
        let texts = self.texts.len();
        let packed = self.pack(record, self.packed[at as usize].id, meta);
        if self.alike(&self.packed[at as usize], &packed) {
            let (from, _) = packed.mentions;
            self.mentions.truncate(from as usize);
            self.texts.truncate(texts);
            return Inserted::Known;
        }
        if self.outranks(&packed, &self.packed[at as usize]) {
            self.packed[at as usize] = packed;
        }
        Inserted::Conflicting
    }

    /// Takes every record of the article out; says how many there were.
    pub(crate) fn remove_article(&mut self, article: &ArticleId) -> usize {
        let Self {
            packed,
            metas,
            known,
            texts,
            ..
        } = self;
        let Metas { values, by_article, .. } = metas;
        let is = |at: u32| texts.get(values[at as usize].id.0) == article.as_str();
        let Some(article) = by_article.find(hash_of(article.as_str()), is).map(|at| values[at as usize].article) else {
            return 0;
        };
        let before = packed.len();
        packed.retain(|record| metas.get(record.meta).article != article);
        if packed.len() == before {
            return 0;
        }
        *known = Known::default();
        for (at, record) in packed.iter().enumerate() {
            let at = u32::try_from(at).expect("no more records than before");
            known.insert(metas.get(record.meta).article, texts.get(record.id.0), at);
        }
        before - packed.len()
    }

    /// A text of a record.
    pub(crate) fn read(&self, text: Text) -> &str {
        self.texts.get(text.0)
    }

    /// The id of the article that a record comes from.
    pub(crate) fn article_id(&self, record: &Packed) -> &str {
        self.read(self.metas.get(record.meta).id)
    }

    /// The records' positions, the earliest published first: (publication, article, place in the text, id).
    pub(crate) fn canonical_order(&self) -> Vec<u32> {
        let rank = self.article_ranks();
        let ranked = self.packed.iter().map(|record| rank[record.meta as usize]).zip(0u32..);
        let place = |at: &u32| {
            let record = &self.packed[*at as usize];
            let begin = self.mentions_of(record).first().map_or(0, |m| m.trigger_span[0]);
            (begin, self.read(record.id))
        };
        // There are no more ranks than articles.
        Rows::gather(rank.len(), ranked)
            .sorted_by(|a, b| place(a).cmp(&place(b)))
            .into_flat()
    }

    /// The rank of each article description: by publication, then by id.
    fn article_ranks(&self) -> Vec<u32> {
        let metas = self.metas.values();
        let id = |at: u32| self.read(metas[at as usize].id);
        let day = |meta: &PackedMeta| meta.published.map_or(i32::MAX, day_number);
        // Ids begin alike (folders, addresses): what follows the common beginning, read as one number, sorts nearly all
        // of them without a look at the strings.
        let ids = || (0u32..).take(metas.len()).map(id);
        let common = ids().fold(usize::MAX, |common, text| {
            let same = id(0).bytes().zip(text.bytes()).take(common).take_while(|(a, b)| a == b);
            same.count()
        });
        let number = |text: &str| {
            let mut bytes = [0u8; 16];
            let rest = &text.as_bytes()[common..];
            let taken = rest.len().min(16);
            bytes[..taken].copy_from_slice(&rest[..taken]);
            u128::from_be_bytes(bytes)
        };
        let numbers: Vec<u128> = ids().map(number).collect();
        let mut by_day: Vec<(i32, u32)> = metas.iter().map(day).zip(0u32..).collect();
        by_day.sort_by_key(|(day, _)| *day);
        let (mut rank, mut next) = (vec![0u32; metas.len()], 0);
        let mut sorted: Vec<(u128, u32)> = Vec::new();
        // Within a day articles mostly come in the order of their ids: to see that is to have sorted them.
        for day in by_day.chunk_by(|a, b| a.0 == b.0) {
            sorted.clear();
            sorted.extend(day.iter().map(|(_, at)| (numbers[*at as usize], *at)));
            sorted.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| id(a.1).cmp(id(b.1))));
            // Two descriptions of one article differ in title or url alone: they rank alike, and the record's id decides.
            for articles in sorted.chunk_by(|a, b| a.0 == b.0 && id(a.1) == id(b.1)) {
                for (_, at) in articles {
                    rank[*at as usize] = next;
                }
                next += 1;
            }
        }
        rank
    }

    /// Whether two packed records say the same in every field.
    fn alike(&self, a: &Packed, b: &Packed) -> bool {
        let same = |(a, b): (&PackedMention, &PackedMention)| {
            let text = b.text;
            self.read(a.text) == self.read(text) && PackedMention { text, ..*a } == *b
        };
        let (ours, theirs) = (self.mentions_of(a), self.mentions_of(b));
        let same_mentions = ours.len() == theirs.len() && ours.iter().zip(theirs).all(same);
        let a = Packed {
            mentions: b.mentions,
            ..a.clone()
        };
        same_mentions && a == *b
    }

    fn outranks(&self, a: &Packed, b: &Packed) -> bool {
        let json = |record: &Packed| serde_json::to_string(&self.unpack(record)).unwrap_or_default();
        b.confidence.total_cmp(&a.confidence).then_with(|| json(a).cmp(&json(b))).is_lt()
    }

    /// The mentions of a record.
    pub(crate) fn mentions_of(&self, record: &Packed) -> &[PackedMention] {
        let (from, len) = record.mentions;
        &self.mentions[from as usize..(from + len) as usize]
    }

    fn list<T>(&mut self, items: &[T], mut number: impl FnMut(&mut Self, &T) -> u32) -> ListId {
        let mut scratch = std::mem::take(&mut self.scratch);
        scratch.clear();
        for item in items {
            let item = number(self, item);
            scratch.push(item);
        }
        let list = self.lists.intern(&scratch);
        self.scratch = scratch;
        list
    }

    fn option(&mut self, text: Option<&str>) -> Option<Sym> {
        text.map(|text| self.strings.intern(text))
    }

    fn description(&mut self, entity: &Entity) -> u32 {
        let mut aliases = Vec::with_capacity(entity.aliases.len());
        for alias in &entity.aliases {
            aliases.push(self.strings.intern(alias).0);
        }
        let description = Description {
            id: self.strings.intern(entity.id.as_str()),
            name: self.strings.intern(&entity.name),
            kind: entity.kind,
            country: self.option(entity.country.as_deref()),
            sector: entity.sector,
            office: self.option(entity.office.as_deref()),
            wikidata: self.option(entity.wikidata.as_deref()),
            aliases: self.lists.intern(&aliases),
            why: self.strings.intern(&entity.why),
            certainty: entity.certainty.to_bits(),
        };
        self.descriptions.intern(description)
    }

    fn meta(&mut self, record: &EventRecord) -> u32 {
        let (id, meta) = (record.article.as_str(), &record.meta);
        let hash = hash_of(id);
        let Self { strings, texts, metas, .. } = self;
        let is = |text: Option<Text>, wanted: &Option<String>| text.map(|text| texts.get(text.0)) == wanted.as_deref();
        let mut article = None;
        let Metas { values, by_article, .. } = metas;
        let found = by_article.find(hash, |at| {
            let other = &values[at as usize];
            if texts.get(other.id.0) != id {
                return false;
            }
            article = Some((other.article, other.id));
            let source = other.source.map(|source| strings.get(source));
            other.published == meta.published
                && is(other.title, &meta.title)
                && source == meta.source.as_deref()
                && is(other.url, &meta.url)
        });
        if let Some(at) = found {
            return at;
        }
        let (article, id) = article.unwrap_or_else(|| {
            metas.articles += 1;
            (metas.articles - 1, Text(texts.add(id)))
        });
        let packed = PackedMeta {
            article,
            id,
            published: meta.published,
            title: meta.title.as_deref().map(|title| Text(texts.add(title))),
            source: meta.source.as_deref().map(|source| strings.intern(source)),
            url: meta.url.as_deref().map(|url| Text(texts.add(url))),
        };
        let at = u32::try_from(metas.values.len()).expect("fewer than four thousand million articles fit in memory");
        metas.values.push(packed);
        metas.by_article.insert(hash, at);
        at
    }

    /// Whether the party was packed from this one.
    fn is_party(&self, packed: &PackedParty, role: Role, party: &Party) -> bool {
        let (description, entity) = (self.descriptions.get(packed.description), &party.entity);
        let is = |sym: Sym, text: &str| self.strings.get(sym) == text;
        let may_be = |sym: Option<Sym>, text: Option<&str>| sym.map(|sym| self.strings.get(sym)) == text;
        let aliases = self.lists.get(description.aliases);
        (packed.role, packed.initiator) == (role, party.initiator)
            && is(packed.mention, &party.mention)
            && is(description.id, entity.id.as_str())
            && is(description.name, &entity.name)
            && (description.kind, description.sector) == (entity.kind, entity.sector)
            && description.certainty == entity.certainty.to_bits()
            && may_be(description.country, entity.country.as_deref())
            && may_be(description.office, entity.office.as_deref())
            && may_be(description.wikidata, entity.wikidata.as_deref())
            && is(description.why, &entity.why)
            && aliases.len() == entity.aliases.len()
            && aliases.iter().zip(&entity.aliases).all(|(alias, text)| is(Sym(*alias), text))
    }

    fn party(&mut self, role: Role, party: &Party) -> u32 {
        let hash = hash_of(&(role, party.initiator, &party.mention, party.entity.id.as_str(), &party.entity.name));
        let found = self.by_wording.find(hash, |at| self.is_party(self.parties.get(at), role, party));
        if let Some(at) = found {
            return at;
        }
        let packed = PackedParty {
            role,
            initiator: party.initiator,
            description: self.description(&party.entity),
            mention: self.strings.intern(&party.mention),
        };
        let at = self.parties.intern(packed);
        self.by_wording.insert(hash, at);
        at
    }

    fn trigger(&mut self, trigger: Sym) -> (u8, u32) {
        let at = trigger.0 as usize;
        if at >= self.triggers.len() {
            self.triggers.resize(at + 1, None);
        }
        *self.triggers[at].get_or_insert_with(|| trigger_bits(self.strings.get(trigger)))
    }

    fn pack(&mut self, record: &EventRecord, id: Text, meta: u32) -> Packed {
        let mut parties = std::mem::take(&mut self.scratch);
        parties.clear();
        for party in &record.actors {
            parties.push(self.party(Role::Actor, party));
        }
        for party in &record.recipients {
            parties.push(self.party(Role::Recipient, party));
        }
        for other in &record.others {
            parties.push(self.party(other.role, &other.party));
        }
        let party_list = self.lists.intern(&parties);
        self.scratch = parties;
        let from = u32::try_from(self.mentions.len()).expect("fewer than four thousand million mentions fit in memory");
        let (mut occasions, mut ordinals) = (0, 0);
        for mention in &record.mentions {
            let trigger = self.strings.intern(&mention.trigger);
            let (occasion, ordinal) = self.trigger(trigger);
            (occasions, ordinals) = (occasions | occasion, ordinals | ordinal);
            if record.event_type == EventType::Consult {
                occasions |= occasion_after(&mention.trigger, &mention.text);
            }
            let packed = PackedMention {
                sentence: mention.sentence,
                sentence_span: mention.sentence_span,
                trigger_span: mention.trigger_span,
                trigger,
                text: Text(self.texts.add_once(&mention.text)),
                rule: self.strings.intern(&mention.rule),
            };
            self.mentions.push(packed);
        }
        Packed {
            id,
            meta,
            event_type: record.event_type,
            action: record.action,
            status: record.status,
            mode: self.list(&record.mode, |_, mode| *mode as u32),
            parties: party_list,
            topics: self.list(&record.topics, |set, topic| {
                let topic = PackedTopic {
                    label: set.strings.intern(&topic.label),
                    polarity: topic.polarity,
                    id: set.option(topic.id.as_deref()),
                };
                set.topics.intern(topic)
            }),
            contexts: self.list(&record.contexts, |_, context| *context as u32),
            attribution: self.list(&record.attribution, |set, who| set.strings.intern(who).0),
            date: record.date.as_ref().map(|date| {
                let text = self.strings.intern(&date.text);
                self.dates.intern(PackedDate {
                    start: date.start,
                    end: date.end.max(date.start),
                    text,
                })
            }),
            place: record.place.as_ref().map(|place| {
                let place = PackedPlace {
                    name: self.strings.intern(&place.name),
                    country: self.option(place.country.as_deref()),
                };
                self.places.intern(place)
            }),
            mentions: (from, u32::try_from(record.mentions.len()).unwrap_or(0)),
            occasions,
            ordinals,
            confidence: if record.confidence.is_finite() {
                record.confidence.clamp(0.0, 1.0)
            } else {
                0.0
            },
        }
    }

    fn text(&self, sym: Sym) -> String {
        self.strings.get(sym).to_owned()
    }

    fn small(&self, sym: Sym) -> SmolStr {
        SmolStr::new(self.strings.get(sym))
    }

    pub(crate) fn unpack_meta(&self, meta: &PackedMeta) -> ArticleMeta {
        ArticleMeta {
            id: ArticleId::new(self.read(meta.id)),
            title: meta.title.map(|t| self.read(t).to_owned()),
            published: meta.published,
            source: meta.source.map(|s| self.text(s)),
            url: meta.url.map(|t| self.read(t).to_owned()),
        }
    }

    pub(crate) fn unpack_date(&self, date: u32) -> EventDate {
        let date = self.dates.get(date);
        EventDate {
            start: date.start,
            end: date.end,
            text: self.text(date.text),
        }
    }

    pub(crate) fn unpack_place(&self, place: u32) -> EventPlace {
        let place = self.places.get(place);
        EventPlace {
            name: self.text(place.name),
            country: place.country.map(|c| self.small(c)),
        }
    }

    pub(crate) fn unpack_mentions(&self, record: &Packed) -> Vec<EventMention> {
        let unpack = |mention: &PackedMention| EventMention {
            sentence: mention.sentence,
            sentence_span: mention.sentence_span,
            trigger_span: mention.trigger_span,
            trigger: self.text(mention.trigger),
            text: self.read(mention.text).to_owned(),
            rule: self.small(mention.rule),
        };
        self.mentions_of(record).iter().map(unpack).collect()
    }

    pub(crate) fn modes(&self, record: &Packed) -> impl Iterator<Item = Mode> + '_ {
        self.lists.get(record.mode).iter().map(|mode| Mode::ALL[*mode as usize])
    }

    pub(crate) fn contexts(&self, record: &Packed) -> impl Iterator<Item = Context> + '_ {
        self.lists
            .get(record.contexts)
            .iter()
            .map(|context| Context::ALL[*context as usize])
    }

    pub(crate) fn parties_of(&self, record: &Packed) -> impl Iterator<Item = &PackedParty> + '_ {
        self.lists.get(record.parties).iter().map(|party| self.parties.get(*party))
    }

    pub(crate) fn topics_of(&self, record: &Packed) -> impl Iterator<Item = &PackedTopic> + '_ {
        self.lists.get(record.topics).iter().map(|topic| self.topics.get(*topic))
    }

    pub(crate) fn attribution_of(&self, record: &Packed) -> impl Iterator<Item = &str> + '_ {
        self.lists.get(record.attribution).iter().map(|who| self.strings.get(Sym(*who)))
    }

    fn unpack_party(&self, party: &PackedParty) -> Party {
        let description = self.descriptions.get(party.description);
        Party {
            entity: Entity {
                id: EntityId::new(self.strings.get(description.id)),
                name: self.text(description.name),
                kind: description.kind,
                country: description.country.map(|c| self.small(c)),
                sector: description.sector,
                office: description.office.map(|o| self.text(o)),
                wikidata: description.wikidata.map(|w| self.small(w)),
                aliases: self.lists.get(description.aliases).iter().map(|a| self.text(Sym(*a))).collect(),
                why: self.text(description.why),
                certainty: f32::from_bits(description.certainty),
            },
            mention: self.text(party.mention),
            initiator: party.initiator,
        }
    }

    /// The record as it was given.
    pub(crate) fn unpack(&self, record: &Packed) -> EventRecord {
        let in_role = |role: Role| -> Vec<Party> {
            let parties = self.parties_of(record).filter(|p| p.role == role);
            parties.map(|p| self.unpack_party(p)).collect()
        };
        let meta = self.unpack_meta(self.metas.get(record.meta));
        EventRecord {
            id: EventId::new(self.read(record.id)),
            article: meta.id.clone(),
            event_type: record.event_type,
            mode: self.modes(record).collect(),
            action: record.action,
            actors: in_role(Role::Actor),
            recipients: in_role(Role::Recipient),
            others: self
                .parties_of(record)
                .filter(|p| !matches!(p.role, Role::Actor | Role::Recipient))
                .map(|p| OtherParty {
                    role: p.role,
                    party: self.unpack_party(p),
                })
                .collect(),
            topics: self
                .topics_of(record)
                .map(|topic| Topic {
                    label: self.text(topic.label),
                    polarity: topic.polarity,
                    id: topic.id.map(|id| self.small(id)),
                })
                .collect(),
            contexts: self.contexts(record).collect(),
            date: record.date.map(|date| self.unpack_date(date)),
            place: record.place.map(|place| self.unpack_place(place)),
            status: record.status,
            attribution: self.attribution_of(record).map(str::to_owned).collect(),
            mentions: self.unpack_mentions(record),
            confidence: record.confidence,
            meta,
        }
    }
}
