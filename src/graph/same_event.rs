//! Same event or not: the one decision that every merge rests on (codebook section 6).
//!
//! Part of [`crate::graph`]. The hard decision: each feature is compared by itself, and what is not told contradicts
//! nothing; only [`Comparison`] weighs the features against one another.

use super::actors::Actors;
use super::comparison::{Comparison, KindFit, PartyFit, PlaceFit, StatusFit, TimeFit, TopicFit, Verdict};
use super::intern::ListId;
use super::parties::parties;
use super::profile::{Day, Frame, NO_DAY, Profile, Profiles};
use crate::ontology::{Action, EventType, Mode, Quad, Status};

/// Compares two accounts by the codebook's section 6: type and mode agree or one is silent; nobody contradicts and at
/// least two participants are shared, or one and the topics (or the place); the dates overlap, or one is unknown and
/// close to its article's date; plan and fulfilment, claim and denial can stand in one event.
pub(crate) fn same_event(a: &Profile, b: &Profile, actors: &Actors, profiles: &Profiles) -> Comparison {
    let (one, other) = (profiles.frame(a), profiles.frame(b));
    let parties = parties(profiles.cast(one), profiles.cast(other), actors, &profiles.lists);
    compared(one, other, parties, topics(a, b, numbered(one.event_type), profiles), profiles)
}

/// The whole comparison of two accounts whose participants and topics compare so.
pub(crate) fn compared(a: &Frame, b: &Frame, parties: PartyFit, topics: TopicFit, profiles: &Profiles) -> Comparison {
    Comparison {
        kind: kinds(a, b),
        parties,
        topics,
        time: times(a, b),
        place: places(a, b, profiles),
        status: statuses(a, b),
        other_occasion: a.occasions != b.occasions && (a.event_type == EventType::Consult),
        by_content: by_content(a.event_type),
        by_place: a.event_type.quad() == Quad::MaterialConflict,
        lasting: lasting(a) && lasting(b),
        same_mode: a.modes & b.modes != 0,
        within_visit: (a.action == Action::Visited) != (b.action == Action::Visited),
    }
}

/// Whether content decides: two demands on one day are two unless they demand the same.
fn by_content(event_type: EventType) -> bool {
    use EventType as E;
    matches!(event_type, E::Request | E::Accuse | E::Threaten | E::Reject)
}

/// Whether topics are counted: the "eighteenth" package of sanctions, tariffs of "125 percent".
pub(crate) fn numbered(event_type: EventType) -> bool {
    event_type == EventType::Sanction
}

/// Whether accounts like this one are one event whatever their topics.
pub(crate) fn whatever_topics(frame: &Frame, actors: &Actors, profiles: &Profiles) -> bool {
    let cast = profiles.cast(frame);
    !by_content(frame.event_type)
        && !numbered(frame.event_type)
        && compared(
            frame,
            frame,
            parties(cast, cast, actors, &profiles.lists),
            TopicFit::Apart,
            profiles,
        )
        .verdict()
            == Verdict::Same
}

/// Whether the account may be told for months without a date; of fighting only a war, not a clash.
fn lasting(frame: &Frame) -> bool {
    let war = frame.start == NO_DAY || frame.end - frame.start > 7;
    done_once(frame.action) || frame.action == Action::Fought && war
}

/// What is done once and lasts: a state is invaded, armed, recognised, left for long; it is called every week.
pub(crate) fn done_once(action: Action) -> bool {
    use Action as A;
    matches!(
        action,
        A::Invaded
            | A::Aided
            | A::Armed
            | A::Sheltered
            | A::Backed
            | A::Recognised
            | A::OpenedRelations
            | A::Left
            | A::Withdrew
            | A::Blockaded
            | A::Investigated
    )
}

fn kinds(a: &Frame, b: &Frame) -> KindFit {
    if a.event_type != b.event_type {
        return KindFit::OtherType;
    }
    if a.ways & b.ways == 0 {
        return KindFit::OtherWay;
    }
    let modes_exclude = a.modes != 0 && b.modes != 0 && a.modes & b.modes == 0;
    let soft = bit(Mode::Visit) | bit(Mode::Multilateral) | bit(Mode::ThirdParty);
    let in_person = (a.modes | b.modes) & !soft == 0 && (a.modes ^ b.modes) & bit(Mode::ThirdParty) != 0;
    if modes_exclude && !in_person {
        return KindFit::OtherWay;
    }
    if a.action == b.action { KindFit::Equal } else { KindFit::Akin }
}

/// The mode's bit in [`Frame::modes`].
pub(crate) fn bit(mode: Mode) -> u64 {
    1 << (mode as u64)
}

