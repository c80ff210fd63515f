//! Graphs for the tests, written down as tables. The events are invented; only the actors' names are real.

use diplograph::export::GraphView;
use diplograph::graph::{ActorNode, Claim, EventNode, EventTopic, Participant, Report, SeenOffice};
use diplograph::ontology::{Action, ActorKind, Polarity, Role, Status};
use diplograph::record::{ArticleMeta, EventDate, EventMention, EventPlace};
use diplograph::span::{ArticleId, EntityId, EventId, SentenceId};
use jiff::civil::Date;

/// Key, kind, name, office.
const ACTORS: &str = "
putin    person          Vladimir Putin             President of Russia
trump    person          Donald Trump               President of the United States
macron   person          Emmanuel Macron            President of France
zel      person          Volodymyr Zelenskyy        President of Ukraine
erdogan  person          Recep Tayyip Erdoğan       President of Türkiye
modi     person          Narendra Modi              Prime Minister of India
xi       person          Xi Jinping                 President of China
rubio    person          Marco Rubio                United States Secretary of State
lavrov   person          Sergey Lavrov              Minister of Foreign Affairs of Russia
arag     person          Abbas Araghchi             Minister of Foreign Affairs of Iran
guterres person          António Guterres           Secretary-General of the United Nations
vdl      person          Ursula von der Leyen       President of the European Commission
rus      state           Russia
ukr      state           Ukraine
usa      state           United States
irn      state           Iran
isr      state           Israel
chn      state           China
deu      state           Germany
qat      state           Qatar
eu       organisation    European Union
un       organisation    United Nations Security Council
nato     organisation    NATO
iaea     organisation    International Atomic Energy Agency
kremlin  government_body Ministry of Foreign Affairs of the Russian Federation
hamas    armed_group     Hamas
houthi   armed_group     Houthi movement
sd       party           Social Democratic Party of Germany
crowd    people          Protesters in Tbilisi
";

