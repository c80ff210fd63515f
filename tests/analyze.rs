//! The linguistic layer on text of every kind: news habits of splitting, hostile input, and the figures on the treebanks where they are.

use diplograph::analyze::score::{score, score_names};
use diplograph::analyze::{Analyzer, EngineKind, MAX_SENTENCE, split, tokenize};
use diplograph::span::{ArticleId, Span};
use diplograph::{Article, conllu};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

static FAST: LazyLock<Analyzer> = LazyLock::new(|| Analyzer::new(EngineKind::Fast).expect("the model that ships with the project reads"));

fn article(text: &str) -> Article {
    Article {
        id: ArticleId::new("test"),
        title: None,
        text: text.into(),
        published: None,
        source: None,
        url: None,
    }
}

fn sentences(text: &str) -> Vec<String> {
    let tokens = tokenize(text);
    let join = |spans: &[Span]| spans.iter().map(|s| s.of(text)).collect::<Vec<_>>().join(" ");
    split(text, &tokens).into_iter().map(|s| join(&tokens[s.tokens])).collect()
}

#[test]
fn news_habits() {
    let table = include_str!("fixtures/splitting.txt");
    let mut cases: Vec<(usize, String, Vec<&str>)> = Vec::new();
    for (number, line) in table.lines().enumerate() {
        if let Some(raw) = line.strip_prefix("= ") {
            let raw = raw
                .replace("\\n", "\n")
                .replace("\\r", "\r")
                .replace("\\t", "\t")
                .replace("\\a0", "\u{A0}");
            cases.push((number + 1, raw, Vec::new()));
        } else if !line.is_empty() && !line.starts_with("# ") && !line.starts_with("## ") {
            cases
                .last_mut()
                .unwrap_or_else(|| panic!("line {}: a sentence before the first case", number + 1))
                .2
                .push(line);
        }
    }
    assert!(cases.len() >= 120, "only {} cases", cases.len());
    let wrong: Vec<String> = cases
        .iter()
        .filter(|(_, raw, expected)| sentences(raw) != *expected)
        .map(|(line, raw, expected)| format!("splitting.txt:{line}: {raw:?}\n   want {expected:?}\n   got  {:?}", sentences(raw)))
        .collect();
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

/// What must hold of every document, whatever the text.
fn check(text: &str) {
    let doc = FAST.analyze(&article(text));
    let mut last = 0;
    for token in &doc.tokens {
        assert!(
            token.span.start as usize >= last && !token.span.is_empty(),
            "spans overlap or are empty"
        );
        assert!(text.get(token.span.range()).is_some(), "a span cuts a character");
        last = token.span.end as usize;
    }
    let mut next = 0;
    for sent in &doc.sentences {
        assert_eq!(sent.tokens.start.index(), next, "sentences leave a gap");
        assert!(!sent.tokens.is_empty() && sent.tokens.len() <= MAX_SENTENCE);
        next = sent.tokens.end.index();
        let roots = sent.tokens.iter().filter(|t| doc.token(*t).head.is_none()).count();
        assert_eq!(roots, 1, "a sentence has one root");
        for id in sent.tokens.iter() {
            assert!(
                doc.token(id).head.is_none_or(|h| sent.tokens.contains(h)),
                "a head lies outside its sentence"
            );
            assert!(doc.ancestors(id).count() <= sent.tokens.len(), "heads run in a circle");
        }
    }
    assert_eq!(next, doc.tokens.len());
    let dense = |s: &str| s.chars().filter(|c| !c.is_whitespace()).count();
    assert!(doc.tokens.iter().map(|t| dense(t.span.of(text))).sum::<usize>() <= dense(text));
}

#[test]
fn hostile_text() {
    let cases = [
        "",
        " ",
        "\n\n\n",
        ".",
        "...",
        "''''''",
        "\u{0}\u{1}\u{2} a \u{7f}",
        "\u{202E}olleh\u{202C} said the envoy.",
        "مرحبا بالعالم. قال الوزير إنه وافق؟",
        "שלום עולם. השר הסכים.",
        "👨‍👩‍👧‍👦🏳️‍🌈👩🏽‍🚀 flew.",
        "a\u{0301}e\u{0308} said é.",
        "ﬁ ligature, ＦＵＬＬ width, ① ② ③.",
        "-----\n=====\n*****",
        "((((((((((((((((((((",
        "'s 's 's n't n't",
        "$$$ %%% ### @@@ &&& --- ___",
        "\"\"\"\"\"\"\"\"",
        "U.S.U.S.U.S.U.S.",
        "1.2.3.4.5.6.7.8.9",
        "http://",
        "@ # @a #b",
        "\u{FEFF}The envoy left.",
        "ǅ İ ß ŉ ΐ ﬃ",
        "İİİİ’s İSTANBUL’da",
    ];
    for text in cases {
        check(text);
        check(&text.repeat(40));
        check(&format!("The envoy said {text} on Monday."));
    }
}

#[test]
fn fifty_languages() {
    let greetings = "Dobro jutro svete.|Guten Morgen, Welt!|Καλημέρα κόσμε.|Доброе утро, мир.|صباح الخير يا عالم.|בוקר טוב עולם.|सुप्रभात दुनिया।|শুভ সকাল বিশ্ব।|காலை வணக்கம் உலகம்.|శుభోదయం ప్రపంచం.|สวัสดีชาวโลก|안녕 세상.|こんにちは世界。|早上好,世界。|早晨,世界!|Բարի լույս աշխարհ։|დილა მშვიდობისა მსოფლიო.|Günaydın dünya.|Sabahınız xeyir dünya.|Қайырлы таң әлем.|Хайрли тонг дунё.|Субҳ ба хайр ҷаҳон.|Өглөөний мэнд дэлхий.|Bonjour le monde.|Buenos días, mundo: ¿qué tal?|Bom dia, mundo.|Buongiorno mondo.|Bună dimineața lume.|Dzień dobry świecie.|Dobré ráno, svete.|Jó reggelt világ.|Hyvää huomenta maailma.|Tere hommikust maailm.|Labrīt pasaule.|Labas rytas pasauli.|God morgon världen.|Godmorgen verden.|Góðan daginn heimur.|Maidin mhaith a dhomhain.|Bore da byd.|Egun on mundua.|Bon dia món.|Mirëmëngjes botë.|Добро утро свят.|Добрий ранок, світе.|Selamat pagi dunia.|Chào buổi sáng thế giới.|Magandang umaga mundo.|Habari za asubuhi dunia.|እንደምን አደሩ ዓለም።|မင်္ဂလာပါ ကမ္ဘာ။|ສະບາຍດີໂລກ|ជំរាបសួរពិភពលោក។|ආයුබෝවන් ලෝකය.|صبح بخیر دنیا۔";
    assert!(greetings.split('|').count() >= 50);
    greetings.split('|').for_each(|text| check(&text.repeat(30)));
}

/// Time for `text`, at best of two, checked for the tree and the bound on the way.
fn time(text: &str) -> Duration {
    let article = article(text);
    let run = || {
        let start = Instant::now();
        let doc = FAST.analyze(&article);
        assert!(doc.sentences.iter().all(|s| s.tokens.len() <= MAX_SENTENCE));
        start.elapsed()
    };
    run().min(run())
}

#[test]
fn time_grows_with_the_length_and_no_faster() {
    let shapes: [(&str, String); 7] = [
        ("one long line", "The envoy of Iran said that talks went on and ".into()),
        ("no spaces", "abcdefghij".into()),
        ("quotes", "\" ' ".into()),
        ("dots", ".".into()),
        ("hyphens", "a-b".into()),
        ("soft lines", "the talks\n".into()),
        ("capitals", "Ivan Ivanov ".into()),
    ];
    for (name, shape) in shapes {
        let small = time(&shape.repeat(40_000 / shape.len()));
        let large = time(&shape.repeat(400_000 / shape.len()));
        // Ten times the text; twice that leaves room for a busy machine, and a quadratic step would take a hundred times as long.
        assert!(
            large < small * 40 + Duration::from_millis(50),
            "{name}: {small:?} for 40 kB but {large:?} for 400 kB"
        );
    }
}

#[test]
fn ten_megabytes_on_one_line() {
    let text = "The president met the emir in Doha on Monday and they agreed to go on with the talks, ".repeat(10_000_000 / 86);
    let tokens = tokenize(&text);
    let sentences = split(&text, &tokens);
    assert!(sentences.iter().all(|s| s.tokens.len() <= MAX_SENTENCE));
    assert_eq!(sentences.iter().map(|s| s.tokens.len()).sum::<usize>(), tokens.len());
    let (last, others) = sentences.split_last().unwrap();
    assert!(others.iter().all(|s| s.cut) && !last.cut);
}

#[test]
fn the_same_article_reads_the_same_beside_others() {
    let text = "Russia and Ukraine exchanged prisoners on Friday. “It is a start,” Oleh Marchenko, an aide, said in Kyiv.";
    let alone = FAST.analyze(&article(text));
    let _ = FAST.analyze(&article(&"Nobody expected the talks to fail. ".repeat(50)));
    assert_eq!(alone, FAST.analyze(&article(text)));
    let written = conllu::write(&alone);
    let read = conllu::read(&written).unwrap().remove(0);
    assert_eq!(
        read.tokens
            .iter()
            .map(|t| (t.upos, t.head, t.deprel, t.lemma.clone()))
            .collect::<Vec<_>>(),
        alone
            .tokens
            .iter()
            .map(|t| (t.upos, t.head, t.deprel, t.lemma.clone()))
            .collect::<Vec<_>>()
    );
    assert_eq!(read.names, alone.names);
}

#[test]
fn an_unspoken_sentence_parses() {
    let doc = FAST.analyze(&article("The president criticized the minister."));
    let forms: Vec<(&str, &str, &str)> = (0..doc.tokens.len())
        .map(|i| {
            let id = diplograph::span::TokenId::new(i);
            (doc.form(id), doc.token(id).deprel.as_str(), doc.lemma(id))
        })
        .collect();
    assert_eq!(
        forms[1..3],
        [("president", "nsubj", "president"), ("criticized", "root", "criticize")]
    );
    assert_eq!(forms[4].1, "obj");
}

fn treebanks() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/treebanks");
    path.is_dir().then_some(path)
}

