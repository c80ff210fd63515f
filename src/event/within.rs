//! One happening told several times in one article is one record: mentions, topics and details gather on it.
//!
//! The hard decision: a later mention joins an earlier one only when nothing it says contradicts it (type, parties,
//! date, status), and a definite mention without parties ("the call") joins the last event of its type.

use super::EventCoder;
use super::clause::ClauseReader;
use super::confidence::{Features, confidence, features};
use super::matching::Candidate;
use super::modes;
use super::narrative::{Narrative, is_worded};
use super::roles::{PartyFinder, Seat};
use crate::document::{Deprel, Document};
use crate::ontology::{EventType, Mode, Status};
use crate::record::{ArticleMeta, Entities, EventDate, EventMention, EventRecord, Party, TimeExpression, Topic, folded};
use crate::rule::Slot;
use crate::span::{CharOffsets, EventId, TokenId};
use std::collections::BTreeMap;
use std::hash::{BuildHasher, Hasher};

/// Makes records of the candidates, joining those that tell the same happening.
pub(super) fn gather(
    coder: &EventCoder<'_>,
    doc: &Document,
    entities: &Entities,
    times: &[TimeExpression],
    mut candidates: Vec<Candidate<'_>>,
) -> Vec<(EventRecord, Features)> {
    let reader = ClauseReader {
        doc,
        lexicon: coder.lexicon,
    };
    let finder = PartyFinder {
        doc,
        entities,
        verbal: true,
        lexicon: coder.lexicon,
    };
    let offsets = CharOffsets::new(doc.text());
    let meta = ArticleMeta::from(&doc.article);
    for (at, said) in said_in_contacts(reader, &candidates) {
        let contact = &mut candidates[at];
        for topic in said.topics {
            add_topic(&mut contact.topics, topic);
        }
        // "urged him in a phone call": who was told was on the line, though whoever is blamed at a dinner need not be there.
        if contact.actors.len() < 2 && kind_of_contact(doc, contact) == Some(Contact::ByPhone) {
            for party in said.parties {
                if contact.actors.iter().all(|p| !same_party(p, &party)) {
                    contact.actors.push(party);
                }
            }
        }
    }
    let mut records: Vec<(EventRecord, Features)> = Vec::new();
    // The candidate that each record was first told by.
    let mut first_told: Vec<usize> = Vec::new();
    for (at, candidate) in candidates.iter().enumerate() {
        let features = features(doc, candidate);
        let record = record(reader, finder, &offsets, &meta, times, candidate, &features);
        let kind = kind_of_contact(doc, candidate);
        let bare = record.actors.is_empty() && record.recipients.is_empty();
        let told = records
            .iter_mut()
            .filter(|(earlier, _)| {
                if candidate.dependent && bare {
                    points_to(earlier, &record, kind)
                } else {
                    !clashes(kind, earlier) && same_happening(earlier, &record)
                }
            })
            // What was told last is pointed back to.
            .max_by_key(|(earlier, _)| earlier.mentions.last().map(|m| m.trigger_span));
        match told {
            Some((earlier, known)) => {
                // The surest mention speaks for the event.
                if record.confidence > earlier.confidence && !candidate.dependent {
                    *known = features;
                    earlier.confidence = record.confidence;
                }
                join(earlier, record);
                // "spoke with him" is told to have been a phone call by "the call".
                if kind == Some(Contact::ByPhone) && earlier.mode.is_empty() {
                    earlier.mode.push(Mode::Phone);
                }
            }
            None if candidate.dependent || is_aim(doc, candidate, &candidates) => {}
            None => {
                records.push((record, features));
                first_told.push(at);
            }
        }
    }
    let narrative = Narrative::new(reader, finder, times, &candidates);
    for i in 0..records.len() {
        let (before, rest) = records.split_at_mut(i);
        let Some((record, features)) = rest.first_mut() else { break };
        if record.date.is_none() && !names_vague_time(reader, times, &candidates[first_told[i]]) {
            let earlier: Vec<&EventRecord> = before.iter().map(|(r, _)| r).collect();
            record.date = narrative.date(&candidates[first_told[i]], record, &earlier);
        }
        // What is told again is seldom misread.
        #[allow(clippy::cast_precision_loss, reason = "a handful of mentions")]
        features.insert("retold".into(), (record.mentions.len() - 1).min(3) as f32 / 3.0);
        record.confidence = confidence(features);
        record.id = event_id(record);
    }
    records
}

