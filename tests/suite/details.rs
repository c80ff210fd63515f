//! What a coding says beside who and what: status, days, topics, modes, contexts, and what joins within one article.
//!
//! Each sentence is the shortest that shows its case; the codebook's section it stands for is its group.

use diplograph::analyze::EngineKind;
use diplograph::document::Article;
use diplograph::ontology::{Mode, Polarity, Status};
use diplograph::pipeline::Pipeline;
use diplograph::record::EventRecord;
use diplograph::span::ArticleId;
use std::sync::LazyLock;

/// A Thursday.
const PUBLISHED: &str = "2025-07-03";

static PIPELINE: LazyLock<Pipeline<'static>> = LazyLock::new(|| Pipeline::new(EngineKind::Accurate).expect("the model is there"));

fn read(text: &str, published: Option<&str>) -> Vec<EventRecord> {
    let article = Article {
        id: ArticleId::new("details"),
        title: None,
        text: text.into(),
        published: published.map(|d| d.parse().expect("a date")),
        source: None,
        url: None,
    };
    PIPELINE.read(&article).events
}

/// What each text's event of this action says, where that is not as it should be.
fn wrong<T: PartialEq + std::fmt::Debug>(cases: &[(&str, &str, T)], told: impl Fn(&EventRecord) -> T) -> Vec<String> {
    let mut failures = Vec::new();
    for (text, action, want) in cases {
        let events = read(text, Some(PUBLISHED));
        let found: Vec<T> = events.iter().filter(|e| e.action.as_str() == *action).map(&told).collect();
        if !found.contains(want) {
            let actions: Vec<&str> = events.iter().map(|e| e.action.as_str()).collect();
            failures.push(format!("{text:?}: {action} should be {want:?}, is {found:?} among {actions:?}"));
        }
    }
    failures
}

