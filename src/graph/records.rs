//! The set of records a graph is made of, packed: every repeated part is a number.
//!
//! Part of [`crate::graph`]. The hard decision: a record is known by its article and its id. The same record twice is
//! one; two different records under one id keep the more confident (then the one whose JSON sorts first), so that the
//! set does not depend on who came first.

use super::intern::{ListId, Lists, Pool, Slices, Strings, Sym, Text, Texts, hash_of, number};
use super::known::Known;
use super::profile::{day_number, occasion_after, trigger_bits};
use super::rows::Rows;
use super::seldom::Seldom;
use super::wording::wording;
use crate::ontology::{Action, ActorKind, Context, EventType, Mode, Polarity, Role, Sector, Status};
use crate::record::{ArticleMeta, Entity, EventDate, EventMention, EventPlace, EventRecord, OtherParty, Party, Topic};
use crate::span::{ArticleId, EntityId, EventId, SentenceId};
use jiff::civil::Date;
use smol_str::SmolStr;

/// An actor as one or more articles describe it, word for word the same.
#[derive(Debug, Clone)]
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
    /// The greatest id of an article, and whether one did not come in the order of ids.
    greatest: Option<Text>,
    disordered: bool,
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

/// How an event was done, in which contexts, and who says so.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct PackedManner {
    pub(crate) mode: ListId,
    contexts: ListId,
    attribution: ListId,
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
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Packed {
    pub(crate) id: Text,
    pub(crate) meta: u32,
    /// From the metadata, which are not at hand.
    pub(crate) article: u32,
    pub(crate) published: Option<Date>,
    pub(crate) event_type: EventType,
    pub(crate) action: Action,
    pub(crate) status: Status,
    pub(crate) parties: ListId,
    pub(crate) topics: ListId,
    pub(crate) manner: u32,
    /// From 1; 0 for none.
    pub(crate) date: u32,
    /// From 1; 0 for none.
    pub(crate) place: u32,
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
    /// By the numbers of their wordings.
    descriptions: Vec<Description>,
    pub(crate) parties: Pool<PackedParty>,
    pub(crate) metas: Metas,
    pub(crate) topics: Pool<PackedTopic>,
    pub(crate) manners: Pool<PackedManner>,
    pub(crate) dates: Pool<PackedDate>,
    pub(crate) places: Pool<PackedPlace>,
    mentions: Vec<PackedMention>,
    /// Occasions and ordinals of each string that is a trigger.
    triggers: Vec<Option<(u8, u32)>>,
    /// In canonical order once they are sorted.
    pub(crate) packed: Vec<Packed>,
    /// None until one more record asks for it.
    known: Option<Known>,
    wordings: Slices<u8>,
    wording: Vec<u8>,
    scratch: Vec<u32>,
}

