//! Days that the narrative tells where the sentence does not: headings, and the day on which somebody spoke.
//!
//! Runs after the mentions of an article are gathered, on records that have no day of their own. The hard decision: only
//! three things carry a day on: a heading ("February", "the day's events:") to what is told below it, a dated word of a
//! speaker to his other words, and a contact to what was said in it. A pluperfect leaves the narrative and gets none.

use super::clause::ClauseReader;
use super::matching::Candidate;
use super::roles::{PartyFinder, Seat};
use crate::document::{Deprel, Upos, Xpos};
use crate::ontology::{EventType, Status};
use crate::record::{EventDate, EventRecord, TimeExpression, folded};
use crate::span::{EntityId, TokenId};

/// A speaker's words count as said on one day over this many sentences.
const REACH: u32 = 12;

/// A contact's day holds for what its parties tell each other within this many sentences.
const CONTACT_REACH: u32 = 4;

/// The opening of an article: what it tells is told again, with its day, farther down.
const OPENING: u32 = 2;

/// What the article's narrative dates.
#[derive(Debug)]
pub(super) struct Narrative<'a> {
    reader: ClauseReader<'a>,
    finder: PartyFinder<'a>,
    headings: Vec<Heading>,
    spoken: Vec<Spoken>,
    /// The day of the news, where the opening tells it, and the sentence that does.
    news_day: Option<(u32, EventDate)>,
}

#[derive(Debug)]
struct Heading {
    sentence: u32,
    date: EventDate,
    /// A heading of a month or a day of its own dates whatever is told below it; "the day's events" only words and contacts.
    chronicle: bool,
}

/// Somebody said something on a known day.
#[derive(Debug)]
struct Spoken {
    sentence: u32,
    speakers: Vec<EntityId>,
    date: EventDate,
}