/// Day or span, action, actors (`*` began it), recipients and others, topics (`!` not discussed), status, articles.
const EVENTS: &str = "
2025-07-03 | called | putin* trump | | war in Ukraine; Iran; bilateral economic projects; !pause in weapons deliveries | happened | 5
2025-06-14 | called | putin trump* | | tensions in the Middle East; negotiations between Russia and Ukraine | happened | 3
2025-06-04 | called | putin trump | | Ukrainian drone attacks on airfields | happened | 2
2025-05-19 | called | putin trump | | ceasefire; direct talks | happened | 2
2025-03-18 | called | trump* putin | | thirty-day pause on strikes against energy infrastructure | happened | 1
2025-08-15 | met | putin trump | | end of the war; security guarantees | planned | 3 | Anchorage
2025-07-01 | called | putin macron* | | Iranian nuclear programme; Ukraine | happened | 4
2025-07-01 | urged | macron | putin | ceasefire in Ukraine as soon as possible | happened | 3
2025-07-03 | congratulated | putin | trump | Independence Day | happened | 2
2025-07-02 | suspended | usa | ukr | deliveries of air-defence missiles | happened | 4
2025-07-04 | called | zel trump* | | air defence; joint drone production | happened | 4
2025-06-25 | met | zel trump | | sanctions; Patriot batteries | happened | 3 | The Hague
2025-07-04 | attacked | rus | ukr | | happened | 6 | Kyiv
2025-06-29 | attacked | rus | ukr | | happened | 3
2025-06-17 | attacked | rus | ukr | | happened | 2
2025-06-01 | attacked | ukr | rus | | happened | 3
2025-06-02 | held_talks | rus ukr | erdogan:host | exchange of prisoners; memorandum on a settlement | happened | 4 | Istanbul
2025-05-16 | held_talks | rus ukr | erdogan:host | exchange of prisoners | happened | 2 | Istanbul
2025-07-23 | held_talks | rus ukr | erdogan:host | | planned | 2 | Istanbul
2025-06-20 | released | rus ukr | | prisoners of war | happened | 2
2025-06-22 | attacked | usa | irn | nuclear sites | happened | 5 | Fordow
2025-06-13 | attacked | isr | irn | nuclear and military sites | happened | 5
2025-06-13/2025-06-24 | attacked | irn | isr | | happened | 4
2025-06-24 | ceased_fire | isr irn | trump:mediator qat:mediator | | happened | 4
2025-06-30 | accused | arag | isr | attack on diplomacy | happened | 1
2025-06-22 | condemned | rus | usa | strikes on nuclear sites | happened | 2
2025-06-23 | met | putin arag | | consequences of the strikes | happened | 2 | Moscow
2025-07-02 | suspended | irn | iaea | cooperation with inspectors | happened | 3
2025-07-03 | urged | iaea | irn | return of the inspectors | happened | 1
2025-07-05 | threatened | irn | isr | | hypothetical | 1
2025-07-01 | met | rubio lavrov | | Ukraine; Syria; return of diplomats | denied | 1 | Kuala Lumpur
2025-07-10 | met | rubio lavrov | | new ideas on Ukraine | planned | 2 | Kuala Lumpur
2025-06-26 | sanctioned | eu | rus | oil price cap; shadow fleet | hypothetical | 3
2025-05-20 | sanctioned | eu | rus | seventeenth package | happened | 2
2025-06-30 | criticised | kremlin | eu | confiscation of frozen assets | happened | 1
2025-07-04 | urged | vdl | xi | rare earths; overcapacity | happened | 1
2025-07-24 | met | vdl xi | | trade; climate | planned | 2 | Beijing
2025-06-25 | agreed | nato | | five per cent of output for defence | happened | 4 | The Hague
2025-06-16 | called | modi* trump | | mediation with Pakistan; trade agreement | happened | 1
2025-07-05 | congratulated | modi | xi | | happened | 1
2025-07-01 | called | erdogan* putin | | gas; grain corridor | happened | 2
2025-06-27 | called | erdogan* zel | | prisoner exchanges | happened | 1
2025-07-02 | sanctioned | usa | houthi | oil smuggling | happened | 1
2025-07-06 | attacked | houthi | isr | | happened | 2
2025-07-04 | agreed | hamas | | sixty-day truce in Gaza | happened | 3
2025-07-06 | held_talks | isr hamas | qat:mediator | release of hostages | happened | 4 | Doha
2025-07-03 | attacked | isr | hamas | | happened | 3 | Gaza
2025-06-28 | demanded | guterres | isr | safe access for aid in Gaza | happened | 2
2025-06-04 | vetoed | usa | un | ceasefire in Gaza | happened | 3
2025-06-22 | met | un | | strikes on Iran | happened | 1 | New York
2025-07-01 | expelled | rus | deu | two journalists | happened | 1
2025-07-02 | summoned | deu | chn | laser aimed at an aircraft | happened | 2
2025-06-30 | pledged | deu | ukr | air-defence systems | happened | 2
2025-07-03 | visited | zel* | deu:host | Patriot batteries paid for by Germany | happened | 2 | Berlin
2025-07-01 | criticised | sd | deu | rearmament | happened | 1
2025-07-05 | protested | crowd | | foreign-agents law | happened | 1 | Tbilisi
2025 | held_talks | usa chn | | tariffs; rare earths | happened | 3 | London
 | praised | chn | rus | | happened | 1
2025-05 | agreed | usa ukr | | minerals fund | happened | 2
2025-07-04 | met | putin erdogan modi xi guterres lavrov rubio vdl macron | | energy; trade in national currencies | planned | 2 | Samarkand
";

/// The whole table: about sixty events.
pub(crate) fn large() -> GraphView {
    build(EVENTS)
}

