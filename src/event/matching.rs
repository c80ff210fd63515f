//! Frames against predicates: which rule codes a trigger best, and which candidates are mere content of another.

use super::EventCoder;
use super::clause::{ClauseReader, Predicate};
use super::index::stands_by;
use super::roles::{PartyFinder, Seat, is_political};
use crate::document::{Deprel, Document, Upos, Xpos};
use crate::ontology::{ActorKind, EventType, Mode, Polarity, Role, Status};
use crate::record::{Entities, Entity, MentionKind, OtherParty, Party, TimeExpression, Topic};
use crate::rule::{Condition, Frame, Require, Rule, Slot, Test};
use crate::span::TokenId;

/// A rule that fired on a trigger, with what filled its roles.
#[derive(Debug, Clone)]
pub(super) struct Candidate<'a> {
    pub(super) rule: &'a Rule,
    pub(super) frame: &'a Frame,
    pub(super) predicate: Predicate,
    pub(super) actors: Vec<Party>,
    pub(super) recipients: Vec<Party>,
    pub(super) others: Vec<OtherParty>,
    pub(super) topics: Vec<Topic>,
    /// Heads of the arguments that are the event's content.
    pub(super) content: Vec<TokenId>,
    pub(super) status: Status,
    pub(super) modes: Vec<Mode>,
    /// Names no party of its own: it counts only where it joins an event told before.
    pub(super) dependent: bool,
    score: f32,
}

/// The best candidate of every trigger of the document, in text order.
pub(super) fn candidates<'a>(
    coder: &'a EventCoder<'a>,
    doc: &'a Document,
    entities: &'a Entities,
    times: &[TimeExpression],
) -> Vec<Candidate<'a>> {
    let reader = ClauseReader {
        doc,
        lexicon: coder.lexicon,
    };
    let mut found = Vec::new();
    for token in (0..doc.tokens.len()).map(TokenId::new) {
        let Some((kind, entries)) = coder.index.lookup(doc, token) else {
            continue;
        };
        let mut predicate: Option<Predicate> = None;
        let mut best: Option<Candidate<'a>> = None;
        for entry in entries.iter().filter(|e| stands_by(doc, token, kind, &e.beside)) {
            let predicate = predicate.get_or_insert_with(|| reader.predicate(token, kind));
            let rule = &coder.rules.rules[entry.rule];
            let frame = &rule.frames[entry.frame];
            use EventType as T;
            let verbal = matches!(
                rule.event_type(),
                T::Accuse | T::Reject | T::Request | T::Support | T::Agree | T::Threaten | T::Concede
            );
            let finder = PartyFinder {
                doc,
                entities,
                verbal,
                lexicon: coder.lexicon,
            };
            let Some(mut candidate) = fill(reader, finder, times, predicate, rule, frame) else {
                continue;
            };
            #[allow(clippy::cast_precision_loss, reason = "a handful of words")]
            let beside = entry.beside.len() as f32;
            candidate.score += 2.0 * beside;
            if best.as_ref().is_none_or(|b| candidate.score > b.score) {
                best = Some(candidate);
            }
        }
        found.extend(best);
    }
    found
}

