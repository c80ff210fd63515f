//! Made-up news: event records with the repetition that real news has, the same for the same seed.
//!
//! Actors take part as often as Zipf's law says; an event is told by one report or by hundreds (a burst), each leaving
//! out or blurring something: no date, a vague date, no place, one topic of three, a state for its minister.

#![allow(dead_code)]

use diplograph::ontology::{Action, ActorKind, Mode, Polarity, Sector, Status};
use diplograph::record::{ArticleMeta, Entity, EventDate, EventMention, EventPlace, EventRecord, Party, Topic};
use diplograph::span::{ArticleId, EntityId, EventId, SentenceId};
use jiff::ToSpan;
use jiff::civil::{Date, date};

/// A small generator of pseudo-random numbers (SplitMix64).
#[derive(Debug, Clone)]
pub struct Dice(pub u64);

impl Dice {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to before `n`.
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// From 0 to before `n`, the rank `r` with a weight of 1/(r+1).
    pub fn zipf(&mut self, n: usize) -> usize {
        let u = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
        let rank = ((n as f64 + 1.0).powf(u) - 1.0) as usize;
        rank.min(n - 1)
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }
}

/// What the news is like.
#[derive(Debug, Clone)]
pub struct Newsroom {
    pub seed: u64,
    /// How many actors there are.
    pub actors: usize,
    /// How many reports a day brings.
    pub reports_a_day: usize,
    /// The longest burst.
    pub burst: usize,
}

impl Default for Newsroom {
    fn default() -> Self {
        Self {
            seed: 1,
            actors: 5000,
            reports_a_day: 4000,
            burst: 400,
        }
    }
}

impl Newsroom {
    /// A few actors and short bursts, so that much of what is told meets.
    pub fn small(seed: u64, reports_a_day: usize) -> Self {
        Self {
            seed,
            actors: 9,
            reports_a_day,
            burst: 12,
        }
    }
}

const DEEDS: &[(Action, Option<Mode>)] = &[
    (Action::Met, None),
    (Action::Called, Some(Mode::Phone)),
    (Action::HeldTalks, None),
    (Action::Visited, Some(Mode::Visit)),
    (Action::Criticised, Some(Mode::Disapprove)),
    (Action::Urged, None),
    (Action::Agreed, None),
    (Action::Sanctioned, None),
    (Action::Attacked, Some(Mode::Drone)),
    (Action::Praised, None),
];
const SUBJECTS: &[&str] = &[
    "border",
    "trade",
    "gas transit",
    "prisoners",
    "grain exports",
    "a ceasefire",
    "fishing rights",
    "nuclear inspections",
    "visas",
    "a dam",
    "air traffic",
    "steel tariffs",
    "the election",
    "migration",
    "a pipeline",
    "satellites",
    "arms deliveries",
    "a free port",
    "debts",
    "railways",
];
const TOWNS: &[&str] = &[
    "Northport",
    "Kaldera",
    "Old Mill",
    "Sundale",
    "Vesper",
    "High Ford",
    "Marrow Bay",
    "Quill",
    "Tarn",
    "Eastgate",
];

struct Happening {
    deed: (Action, Option<Mode>),
    parties: [usize; 2],
    third: Option<usize>,
    day: Date,
    town: usize,
    subjects: [usize; 3],
    planned: bool,
    left: usize,
}

/// Endless news; take as many reports as wanted.
#[derive(Debug)]
pub struct News {
    room: Newsroom,
    dice: Dice,
    written: usize,
    open: Vec<Happening>,
}

impl std::fmt::Debug for Happening {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} on {}", self.deed.0, self.day)
    }
}

impl News {
    pub fn new(room: Newsroom) -> Self {
        let dice = Dice(room.seed);
        Self {
            room,
            dice,
            written: 0,
            open: Vec::new(),
        }
    }

    fn today(&self) -> Date {
        let days = (self.written / self.room.reports_a_day) as i64;
        date(2001, 1, 1).checked_add(days.days()).unwrap()
    }

    fn happening(&mut self) -> Happening {
        let (room, today) = (self.room.clone(), self.today());
        let dice = &mut self.dice;
        let one = dice.zipf(room.actors);
        let mut other = dice.zipf(room.actors);
        if other == one {
            other = (one + 1) % room.actors;
        }
        let burst = 1 + dice.zipf(room.burst);
        let planned = dice.chance(8);
        let day = today
            .checked_add(
                (if planned {
                    1 + dice.below(5) as i64
                } else {
                    -(dice.below(3) as i64)
                })
                .days(),
            )
            .unwrap();
        Happening {
            deed: DEEDS[dice.below(DEEDS.len())],
            parties: [one, other],
            third: dice.chance(6).then(|| dice.zipf(room.actors)),
            day,
            town: dice.below(TOWNS.len()),
            subjects: [dice.below(SUBJECTS.len()), dice.below(SUBJECTS.len()), dice.below(SUBJECTS.len())],
            planned,
            left: burst,
        }
    }