/// Six events, for goldens that a person can read.
pub(crate) fn small() -> GraphView {
    let wanted = [
        "putin* trump",
        "macron* |",
        "macron | putin",
        "usa | ukr",
        "congratulated | putin",
        "putin trump |",
    ];
    let lines: Vec<&str> = EVENTS
        .lines()
        .filter(|l| wanted.iter().any(|w| l.contains(w)) && !l.contains("2025-05") && !l.contains("2025-06-04"))
        .collect();
    build(&lines.join("\n"))
}

/// The same content in another order.
pub(crate) fn reversed() -> GraphView {
    let view = large();
    let (mut actors, mut events) = (view.actors, view.events);
    actors.reverse();
    events.reverse();
    GraphView::new(actors, events)
}

/// Many times the large graph, with other dates: far more than fits on a page.
pub(crate) fn huge() -> GraphView {
    let mut events = Vec::new();
    for round in 0..6 {
        for mut event in large().events {
            event.id = EventId::new(format!("{}-{round}", event.id));
            if let Some(date) = &mut event.date {
                date.start = date.start.saturating_add(jiff::Span::new().weeks(round * 3));
                date.end = date.end.saturating_add(jiff::Span::new().weeks(round * 3));
            }
            events.push(event);
        }
    }
    GraphView::new(large().actors, events)
}

/// One event whose every word is hard to write down.
pub(crate) fn nasty(words: &str) -> GraphView {
    let mut view = small();
    for actor in &mut view.actors {
        actor.name = format!("{} {words}", actor.name);
        actor.offices.clear();
    }
    for event in &mut view.events {
        for topic in &mut event.topics {
            topic.label = words.to_owned();
            topic.id = None;
        }
    }
    GraphView::new(view.actors, view.events)
}

fn build(table: &str) -> GraphView {
    let events: Vec<EventNode> = table.lines().filter(|l| l.contains('|')).enumerate().map(event).collect();
    let takes_part = |id: &EntityId| events.iter().filter(|e| e.participants.iter().any(|p| &p.actor == id)).count();
    let actors = ACTORS
        .lines()
        .filter(|l| !l.is_empty())
        .map(actor)
        .map(|a| ActorNode {
            events: takes_part(&a.id),
            ..a
        })
        .filter(|a| a.events > 0)
        .collect();
    GraphView::new(actors, events)
}

fn actor(line: &str) -> ActorNode {
    let mut columns = line.splitn(3, ' ').map(str::trim);
    let key = columns.next().unwrap();
    let rest = line[key.len()..].trim();
    let (kind, rest) = rest.split_once(' ').unwrap();
    let (name, office) = rest.trim().split_once("   ").unwrap_or((rest.trim(), ""));
    let kind: ActorKind = kind.parse().unwrap();
    let offices = Some(office.trim()).filter(|o| !o.is_empty()).map(|title| SeenOffice {
        title: title.to_owned(),
        first: None,
        last: None,
    });
    ActorNode {
        id: EntityId::new(format!("{kind}:{key}")),
        name: name.trim().to_owned(),
        kind,
        country: None,
        sector: None,
        offices: offices.into_iter().collect(),
        wikidata: None,
        aliases: vec![format!("{} ({key})", name.trim())],
        articles: 1,
        events: 0,
        certainty: 0.9,
    }
}

fn entity(key: &str) -> EntityId {
    let line = ACTORS.lines().find(|l| l.split(' ').next() == Some(key));
    actor(line.unwrap_or_else(|| panic!("no actor {key}"))).id
}