/// Fills a frame's roles from a predicate; `None` where its conditions do not hold.
fn fill<'a>(
    reader: ClauseReader<'_>,
    finder: PartyFinder<'_>,
    times: &[TimeExpression],
    predicate: &Predicate,
    rule: &'a Rule,
    frame: &'a Frame,
) -> Option<Candidate<'a>> {
    let holds = |condition: &Condition| holds(finder, predicate, condition);
    if !frame.need.iter().all(holds) || frame.bar.iter().any(|c| bars(finder, predicate, c)) || frame.negated && !reader.refused(predicate)
    {
        return None;
    }
    let first = |slots: &[Slot], seat: Seat| {
        slots
            .iter()
            .map(|slot| in_slot(finder, predicate, slot, seat))
            .find(|p| !p.is_empty())
            .unwrap_or_default()
    };
    // A visit to a state has that state as host; a visit to a town has the visitor alone.
    let host = |slot: &Slot| {
        let mut all = Vec::new();
        for head in predicate.slot(slot).filter(|h| !finder.is_locality(*h)) {
            extend_new(&mut all, finder.parties(head, Seat::Doer));
        }
        all
    };
    // Whether anybody but those "with" whom it was is known: a contact has two sides.
    let (mut own_side, with) = (false, Slot::Prep("with".into()));
    let mut actors = if frame.symmetric {
        let mut all: Vec<Party> = Vec::new();
        for slot in &frame.actor {
            let before = all.len();
            // Whoever owns a noun is its subject too; one filled subject is enough.
            if matches!(slot, Slot::Poss | Slot::Mod) && all.len() > 1 {
                continue;
            }
            // Of a visit, whoever is not the visitor is visited, and a town is nobody.
            if frame.host.contains(slot) || !frame.host.is_empty() && frame.initiator.as_ref().is_some_and(|i| i != slot) {
                extend_new(&mut all, host(slot));
            } else {
                extend_new(&mut all, in_slot(finder, predicate, slot, Seat::Doer));
            }
            own_side |= *slot != with && all.len() > before;
        }
        all
    } else {
        first(&frame.actor, Seat::Doer)
    };
    // A visitor goes alone ("plotted against him during his visit"), and "their talks" have their parties.
    let theirs = predicate.slot(&Slot::Poss).any(|t| finder.doc.lemma(t) == "their");
    let alone = frame.initiator == Some(Slot::Subj) || theirs;
    if frame.clause_subject && (actors.is_empty() || frame.symmetric && !alone && (actors.len() < 2 || !own_side)) {
        let more: Vec<Party> = predicate
            .clause_subjects
            .iter()
            .flat_map(|t| finder.parties(*t, Seat::Doer))
            .collect();
        let own = std::mem::take(&mut actors);
        extend_new(&mut actors, more);
        extend_new(&mut actors, own);
    }
    let mut recipients = first(&frame.recipient, Seat::Target);
    recipients.retain(|r| actors.iter().all(|a| a.entity.id != r.entity.id));
    // "promised to democratise Serbia", its president: what one says to one's own state is said to nobody.
    if finder.verbal {
        let own = |r: &Party| r.entity.kind == ActorKind::State && actors.iter().all(|a| a.entity.country == r.entity.country);
        recipients.retain(|r| actors.is_empty() || !own(r));
    }
    if recipients.is_empty() && !actors.is_empty() && aims(rule.event_type()) {
        recipients = aimed_at(finder, predicate, frame, &actors, rule.event_type());
    }
    // Forces are sent to a town or leave it, crowds fill it, and an offer to go there is made to nobody in it; only a state
    // or group is what that is done to.
    recipients.retain(|r| {
        let place = r.entity.id.as_str().starts_with("place:");
        match rule.event_type() {
            EventType::Retreat | EventType::Mobilize | EventType::Protest => !place,
            EventType::Request | EventType::Agree => !place || r.entity.country.is_none(),
            _ => true,
        }
    });
    if recipients.is_empty() && !actors.is_empty() && matches!(rule.event_type(), EventType::Accuse | EventType::Support) {
        recipients = doers_of_judged(reader, finder, predicate);
        recipients.retain(|r| actors.iter().all(|a| a.entity.id != r.entity.id));
    }
    if let Some(slot) = &frame.initiator {
        let initiators = in_slot(finder, predicate, slot, Seat::Doer);
        for actor in &mut actors {
            actor.initiator = initiators.iter().any(|i| i.entity.id == actor.entity.id);
        }
    }
    let mut others = Vec::new();
    let hosts = frame.host.iter().map(host).find(|p| !p.is_empty()).unwrap_or_default();
    for (role, parties) in [(Role::Host, hosts), (Role::Mediator, first(&frame.mediator, Seat::Doer))] {
        others.extend(parties.into_iter().map(|party| OtherParty { role, party }));
    }
    let mut content = Vec::new();
    let mut topics: Vec<Topic> = Vec::new();
    for slot in &frame.topic {
        for head in predicate.slot(slot) {
            // "met on Monday" is no talk about Monday, and who was urged is not what was urged.
            let party = finder.entities.mention_at(head).is_some_and(|(id, _)| {
                let mut named = finder.entities.entities_of(id);
                named.any(|e| actors.iter().chain(&recipients).any(|p| p.entity.id == e.id))
            });
            if party || times.iter().any(|t| t.tokens.contains(head)) {
                continue;
            }
            content.push(head);
            for topic in reader.topics(head, Polarity::Discussed) {
                if topics.iter().all(|t| t.label != topic.label) {
                    topics.push(topic);
                }
            }
        }
    }
    let met = frame.require.iter().all(|r| match r {
        Require::Actor => !actors.is_empty(),
        Require::Recipient => !recipients.is_empty(),
        Require::Pair => actors.len() + recipients.len() > 1,
        Require::Topic => !topics.is_empty(),
        Require::PoliticalActor => actors.iter().any(counts),
        Require::PoliticalRecipient => recipients.iter().any(counts),
        Require::Political => actors
            .iter()
            .chain(&recipients)
            .any(|p| is_political(&p.entity) || is_nation(&p.entity)),
    });
    let bare = actors.is_empty() && recipients.is_empty();
    let few = frame.adds && actors.len() + recipients.len() < 2;
    let mut dependent = (bare && points_back(reader, predicate) || few) && rule.event_type() == EventType::Consult;
    let counted = met && actors.iter().chain(&recipients).any(counts);
    if !counted && !dependent {
        return None;
    }
    let mut status = told_status(reader, predicate, frame);
    // "did not discuss A" denies the topic, not the meeting.
    if status == Status::Denied && frame.adds && !topics.is_empty() {
        status = Status::Happened;
        dependent = true;
        for topic in &mut topics {
            topic.polarity = Polarity::NotDiscussed;
        }
    }
    let mut modes = rule.mode.clone();
    modes.extend(&frame.mode);
    #[allow(clippy::cast_precision_loss, reason = "a handful of slots")]
    let score = frame.weight
        + frame.need.len() as f32
        + f32::from(u8::from(frame.negated))
        + 0.5 * f32::from(u8::from(!actors.is_empty()))
        + 0.5 * f32::from(u8::from(!recipients.is_empty()));
    Some(Candidate {
        rule,
        frame,
        predicate: predicate.clone(),
        actors,
        recipients,
        others,
        topics,
        content,
        status,
        modes,
        dependent,
        score,
    })
}

