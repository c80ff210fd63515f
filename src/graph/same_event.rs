//! Same event or not: the one decision that every merge rests on (codebook section 6).
//!
//! Part of [`crate::graph`]. The hard decision: three answers, not two. What contradicts is *different* and may never
//! stand in one event; what agrees enough is *same*; what merely does not contradict is *unclear* and joins nobody by
//! itself, which is what keeps a vague report from drawing strangers together.

use super::actors::{ActorFeature, Actors};
use super::profile::{Day, NO_DAY, Profile, Profiles, together};
use crate::ontology::{Action, ActorKind, EventType, Mode, Quad, Sector, Status};
use std::borrow::Cow;
use std::fmt;

/// The answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Something contradicts: never one event.
    Different,
    /// Nothing contradicts, too little agrees.
    Unclear,
    /// One event.
    Same,
}

/// How type, mode and action compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KindFit {
    /// Other types.
    OtherType,
    /// Modes or ways of doing it that exclude each other: a call and a meeting.
    OtherWay,
    /// Kindred actions: `met` and `held_talks`.
    Akin,
    /// The same action.
    Equal,
}

/// How the participants compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PartyFit {
    /// Participants that both name.
    pub shared: u8,
    /// Participants of which one is the other's state, organ or bare surname.
    pub kin: u8,
    /// Participants that may be the same, by country, but need not.
    pub unclear: u8,
    /// Participants that only one of the two names.
    pub extra: u8,
    /// Whether one shared participant is the one who did it.
    pub same_actor: bool,
    /// Whether each names somebody whom the other excludes.
    pub contradict: bool,
    /// Whether either names only one participant.
    pub lone: bool,
}

/// How the topics compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TopicFit {
    /// One of the two names none.
    Silent,
    /// A topic is shared.
    Agree,
    /// Topics share a word.
    Touch,
    /// Nothing is shared.
    Apart,
    /// They count differently: the "eighteenth" and the "nineteenth" package.
    Counted,
}

/// How the dates compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeFit {
    /// Both dated, to within three days, and overlapping.
    SameDay,
    /// Both dated, to within a month, and overlapping.
    Overlap,
    /// Both dated and overlapping, one only to a season or year.
    Vague,
    /// One or both undated, this many days apart by publication.
    Near(u16),
    /// Undated and without a publication day.
    Unknown,
    /// The dates exclude each other.
    Apart,
}

/// How the places compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceFit {
    /// One of the two names none, or no more than the participants' country.
    Silent,
    /// The same place, or one within the other's name.
    Agree,
    /// Differently named places that may lie in one another.
    Other,
    /// In different states.
    Apart,
}

/// How the statuses compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusFit {
    /// The same.
    Equal,
    /// A plan or possibility and what became of it.
    Fulfilled,
    /// Claimed by one, denied by the other.
    Denied,
    /// Still a plan after it had happened: the plan of another.
    Backwards,
}

/// Two accounts side by side: every reason for and against their being one event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Comparison {
    /// Type, mode, action.
    pub kind: KindFit,
    /// Who takes part.
    pub parties: PartyFit,
    /// What it was about.
    pub topics: TopicFit,
    /// When.
    pub time: TimeFit,
    /// Where.
    pub place: PlaceFit,
    /// Whether it happened.
    pub status: StatusFit,
    /// Whether the triggers name different occasions: talks and the dinner after them.
    pub other_occasion: bool,
    /// Whether content decides: two demands on one day are two unless they demand the same.
    pub by_content: bool,
    /// Whether the place decides: two attacks on one day are two unless they hit the same place.
    pub by_place: bool,
    /// Whether it is done once and lasts, so that reports of it may lie far apart.
    pub lasting: bool,
    /// Whether the modes are told by both and agree.
    pub same_mode: bool,
    /// Whether one is a visit and the other a meeting that may be one of several during it.
    pub within_visit: bool,
}

/// Undated reports are of one event when published within so many days ...
const NEAR: u16 = 3;
/// ... or within so many, where a topic or the place agrees too ...
const WEEK: u16 = 10;
/// ... or within so many, where what was done lasts.
const SEASON: u16 = 92;