fn event((n, line): (usize, &str)) -> EventNode {
    let columns: Vec<&str> = line.split('|').map(str::trim).collect();
    let action: Action = columns[1].parse().unwrap();
    let status: Status = columns[5].parse().unwrap();
    let article_count: usize = columns[6].parse().unwrap();
    let date = when(columns[0]);
    let place = columns.get(7).map(|name| EventPlace {
        name: (*name).to_owned(),
        country: None,
    });
    let reports: Vec<Report> = (0..article_count).map(|k| report(n, k, action, status, &date, &place)).collect();
    let articles: Vec<ArticleId> = reports.iter().map(|r| r.article.id.clone()).collect();
    let part = |role: Role, key: &str, initiator| Participant {
        actor: entity(key),
        role,
        initiator,
        articles: articles.clone(),
    };
    let mut participants: Vec<Participant> = columns[2]
        .split_whitespace()
        .map(|key| part(Role::Actor, key.trim_end_matches('*'), key.ends_with('*')))
        .collect();
    participants.extend(columns[3].split_whitespace().map(|key| match key.split_once(':') {
        Some((key, role)) => part(role.parse().unwrap(), key, false),
        None => part(Role::Recipient, key, false),
    }));
    let topics = columns[4]
        .split(';')
        .map(str::trim)
        .filter(|t| !t.is_empty())
        .map(|label| EventTopic {
            label: label.trim_start_matches('!').to_owned(),
            polarity: if label.starts_with('!') {
                Polarity::NotDiscussed
            } else {
                Polarity::Discussed
            },
            id: None,
            articles: articles.clone(),
        });
    EventNode {
        id: EventId::new(format!("event:{n:04}")),
        event_type: action.event_type(),
        mode: Vec::new(),
        action,
        status,
        participants,
        topics: topics.collect(),
        contexts: Vec::new(),
        attribution: Vec::new(),
        actions: vec![claim(action, &articles)],
        statuses: vec![claim(status, &articles)],
        dates: date.iter().map(|d| claim(d.clone(), &articles)).collect(),
        places: place.iter().map(|p| claim(p.clone(), &articles)).collect(),
        date,
        place,
        confidence: 0.8,
        reports,
    }
}

fn claim<T>(value: T, articles: &[ArticleId]) -> Claim<T> {
    Claim {
        value,
        articles: articles.to_vec(),
    }
}

fn when(text: &str) -> Option<EventDate> {
    let day = |t: &str| t.parse::<Date>().unwrap();
    let (start, end) = match (text.split_once('/'), text.len()) {
        (Some((from, to)), _) => (day(from), day(to)),
        (None, 0) => return None,
        (None, 4) => (day(&format!("{text}-01-01")), day(&format!("{text}-12-31"))),
        (None, 7) => (day(&format!("{text}-01")), day(&format!("{text}-01")).last_of_month()),
        (None, _) => (day(text), day(text)),
    };
    Some(EventDate {
        start,
        end,
        text: String::new(),
    })
}

fn report(n: usize, k: usize, action: Action, status: Status, date: &Option<EventDate>, place: &Option<EventPlace>) -> Report {
    let source = [
        "Northern Wire",
        "The Courier",
        "Daily Ledger",
        "Radio Levant",
        "Gulf Post",
        "Atlas News",
    ][(n + k) % 6];
    Report {
        record: EventId::new(format!("record:{n}-{k}")),
        article: ArticleMeta {
            id: ArticleId::new(format!("article-{:02}", (n / 3 + k * 7) % 24)),
            title: Some(format!("News of the day, {}", (n / 3 + k * 7) % 24)),
            published: Some(jiff::civil::date(2025, 7, 5)),
            source: Some(["Northern Wire", "The Courier", "Daily Ledger"][((n / 3 + k * 7) % 24) % 3].to_owned()),
            url: None,
        },
        action,
        status,
        date: date.clone(),
        place: place.clone(),
        attribution: Vec::new(),
        mentions: vec![EventMention {
            sentence: SentenceId(2),
            sentence_span: [120, 190],
            trigger_span: [131, 137],
            trigger: action.as_str().to_owned(),
            text: format!("This sentence of the {source} says that somebody {action} somebody \"on the day\"."),
            rule: "CONSULT-call-01".into(),
        }],
        confidence: 0.7,
    }
}
