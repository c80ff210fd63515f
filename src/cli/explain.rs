//! `explain`: what every stage makes of a sentence, an article or a rule.

use super::args::ExplainArgs;
use super::exit::ExitStatus;
use super::output::{Output, Stop, say};
use super::plan::Reading;
use super::reading::Tally;
use diplograph::analyze;
use diplograph::conllu;
use diplograph::diag::Warned;
use diplograph::document::Article;
use diplograph::error::{Error, ErrorKind, Result};
use diplograph::ingest::{self, Input};
use diplograph::pipeline::ReadArticle;
use diplograph::record::{EventRecord, Mention, Party};
use diplograph::rule::{Example, Rule, TriggerKind};
use diplograph::span::ArticleId;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

pub(super) fn run(args: &ExplainArgs, quiet: bool) -> std::result::Result<ExitStatus, Stop> {
    let mut out = Output::stdout();
    let path = Path::new(&args.input);
    let is_file = args.input == "-" || path.exists();
    let reading = Reading::new(&[path.to_owned()], &args.reading, quiet)?;
    if let Some(rule) = reading.knowledge.rules().get(&args.input) {
        out.write(&of_rule(rule))?;
        out.finish()?;
        return Ok(ExitStatus::Done);
    }
    if !is_file && !args.input.contains(char::is_whitespace) {
        let message = format!("{:?} is no file and no rule; put a sentence in quotes", args.input);
        return Err(Error::new(ErrorKind::Usage, message).into());
    }
    let pipeline = reading.pipeline()?;
    let mut tally = Tally::default();
    let articles: Box<dyn Iterator<Item = Result<Warned<Article>>>> = if is_file {
        Box::new(ingest::articles(&[Input::from(path)], reading.batch.options))
    } else {
        Box::new(std::iter::once(Ok(Warned::new(Article {
            id: ArticleId::new("sentence"),
            title: None,
            text: args.input.as_str().into(),
            published: reading.batch.options.date,
            source: None,
            url: None,
        }))))
    };
    for article in articles {
        match article {
            Ok(article) => {
                let done = pipeline.read(&article.value);
                let mut text = of_article(&article);
                text.push_str(&of_stages(&done, reading.knowledge.rules()));
                out.write(&text)?;
                // What is odd in the article itself stands at its head.
                tally.take(&article.value.id, analyze::remarks(&done.doc));
            }
            Err(why) => tally.skip(&why, |words| say(words)),
        }
    }
    out.finish()?;
    tally.tell(quiet);
    Ok(tally.status())
}

fn heading(text: &mut String, title: &str) {
    let _ = writeln!(text, "\n## {title}");
}

fn of_article(article: &Warned<Article>) -> String {
    let it = &article.value;
    let mut text = format!("# {}\n", it.id);
    for (name, value) in [
        ("title", it.title.clone()),
        ("published", Some(it.published.map_or("unknown".to_owned(), |d| d.to_string()))),
        ("source", it.source.clone()),
        ("url", it.url.clone()),
    ] {
        if let Some(value) = value {
            let _ = writeln!(text, "{name:<10} {value}");
        }
    }
    for remark in &article.warnings {
        let _ = writeln!(text, "{:<10} {}", "note", remark.message);
    }
    text
}

fn of_stages(read: &ReadArticle, rules: &diplograph::rule::RuleSet) -> String {
    let doc = &read.doc;
    let mut text = String::new();
    heading(&mut text, "Parse (CoNLL-U)");
    text.push_str(conllu::write(doc).trim_end());
    text.push('\n');

    heading(&mut text, "Mentions");
    for (at, mention) in read.entities.mentions.iter().enumerate() {
        let _ = writeln!(text, "{at:>4}  {}", of_mention(read, mention));
    }

    heading(&mut text, "Chains and entities");
    for (chain, members) in read.entities.chains.iter().zip(&read.entities.entities_of) {
        let words: Vec<String> = chain
            .mentions
            .iter()
            .map(|m| format!("{} {:?}", m.index(), quoted(read, &read.entities.mentions[m.index()])))
            .collect();
        if words.is_empty() {
            continue;
        }
        let _ = writeln!(text, "  {}", words.join(", "));
        if !chain.members.is_empty() {
            let _ = writeln!(text, "      stands for {} chains together", chain.members.len());
        }
        for entity in members.iter().filter_map(|e| read.entities.entities.get(*e)) {
            let mut facts = vec![entity.kind.to_string()];
            facts.extend(entity.country.iter().map(ToString::to_string));
            facts.extend(entity.sector.iter().map(ToString::to_string));
            facts.extend(entity.office.iter().cloned());
            let _ = writeln!(
                text,
                "      → {} [{}] {}, certainty {:.2}",
                entity.name,
                entity.id,
                facts.join(", "),
                entity.certainty
            );
            if !entity.why.is_empty() {
                let _ = writeln!(text, "        {}", entity.why);
            }
        }
        if members.is_empty() {
            text.push_str("      → nobody known\n");
        }
    }

    heading(&mut text, "Times");
    for time in &read.times {
        let words = doc.span_of(time.tokens).of(doc.text());
        let days = match time.days {
            Some((first, last)) if first == last => first.to_string(),
            Some((first, last)) => format!("{first} to {last}"),
            None => "unknown".to_owned(),
        };
        let _ = writeln!(text, "  {words:?} {days}{}", if time.anchors { "" } else { ", dates nothing" });
    }

    heading(&mut text, "Events");
    for event in &read.events {
        text.push_str(&of_event(event, rules));
    }
    if read.events.is_empty() {
        text.push_str("  none\n");
    }
    text
}