impl Comparison {
    /// The answer that these reasons give.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        if self.contradiction().is_some() {
            return Verdict::Different;
        }
        if self.enough() { Verdict::Same } else { Verdict::Unclear }
    }

    /// What excludes their being one event, if something does.
    fn contradiction(&self) -> Option<&'static str> {
        let parties = &self.parties;
        if self.kind == KindFit::OtherType {
            return Some("other types");
        }
        if self.kind == KindFit::OtherWay {
            return Some("ways of doing it that exclude each other");
        }
        if parties.contradict {
            return Some("participants that exclude each other");
        }
        if self.time == TimeFit::Apart {
            return Some("dates that exclude each other");
        }
        if self.status == StatusFit::Backwards {
            return Some("a plan told after the other had happened");
        }
        if self.place == PlaceFit::Apart {
            return Some("places in different states");
        }
        let same_day = matches!(self.time, TimeFit::SameDay);
        if self.place == PlaceFit::Other && (!same_day || parties.shared + parties.kin < 2 || self.by_place) {
            return Some("different places");
        }
        if self.topics == TopicFit::Counted {
            return Some("topics that are counted differently");
        }
        if self.by_content && self.topics == TopicFit::Apart {
            return Some("different contents");
        }
        if self.other_occasion {
            return Some("different occasions");
        }
        None
    }

    /// Whether enough agrees, where nothing contradicts.
    fn enough(&self) -> bool {
        let PartyFit {
            shared,
            kin,
            unclear,
            extra,
            lone,
            ..
        } = self.parties;
        let placed = self.place == PlaceFit::Agree;
        let detail = placed || self.topics == TopicFit::Agree;
        let equal = self.kind == KindFit::Equal;
        let exact = kin + unclear + extra == 0;
        // Whoever accuses the same state by the same mode may accuse it of anything.
        let told_alike = self.same_mode && !self.by_content;
        if self.within_visit && shared < 2 {
            return false;
        }
        match self.time {
            TimeFit::SameDay | TimeFit::Overlap => {
                shared >= 2
                    || shared >= 1 && kin >= 1 && (equal || self.topics != TopicFit::Apart)
                    || shared >= 1 && detail
                    || shared >= 1 && exact && lone && equal
                    || kin >= 2 && (detail || self.same_mode || equal && extra == 0 && self.time == TimeFit::SameDay)
            }
            TimeFit::Vague => shared >= 2 && (detail || self.lasting && equal) || shared >= 1 && self.lasting && equal && detail,
            TimeFit::Near(gap) if gap <= NEAR => {
                shared >= 2 || shared >= 1 && (self.topics == TopicFit::Agree || (placed || kin >= 1) && (told_alike || placed && kin >= 1))
            }
            TimeFit::Near(gap) if gap <= WEEK => {
                shared >= 2 && (detail || self.lasting && equal) || shared >= 1 && placed && (self.same_mode || self.lasting) && equal
            }
            TimeFit::Near(gap) if gap <= SEASON => {
                self.lasting && equal && shared >= 1 && (shared >= 2 && exact || detail || self.topics == TopicFit::Touch && shared >= 2)
            }
            TimeFit::Near(_) => false,
            TimeFit::Unknown => equal && shared >= 2 && exact && (detail || self.lasting),
            TimeFit::Apart => false,
        }
    }

    /// How much agrees: which of several possible mergers comes first.
    #[must_use]
    pub fn score(&self) -> i32 {
        let PartyFit {
            shared,
            kin,
            unclear,
            extra,
            same_actor,
            ..
        } = self.parties;
        let count = |n: u8, worth: i32| i32::from(n.min(6)) * worth;
        let time = match self.time {
            TimeFit::SameDay => 60,
            TimeFit::Overlap => 45,
            TimeFit::Vague => 15,
            TimeFit::Near(gap) => (30 - 2 * i32::from(gap.min(15))).max(0),
            TimeFit::Unknown | TimeFit::Apart => 0,
        };
        let topics = match self.topics {
            TopicFit::Agree => 20,
            TopicFit::Touch => 8,
            TopicFit::Silent => 4,
            TopicFit::Apart | TopicFit::Counted => 0,
        };
        let place = match self.place {
            PlaceFit::Agree => 20,
            PlaceFit::Silent => 6,
            PlaceFit::Other | PlaceFit::Apart => 0,
        };
        let status = match self.status {
            StatusFit::Equal => 10,
            StatusFit::Fulfilled => 6,
            StatusFit::Denied | StatusFit::Backwards => 0,
        };
        let kind = if self.kind == KindFit::Equal { 8 } else { 0 };
        let mode = if self.same_mode { 6 } else { 0 };
        let doer = if same_actor { 24 } else { 0 };
        count(shared, 25) + count(kin, 10) + count(unclear, 4) - count(extra, 3) + time + topics + place + status + kind + mode + doer
    }

    /// Every reason, in words, those that decide first.
    #[must_use]
    pub fn reasons(&self) -> Vec<String> {
        let mut reasons = Vec::new();
        if let Some(contradiction) = self.contradiction() {
            reasons.push(format!("against: {contradiction}"));
        }
        reasons.push(format!("kind: {}", self.kind));
        reasons.push(format!("participants: {}", self.parties));
        reasons.push(format!("time: {}", self.time));
        reasons.push(format!("topics: {}", self.topics));
        reasons.push(format!("place: {}", self.place));
        reasons.push(format!("status: {}", self.status));
        reasons
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Different => "different",
            Self::Unclear => "unclear",
            Self::Same => "same",
        })
    }
}