/// Holds figures on the treebanks against their floors, where the treebanks are at hand.
fn assert_figures(analyzer: &Analyzer, floors: &[(&str, f64)]) {
    let Some(treebanks) = treebanks() else { return };
    let read = |file: &str| std::fs::read_to_string(treebanks.join(file)).unwrap();
    let (ewt, gum, pud) = (read("ewt-test.conllu"), read("gum-test.conllu"), read("pud-test.conllu"));
    let news = |id: &str| id.starts_with('n');
    let all = |_: &str| true;
    let [ewt, gum, pud_all] = [&ewt, &gum, &pud].map(|gold| score(analyzer, gold, false, all).unwrap());
    let pud_news = score(analyzer, &pud, false, news).unwrap();
    let names = score_names(analyzer, &read("uner-pud.ner"));
    let figures = [
        ("LAS EWT", ewt.las),
        ("LAS GUM", gum.las),
        ("LAS PUD news", pud_news.las),
        ("core F1 PUD news", pud_news.core),
        ("UPOS EWT", ewt.upos),
        ("UPOS PUD", pud_all.upos),
        ("lemmas EWT", ewt.lemmas),
        ("names untyped", names.untyped),
        ("names typed", names.typed),
    ];
    let below = floors.iter().filter_map(|(name, floor)| {
        let (_, figure) = figures.iter().find(|f| f.0 == *name).expect("a floor is of one of these figures");
        (figure.f1() < *floor).then(|| format!("{name} {:.2}, floor {floor:.2}", figure.f1()))
    });
    let short: Vec<String> = below.collect();
    assert!(short.is_empty(), "{}", short.join("; "));
}