impl RecordSet {
    /// Adds a record to the set.
    pub(crate) fn insert(&mut self, record: &EventRecord) -> Inserted {
        let meta = self.meta(record);
        let article = self.metas.get(meta).article;
        let id = record.id.as_str();
        let Self { packed, texts, known, .. } = self;
        let known = known.get_or_insert_with(|| Known::of(packed.iter().map(|record| (record.article, texts.get(record.id)))));
        let is = |at: u32| packed[at as usize].article == article && texts.get(packed[at as usize].id) == id;
        let Some(at) = known.find(article, id, is) else {
            known.insert(article, id, number(packed.len()));
            let text = texts.add(id);
            let packed = self.pack(record, text, meta);
            self.packed.push(packed);
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
        let Self { packed, metas, texts, .. } = self;
        let Metas { values, by_article, .. } = metas;
        let is = |at: u32| texts.get(values[at as usize].id) == article.as_str();
        let Some(article) = by_article.find(hash_of(article.as_str()), is).map(|at| values[at as usize].article) else {
            return 0;
        };
        let before = packed.len();
        packed.retain(|record| record.article != article);
        if packed.len() < before {
            self.known = None;
        }
        before - self.packed.len()
    }

    /// A text of a record.
    pub(crate) fn read(&self, text: Text) -> &str {
        self.texts.get(text)
    }

    /// The id of the article that a record comes from.
    pub(crate) fn article_id(&self, record: &Packed) -> &str {
        self.read(self.metas.get(record.meta).id)
    }

    /// Puts the records in canonical order; says where each stood before.
    pub(crate) fn sort(&mut self) -> Vec<u32> {
        let order = self.canonical_order();
        if !order.is_sorted() {
            self.known = None;
            // Along the cycles, since memory for all of them anew costs more than what is done with it.
            let mut from = order.clone();
            for start in 0..from.len() {
                let (first, mut at) = (self.packed[start], start);
                loop {
                    let next = std::mem::replace(&mut from[at], number(at)) as usize;
                    if next == start {
                        break;
                    }
                    self.packed[at] = self.packed[next];
                    at = next;
                }
                self.packed[at] = first;
            }
        }
        order
    }

    /// The records' positions, the earliest published first: (publication, article, place in the text, id).
    fn canonical_order(&self) -> Vec<u32> {
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
        let mut by_day: Vec<(i32, u32)> = metas.iter().map(day).zip(0u32..).collect();
        by_day.sort_by_key(|(day, _)| *day);
        let mut rank = vec![0u32; metas.len()];
        if !self.metas.disordered {
            for (next, (_, at)) in (0u32..).zip(by_day) {
                rank[at as usize] = next;
            }
            return rank;
        }
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
        let mut next = 0;
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
            ..*a
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
        wording(&mut self.wording, entity);
        let at = self.wordings.intern(&self.wording);
        if at as usize == self.descriptions.len() {
            let aliases: Vec<u32> = entity.aliases.iter().map(|alias| self.strings.intern(alias).0).collect();
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
            self.descriptions.push(description);
        }
        at
    }

    /// The description with this number.
    pub(crate) fn described(&self, party: &PackedParty) -> &Description {
        &self.descriptions[party.description as usize]
    }

    fn meta(&mut self, record: &EventRecord) -> u32 {
        let (id, meta) = (record.article.as_str(), &record.meta);
        let hash = hash_of(id);
        let Self { strings, texts, metas, .. } = self;
        let is = |text: Option<Text>, wanted: &Option<String>| text.map(|text| texts.get(text)) == wanted.as_deref();
        let mut article = None;
        let Metas {
            values,
            by_article,
            greatest,
            ..
        } = metas;
        let mut known = |at: u32| {
            let other = &values[at as usize];
            if texts.get(other.id) != id {
                return false;
            }
            article = Some((other.article, other.id));
            let source = other.source.map(|source| strings.get(source));
            other.published == meta.published
                && is(other.title, &meta.title)
                && source == meta.source.as_deref()
                && is(other.url, &meta.url)
        };
        // An article's records come one after another, and articles mostly in the order of their ids, as files do: what
        // sorts after all others is new.
        let latest = number(values.len()).checked_sub(1);
        let grows = greatest.is_none_or(|greatest| texts.get(greatest) < id);
        let found = match latest {
            Some(latest) if known(latest) => Some(latest),
            _ if grows => None,
            _ => by_article.find(hash, known),
        };
        if let Some(at) = found {
            return at;
        }
        let (article, id) = article.unwrap_or_else(|| {
            metas.articles += 1;
            (metas.articles - 1, texts.add(id))
        });
        if grows {
            metas.greatest = Some(id);
        }
        metas.disordered |= !grows;
        let packed = PackedMeta {
            article,
            id,
            published: meta.published,
            title: meta.title.as_deref().map(|title| texts.add(title)),
            source: meta.source.as_deref().map(|source| strings.intern(source)),
            url: meta.url.as_deref().map(|url| texts.add(url)),
        };
        let at = number(metas.values.len());
        metas.values.push(packed);
        metas.by_article.insert(hash, at);
        at
    }

    fn party(&mut self, role: Role, party: &Party) -> u32 {
        let packed = PackedParty {
            role,
            initiator: party.initiator,
            description: self.description(&party.entity),
            mention: self.strings.intern(&party.mention),
        };
        self.parties.intern(packed)
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
        let from = number(self.mentions.len());
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
                text: self.texts.add_once(&mention.text),
                rule: self.strings.intern(&mention.rule),
            };
            self.mentions.push(packed);
        }
        let manner = PackedManner {
            mode: self.list(&record.mode, |_, mode| *mode as u32),
            contexts: self.list(&record.contexts, |_, context| *context as u32),
            attribution: self.list(&record.attribution, |set, who| set.strings.intern(who).0),
        };
        let topics = self.list(&record.topics, |set, topic| {
            let topic = PackedTopic {
                label: set.strings.intern(&topic.label),
                polarity: topic.polarity,
                id: set.option(topic.id.as_deref()),
            };
            set.topics.intern(topic)
        });
        let date = record.date.as_ref().map_or(0, |date| {
            let text = self.strings.intern(&date.text);
            let (start, end) = (date.start, date.end.max(date.start));
            self.dates.intern(PackedDate { start, end, text }) + 1
        });
        let place = record.place.as_ref().map_or(0, |place| {
            let name = self.strings.intern(&place.name);
            let country = self.option(place.country.as_deref());
            self.places.intern(PackedPlace { name, country }) + 1
        });
        let PackedMeta { article, published, .. } = *self.metas.get(meta);
        Packed {
            id,
            meta,
            article,
            published,
            event_type: record.event_type,
            action: record.action,
            status: record.status,
            parties: party_list,
            topics,
            manner: self.manners.intern(manner),
            date,
            place,
            mentions: (from, number(record.mentions.len())),
            occasions,
            ordinals,
            confidence: if record.confidence.is_finite() {
                // Zero has no sign.
                record.confidence.clamp(0.0, 1.0) + 0.0
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

    pub(crate) fn unpack_date(&self, record: &Packed) -> Option<EventDate> {
        let date = self.dates.get(record.date.checked_sub(1)?);
        Some(EventDate {
            start: date.start,
            end: date.end,
            text: self.text(date.text),
        })
    }

    pub(crate) fn unpack_place(&self, record: &Packed) -> Option<EventPlace> {
        let place = self.places.get(record.place.checked_sub(1)?);
        Some(EventPlace {
            name: self.text(place.name),
            country: place.country.map(|c| self.small(c)),
        })
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
        let modes = self.lists.get(self.manners.get(record.manner).mode);
        modes.into_iter().map(|mode| Mode::ALL[mode as usize])
    }

    pub(crate) fn contexts(&self, record: &Packed) -> impl Iterator<Item = Context> + '_ {
        let contexts = self.lists.get(self.manners.get(record.manner).contexts);
        contexts.into_iter().map(|context| Context::ALL[context as usize])
    }

    pub(crate) fn parties_of(&self, record: &Packed) -> impl Iterator<Item = &PackedParty> + '_ {
        self.lists.get(record.parties).into_iter().map(|party| self.parties.get(party))
    }