impl fmt::Display for KindFit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OtherType => "other type",
            Self::OtherWay => "same type, another way of doing it",
            Self::Akin => "same type, kindred actions",
            Self::Equal => "same type and action",
        })
    }
}

impl fmt::Display for PartyFit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} shared", self.shared)?;
        for (count, what) in [
            (self.kin, "state and organ"),
            (self.unclear, "possibly the same"),
            (self.extra, "named by one alone"),
        ] {
            if count > 0 {
                write!(f, ", {count} {what}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for TopicFit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Silent => "not told by both",
            Self::Agree => "shared",
            Self::Touch => "with words in common",
            Self::Apart => "none shared",
            Self::Counted => "counted differently",
        })
    }
}

impl fmt::Display for TimeFit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SameDay => f.write_str("the same day"),
            Self::Overlap => f.write_str("days that overlap"),
            Self::Vague => f.write_str("overlapping, but vaguely dated"),
            Self::Near(1) => f.write_str("not dated by both, one day apart by publication"),
            Self::Near(days) => write!(f, "not dated by both, {days} days apart by publication"),
            Self::Unknown => f.write_str("unknown"),
            Self::Apart => f.write_str("days that exclude each other"),
        }
    }
}

impl fmt::Display for PlaceFit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Silent => "not told by both",
            Self::Agree => "the same",
            Self::Other => "differently named",
            Self::Apart => "in different states",
        })
    }
}

impl fmt::Display for StatusFit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Equal => "the same",
            Self::Fulfilled => "planned by one, told as happened or denied by the other",
            Self::Denied => "claimed by one, denied by the other",
            Self::Backwards => "planned after the other had happened",
        })
    }
}

/// Compares two accounts by the codebook's section 6: type and mode agree or one is silent; nobody contradicts and at
/// least two participants are shared, or one and the topics (or the place); the dates overlap, or one is unknown and
/// close to its article's date; plan and fulfilment, claim and denial can stand in one event.
pub(crate) fn same_event(a: &Profile, b: &Profile, actors: &Actors, profiles: &Profiles) -> Comparison {
    let kind = kinds(a, b);
    let parties = parties(a, b, actors, profiles);
    let numbered = a.event_type == EventType::Sanction;
    Comparison {
        kind,
        topics: topics(a, b, profiles, numbered),
        time: times(a, b),
        place: places(a, b, profiles),
        status: statuses(a, b),
        other_occasion: a.occasions != b.occasions && (a.event_type == EventType::Consult),
        by_content: matches!(
            a.event_type,
            EventType::Request | EventType::Accuse | EventType::Threaten | EventType::Reject
        ),
        by_place: a.event_type.quad() == Quad::MaterialConflict,
        lasting: lasting(a) && lasting(b),
        same_mode: a.modes & b.modes != 0,
        within_visit: (a.action == Action::Visited) != (b.action == Action::Visited),
        parties,
    }
}