fn none_wrong(failures: &[String]) {
    assert!(failures.is_empty(), "{} are wrong:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn status_by_the_clause_and_what_governs_it() {
    use Status::{Denied, Happened, Hypothetical, Planned};
    none_wrong(&wrong(
        &[
            ("Emmanuel Macron met Narendra Modi in Paris.", "met", Happened),
            ("Emmanuel Macron did not meet Narendra Modi.", "met", Denied),
            ("Emmanuel Macron never met Narendra Modi.", "met", Denied),
            ("Emmanuel Macron has yet to meet Narendra Modi.", "met", Denied),
            ("Emmanuel Macron left without meeting Narendra Modi.", "met", Denied),
            ("Emmanuel Macron failed to meet Narendra Modi.", "met", Denied),
            ("Emmanuel Macron will meet Narendra Modi.", "met", Planned),
            ("Emmanuel Macron is to meet Narendra Modi on Friday.", "met", Planned),
            ("Emmanuel Macron is due to meet Narendra Modi.", "met", Planned),
            ("Emmanuel Macron plans to meet Narendra Modi.", "met", Planned),
            ("Emmanuel Macron is expected to meet Narendra Modi.", "met", Planned),
            ("Emmanuel Macron was set to meet Narendra Modi.", "met", Planned),
            ("Emmanuel Macron agreed to meet Narendra Modi.", "met", Planned),
            ("Emmanuel Macron said he would meet Narendra Modi.", "met", Planned),
            ("Emmanuel Macron told reporters he had met Narendra Modi.", "met", Happened),
            ("Emmanuel Macron may meet Narendra Modi.", "met", Hypothetical),
            ("Emmanuel Macron could meet Narendra Modi next week.", "met", Hypothetical),
            ("Emmanuel Macron hopes to meet Narendra Modi.", "met", Hypothetical),
            ("If Emmanuel Macron meets Narendra Modi, the price will fall.", "met", Hypothetical),
            ("Will Emmanuel Macron meet Narendra Modi?", "met", Hypothetical),
        ],
        |e| e.status,
    ));
}

#[test]
fn what_is_taken_for_granted_has_happened() {
    none_wrong(&wrong(
        &[
            ("Jordan did not condemn the Israeli attack on Syria.", "attacked", Status::Happened),
            (
                "The talks between Peru and Chile were not going well.",
                "held_talks",
                Status::Happened,
            ),
            ("Peru will answer the Chilean attack on its ships.", "attacked", Status::Happened),
            (
                "Iran rejected the accusation by France that it had sold arms.",
                "accused",
                Status::Happened,
            ),
        ],
        |e| e.status,
    ));
}

#[test]
fn threats_and_offers_with_conditions() {
    none_wrong(&wrong(
        &[
            (
                "The rebels threatened to attack Chad unless France left.",
                "threatened",
                Status::Happened,
            ),
            (
                "Sudan is ready to stop the attacks if the rebels withdraw.",
                "agreed",
                Status::Hypothetical,
            ),
            ("France pledged to send food to Chad.", "pledged", Status::Happened),
        ],
        |e| e.status,
    ));
}

fn days(event: &EventRecord) -> String {
    event.date.as_ref().map_or("none".to_owned(), |d| format!("{} {}", d.start, d.end))
}

#[test]
fn days_by_the_words_and_by_the_narrative() {
    let day = |d: &str| format!("2025-{d} 2025-{d}");
    none_wrong(&wrong(
        &[
            ("Emmanuel Macron met Narendra Modi on Tuesday.", "met", day("07-01")),
            ("Emmanuel Macron will meet Narendra Modi on Tuesday.", "met", day("07-08")),
            ("Emmanuel Macron met Narendra Modi.", "met", "none".into()),
            (
                "Emmanuel Macron met Narendra Modi last week.",
                "met",
                "2025-06-23 2025-06-29".into(),
            ),
            // One verb dates the next, and the verb above what it forces.
            ("Iran warned France on Tuesday and urged Chad to withdraw.", "urged", day("07-01")),
            (
                "Last year Chad was forced to withdraw its troops from Niger.",
                "withdrew",
                "2024-01-01 2024-12-31".into(),
            ),
            // A speaker's words are of one day.
            (
                "Speaking in Rome on Monday, Narendra Modi praised Italy. The mood was good. Modi accused Peru of theft.",
                "accused",
                day("06-30"),
            ),
            // What is said in a contact was said on its day.
            (
                "Narendra Modi telephoned Keir Starmer on Monday. Modi congratulated Starmer on the vote.",
                "congratulated",
                day("06-30"),
            ),
            // But what had been said before was not.
            (
                "Narendra Modi said on Monday that Peru was calm. Modi had accused Peru of theft.",
                "accused",
                "none".into(),
            ),
        ],
        days,
    ));
}

#[test]
fn headings_date_what_stands_below() {
    let review = "February The king of Jordan criticised Syria. March Three British ministers visited Kenya.";
    let of = |action: &str| -> Vec<String> {
        let events = read(review, Some("2025-12-28"));
        events.iter().filter(|e| e.action.as_str() == action).map(days).collect()
    };
    assert_eq!(of("criticised"), ["2025-02-01 2025-02-28"]);
    let summary = "Here is a summary of the day's events: France has criticised Syria.";
    let events = read(summary, Some(PUBLISHED));
    assert_eq!(events.iter().map(days).collect::<Vec<_>>(), ["2025-07-03 2025-07-03"]);
}

#[test]
fn nothing_is_dated_without_a_day_of_publication() {
    let events = read(
        "Emmanuel Macron met Narendra Modi on Tuesday. Macron met Keir Starmer on 3 May 2019.",
        None,
    );
    let told: Vec<String> = events.iter().map(days).collect();
    assert_eq!(told, ["none", "2019-05-03 2019-05-03"]);
}

fn topics(event: &EventRecord) -> Vec<String> {
    let mark = |p: Polarity| if p == Polarity::NotDiscussed { "not " } else { "" };
    event.topics.iter().map(|t| format!("{}{}", mark(t.polarity), t.label)).collect()
}

#[test]
fn topics_are_short_and_split() {
    let of = |labels: &[&str]| -> Vec<String> { labels.iter().map(|l| (*l).to_owned()).collect() };
    none_wrong(&wrong(
        &[
            (
                "Emmanuel Macron met Narendra Modi to discuss trade, fishing and the war in Ukraine.",
                "met",
                of(&["trade", "fishing", "war in Ukraine"]),
            ),
            (
                "Emmanuel Macron met Narendra Modi to review the progress of the inquiry.",
                "met",
                of(&["progress of the inquiry"]),
            ),
            ("Peru rejected calls for a referendum.", "rejected", of(&["referendum"])),
            (
                "France urged Chad to free the hostages and open its borders.",
                "urged",
                of(&["free the hostages", "open its borders"]),
            ),
            (
                "The rebels threatened to kill the hostages unless France withdrew its troops from Chad.",
                "threatened",
                of(&["withdrew its troops from Chad"]),
            ),
            (
                "Emmanuel Macron telephoned Narendra Modi. They did not discuss tariffs.",
                "called",
                of(&["not tariffs"]),
            ),
            (
                "Emmanuel Macron telephoned Narendra Modi. The call covered a wide range of issues, including grain exports.",
                "called",
                of(&["grain exports"]),
            ),
            (
                "Emmanuel Macron urged Narendra Modi in a phone call to sign the treaty.",
                "called",
                of(&["sign the treaty"]),
            ),
        ],
        topics,
    ));
    let struck = read("Israel bombed an airport in Syria over the sale of arms.", Some(PUBLISHED));
    assert!(struck.iter().all(|e| e.topics.is_empty()), "deeds of force have no topics");
}

#[test]
fn known_topics_are_linked_and_contexts_set() {
    let events = read(
        "Emmanuel Macron met Keir Starmer to discuss the Ukrainian conflict.",
        Some(PUBLISHED),
    );
    let met = events.iter().find(|e| e.action.as_str() == "met").expect("they met");
    assert_eq!(met.topics[0].id.as_deref(), Some("topic:war-ukraine"), "{:?}", met.topics);
    assert!(met.contexts.iter().any(|c| c.as_str() == "military"), "{:?}", met.contexts);
}

#[test]
fn what_is_asked_tells_how() {
    let first = |e: &EventRecord| e.mode.first().copied();
    none_wrong(&wrong(
        &[
            ("France urged Chad to release the hostages.", "urged", Some(Mode::Yield)),
            ("France urged Chad to hold talks with Niger.", "urged", Some(Mode::Meet)),
            ("Chad asked France to send food.", "urged", Some(Mode::Assist)),
            ("France urged Chad to respect the law.", "urged", Some(Mode::Change)),
            ("France demanded proof from Chad.", "demanded", None),
        ],
        first,
    ));
}

#[test]
fn one_happening_is_one_event() {
    let events = read(
        "Emmanuel Macron telephoned Narendra Modi on Tuesday. The call lasted an hour. In the conversation, they discussed steel.",
        Some(PUBLISHED),
    );
    let contacts: Vec<_> = events.iter().filter(|e| e.event_type.as_str() == "CONSULT").collect();
    assert_eq!(contacts.len(), 1, "{contacts:?}");
    assert!(contacts[0].mentions.len() > 1 && topics(contacts[0]).contains(&"steel".to_owned()));
    // A call is no meeting.
    let events = read(
        "Emmanuel Macron telephoned Narendra Modi. Macron met Narendra Modi in Delhi.",
        Some(PUBLISHED),
    );
    assert_eq!(events.iter().filter(|e| e.event_type.as_str() == "CONSULT").count(), 2);
}

#[test]
fn parties_are_found_through_the_syntax() {
    let parties = |e: &EventRecord| {
        let names = |list: &[diplograph::record::Party]| list.iter().map(|p| p.entity.name.clone()).collect::<Vec<_>>().join("; ");
        format!("{} > {}", names(&e.actors), names(&e.recipients))
    };
    let cases: Vec<(&str, &str, String)> = [
        // Whose the first office is, the second is too.
        (
            "Serbia's president and foreign minister warned that Pristina would pay a price.",
            "warned",
            "Aleksandar Vucic; Serbian foreign minister > Kosovo",
        ),
        // A plural verb behind one person means all who are coordinated.
        (
            "Egypt's president and Qatar's emir, who have backed Hamas, met in Cairo.",
            "backed",
            "Abdel Fattah al-Sisi; Tamim bin Hamad Al Thani > Hamas",
        ),
        // Of three names the middle one is no other name of the first.
        (
            "Ethiopia, Egypt and Sudan failed to reach an agreement over the filling of the dam, the African Union said on Sunday.",
            "agreed",
            "Ethiopia; Sudan; Egypt > ",
        ),
        // Whoever leads a deed owns it.
        (
            "Ghana refused to support the French-led invasion of Chad.",
            "rejected",
            "Ghana > France",
        ),
        (
            "UN-brokered Yemeni talks will open in Muscat on Monday.",
            "held_talks",
            "United Nations; Yemen > ",
        ),
        // A second place is no second party.
        (
            "French aircraft bombed Islamic State forces in Mali and Niger.",
            "attacked",
            "French aircraft > Islamic State",
        ),
        // A past tense behind a modal's infinitive is told by whoever told that.
        (
            "General John Smith of the US Army warned that an offensive would lead to a disaster and instead recommended talks.",
            "proposed",
            "John Smith > ",
        ),
        // The object behind the last of several verbs is that of all.
        (
            "The United States backed and later armed the Syrian Democratic Forces.",
            "armed",
            "United States > Syrian Democratic Forces",
        ),
        // What is done in an effort to do another thing is done to whom that is.
        (
            "Mali launched a military campaign in an effort to drive out Tuareg rebels.",
            "attacked",
            "Mali > Tuareg rebels",
        ),
        // What only counts talks has no parties of its own.
        (
            "Steve Witkoff held five hours of talks with Vladimir Putin in the Kremlin.",
            "held_talks",
            "Steve Witkoff; Vladimir Putin > ",
        ),
        // Nobody expels an ambassador of his own.
        (
            "Norway has listed Iran as a sponsor of terrorism and expelled its ambassador.",
            "expelled",
            "Norway > Iranian ambassador",
        ),
        // They are as many as were put together.
        (
            "Burkina Faso, Mali and Niger announced that they were quitting the International Criminal Court.",
            "left",
            "Burkina Faso; Mali; Niger > International Criminal Court",
        ),
        // The European Union is no labour union, the Arab League no sports league.
        (
            "The European Union suspended trade benefits for Georgia.",
            "suspended",
            "European Union > Georgia",
        ),
        ("The Arab League imposed sanctions on Mali.", "sanctioned", "Arab League > Mali"),
        // Who is between a name and its verb does not part them.
        (
            "Moscow, which has denied any involvement, called on London to share the evidence.",
            "urged",
            "Russia > United Kingdom",
        ),
        // Whoever did what others judge is named in the clause above.
        (
            "Turkey's rebels fired rockets, in attacks condemned by Germany.",
            "condemned",
            "Germany > Turkish rebels",
        ),
    ]
    .map(|(text, action, want)| (text, action, want.to_owned()))
    .into();
    none_wrong(&wrong(&cases, parties));
}

#[test]
fn a_denied_deal_is_one_that_was_not_made() {
    let events = read(
        "Sudanese officials denied on Friday that a deal had been reached with Egypt.",
        Some(PUBLISHED),
    );
    let told: Vec<(&str, Status)> = events.iter().map(|e| (e.action.as_str(), e.status)).collect();
    assert_eq!(told, [("agreed", Status::Denied)]);
}