    pub(crate) fn topics_of(&self, record: &Packed) -> impl Iterator<Item = &PackedTopic> + '_ {
        self.lists.get(record.topics).into_iter().map(|topic| self.topics.get(topic))
    }

    pub(crate) fn attribution_of(&self, record: &Packed) -> impl Iterator<Item = &str> + '_ {
        let attribution = self.lists.get(self.manners.get(record.manner).attribution);
        attribution.into_iter().map(|who| self.strings.get(Sym(who)))
    }

    fn unpack_party(&self, party: &PackedParty) -> Party {
        let description = self.described(party);
        Party {
            entity: Entity {
                id: EntityId::new(self.strings.get(description.id)),
                name: self.text(description.name),
                kind: description.kind,
                country: description.country.map(|c| self.small(c)),
                sector: description.sector,
                office: description.office.map(|o| self.text(o)),
                wikidata: description.wikidata.map(|w| self.small(w)),
                aliases: self.lists.get(description.aliases).into_iter().map(|a| self.text(Sym(a))).collect(),
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
            date: self.unpack_date(record),
            place: self.unpack_place(record),
            status: record.status,
            attribution: self.attribution_of(record).map(str::to_owned).collect(),
            mentions: self.unpack_mentions(record),
            confidence: record.confidence,
            meta,
        }
    }
}