/// Whether the account may be told for months without a date; of fighting only a war, not a clash.
fn lasting(profile: &Profile) -> bool {
    let war = profile.start == NO_DAY || profile.end - profile.start > 7;
    done_once(profile.action) || profile.action == Action::Fought && war
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

fn kinds(a: &Profile, b: &Profile) -> KindFit {
    if a.event_type != b.event_type {
        return KindFit::OtherType;
    }
    if ways(a) & ways(b) == 0 {
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

fn bit(mode: Mode) -> u64 {
    1 << (mode as u64)
}

/// One bit for each way in which the event may have been done; actions without a common way exclude each other.
fn ways(profile: &Profile) -> u8 {
    use Action as A;
    const PHONE: u8 = 1;
    const PERSON: u8 = 4;
    const INDIRECT: u8 = 8;
    let ways = match profile.action {
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
    match profile.event_type {
        EventType::Consult if profile.modes & bit(Mode::Phone) != 0 => PHONE,
        EventType::Consult if profile.modes & bit(Mode::Visit) != 0 && ways & PERSON != 0 => PERSON,
        _ => ways,
    }
}

fn statuses(a: &Profile, b: &Profile) -> StatusFit {
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
fn fulfilled(plan: &Profile, fact: &Profile) -> StatusFit {
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

fn times(a: &Profile, b: &Profile) -> TimeFit {
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
fn undated(silent: &Profile, dated: &Profile) -> TimeFit {
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

fn topics(a: &Profile, b: &Profile, profiles: &Profiles, numbered: bool) -> TopicFit {
    if a.ordinals != 0 && b.ordinals != 0 && a.ordinals & b.ordinals == 0 {
        return TopicFit::Counted;
    }
    if a.topics == b.topics {
        return if a.topics.0 == 0 { TopicFit::Silent } else { TopicFit::Agree };
    }
    let (ours, theirs) = (profiles.lists.get(a.topics), profiles.lists.get(b.topics));
    if ours.is_empty() || theirs.is_empty() {
        return TopicFit::Silent;
    }
    let (mut fit, mut counted) = (TopicFit::Apart, false);
    for one in ours {
        let one = profiles.topics.get(*one);
        for other in theirs {
            let other = profiles.topics.get(*other);
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

fn places(a: &Profile, b: &Profile, profiles: &Profiles) -> PlaceFit {
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
    let names_party = |words: &[u32], profile: &Profile| {
        let mut parties = profiles
            .lists
            .get(profile.actors)
            .iter()
            .chain(profiles.lists.get(profile.recipients));
        parties.any(|p| profiles.actor_words[*p as usize] == words)
    };
    if names_party(&one.words, b) || names_party(&other.words, a) || names_party(&one.words, a) || names_party(&other.words, b) {
        return PlaceFit::Silent;
    }
    PlaceFit::Other
}

fn parties(a: &Profile, b: &Profile, actors: &Actors, profiles: &Profiles) -> PartyFit {
    let list = |list| profiles.lists.get(list);
    let doers = side(list(a.actors), list(b.actors), actors);
    let together = together(a.event_type, a.action) || together(b.event_type, b.action);
    let many = a.modes & b.modes & bit(Mode::Multilateral) != 0;
    let mut fit = if together {
        // One may call a mutual act what the other tells as done by one to the other.
        let (ours, theirs) = (union(list(a.actors), list(a.recipients)), union(list(b.actors), list(b.recipients)));
        let everybody = side(&ours, &theirs, actors);
        let new = new_countries(&ours, &theirs, actors).max(new_countries(&theirs, &ours, actors));
        let one_many = (a.modes ^ b.modes) & bit(Mode::Multilateral) != 0;
        // The meeting of two is not the meeting of ten on the same day, even if both are at both.
        let crowd = a.event_type == EventType::Consult && !many && new >= if one_many { 1 } else { 2 };
        PartyFit {
            contradict: everybody.contradict && (everybody.shared < 2 || ours.len().min(theirs.len()) < 3) || crowd,
            ..everybody
        }
    } else {
        let suffered = side(list(a.recipients), list(b.recipients), actors);
        PartyFit {
            shared: doers.shared.saturating_add(suffered.shared),
            kin: doers.kin.saturating_add(suffered.kin),
            unclear: doers.unclear.saturating_add(suffered.unclear),
            extra: doers.extra.saturating_add(suffered.extra),
            same_actor: doers.shared > 0,
            contradict: doers.contradict || suffered.contradict,
            lone: false,
        }
    };
    let size = |profile: &Profile| list(profile.actors).len() + list(profile.recipients).len();
    fit.lone = size(a).min(size(b)) < 2;
    fit.same_actor = doers.shared > 0;
    fit
}

fn union<'a>(a: &'a [u32], b: &[u32]) -> Cow<'a, [u32]> {
    if b.is_empty() {
        return Cow::Borrowed(a);
    }
    let mut all = [a, b].concat();
    all.sort_unstable();
    all.dedup();
    Cow::Owned(all)
}

/// Compares the participants in one role.
fn side(ours: &[u32], theirs: &[u32], actors: &Actors) -> PartyFit {
    if ours == theirs {
        return PartyFit {
            shared: u8::try_from(ours.len()).unwrap_or(u8::MAX),
            ..PartyFit::default()
        };
    }
    let mut fit = PartyFit::default();
    let mut left: Vec<u32> = ours.iter().copied().filter(|a| theirs.binary_search(a).is_err()).collect();
    let mut right: Vec<u32> = theirs.iter().copied().filter(|b| ours.binary_search(b).is_err()).collect();
    fit.shared = u8::try_from(ours.len() - left.len()).unwrap_or(u8::MAX);
    for wanted in [Kinship::Kin, Kinship::Unclear] {
        left.retain(|a| {
            let found = right.iter().position(|b| kinship(*a, *b, actors) == wanted);
            if let Some(at) = found {
                right.remove(at);
                let count = if wanted == Kinship::Kin { &mut fit.kin } else { &mut fit.unclear };
                *count = count.saturating_add(1);
            }
            found.is_none()
        });
    }
    fit.extra = u8::try_from(left.len() + right.len()).unwrap_or(u8::MAX);
    fit.contradict = !left.is_empty() && !right.is_empty();
    fit
}

/// How many countries take part in `ours` that have nobody in `theirs`.
fn new_countries(ours: &[u32], theirs: &[u32], actors: &Actors) -> usize {
    let country = |a: &u32| actors.features[*a as usize].country;
    let mut new: Vec<u32> = ours
        .iter()
        .filter_map(country)
        .filter(|c| !theirs.iter().any(|b| country(b) == Some(*c)))
        .collect();
    new.sort_unstable();
    new.dedup();
    new.len()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kinship {
    Strangers,
    Unclear,
    Kin,
}

/// Whether two actors that are not one may stand for one another in the news.
fn kinship(a: u32, b: u32, actors: &Actors) -> Kinship {
    use ActorKind::{ArmedGroup, GovernmentBody, Organisation, Person, State};
    if actors.apart.contains(&(a, b)) {
        return Kinship::Strangers;
    }
    let (one, other) = (&actors.features[a as usize], &actors.features[b as usize]);
    let countries_differ = one.country.is_some() && other.country.is_some() && one.country != other.country;
    if countries_differ {
        return Kinship::Strangers;
    }
    let one_country = one.country.is_some() && one.country == other.country;
    match (one.kind, other.kind) {
        (Person, Person) => {
            if surname_of(one, other) || surname_of(other, one) {
                Kinship::Kin
            } else {
                Kinship::Strangers
            }
        }
        _ if against_state(one) != against_state(other) && !(one.generic && other.generic) => {
            if one_country && (one.generic || other.generic) && !matches!((one.kind, other.kind), (State, _) | (_, State)) {
                Kinship::Unclear
            } else {
                Kinship::Strangers
            }
        }
        (State, GovernmentBody | Person | Organisation) | (GovernmentBody | Person | Organisation, State) if one_country => Kinship::Kin,
        (GovernmentBody, Person) | (Person, GovernmentBody) if one_country => Kinship::Kin,
        (Organisation, Person) | (Person, Organisation) if one_country => Kinship::Kin,
        (GovernmentBody, GovernmentBody) if one_country && one.sector == other.sector => Kinship::Kin,
        (ArmedGroup, ArmedGroup) if one_country && share_word(one, other) => Kinship::Kin,
        (GovernmentBody | Organisation, GovernmentBody | Organisation) if one_country => Kinship::Unclear,
        (State, ArmedGroup) | (ArmedGroup, State) if one_country && one.sector.max(other.sector) == Some(Sector::Mil) => Kinship::Kin,
        _ if one.generic || other.generic => {
            if one_country || one.country.is_none() || other.country.is_none() {
                Kinship::Unclear
            } else {
                Kinship::Strangers
            }
        }
        _ => Kinship::Strangers,
    }
}

fn against_state(actor: &ActorFeature) -> bool {
    matches!(actor.sector, Some(Sector::Reb | Sector::Opp | Sector::Uaf | Sector::Crm))
        || (actor.kind == ActorKind::ArmedGroup && actor.sector != Some(Sector::Mil))
}

/// "Orban", whom nobody knows, beside "Viktor Orban".
fn surname_of(short: &ActorFeature, long: &ActorFeature) -> bool {
    long.words.len() > 1 && short.bare_surname().is_some_and(|name| long.surname() == Some(name))
}

fn share_word(a: &ActorFeature, b: &ActorFeature) -> bool {
    a.words.iter().any(|w| b.words.contains(w))
}