#[test]
fn the_fast_engine_keeps_its_figures() {
    let floors = [
        ("LAS EWT", 83.9),
        ("LAS GUM", 82.7),
        ("LAS PUD news", 81.9),
        ("core F1 PUD news", 82.2),
        ("UPOS EWT", 95.5),
        ("UPOS PUD", 96.0),
        ("lemmas EWT", 97.0),
        ("names untyped", 75.5),
        ("names typed", 63.0),
    ];
    assert_figures(&FAST, &floors);
}

/// The last digit is not the same on every processor.
#[cfg(feature = "accurate")]
#[test]
fn the_accurate_engine_keeps_its_figures() {
    let accurate = Analyzer::new(EngineKind::Accurate).expect("the model that ships with the project reads");
    let floors = [
        ("LAS EWT", 89.5),
        ("LAS GUM", 88.5),
        ("LAS PUD news", 86.5),
        ("core F1 PUD news", 88.0),
        ("UPOS EWT", 96.9),
        ("UPOS PUD", 96.8),
        ("lemmas EWT", 97.5),
        ("names untyped", 82.3),
        ("names typed", 73.5),
    ];
    assert_figures(&accurate, &floors);
}

#[test]
fn raw_text_is_split_as_the_treebank_splits_it() {
    let Some(treebanks) = treebanks() else { return };
    let pud = std::fs::read_to_string(treebanks.join("pud-test.conllu")).unwrap();
    let [gold, raw] = [false, true].map(|raw| score(&FAST, &pud, raw, |_| true).unwrap());
    assert!(raw.sentences.f1() >= 97.0, "sentences {:.2}", raw.sentences.f1());
    assert!(raw.tokens.f1() >= 99.3, "tokens {:.2}", raw.tokens.f1());
    assert!(
        raw.las.f1() >= gold.las.f1() - 1.5,
        "LAS {:.2} of {:.2}",
        raw.las.f1(),
        gold.las.f1()
    );
}