/// Whether a contact is only what another one is for: "called him to discuss grain" tells one call, whose matter is the grain.
fn is_aim(doc: &Document, aim: &Candidate<'_>, candidates: &[Candidate<'_>]) -> bool {
    let consult = |c: &Candidate<'_>| c.rule.event_type() == EventType::Consult;
    let infinitive = doc.token(aim.predicate.trigger);
    let below = consult(aim) && matches!(infinitive.deprel, Deprel::Xcomp | Deprel::Advcl);
    let Some(above) = infinitive.head.filter(|_| below) else {
        return false;
    };
    let mut contacts = candidates
        .iter()
        .filter(|c| c.predicate.trigger == above && consult(c) && c.actors.len() > 1);
    contacts.any(|contact| {
        let takes_part = |party: &Party| contact.actors.iter().any(|p| same_party(p, party));
        aim.actors.iter().all(takes_part)
    })
}

/// Whether the words date the event, if to no day that is known: "a few years ago".
fn names_vague_time(reader: ClauseReader<'_>, times: &[TimeExpression], candidate: &Candidate<'_>) -> bool {
    let head = |t: &TimeExpression| {
        t.tokens
            .iter()
            .find_map(|i| reader.doc.token(i).head.filter(|h| !t.tokens.contains(*h)))
    };
    let vague = times.iter().filter(|t| t.anchors && t.days.is_none());
    vague
        .filter_map(head)
        .any(|h| h == candidate.predicate.trigger || h == candidate.predicate.anchor)
}

/// What was said in a contact, and between whom.
struct Said {
    topics: Vec<Topic>,
    parties: Vec<Party>,
}

/// What is said in a contact is a matter of it, and who was told took part: "urged him in a phone call to stop the fire",
/// "used the visit to thank him". By the contact's place among the candidates.
fn said_in_contacts(reader: ClauseReader<'_>, candidates: &[Candidate<'_>]) -> BTreeMap<usize, Said> {
    let doc = reader.doc;
    let mut found = BTreeMap::new();
    for (at, contact) in candidates.iter().enumerate() {
        let consult = contact.rule.event_type() == EventType::Consult && contact.predicate.nominal;
        let trigger = contact.predicate.trigger;
        let Some(verb) = doc.token(trigger).head.filter(|_| consult) else {
            continue;
        };
        let inside = match doc.token(trigger).deprel {
            Deprel::Obl => reader
                .preposition(trigger)
                .is_some_and(|p| matches!(p.as_str(), "in" | "during" | "at" | "by" | "over")),
            Deprel::Obj => doc.lemma(verb) == "use",
            _ => false,
        };
        if !inside {
            continue;
        }
        let clausal = |t: TokenId| matches!(doc.token(t).deprel, Deprel::Xcomp | Deprel::Ccomp | Deprel::Advcl | Deprel::Conj);
        let within = |t: TokenId| {
            let mut above = doc.ancestors(t).take(4);
            t == verb || doc.ancestors(t).take_while(|a| *a != verb).all(clausal) && above.any(|a| a == verb)
        };
        let said: Vec<&Candidate<'_>> = candidates
            .iter()
            .filter(|c| is_worded(c.rule.event_type()) && !c.predicate.nominal && within(c.predicate.trigger))
            .filter(|c| c.actors.iter().any(|p| contact.actors.iter().any(|q| same_party(p, q))))
            .collect();
        if said.is_empty() {
            continue;
        }
        let told = said.iter().filter(|c| c.predicate.trigger == verb);
        found.insert(
            at,
            Said {
                parties: told.flat_map(|c| c.recipients.iter().cloned()).collect(),
                topics: if contact.topics.is_empty() {
                    said.iter().flat_map(|c| c.topics.iter().cloned()).collect()
                } else {
                    Vec::new()
                },
            },
        );
    }
    found
}

fn add_topic(topics: &mut Vec<Topic>, topic: Topic) {
    if topics.iter().all(|t| t.label != topic.label) {
        topics.push(topic);
    }
}

