//! Whose an actor is whose own words name no country: by place, state, headline and company in the article.

use crate::participants::read;
use diplograph::Article;
use diplograph::analyze::{Analyzer, EngineKind};
use diplograph::record::Entity;
use diplograph::span::{ArticleId, MentionId};
use std::sync::LazyLock;

static ANALYZERS: LazyLock<[Analyzer; 2]> =
    LazyLock::new(|| [EngineKind::Fast, EngineKind::Accurate].map(|engine| Analyzer::new(engine).unwrap()));

/// With either engine.
fn both(check: impl Fn(&Analyzer)) {
    ANALYZERS.iter().for_each(check);
}

/// The entities of every mention whose head is this word.
fn entities(a: &Analyzer, title: Option<&str>, text: &str, date: &str, word: &str) -> Vec<Entity> {
    let article = Article {
        id: ArticleId::new("one"),
        title: title.map(str::to_owned),
        text: text.into(),
        published: date.parse().ok(),
        source: None,
        url: None,
    };
    let (doc, entities) = read(a, &article);
    let at =
        |m: &diplograph::record::Mention| doc.form(m.head) == word || m.detail.name.is_some_and(|n| n.iter().any(|t| doc.form(t) == word));
    let heads = entities.mentions.iter().enumerate().filter(|(_, m)| at(m)).map(|(i, _)| i);
    heads.flat_map(|i| entities.entities_of(MentionId::new(i)).cloned()).collect()
}

fn countries(a: &Analyzer, title: Option<&str>, text: &str, word: &str) -> Vec<Option<String>> {
    entities(a, title, text, "", word)
        .iter()
        .map(|e| e.country.as_ref().map(ToString::to_string))
        .collect()
}

#[track_caller]
fn is(a: &Analyzer, text: &str, word: &str, country: Option<&str>) {
    assert_eq!(countries(a, None, text, word), [country.map(str::to_owned)], "{word} in {text:?}");
}

#[test]
fn the_place_told_is_where_unidentified_actors_are() {
    both(|a| {
        is(a, "Gunmen killed three policemen in Mosul on Friday.", "Gunmen", Some("IRQ"));
        is(
            a,
            "Rebels seized two villages near Goma, the United Nations said.",
            "Rebels",
            Some("COD"),
        );
        is(
            a,
            "Insurgent groups attacked a convoy of U.S. troops outside Baquba.",
            "groups",
            Some("IRQ"),
        );
        is(a, "Christians clashed with the army in Jos.", "Christians", Some("NGA"));
    });
}

#[test]
fn the_state_that_acts_is_whose_a_bare_body_is() {
    both(|a| {
        is(
            a,
            "Turkey will hold elections in May, and the government has called on voters to stay calm.",
            "government",
            Some("TUR"),
        );
        is(a, "President Hugo Chavez met lawmakers in Caracas.", "lawmakers", Some("VEN"));
        is(
            a,
            "The floods in Bolivia worsened after officials closed a dam.",
            "officials",
            Some("BOL"),
        );
    });
}

#[test]
fn a_body_keeps_its_state_wherever_it_is_sent_from() {
    both(|a| {
        is(
            a,
            "The premier announced the return of Danish troops from Mali.",
            "troops",
            Some("DNK"),
        );
        let hostage = entities(a, None, "Kidnapped Briton Ellen Marsh appealed for help.", "", "Marsh");
        assert_eq!(hostage.len(), 1);
        assert_eq!(
            (hostage[0].name.as_str(), hostage[0].country.as_deref()),
            ("Ellen Marsh", Some("GBR"))
        );
    });
}

#[test]
fn a_headline_tells_what_the_text_leaves_out() {
    both(|a| {
        let text = "Lawmakers rejected the budget on Tuesday after a long debate.";
        assert_eq!(
            countries(a, Some("Portuguese parliament votes down budget"), text, "Lawmakers"),
            [Some("PRT".to_owned())]
        );
        assert_eq!(countries(a, None, text, "Lawmakers"), [None]);
    });
}