/// Whether an event of this type is done to somebody, so that its content names them where no argument does:
/// "threatened to ban voting in East Jerusalem", "criticised the Tehran talks".
fn aims(kind: EventType) -> bool {
    !matches!(
        kind,
        EventType::Consult | EventType::Cooperate | EventType::Mobilize | EventType::Retreat
    )
}

/// A party surer than this is known by its own words, and not by what the text around speaks of.
const TOLD: f32 = 0.65;

/// The first party of another country than the actors' that is named in the arguments: states, officials and armed
/// groups before people and towns.
fn aimed_at(finder: PartyFinder<'_>, predicate: &Predicate, frame: &Frame, actors: &[Party], kind: EventType) -> Vec<Party> {
    let doc = finder.doc;
    let slots = frame.topic.iter().chain(&frame.recipient);
    let mut towns = Vec::new();
    // "appealed for the withdrawal of British troops": of whom a deed is asked.
    if kind == EventType::Request {
        let heads = frame.topic.iter().flat_map(|slot| predicate.slot(slot));
        let doers = heads
            .flat_map(|h| doc.children(h).iter().copied())
            .filter(|c| match doc.token(*c).deprel {
                Deprel::NmodPoss => true,
                Deprel::Nmod => doc.children_by(*c, Deprel::Case).any(|p| matches!(doc.lemma(p), "of" | "by")),
                _ => false,
            });
        let asked = doers
            .flat_map(|d| finder.direct(d))
            .find(|p| is_political(&p.entity) && p.entity.certainty > TOLD);
        if let Some(asked) = asked.filter(|p| actors.iter().all(|a| a.entity.id != p.entity.id)) {
            return vec![asked];
        }
    }
    for head in slots.flat_map(|slot| predicate.slot(slot)) {
        for token in doc.subtree(head).iter().filter(|t| is_content(doc, *t, head)) {
            let Some((_, mention)) = finder.entities.mention_at(token) else {
                continue;
            };
            if mention.kind == MentionKind::Pronoun {
                continue;
            }
            let mut found = finder.direct(token);
            found.retain(|p| {
                // A country that the words do not tell is no sign of whom they are aimed at.
                let told = p.entity.country.is_some() && p.entity.certainty > TOLD;
                told && actors.iter().all(|a| a.entity.country != p.entity.country)
            });
            if found.is_empty() {
                continue;
            }
            if !mention.detail.locality && found.iter().any(|p| is_political(&p.entity)) {
                return found;
            }
            if towns.is_empty() {
                towns = found;
            }
        }
    }
    towns
}

