//! dev only
use diplograph::pipeline::Pipeline;
use std::io::{BufRead, Write};
fn main() {
    let mut pipeline = Pipeline::new(if std::env::var_os("FAST").is_some() { diplograph::analyze::EngineKind::Fast } else { diplograph::analyze::EngineKind::Accurate }).expect("models");
    if let Some(dir) = std::env::var_os("DEVRULES") { // DEVRULES
        let rules = Box::leak(Box::new(diplograph::rule::RuleSet::default().with_dir(std::path::Path::new(&dir)).expect("rules")));
        pipeline.set_rules(rules);
    }
    let out = std::io::stdout();
    let mut out = std::io::BufWriter::new(out.lock());
    let show = std::env::args().nth(1).is_some_and(|a| a == "--explain");
    for line in std::io::stdin().lock().lines() {
        let line = line.unwrap();
        let row: serde_json::Value = if show { serde_json::json!({"id":"x","text":line,"date":std::env::args().nth(2)}) } else { serde_json::from_str(&line).unwrap() };
        let article = diplograph::Article {
            id: diplograph::span::ArticleId::new(row["id"].as_str().unwrap_or("x")),
            title: row["title"].as_str().map(str::to_owned),
            text: row["text"].as_str().unwrap_or("").into(),
            published: row["date"].as_str().and_then(|d| d.parse().ok()),
            source: None,
            url: None,
        };
        let read = pipeline.read(&article);
        if show {
            let doc = &read.doc;
            for i in 0..doc.tokens.len() {
                let id = diplograph::span::TokenId::new(i);
                let t = doc.token(id);
                let m = read.entities.mention_at(id).map(|(m, x)| format!("{:?} {:?}", x.kind, read.entities.entities_of(m).map(|e| format!("{}/{:?}/{:?}", e.name, e.country, e.kind)).collect::<Vec<_>>())).unwrap_or_default();
                writeln!(out, "{i:3} {:15} {:12} {:6} {:5} {:>3} {:12} {}", doc.form(id), t.lemma, t.upos, t.xpos.as_str(), t.head.map_or(-1, |h| h.0 as i64), t.deprel.as_str(), m).unwrap();
            }
        }
        for e in &read.events {
            if show {
                let n = |ps: &[diplograph::record::Party]| ps.iter().map(|p| format!("{}({})", p.entity.name, p.entity.country.clone().unwrap_or_default())).collect::<Vec<_>>();
                writeln!(out, "=> {} {:?} {:?} {:?} -> {:?} topics {:?} {:?} date {:?} place {:?} attr {:?} rule {} [{}] {}", e.event_type, e.mode, e.action, n(&e.actors), n(&e.recipients), e.topics.iter().map(|t| format!("{}{}", if t.polarity == diplograph::ontology::Polarity::Discussed {""} else {"NOT "}, t.label)).collect::<Vec<_>>(), e.status, e.date, e.place, e.attribution, e.mentions[0].rule, e.mentions.iter().map(|m| m.trigger.clone()).collect::<Vec<_>>().join(","), e.confidence).unwrap();
            } else {
                writeln!(out, "{}", serde_json::to_string(e).unwrap()).unwrap();
            }
        }
    }
}