#[test]
fn datelines_and_agencies_take_no_part() {
    both(|a| {
        let text = "LIMA, Peru (AP) - Police arrested a former minister on Monday.";
        is(a, text, "Police", Some("PER"));
        assert!(countries(a, None, text, "Peru").is_empty(), "a dateline is nobody");
        assert!(countries(a, None, "Reuters - Chile recalled its ambassador.", "Reuters").is_empty());
        // A subject with a colon after it is no dateline when it has a verb before the colon.
        is(a, "Chile asked for one thing: an apology.", "Chile", Some("CHL"));
    });
}

#[test]
fn whoever_belongs_to_a_body_of_no_state_is_of_none() {
    both(|a| {
        is(a, "Red Cross officials visited the prisoners in Israel.", "officials", None);
        let fighters = entities(a, None, "Islamic State fighters attacked a post in Syria.", "", "fighters");
        assert_eq!(fighters.len(), 1);
        assert_eq!(fighters[0].id.as_str(), "group:islamic-state", "all of them together are the group");
        assert_eq!(fighters[0].country, None);
        is(a, "A US-led coalition bombed the airport.", "coalition", None);
        is(a, "US-led troops took the bridge in Kufa.", "troops", Some("USA"));
    });
}

#[test]
fn the_other_side_is_not_its_victims() {
    both(|a| {
        let text = "Two Canadian engineers were freed in Algeria after their kidnappers asked for money.";
        assert_eq!(countries(a, None, text, "kidnappers"), [Some("DZA".to_owned())]);
        is(a, "The former Soviet republic of Moldova protested.", "republic", Some("MDA"));
    });
}

#[test]
fn a_state_noun_is_the_state() {
    both(|a| {
        let own = entities(
            a,
            None,
            "Norwegian Prime Minister Jens Stoltenberg said his country would send a ship.",
            "2008-05-02",
            "country",
        );
        assert_eq!(own.iter().map(|e| e.id.as_str()).collect::<Vec<_>>(), ["state:NOR"]);
        // Not their own: the visitor's country is not the one visited.
        let other = entities(
            a,
            None,
            "Relief for the Gambia was discussed. William Hague became the first British minister to visit the country.",
            "2011-05-02",
            "country",
        );
        assert_eq!(other.iter().map(|e| e.id.as_str()).collect::<Vec<_>>(), ["state:GMB"]);
    });
}

#[test]
fn a_bare_office_is_its_holder_on_the_day() {
    both(|a| {
        let holder = entities(
            a,
            None,
            "Canada will join the talks. The prime minister said so in Ottawa on Monday.",
            "2010-03-02",
            "minister",
        );
        assert_eq!(holder.iter().map(|e| e.name.as_str()).collect::<Vec<_>>(), ["Stephen Harper"]);
        let only = entities(
            a,
            None,
            "The secretary of state flew to Syria and Turkey.",
            "2005-03-02",
            "secretary",
        );
        assert_eq!(only.iter().map(|e| e.name.as_str()).collect::<Vec<_>>(), ["Condoleezza Rice"]);
    });
}

#[test]
fn names_that_are_also_months_or_end_in_days_are_names() {
    both(|a| {
        let may = entities(
            a,
            None,
            "Theresa May met the Danish prime minister on Tuesday.",
            "2018-04-09",
            "May",
        );
        assert_eq!(may.iter().map(|e| e.name.as_str()).collect::<Vec<_>>(), ["Theresa May"]);
        let aide = entities(a, None, "An aide to Karl Brennholt Monday called for talks.", "", "Brennholt");
        assert_eq!(aide.iter().map(|e| e.name.as_str()).collect::<Vec<_>>(), ["Karl Brennholt"]);
    });
}

#[test]
fn parties_of_one_name_are_told_apart_by_the_states_spoken_of() {
    both(|a| {
        let text = "In Israel the opposition Labour Party left the talks.";
        assert_eq!(entities(a, None, text, "", "Party")[0].id.as_str(), "party:labor-isr");
        let text = "Britain's Prime Minister Tony Blair told the Labour Party that he would stay.";
        assert_eq!(entities(a, None, text, "2004-05-01", "Party")[0].id.as_str(), "party:labour-gbr");
    });
}