/// "turned the tide with raids condemned by Germany": who is blamed for a deed is whoever does what the clause above tells.
fn doers_of_judged(reader: ClauseReader<'_>, finder: PartyFinder<'_>, predicate: &Predicate) -> Vec<Party> {
    let doc = finder.doc;
    let trigger = doc.token(predicate.trigger);
    let deed = trigger.head.filter(|_| trigger.deprel == Deprel::Acl);
    let mut verb = deed;
    while let Some(noun) = verb.filter(|t| matches!(doc.token(*t).upos, Upos::Noun | Upos::Propn)) {
        let token = doc.token(noun);
        verb = token
            .head
            .filter(|_| matches!(token.deprel, Deprel::Obl | Deprel::Obj | Deprel::Nmod));
    }
    let doers = verb.map(|verb| reader.doers(verb)).unwrap_or_default();
    doers
        .into_iter()
        .flat_map(|d| finder.parties(d, Seat::Doer))
        .filter(counts)
        .collect()
}

/// Makes one of the attacks that one clause tells twice: "killed in an attack on", "wounded when a bomb exploded in".
pub(super) fn one_attack<'a>(doc: &Document, candidates: Vec<Candidate<'a>>) -> Vec<Candidate<'a>> {
    let mut told: Vec<Candidate<'a>> = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        let within = told
            .iter_mut()
            .rev()
            .find(|c| is_part(doc, c, &candidate) || is_part(doc, &candidate, c));
        let Some(whole) = within else {
            told.push(candidate);
            continue;
        };
        if whole.actors.is_empty() {
            whole.actors = candidate.actors;
        }
        extend_new(&mut whole.recipients, candidate.recipients);
        whole.modes.extend(candidate.modes);
    }
    told
}

/// Whether the inner attack is how the outer one was done, and nothing of it says otherwise.
fn is_part(doc: &Document, outer: &Candidate<'_>, inner: &Candidate<'_>) -> bool {
    let assault = |c: &Candidate<'_>| c.rule.event_type() == EventType::Assault;
    if !assault(outer) || !assault(inner) || outer.status != inner.status {
        return false;
    }
    let token = doc.token(inner.predicate.trigger);
    let hangs = token.head == Some(outer.predicate.trigger) && matches!(token.deprel, Deprel::Obl | Deprel::Advcl | Deprel::Nmod);
    let same_doers = outer.actors.is_empty()
        || inner.actors.is_empty()
        || outer.actors.iter().any(|a| inner.actors.iter().any(|b| a.entity.id == b.entity.id));
    let how = doc.children(inner.predicate.trigger).iter().any(|c| {
        let joins = matches!(doc.token(*c).deprel, Deprel::Case | Deprel::Mark | Deprel::Advmod);
        joins && matches!(doc.lemma(*c), "in" | "by" | "during" | "when" | "as" | "with")
    });
    // "struck a market, killing nine": what came of it.
    let outcome = token.deprel == Deprel::Advcl
        && token.xpos == Xpos::Vbg
        && inner.predicate.trigger > outer.predicate.trigger
        && doc.children_by(inner.predicate.trigger, Deprel::Mark).next().is_none();
    // "a raid on the camp killed nine": what did it.
    let means = token.head == Some(outer.predicate.trigger) && token.deprel == Deprel::Nsubj && inner.predicate.nominal;
    same_doers && (hangs && (how || outcome) || means)
}

/// The status that the clause tells and the frame allows: doubts that the frame itself asks for ("will", "unless") are none.
fn told_status(reader: ClauseReader<'_>, predicate: &Predicate, frame: &Frame) -> Status {
    if frame.negated {
        return frame.status.unwrap_or(Status::Happened);
    }
    let read = reader.status(predicate.anchor, predicate.trigger);
    match frame.status {
        Some(Status::Happened) => {
            let condition = |word: &str| {
                let slot = Slot::Prep(word.into());
                predicate.slot(&slot).next().is_some().then(|| frame.topic.contains(&slot))
            };
            let conditions = [condition("if"), condition("unless")];
            let own_condition = conditions.contains(&Some(true));
            let foreign_condition = conditions.contains(&Some(false));
            let modal = reader.doc.token(predicate.trigger).upos == Upos::Aux || frame.need.iter().any(|c| c.slots.contains(&Slot::Aux));
            match read {
                Status::Planned if modal => Status::Happened,
                Status::Hypothetical if own_condition || modal && !foreign_condition => Status::Happened,
                other => other,
            }
        }
        Some(set) => set.max(read),
        None => read,
    }
}