fn record(
    reader: ClauseReader<'_>,
    finder: PartyFinder<'_>,
    offsets: &CharOffsets,
    meta: &ArticleMeta,
    times: &[TimeExpression],
    candidate: &Candidate<'_>,
    features: &Features,
) -> EventRecord {
    let doc = reader.doc;
    let predicate = &candidate.predicate;
    let kind = candidate.rule.event_type();
    let sentence_id = doc.sentence_of(predicate.trigger);
    let sentence = doc.sentence(sentence_id);
    let mut mode = candidate.modes.clone();
    if mode.is_empty() {
        mode.extend(modes::told(
            reader,
            candidate,
            clause_range(doc, predicate.anchor, predicate.trigger),
        ));
    }
    mode.sort();
    mode.dedup();
    let mut attribution = Vec::new();
    for speaker in reader.speakers(predicate.anchor) {
        for party in finder.parties(speaker, Seat::Doer) {
            let itself = candidate.actors.len() == 1 && candidate.actors[0].entity.id == party.entity.id;
            if !itself && !attribution.contains(&party.entity.name) {
                attribution.push(party.entity.name);
            }
        }
    }
    let trigger_span = doc.token(predicate.trigger).span;
    let mention = EventMention {
        sentence: sentence_id,
        sentence_span: offsets.span(doc.text(), sentence.span),
        trigger_span: offsets.span(doc.text(), trigger_span),
        trigger: trigger_span.of(doc.text()).to_owned(),
        text: folded(sentence.span.of(doc.text())),
        rule: candidate.rule.id.clone(),
    };
    let date = reader.date(predicate, times);
    EventRecord {
        id: EventId::new(""),
        article: meta.id.clone(),
        event_type: kind,
        mode,
        action: candidate.rule.action,
        actors: candidate.actors.clone(),
        recipients: candidate.recipients.clone(),
        others: candidate.others.clone(),
        topics: reader.record_topics(finder, times, candidate),
        contexts: Vec::new(),
        status: reader.told_status(candidate, date.as_ref()),
        date,
        place: reader.place(predicate, finder),
        attribution,
        mentions: vec![mention],
        confidence: confidence(features),
        meta: meta.clone(),
    }
}

/// The tokens around a trigger that can tell its mode: its own phrase, and its clause's.
fn clause_range(doc: &Document, anchor: TokenId, trigger: TokenId) -> crate::span::TokenRange {
    let own = doc.subtree(trigger);
    let top = if doc.token(anchor).deprel == Deprel::Root {
        own
    } else {
        doc.subtree(anchor)
    };
    crate::span::TokenRange {
        start: own.start.min(top.start),
        end: own.end.max(top.end),
    }
}

/// How the noun of a mention says that the parties came together: "the call" is no visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Contact {
    ByPhone,
    InPerson,
    Visit,
}

fn kind_of_contact(doc: &Document, candidate: &Candidate<'_>) -> Option<Contact> {
    let told = [Slot::Subj, Slot::Obj];
    let arguments = told.iter().flat_map(|slot| candidate.predicate.slot(slot));
    let consult = candidate.rule.event_type() == EventType::Consult;
    arguments
        .chain([candidate.predicate.trigger])
        .filter(|_| consult)
        .find_map(|t| match doc.lemma(t) {
            "call" | "phone" => Some(Contact::ByPhone),
            "meeting" | "summit" | "dinner" | "lunch" | "meet" | "encounter" => Some(Contact::InPerson),
            "visit" | "trip" => Some(Contact::Visit),
            _ => None,
        })
}

/// Whether an event cannot have been of this kind.
fn clashes(kind: Option<Contact>, earlier: &EventRecord) -> bool {
    let phone = earlier.mode.contains(&Mode::Phone);
    match kind {
        Some(Contact::ByPhone) => !phone && !earlier.mode.is_empty(),
        Some(Contact::InPerson | Contact::Visit) => phone,
        None => false,
    }
}

/// Whether a mention without parties ("the call lasted an hour") can mean an event told before.
fn points_to(earlier: &EventRecord, later: &EventRecord, kind: Option<Contact>) -> bool {
    let wanted = match kind {
        Some(Contact::ByPhone) => Some(Mode::Phone),
        Some(Contact::Visit) => Some(Mode::Visit),
        Some(Contact::InPerson) | None => None,
    };
    if wanted.is_some_and(|mode| !earlier.mode.contains(&mode)) || clashes(kind, earlier) {
        return false;
    }
    let modes_clash = !earlier.mode.is_empty() && !later.mode.is_empty() && !earlier.mode.iter().any(|m| later.mode.contains(m));
    let dates_clash = matches!((&earlier.date, &later.date), (Some(x), Some(y)) if x.end < y.start || y.end < x.start);
    let told = match earlier.status {
        Status::Denied => false,
        // "That meeting has taken place" is no meeting that was merely called for.
        Status::Hypothetical => later.status == Status::Hypothetical,
        Status::Happened | Status::Planned => true,
    };
    earlier.event_type == later.event_type && !modes_clash && !dates_clash && told
}