impl<'a> Narrative<'a> {
    pub(super) fn new(reader: ClauseReader<'a>, finder: PartyFinder<'a>, times: &[TimeExpression], candidates: &[Candidate<'_>]) -> Self {
        Self {
            reader,
            finder,
            headings: headings(reader, times),
            spoken: spoken(reader, finder, times, candidates),
            news_day: news_day(reader, times),
        }
    }

    /// The day of a record whose own words tell none.
    pub(super) fn date(&self, candidate: &Candidate<'_>, record: &EventRecord, earlier: &[&EventRecord]) -> Option<EventDate> {
        if record.status != Status::Happened || self.is_background(candidate) {
            return None;
        }
        let sentence = record.mentions[0].sentence.0;
        let kind = record.event_type;
        let worded = is_worded(kind);
        let where_spoken = kind == EventType::Consult && self.is_told_by_speaking(candidate);
        let speakers: Vec<EntityId> = if where_spoken {
            let verb = self.reader.clause_verb(candidate.predicate.trigger);
            let doers = verb.into_iter().flat_map(|v| self.reader.doers(v));
            doers
                .flat_map(|d| self.finder.parties(d, Seat::Doer))
                .map(|p| p.entity.id)
                .collect()
        } else {
            record.actors.iter().map(|p| p.entity.id.clone()).collect()
        };
        let among = |ids: &[EntityId]| speakers.iter().any(|s| ids.contains(s));
        if worded || where_spoken {
            let before = self.spoken.iter().rev().filter(|s| s.sentence <= sentence);
            let after = self.spoken.iter().filter(|s| s.sentence > sentence && sentence < OPENING);
            let said = before
                .chain(after)
                .find(|s| s.sentence.abs_diff(sentence) <= REACH && among(&s.speakers));
            if let Some(said) = said {
                return Some(said.date.clone());
            }
        }
        if worded && !record.recipients.is_empty() {
            let both = |e: &&&EventRecord| {
                let within = |p: &crate::record::Party| e.actors.iter().chain(&e.recipients).any(|q| q.entity.id == p.entity.id);
                record.actors.iter().all(within) && record.recipients.iter().all(within)
            };
            let contact = earlier.iter().rev().filter(|e| {
                e.event_type == EventType::Consult
                    && e.status == Status::Happened
                    && e.mentions
                        .iter()
                        .any(|m| m.sentence.0 <= sentence && sentence - m.sentence.0 <= CONTACT_REACH)
            });
            if let Some(date) = contact.filter(both).find_map(|e| e.date.clone()) {
                return Some(date);
            }
        }
        if let Some(heading) = self.headings.iter().rev().find(|h| h.sentence <= sentence) {
            let covered = heading.chronicle || worded || kind == EventType::Consult;
            return (covered && self.is_narrated(candidate, heading.chronicle)).then(|| heading.date.clone());
        }
        // An opening tells the news of the day, and so does whoever is quoted from a contact.
        let (told_in, day) = self.news_day.as_ref()?;
        let opens = (sentence == 0 || sentence <= OPENING && *told_in < sentence) && worded && self.carries_on(candidate);
        (opens || where_spoken).then(|| day.clone())
    }

    /// Whether the event lies behind what is narrated: "had asked", "has long demanded", "previously accused".
    fn is_background(&self, candidate: &Candidate<'_>) -> bool {
        let doc = self.reader.doc;
        let verb = if candidate.predicate.nominal {
            self.reader
                .clause_verb(candidate.predicate.trigger)
                .unwrap_or(candidate.predicate.anchor)
        } else {
            candidate.predicate.anchor
        };
        doc.children(verb).iter().any(|c| match doc.token(*c).deprel {
            Deprel::Aux => doc.lemma(*c) == "have" && doc.token(*c).xpos == Xpos::Vbd,
            Deprel::Advmod => self.reader.lexicon.before_now.contains(doc.lemma(*c)),
            _ => false,
        })
    }

    /// Whether a contact is where somebody spoke: "told reporters during a trip".
    fn is_told_by_speaking(&self, candidate: &Candidate<'_>) -> bool {
        let reader = self.reader;
        candidate.predicate.nominal
            && reader
                .clause_verb(candidate.predicate.trigger)
                .is_some_and(|v| reader.lexicon.say.contains(reader.doc.lemma(v)))
    }

    /// Whether an opening goes on with the clause, if in a clause about somebody in it: "a rebuke by the minister, who warned".
    fn carries_on(&self, candidate: &Candidate<'_>) -> bool {
        let doc = self.reader.doc;
        let anchor = candidate.predicate.anchor;
        let relative = !candidate.predicate.nominal && doc.token(anchor).deprel == Deprel::AclRelcl && doc.token(anchor).xpos == Xpos::Vbd;
        relative || self.is_narrated(candidate, false)
    }

    /// Whether the clause carries the narrative on: its sentence's main clause, what is coordinated with it, or what is said in it.
    fn is_narrated(&self, candidate: &Candidate<'_>, chronicle: bool) -> bool {
        let doc = self.reader.doc;
        let predicate = &candidate.predicate;
        let verb = if predicate.nominal {
            self.reader.clause_verb(predicate.trigger).unwrap_or(predicate.anchor)
        } else {
            predicate.anchor
        };
        doc.ancestors(verb).all(|t| {
            matches!(
                doc.token(t).deprel,
                Deprel::Root | Deprel::Conj | Deprel::Parataxis | Deprel::Xcomp | Deprel::Obj | Deprel::Obl | Deprel::Nsubj
            ) || doc.token(t).deprel == Deprel::Advcl && doc.token(t).xpos != Xpos::Vb
                // "became the first minister to visit"
                || chronicle && matches!(doc.token(t).deprel, Deprel::Acl | Deprel::Advcl) && doc.token(t).xpos == Xpos::Vb
        })
    }
}

/// Whether an event of this type is done with words.
pub(super) fn is_worded(kind: EventType) -> bool {
    use EventType as T;
    matches!(
        kind,
        T::Accuse | T::Reject | T::Request | T::Threaten | T::Agree | T::Support | T::Concede
    )
}

fn dated(reader: ClauseReader<'_>, time: &TimeExpression) -> Option<EventDate> {
    let (start, end) = time.days?;
    Some(EventDate {
        start,
        end,
        text: folded(reader.doc.span_of(time.tokens).of(reader.doc.text())),
    })
}

/// Times that stand above what is told: alone in their sentence or line, before a sentence of their own, or before a colon.
fn headings(reader: ClauseReader<'_>, times: &[TimeExpression]) -> Vec<Heading> {
    let doc = reader.doc;
    let mut found = Vec::new();
    for time in times {
        let id = doc.sentence_of(time.tokens.start);
        let sentence = doc.sentence(id).tokens;
        let Some(date) = dated(reader, time) else { continue };
        let opens = time.tokens.start == sentence.start;
        let next = time.tokens.end;
        let alone = opens && next == sentence.end;
        // "February Three agencies warned": a heading that ran into its first sentence.
        let runs_on = opens
            && sentence.contains(next)
            && doc.form(next).starts_with(char::is_uppercase)
            && matches!(doc.token(next).upos, Upos::Det | Upos::Num | Upos::Pron | Upos::Propn);
        let colon = (next.0..sentence.end.0).map(TokenId).find(|t| doc.form(*t) == ":");
        let titled = colon.is_some_and(|colon| {
            let quoted = sentence.contains(TokenId(colon.0 + 1)) && doc.form(TokenId(colon.0 + 1)).starts_with(['"', '“', '\'', '‘']);
            let before = (sentence.start.0..colon.0).map(TokenId);
            !quoted && before.into_iter().any(|t| reader.lexicon.headings.contains(doc.lemma(t)))
        });
        if alone || runs_on || titled {
            found.push(Heading {
                sentence: id.0,
                date,
                chronicle: alone || runs_on,
            });
        }
    }
    // One line that begins with a time is a sentence that does; a chronicle has several.
    if found.iter().filter(|h| h.chronicle).count() < 2 {
        found.retain(|h| !h.chronicle);
    }
    found
}

/// Who said something on which day.
fn spoken(reader: ClauseReader<'_>, finder: PartyFinder<'_>, times: &[TimeExpression], candidates: &[Candidate<'_>]) -> Vec<Spoken> {
    let doc = reader.doc;
    let mut found = Vec::new();
    if times.is_empty() && doc.article.published.is_none() {
        return found;
    }
    let worded: Vec<TokenId> = candidates
        .iter()
        .filter(|c| !c.predicate.nominal && is_worded(c.rule.event_type()))
        .map(|c| c.predicate.trigger)
        .collect();
    for token in (0..doc.tokens.len()).map(TokenId::new) {
        let says = reader.is_clause(token) && (reader.lexicon.say.contains(doc.lemma(token)) || worded.binary_search(&token).is_ok());
        if !says {
            continue;
        }
        let sentence = doc.sentence_of(token).0;
        let date = reader
            .verb_date(token, times)
            .or_else(|| participle_date(reader, token, times))
            .filter(|d| d.start == d.end)
            .or_else(|| news_of_the_day(reader, token, sentence));
        let Some(date) = date else { continue };
        let speakers: Vec<EntityId> = reader
            .doers(token)
            .into_iter()
            .flat_map(|s| finder.parties(s, Seat::Doer))
            .map(|p| p.entity.id)
            .collect();
        if !speakers.is_empty() {
            found.push(Spoken { sentence, speakers, date });
        }
    }
    found
}

/// "Speaking after a meeting on Monday, she said".
fn participle_date(reader: ClauseReader<'_>, verb: TokenId, times: &[TimeExpression]) -> Option<EventDate> {
    let doc = reader.doc;
    let speaking = doc
        .children_by(verb, Deprel::Advcl)
        .find(|c| doc.token(*c).xpos == Xpos::Vbg && *c < verb && reader.lexicon.say.contains(doc.lemma(*c)) || doc.lemma(*c) == "speak")?;
    let inside = doc.subtree(speaking);
    let time = times.iter().find(|t| t.anchors && inside.contains(t.tokens.start))?;
    dated(reader, time)
}

/// The day on which the news happened: the first day that the opening tells of a past, if the article is of that day or the next two.
fn news_day(reader: ClauseReader<'_>, times: &[TimeExpression]) -> Option<(u32, EventDate)> {
    let doc = reader.doc;
    let published = doc.article.published?;
    times
        .iter()
        .take_while(|t| doc.sentence_of(t.tokens.start).0 <= OPENING)
        .filter(|t| t.anchors)
        .filter_map(|t| Some((doc.sentence_of(t.tokens.start).0, dated(reader, t)?)))
        .find(|(_, d)| d.start == d.end)
        .filter(|(_, d)| d.start <= published && published.since(d.start).is_ok_and(|age| age.get_days() <= 2))
}

/// The perfect of an opening tells the news of the day: "The envoy has said that the talks failed".
fn news_of_the_day(reader: ClauseReader<'_>, verb: TokenId, sentence: u32) -> Option<EventDate> {
    let doc = reader.doc;
    let published = doc.article.published?;
    let perfect = doc
        .children_by(verb, Deprel::Aux)
        .any(|c| doc.lemma(c) == "have" && doc.token(c).xpos != Xpos::Vbd);
    let main = doc.token(verb).head.is_none();
    (sentence == 0 && main && perfect).then(|| EventDate {
        start: published,
        end: published,
        text: String::new(),
    })
}