    fn party(&mut self, actor: usize) -> Party {
        // Every third actor is a state; the two after it are people of that state.
        let state = actor - actor % 3;
        let actor = if actor != state && self.dice.chance(5) { state } else { actor };
        let land = format!("L{:03}", state / 3 % 200);
        let (id, name, kind) = if actor == state {
            (
                format!("state:{state}"),
                format!("Land of {}", TOWNS[state % TOWNS.len()].to_uppercase() + &state.to_string()),
                ActorKind::State,
            )
        } else {
            (format!("person:{actor}"), format!("Person Nr{actor}"), ActorKind::Person)
        };
        Party {
            mention: if self.dice.chance(50) {
                name.clone()
            } else {
                format!("the leader of {land}")
            },
            entity: Entity {
                id: EntityId::new(id),
                office: (kind == ActorKind::Person).then(|| format!("President of {land}")),
                name,
                kind,
                country: Some(land.into()),
                sector: Some(Sector::Gov),
                wikidata: None,
                aliases: Vec::new(),
                why: "name in the gazetteer".to_owned(),
                certainty: 0.9,
            },
            initiator: false,
        }
    }

    fn report(&mut self, of: &Happening) -> EventRecord {
        let number = self.written;
        let parties = [self.party(of.parties[0]), self.party(of.parties[1])];
        let third = of.third.filter(|_| self.dice.chance(60)).map(|actor| self.party(actor));
        let dice = &mut self.dice;
        let fulfilled = of.planned && dice.chance(40);
        let published = match (of.planned, fulfilled) {
            (true, false) => of.day.checked_sub((dice.below(2) as i64).days()).unwrap(),
            _ => of.day.checked_add((dice.below(3) as i64).days()).unwrap(),
        };
        let dated = match dice.below(10) {
            0..=5 => Some((of.day, of.day)),
            6 => Some((of.day.first_of_month(), of.day.last_of_month())),
            _ => None,
        };
        let mut topics: Vec<Topic> = Vec::new();
        for subject in of.subjects {
            if dice.chance(45) && topics.iter().all(|t| t.label != SUBJECTS[subject]) {
                topics.push(Topic {
                    label: SUBJECTS[subject].to_owned(),
                    polarity: Polarity::Discussed,
                    id: dice.chance(50).then(|| format!("topic:{subject}").into()),
                });
            }
        }
        let action = of.deed.0;
        let trigger = action.as_str().replace('_', " ");
        let text = format!(
            "{} {trigger} {} on the matter of {}, officials said in bulletin {} of desk {}, adding that more was to follow.",
            parties[0].mention,
            parties[1].mention,
            SUBJECTS[of.subjects[0]],
            number,
            dice.below(900)
        );
        let together = matches!(
            action,
            Action::Met | Action::Called | Action::HeldTalks | Action::Visited | Action::Agreed
        );
        let [one, other] = parties;
        let mut actors = vec![one];
        let mut recipients = Vec::new();
        if together {
            actors.push(other)
        } else {
            recipients.push(other)
        }
        actors.extend(third.filter(|_| together));
        let article = ArticleId::new(format!("wire-{number:08}.txt"));
        EventRecord {
            id: EventId::new(format!("r{number:08}-1")),
            article: article.clone(),
            event_type: action.event_type(),
            mode: of.deed.1.filter(|_| dice.chance(60)).into_iter().collect(),
            action,
            actors,
            recipients,
            others: Vec::new(),
            topics,
            contexts: Vec::new(),
            date: dated.map(|(start, end)| EventDate {
                start,
                end,
                text: "on that day".to_owned(),
            }),
            place: dice.chance(35).then(|| EventPlace {
                name: TOWNS[of.town].to_owned(),
                country: None,
            }),
            status: match () {
                () if of.planned && !fulfilled => Status::Planned,
                () if dice.chance(2) => Status::Denied,
                () => Status::Happened,
            },
            attribution: if dice.chance(30) {
                vec!["a spokesman".to_owned()]
            } else {
                Vec::new()
            },
            mentions: vec![EventMention {
                sentence: SentenceId(1),
                sentence_span: [120, 120 + text.len() as u32],
                trigger_span: [140, 140 + trigger.len() as u32],
                trigger,
                text,
                rule: format!("{}-{:02}", action.event_type(), number % 20).into(),
            }],
            confidence: 0.5 + dice.below(50) as f32 / 100.0,
            meta: ArticleMeta {
                id: article,
                title: Some(format!("Bulletin {number}")),
                published: Some(published),
                source: Some(format!("Paper {}", dice.below(300))),
                url: Some(format!("https://wire.example/{number:08}")),
            },
        }
    }
}

impl Iterator for News {
    type Item = EventRecord;

    fn next(&mut self) -> Option<EventRecord> {
        // About as many happenings are in the news at once as a day can tell.
        while self.open.len() < 1 + self.room.reports_a_day / 40 {
            let new = self.happening();
            self.open.push(new);
        }
        let at = self.dice.below(self.open.len());
        let mut of = self.open.swap_remove(at);
        let record = self.report(&of);
        of.left -= 1;
        if of.left > 0 {
            self.open.push(of);
        }
        self.written += 1;
        Some(record)
    }
}