/// One bit for each way in which the event may have been done; actions without a common way exclude each other.
pub(crate) fn ways(event_type: EventType, action: Action, modes: u64) -> u8 {
    use Action as A;
    const PHONE: u8 = 1;
    const PERSON: u8 = 4;
    const INDIRECT: u8 = 8;
    let ways = match action {
        A::Called => PHONE,
        A::WroteTo => 2,
        A::Met | A::Visited => PERSON,
        // Who talks through a mediator does not meet; what is called talks may be either.
        A::HeldTalks => PHONE | PERSON | INDIRECT,
        A::Mediated => PHONE | INDIRECT,
        A::Agreed => 1,
        A::Pledged => 1 | 2,
        A::Offered => 2,
        A::Invited => 4,
        A::Praised | A::Backed => 1,
        A::Congratulated => 2,
        A::Thanked => 4,
        A::Condoled => 8,
        A::Recognised => 16,
        A::Signed => 32,
        A::OpenedRelations => 64,
        A::Apologised => 1,
        A::Eased => 2,
        A::Pardoned => 4,
        A::Conceded => 2 | 8,
        A::Cooperated => 1 | 2 | 4,
        A::ExercisedWith => 1,
        A::TradedWith => 2,
        A::Extradited => 4,
        A::Aided | A::Armed => 1,
        A::Sheltered => 2,
        A::Withdrew => 1,
        A::Released => 2,
        A::Disarmed => 4,
        A::CeasedFire => 8,
        A::Admitted => 16,
        A::Resigned => 32,
        A::Urged | A::Demanded | A::Proposed => 1,
        A::Criticised | A::Condemned | A::Accused => 1,
        A::Summoned => 2,
        A::Investigated => 4,
        A::Rejected => 1,
        A::Denied => 1 | 2,
        A::Vetoed => 1 | 4,
        A::Cancelled => 8,
        A::Threatened | A::Warned => 1,
        A::Protested => 1,
        A::Sanctioned => 1,
        A::Expelled => 2,
        A::Recalled => 4,
        A::Suspended => 8,
        A::Left => 16,
        A::Convicted => 32,
        A::Mobilised => 1,
        A::Tested => 2,
        A::Arrested => 1,
        A::Seized => 2,
        A::Restricted => 4,
        A::Deported => 8,
        A::Blockaded => 4 | 16,
        A::Hacked => 32,
        A::Attacked | A::Killed => 1,
        A::Abducted => 2,
        A::Invaded => 4,
        A::Fought => 8,
    };
    match event_type {
        EventType::Consult if modes & bit(Mode::Phone) != 0 => PHONE,
        EventType::Consult if modes & bit(Mode::Visit) != 0 && ways & PERSON != 0 => PERSON,
        _ => ways,
    }
}

fn statuses(a: &Frame, b: &Frame) -> StatusFit {
    use Status::{Denied, Happened, Hypothetical, Planned};
    match (a.status, b.status) {
        (one, other) if one == other => StatusFit::Equal,
        (Planned | Hypothetical, Planned | Hypothetical) => StatusFit::Equal,
        (Planned | Hypothetical, Happened) => fulfilled(a, b),
        (Happened, Planned | Hypothetical) => fulfilled(b, a),
        (Planned | Hypothetical, Denied) | (Denied, Planned | Hypothetical) => StatusFit::Denied,
        (Denied, Happened) | (Happened, Denied) => StatusFit::Denied,
        _ => StatusFit::Equal,
    }
}

/// Whether the plan can be one that came true in the fact: it must have been told before.
fn fulfilled(plan: &Frame, fact: &Frame) -> StatusFit {
    let done_by = if fact.end == NO_DAY { fact.published } else { fact.end };
    let dated = plan.start != NO_DAY && fact.start != NO_DAY;
    let late = plan.published != NO_DAY && done_by != NO_DAY && plan.published > done_by;
    // A mere possibility came true only where both name the day.
    if late || (plan.status == Status::Hypothetical && !dated) {
        StatusFit::Backwards
    } else {
        StatusFit::Fulfilled
    }
}

fn times(a: &Frame, b: &Frame) -> TimeFit {
    let narrow = |days: Day| u16::try_from(days.max(0)).unwrap_or(u16::MAX);
    match (a.start != NO_DAY, b.start != NO_DAY) {
        (true, true) => {
            if a.start > b.end || b.start > a.end {
                return TimeFit::Apart;
            }
            let longest = (a.end - a.start).max(b.end - b.start);
            let alike = a.start == b.start && a.end == b.end;
            match longest {
                ..=3 => TimeFit::SameDay,
                4..=31 => TimeFit::Overlap,
                _ if alike => TimeFit::Overlap,
                _ => TimeFit::Vague,
            }
        }
        (true, false) => undated(b, a),
        (false, true) => undated(a, b),
        (false, false) if a.published == NO_DAY || b.published == NO_DAY => TimeFit::Unknown,
        (false, false) => TimeFit::Near(narrow((a.published - b.published).abs())),
    }
}