/// Whether a noun is definite, so that it may point back to an event told before: "the call", "their talks", "Thursday's meeting".
fn points_back(reader: ClauseReader<'_>, predicate: &Predicate) -> bool {
    let doc = reader.doc;
    doc.children(predicate.trigger).iter().any(|c| match doc.token(*c).deprel {
        Deprel::Det => matches!(doc.lemma(*c), "the" | "this" | "that" | "these" | "those" | "both"),
        Deprel::NmodPoss => true,
        _ => false,
    })
}

/// A group that the words themselves give a country: "Bosnian Serbs", not "the critics" in a report from Bosnia.
fn is_nation(entity: &Entity) -> bool {
    entity.kind == ActorKind::People && entity.country.is_some() && entity.certainty > 0.7
}

/// Whether a party makes an event a political one: by what it is, or by its country where it is a group of people.
fn counts(party: &Party) -> bool {
    is_political(&party.entity) || (party.entity.country.is_some() && !matches!(party.entity.kind, ActorKind::Other))
}

fn extend_new(all: &mut Vec<Party>, more: Vec<Party>) {
    for party in more {
        if all.iter().all(|p| p.entity.id != party.entity.id) {
            all.push(party);
        }
    }
}

fn in_slot(finder: PartyFinder<'_>, predicate: &Predicate, slot: &Slot, seat: Seat) -> Vec<Party> {
    let filled = |slot: &Slot| {
        let mut all = Vec::new();
        // "a Baghdad rocket attack": where it was, not who made it.
        let place = |head: TokenId| *slot == Slot::Mod && seat == Seat::Doer && finder.is_locality(head);
        for head in predicate.slot(slot).filter(|h| !place(*h)) {
            extend_new(&mut all, finder.parties(head, seat));
        }
        all
    };
    let own = filled(slot);
    if own.is_empty() {
        predicate
            .fallbacks(slot)
            .iter()
            .map(filled)
            .find(|p| !p.is_empty())
            .unwrap_or_default()
    } else {
        own
    }
}

fn holds(finder: PartyFinder<'_>, predicate: &Predicate, condition: &Condition) -> bool {
    let mut heads = condition.slots.iter().flat_map(|slot| predicate.slot(slot));
    heads.any(|head| finder.passes(head, &condition.tests))
}

/// Whether a condition rules a frame out. A subject that is a known political actor is not ruled out by the last word of its
/// name: the European Union is no labour union, the Arab League no sports league.
fn bars(finder: PartyFinder<'_>, predicate: &Predicate, condition: &Condition) -> bool {
    condition.slots.iter().any(|slot| {
        let known = |head: TokenId| {
            let mention = finder.entities.mention_at(head).filter(|(_, m)| m.kind == MentionKind::Name);
            *slot == Slot::Subj
                && mention.is_some_and(|(id, _)| {
                    let mut all = finder.entities.entities_of(id);
                    all.any(|e| is_political(e) && !e.id.as_str().starts_with("name:"))
                })
        };
        predicate.slot(slot).any(|head| {
            let named = known(head);
            let mut tests = condition.tests.iter().filter(|t| !named || !matches!(t, Test::Words(_)));
            tests.any(|t| finder.passes(head, std::slice::from_ref(t)))
        })
    })
}

/// What a deed in an infinitive is for, the verb above it: "blocked roads to press for reform" tells one event. A contact is told
/// even so ("flew to Paris to meet Macron"), and what hangs on a noun is no purpose ("the decision to impose an embargo").
fn purpose_of(reader: ClauseReader<'_>, candidate: &Candidate<'_>) -> Option<TokenId> {
    let doc = reader.doc;
    let trigger = candidate.predicate.trigger;
    let token = doc.token(trigger);
    let infinitive = token.xpos == Xpos::Vb && doc.children_by(trigger, Deprel::Mark).any(|m| doc.lemma(m) == "to");
    if !infinitive || candidate.rule.event_type() == EventType::Consult {
        return None;
    }
    match token.deprel {
        Deprel::Advcl | Deprel::Xcomp => token.head,
        Deprel::Acl => token.head.and_then(|noun| reader.purpose_noun(noun)),
        _ => None,
    }
}