fn quoted<'a>(read: &'a ReadArticle, mention: &Mention) -> &'a str {
    read.doc.span_of(mention.tokens).of(read.doc.text())
}

fn of_mention(read: &ReadArticle, mention: &Mention) -> String {
    let mut facts = vec![mention.kind.to_string()];
    facts.push(mention.actor.map_or("place".to_owned(), |a| a.to_string()));
    facts.extend(mention.country.iter().map(ToString::to_string));
    facts.extend(mention.sector.iter().map(ToString::to_string));
    if mention.place {
        facts.push("place name".to_owned());
    }
    if !mention.candidates.is_empty() {
        let candidates: Vec<&str> = mention.candidates.iter().take(5).map(|c| c.as_str()).collect();
        facts.push(format!("may be {}", candidates.join(" or ")));
    }
    format!(
        "{:?} (head {:?}) {}",
        quoted(read, mention),
        read.doc.form(mention.head),
        facts.join(", ")
    )
}

fn of_event(event: &EventRecord, rules: &diplograph::rule::RuleSet) -> String {
    let mut text = String::new();
    let modes: Vec<&str> = event.mode.iter().map(|m| m.as_str()).collect();
    let mode = if modes.is_empty() {
        String::new()
    } else {
        format!(" ({})", modes.join(", "))
    };
    let _ = writeln!(
        text,
        "  {}{mode} {}, {}, confidence {:.2} [{}]",
        event.event_type, event.action, event.status, event.confidence, event.id
    );
    let mut line = |name: &str, value: String| {
        if !value.is_empty() {
            let _ = writeln!(text, "    {name:<12} {value}");
        }
    };
    line("actors", parties(&event.actors));
    line("recipients", parties(&event.recipients));
    for other in &event.others {
        line(other.role.as_str(), parties(std::slice::from_ref(&other.party)));
    }
    let topics: Vec<String> = event.topics.iter().map(|t| format!("{} ({})", t.label, t.polarity)).collect();
    line("topics", topics.join("; "));
    line("contexts", event.contexts.iter().map(|c| c.as_str()).collect::<Vec<_>>().join(", "));
    if let Some(date) = &event.date {
        let days = if date.start == date.end {
            date.start.to_string()
        } else {
            format!("{} to {}", date.start, date.end)
        };
        line("date", format!("{days} from {:?}", date.text));
    }
    line("place", event.place.as_ref().map(|p| p.name.clone()).unwrap_or_default());
    line("attribution", event.attribution.join("; "));
    for mention in &event.mentions {
        let meaning = rules.get(&mention.rule).map(|r| format!(": {}", r.meaning)).unwrap_or_default();
        line(
            "fired",
            format!(
                "{} on {:?} in sentence {}{meaning}",
                mention.rule,
                mention.trigger,
                mention.sentence.index() + 1
            ),
        );
    }
    text
}

fn parties(parties: &[Party]) -> String {
    let shown = parties.iter().map(|p| {
        let country = p.entity.country.as_deref().map(|c| format!(" ({c})")).unwrap_or_default();
        format!("{}{country}{}", p.entity.name, if p.initiator { ", who began it" } else { "" })
    });
    shown.collect::<Vec<_>>().join("; ")
}

fn of_rule(rule: &Rule) -> String {
    let mut text = format!(
        "# {}\n{}\n\ncodes      {} {}\n",
        rule.id,
        rule.meaning,
        rule.event_type(),
        rule.action
    );
    if !rule.mode.is_empty() {
        let _ = writeln!(
            text,
            "mode       {}",
            rule.mode.iter().map(|m| m.as_str()).collect::<Vec<_>>().join(", ")
        );
    }
    heading(&mut text, "Triggers");
    // Several frames share a trigger and differ in its arguments.
    let mut shown = BTreeSet::new();
    for frame in &rule.frames {
        for (kind, words) in &frame.triggers {
            let kind = match kind {
                TriggerKind::Verb => "verb",
                TriggerKind::Noun => "noun",
                TriggerKind::Adjective => "adjective",
                TriggerKind::Auxiliary => "auxiliary",
            };
            let words: Vec<String> = words.iter().map(|w| w.replace('_', " ")).collect();
            let line = format!("  {kind:<10} {}", words.join(", "));
            if shown.insert(line.clone()) {
                let _ = writeln!(text, "{line}");
            }
        }
    }
    heading(&mut text, "Fires on");
    for example in &rule.fires {
        let _ = writeln!(text, "  {}{}", example.text, of_example(example));
    }
    if !rule.silent.is_empty() {
        heading(&mut text, "Stays silent on");
        rule.silent.iter().for_each(|sentence| {
            let _ = writeln!(text, "  {sentence}");
        });
    }
    text
}

fn of_example(example: &Example) -> String {
    let mut coding = Vec::new();
    coding.extend(example.actors.as_ref().map(|a| format!("actors {}", a.join(", "))));
    coding.extend(example.recipients.as_ref().map(|r| format!("recipients {}", r.join(", "))));
    coding.extend(example.status.map(|s| s.to_string()));
    coding.extend(example.mode.map(|m| m.to_string()));
    if coding.is_empty() {
        String::new()
    } else {
        format!("\n      {}", coding.join("; "))
    }
}
