//! Two accounts side by side, and what follows from it: same event, another, or unclear.
//!
//! Part of [`crate::graph`]. The hard decision: three answers, not two. What contradicts is *different* and may never
//! stand in one event; what agrees enough is *same*; what merely does not contradict is *unclear* and joins nobody by
//! itself, which is what keeps a vague report from drawing strangers together.

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
        self.contradicting_frame().or_else(|| match self.topics {
            TopicFit::Counted => Some("topics that are counted differently"),
            TopicFit::Apart if self.by_content => Some("different contents"),
            _ => self.other_occasion.then_some("different occasions"),
        })
    }

    /// What excludes it whatever the topics and occasions.
    fn contradicting_frame(&self) -> Option<&'static str> {
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
        let topics = self.topics.worth();
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

impl TopicFit {
    /// What it adds to the score.
    fn worth(self) -> i32 {
        match self {
            Self::Agree => 20,
            Self::Touch => 8,
            Self::Silent => 4,
            Self::Apart | Self::Counted => 0,
        }
    }
}

/// What follows from all reasons but the topics, whichever way these compare: few enough words to be remembered of many
/// pairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FrameFit {
    /// The score, what the topics add left out.
    score: i32,
    /// One bit for each way of the topics with which the two are the same event, and with which they are different.
    same: u8,
    different: u8,
    /// Whether topics are counted.
    pub(crate) numbered: bool,
}

impl FrameFit {
    /// Different, whatever the topics.
    pub(crate) const DIFFERENT: Self = Self {
        score: 0,
        same: 0,
        different: u8::MAX,
        numbered: false,
    };

    /// Of a comparison, whatever it says of the topics.
    pub(crate) fn of(mut comparison: Comparison, numbered: bool) -> Self {
        if comparison.other_occasion || comparison.contradicting_frame().is_some() {
            return Self::DIFFERENT;
        }
        let mut fit = Self {
            score: comparison.score() - comparison.topics.worth(),
            same: 0,
            different: bit(TopicFit::Counted),
            numbered,
        };
        if comparison.by_content {
            fit.different |= bit(TopicFit::Apart);
        }
        let mut enough = false;
        for topics in [TopicFit::Apart, TopicFit::Silent, TopicFit::Touch, TopicFit::Agree] {
            comparison.topics = topics;
            // What is enough with these is enough with topics that agree more.
            enough = enough || comparison.enough();
            if enough {
                fit.same |= bit(topics) & !fit.different;
            }
        }
        fit
    }

    /// The answer where the topics compare so.
    pub(crate) fn verdict(self, topics: TopicFit) -> Verdict {
        match bit(topics) {
            bit if self.same & bit != 0 => Verdict::Same,
            bit if self.different & bit != 0 => Verdict::Different,
            _ => Verdict::Unclear,
        }
    }

    /// Whether the two are the same event with some topics.
    pub(crate) fn may_be_same(self) -> bool {
        self.same != 0
    }

    /// How much agrees where the topics compare so.
    pub(crate) fn score(self, topics: TopicFit) -> i32 {
        self.score + topics.worth()
    }
}

fn bit(topics: TopicFit) -> u8 {
    1 << topics as u8
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

#[cfg(test)]
mod tests {
    use super::*;

    const TOPICS: [TopicFit; 5] = [
        TopicFit::Silent,
        TopicFit::Agree,
        TopicFit::Touch,
        TopicFit::Apart,
        TopicFit::Counted,
    ];

    /// All that one number can choose, a digit for each feature.
    fn chosen(mut number: usize) -> Comparison {
        let mut digit = |base: usize| {
            let digit = number % base;
            number /= base;
            digit
        };
        Comparison {
            kind: [KindFit::OtherWay, KindFit::Akin, KindFit::Equal][digit(3)],
            parties: PartyFit {
                shared: digit(3) as u8,
                kin: digit(3) as u8,
                extra: digit(2) as u8,
                lone: digit(2) == 1,
                ..PartyFit::default()
            },
            topics: TopicFit::Touch,
            time: [
                TimeFit::SameDay,
                TimeFit::Vague,
                TimeFit::Near(2),
                TimeFit::Near(7),
                TimeFit::Near(60),
                TimeFit::Unknown,
                TimeFit::Apart,
            ][digit(7)],
            place: [PlaceFit::Silent, PlaceFit::Agree, PlaceFit::Other][digit(3)],
            status: [StatusFit::Equal, StatusFit::Backwards][digit(2)],
            other_occasion: digit(2) == 1,
            by_content: digit(2) == 1,
            by_place: digit(2) == 1,
            lasting: digit(2) == 1,
            same_mode: digit(2) == 1,
            within_visit: digit(2) == 1,
        }
    }

    #[test]
    fn a_frame_fit_answers_as_the_whole_comparison_does() {
        for number in 0..3 * 3 * 3 * 2 * 2 * 7 * 3 * 2 * 64 {
            let comparison = chosen(number);
            let fit = FrameFit::of(comparison, false);
            for topics in TOPICS {
                let whole = Comparison { topics, ..comparison };
                assert_eq!(fit.verdict(topics), whole.verdict(), "{whole:?}");
                if whole.verdict() == Verdict::Same {
                    assert!(fit.may_be_same());
                    assert_eq!(fit.score(topics), whole.score(), "{whole:?}");
                }
            }
        }
    }
}