/// Whether a later record of the same article tells what an earlier one told.
fn same_happening(a: &EventRecord, b: &EventRecord) -> bool {
    if a.event_type != b.event_type {
        return false;
    }
    let apart = b.mentions[0].sentence.0 - a.mentions.last().map_or(0, |m| m.sentence.0);
    let dates_clash = matches!((&a.date, &b.date), (Some(x), Some(y)) if x.end < y.start || y.end < x.start);
    if dates_clash || !reconcilable(a.status, b.status) {
        return false;
    }
    let modes_clash = !a.mode.is_empty() && !b.mode.is_empty() && !a.mode.iter().any(|m| b.mode.contains(m));
    let shared_actors = shared(&a.actors, &b.actors);
    let parties = |r: &EventRecord| r.actors.len() + r.recipients.len();
    let all_a: Vec<&Party> = a.actors.iter().chain(&a.recipients).collect();
    let all_b: Vec<&Party> = b.actors.iter().chain(&b.recipients).collect();
    let shared_all = all_b.iter().filter(|p| all_a.iter().any(|q| same_party(p, q))).count();
    let covered = shared_all == all_a.len().min(all_b.len());
    match a.event_type {
        EventType::Consult => !modes_clash && covered && (shared_all > 1 || apart == 0 || parties(b).min(parties(a)) < 2 && apart <= 2),
        EventType::Assault => !modes_clash && covered && (shared_all > 1 || apart == 0),
        _ => {
            let recipients_agree = a.recipients.is_empty() || b.recipients.is_empty() || shared(&a.recipients, &b.recipients) > 0;
            let topics_agree =
                a.topics.is_empty() || b.topics.is_empty() || a.topics.iter().any(|t| b.topics.iter().any(|u| t.label == u.label));
            let actors_agree = shared_actors > 0 || a.actors.is_empty() && b.actors.is_empty() && shared_all > 0;
            actors_agree
                && recipients_agree
                && !modes_clash
                && (a.action == b.action || apart == 0)
                && (topics_agree && apart == 0 || covered && shared_all > 1 && topics_agree)
        }
    }
}

fn reconcilable(a: Status, b: Status) -> bool {
    a == b || matches!((a, b), (Status::Planned, Status::Happened) | (Status::Happened, Status::Planned))
}

fn same_party(a: &Party, b: &Party) -> bool {
    a.entity.id == b.entity.id
}

fn shared(a: &[Party], b: &[Party]) -> usize {
    b.iter().filter(|p| a.iter().any(|q| same_party(p, q))).count()
}

/// Adds what a later mention tells to the record of the earlier ones.
fn join(earlier: &mut EventRecord, later: EventRecord) {
    for party in later.actors {
        let known = earlier.actors.iter().chain(&earlier.recipients).any(|p| same_party(p, &party));
        if !known {
            earlier.actors.push(party);
        }
    }
    for party in later.recipients {
        let known = earlier.actors.iter().chain(&earlier.recipients).any(|p| same_party(p, &party));
        if !known {
            earlier.recipients.push(party);
        }
    }
    for other in later.others {
        if earlier
            .others
            .iter()
            .all(|o| o.role != other.role || o.party.entity.id != other.party.entity.id)
        {
            earlier.others.push(other);
        }
    }
    for topic in later.topics {
        add_topic(&mut earlier.topics, topic);
    }
    for source in later.attribution {
        if !earlier.attribution.contains(&source) {
            earlier.attribution.push(source);
        }
    }
    if earlier.status == Status::Planned {
        earlier.status = later.status;
    }
    if earlier.mode.is_empty() {
        earlier.mode = later.mode;
    }
    earlier.date = nearer(earlier.date.take(), later.date);
    earlier.place = earlier.place.take().or(later.place);
    earlier.mentions.extend(later.mentions);
}

/// The first date, unless the later one says more exactly when: "last spoke in June. On June 14 they talked".
fn nearer(first: Option<EventDate>, later: Option<EventDate>) -> Option<EventDate> {
    match (first, later) {
        (Some(first), Some(later)) if first.start <= later.start && later.end <= first.end => Some(later),
        (first, later) => first.or(later),
    }
}

/// Derived from article, first trigger and type, so that it is the same on every run and machine.
fn event_id(record: &EventRecord) -> EventId {
    let mut hasher = Fnv::default().build_hasher();
    hasher.write(record.article.as_str().as_bytes());
    hasher.write(record.event_type.as_str().as_bytes());
    hasher.write(record.action.as_str().as_bytes());
    for n in record.mentions[0].trigger_span {
        hasher.write(&n.to_le_bytes());
    }
    EventId::new(format!("event:{:016x}", hasher.finish()))
}

/// FNV-1a: fixed by its definition, unlike the standard library's hasher.
#[derive(Clone, Copy)]
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl BuildHasher for Fnv {
    type Hasher = Self;

    fn build_hasher(&self) -> Self {
        *self
    }
}

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}