/// An undated account beside a dated one: what happened lies before its article, what is planned after it.
fn undated(silent: &Frame, dated: &Frame) -> TimeFit {
    if silent.published == NO_DAY {
        return TimeFit::Unknown;
    }
    let after = dated.start - silent.published;
    let before = silent.published - dated.end;
    let gap = match silent.status {
        // A day of grace: articles are dated by their publisher's clock.
        Status::Happened if after > 1 => return TimeFit::Apart,
        Status::Planned | Status::Hypothetical if before > 0 => return TimeFit::Apart,
        _ => after.max(before).max(0),
    };
    TimeFit::Near(u16::try_from(gap).unwrap_or(u16::MAX))
}

/// Compares the topics, whether or not they are numbered.
pub(crate) fn topics(a: &Profile, b: &Profile, numbered: bool, profiles: &Profiles) -> TopicFit {
    topics_by(a, b, numbered, |ours, theirs| lists(ours, theirs, numbered, profiles))
}

/// Compares the topics, whether or not they are numbered; `lists` compares two lists of them.
pub(crate) fn topics_by(a: &Profile, b: &Profile, numbered: bool, lists: impl FnOnce(ListId, ListId) -> TopicFit) -> TopicFit {
    if a.ordinals != 0 && b.ordinals != 0 && a.ordinals & b.ordinals == 0 {
        return TopicFit::Counted;
    }
    if a.topics == ListId::EMPTY || b.topics == ListId::EMPTY {
        return TopicFit::Silent;
    }
    if a.topics == b.topics {
        return TopicFit::Agree;
    }
    if !numbered && a.signs & b.signs == 0 {
        return TopicFit::Apart;
    }
    lists(a.topics, b.topics)
}

/// Compares two lists of topics.
pub(crate) fn lists(ours: ListId, theirs: ListId, numbered: bool, profiles: &Profiles) -> TopicFit {
    let (ours, theirs) = (&profiles.lists.get(ours)[..], &profiles.lists.get(theirs)[..]);
    if !numbered && shares_told(ours, theirs, profiles) {
        return TopicFit::Agree;
    }
    let (mut fit, mut counted) = (TopicFit::Apart, false);
    for one in ours {
        let one = profiles.topics.get(*one);
        for other in theirs {
            let other = profiles.topics.get(*other);
            if !numbered && one.signs & other.signs == 0 {
                continue;
            }
            if one.id.is_some() && one.id == other.id {
                return TopicFit::Agree;
            }
            if numbered && !one.numbers.is_empty() && !other.numbers.is_empty() {
                counted |= common(&one.numbers, &other.numbers) == 0;
            }
            let words = common(&one.words, &other.words);
            if words > 0 && 2 * words >= one.words.len().min(other.words.len()) {
                fit = TopicFit::Agree;
            } else if words > 0 && fit == TopicFit::Apart {
                fit = TopicFit::Touch;
            }
        }
    }
    if counted { TopicFit::Counted } else { fit }
}

/// Whether one of the topics that both lists hold tells anything.
fn shares_told(ours: &[u32], theirs: &[u32], profiles: &Profiles) -> bool {
    let told = |at: &u32| profiles.topics.get(*at).signs != 0;
    ours.iter().any(|at| theirs.contains(at) && told(at))
}

/// How many numbers two sorted lists share.
fn common(a: &[u32], b: &[u32]) -> usize {
    let (mut i, mut j, mut count) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => (i, j, count) = (i + 1, j + 1, count + 1),
        }
    }
    count
}

fn places(a: &Frame, b: &Frame, profiles: &Profiles) -> PlaceFit {
    if a.place == 0 || b.place == 0 {
        return PlaceFit::Silent;
    }
    let (one, other) = (profiles.places.get(a.place - 1), profiles.places.get(b.place - 1));
    let shared = common(&one.words, &other.words);
    if a.place == b.place || shared > 0 && shared == one.words.len().min(other.words.len()) {
        return PlaceFit::Agree;
    }
    if one.country.is_some() && other.country.is_some() && one.country != other.country {
        return PlaceFit::Apart;
    }
    // "The airport" may be anywhere.
    if !one.named || !other.named {
        return PlaceFit::Silent;
    }
    // "Ukraine" beside "Kyiv" says no more than that Ukraine was attacked.
    let names_party = |words: &[u32], frame: &Frame| {
        let cast = profiles.cast(frame);
        let mut parties = [cast.actors, cast.recipients].into_iter().flat_map(|list| profiles.lists.get(list));
        parties.any(|p| profiles.actor_words[p as usize] == words)
    };
    if names_party(&one.words, b) || names_party(&other.words, a) || names_party(&one.words, a) || names_party(&other.words, b) {
        return PlaceFit::Silent;
    }
    PlaceFit::Other
}
