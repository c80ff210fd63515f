//! Parses text from standard input with the fast engine and prints CoNLL-U: the smallest use of the linguistic layer.

use diplograph::analyze::{Analyzer, EngineKind};
use diplograph::span::ArticleId;
use diplograph::{Article, conllu};
use std::io::Read;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let article = Article {
        id: ArticleId::new("stdin"),
        title: None,
        text: text.into(),
        published: None,
        source: None,
        url: None,
    };
    print!("{}", conllu::write(&Analyzer::new(EngineKind::Fast)?.analyze(&article)));
    Ok(())
}