/// Drops candidates that are only the content of another: "threatened to attack" is no attack.
pub(super) fn without_content<'a>(reader: ClauseReader<'_>, candidates: Vec<Candidate<'a>>) -> Vec<Candidate<'a>> {
    let doc = reader.doc;
    let mut keep = vec![true; candidates.len()];
    // Whom what was answered had been said to: whoever answers it.
    let mut said: Vec<Option<Vec<Party>>> = vec![None; candidates.len()];
    for (outer_at, outer) in candidates.iter().enumerate() {
        if !outer.frame.content {
            continue;
        }
        for (inner_at, inner) in candidates.iter().enumerate() {
            if inner_at == outer_at || !outer.content.iter().any(|head| is_content(doc, inner.predicate.trigger, *head)) {
                continue;
            }
            // "agreed to meet" is the planned meeting itself, not an agreement beside it; an offer of talks is an offer.
            let meeting = inner.rule.event_type() == EventType::Consult
                && doc.lemma(outer.predicate.trigger) == "agree"
                && outer.content.contains(&inner.predicate.anchor);
            // "rejected calls by France for talks": what another said is an event, told as what this one answers.
            let answered = outer.rule.event_type() == EventType::Reject
                && inner.predicate.nominal
                && outer.content.contains(&inner.predicate.trigger)
                && matches!(
                    inner.rule.event_type(),
                    EventType::Request | EventType::Agree | EventType::Accuse | EventType::Threaten
                )
                && !inner.actors.is_empty()
                && inner.actors.iter().all(|a| outer.actors.iter().all(|b| a.entity.id != b.entity.id));
            // "will go ahead if the talks with Japan fail": the talks are held, whatever is promised.
            let underway =
                inner.rule.event_type() == EventType::Consult && inner.predicate.nominal && is_conditional(doc, inner.predicate.trigger);
            // A condemned or alleged deed has happened to somebody: told, though not by the article.
            let deed = outer.rule.event_type() == EventType::Accuse
                && matches!(inner.rule.event_type(), EventType::Assault)
                && matches!(doc.token(inner.predicate.trigger).upos, Upos::Noun | Upos::Propn);
            // "denied that they had reached a deal": what two sides did together is told as not done, and no refusal beside it.
            let undone = outer.rule.event_type() == EventType::Reject
                && doc.lemma(outer.predicate.trigger) == "deny"
                && matches!(
                    inner.rule.event_type(),
                    EventType::Consult | EventType::Agree | EventType::Cooperate
                )
                && outer.content.contains(&inner.predicate.anchor)
                && inner.status == Status::Denied;
            if meeting || undone {
                keep[outer_at] = false;
            } else if answered {
                said[inner_at] = Some(outer.actors.clone());
            } else if !deed && !underway {
                keep[inner_at] = false;
            }
        }
    }
    for (inner_at, inner) in candidates.iter().enumerate() {
        let Some(above) = purpose_of(reader, inner) else { continue };
        let served = candidates
            .iter()
            .enumerate()
            .any(|(at, outer)| at != inner_at && keep[at] && (above == outer.predicate.trigger || above == outer.predicate.anchor));
        if served {
            keep[inner_at] = false;
        }
    }
    let fates = keep.into_iter().zip(said);
    let kept = candidates.into_iter().zip(fates).filter(|(_, (keep, _))| *keep);
    kept.map(|(candidate, (_, said))| match said {
        // The refusal denies what was asked, not that it was.
        Some(to) => Candidate {
            status: Status::Happened,
            recipients: if candidate.recipients.is_empty() {
                to
            } else {
                candidate.recipients
            },
            ..candidate
        },
        None => candidate,
    })
    .collect()
}

/// Whether a noun stands in the clause of a condition.
fn is_conditional(doc: &Document, noun: TokenId) -> bool {
    let clause = [Some(noun), doc.token(noun).head];
    clause
        .into_iter()
        .flatten()
        .any(|t| doc.token(t).deprel == Deprel::Advcl && doc.children_by(t, Deprel::Mark).any(|m| doc.lemma(m) == "if"))
}

/// Whether the trigger stands in the phrase or clause headed at `content`, no relative clause between.
fn is_content(doc: &Document, trigger: TokenId, content: TokenId) -> bool {
    for here in doc.ancestors(trigger) {
        if here == content {
            return true;
        }
        let token = doc.token(here);
        // "welcomed what it called an offer by Taiwan": the clause is the thing itself.
        if token.head == Some(content) && doc.lemma(content) == "what" {
            return true;
        }
        let past = token.deprel == Deprel::Advcl
            && doc
                .children_by(here, Deprel::Mark)
                .any(|m| matches!(doc.lemma(m), "after" | "since" | "because" | "as"));
        // "the release of hostages held by rebels": a participle is a relative clause cut short.
        let participle = token.deprel == Deprel::Acl && token.xpos == Xpos::Vbn;
        if token.deprel == Deprel::AclRelcl || participle || past {
            return false;
        }
    }
    false
}
