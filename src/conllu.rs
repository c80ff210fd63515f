//! CoNLL-U in and out: documents as the Universal Dependencies project writes them.
//!
//! Stands beside the nouns; the command line prints it and reads other parsers' work from it. The hard decision: reading rebuilds one
//! running text from `# text` lines or from forms and `SpaceAfter=No`, so that a document read back has spans like any other; a form that
//! the text does not hold at its place is an error, not a guess.

use crate::document::{Article, Deprel, Document, NameKind, NameSpan, Sentence, Token, Upos, Xpos, is_gap};
use crate::error::{Error, ErrorKind, Result};
use crate::span::{ArticleId, Span, TokenId, TokenRange};
use smol_str::SmolStr;
use std::borrow::Cow;
use std::fmt::Write;

/// What marks a sentence as skimmed.
const SKIMMED: &str = "# skimmed = yes";
/// What marks a sentence that goes on in the next.
const CUT: &str = "# cut = yes";

/// Writes `doc` as CoNLL-U; what is known of its article stands in comments behind `# newdoc`.
#[must_use]
pub fn write(doc: &Document) -> String {
    let mut out = String::with_capacity(doc.tokens.len() * 48);
    let text = doc.text();
    let article = &doc.article;
    let published = article.published.map(|day| day.to_string());
    for (key, value) in [
        ("newdoc id", Some(article.id.as_str())),
        ("title", article.title.as_deref()),
        ("published", published.as_deref()),
        ("source", article.source.as_deref()),
        ("url", article.url.as_deref()),
    ] {
        if let Some(value) = value {
            let _ = writeln!(out, "# {key} = {}", one_line(value));
        }
    }
    let names = name_labels(doc);
    for (number, sent) in doc.sentences.iter().enumerate() {
        let _ = writeln!(out, "# sent_id = {}", number + 1);
        let _ = writeln!(out, "# text = {}", one_line(sent.span.of(text)));
        if sent.skimmed {
            let _ = writeln!(out, "{SKIMMED}");
        }
        if sent.cut {
            let _ = writeln!(out, "{CUT}");
        }
        let first = sent.tokens.start.index();
        for id in sent.tokens.iter() {
            let token = doc.token(id);
            let head = token.head.map_or(0, |h| h.index() + 1 - first);
            let _ = write!(
                out,
                "{}\t{}\t{}\t{}\t{}\t_\t{head}\t{}\t_\t",
                id.index() + 1 - first,
                field(doc.form(id)),
                field(&token.lemma),
                token.upos,
                token.xpos,
                token.deprel
            );
            let mut misc = false;
            if let Some((place, kind)) = names[id.index()] {
                let _ = write!(out, "Name={place}-{kind}");
                misc = true;
            }
            let glued = doc.tokens.get(id.index() + 1).is_some_and(|next| next.span.start == token.span.end);
            if glued {
                out.push_str(if misc { "|SpaceAfter=No" } else { "SpaceAfter=No" });
            } else if !misc {
                out.push('_');
            }
            out.push('\n');
        }
        out.push('\n');
    }
    out
}

/// Whether a name begins (`B`) or goes on (`I`) with a token, and its kind, for every token.
fn name_labels(doc: &Document) -> Vec<Option<(char, NameKind)>> {
    let mut labels = vec![None; doc.tokens.len()];
    for name in &doc.names {
        for (i, id) in name.tokens.iter().enumerate() {
            if let Some(slot) = labels.get_mut(id.index()) {
                *slot = Some((if i == 0 { 'B' } else { 'I' }, name.kind));
            }
        }
    }
    labels
}

/// White space inside a field would break the format.
fn field(text: &str) -> Cow<'_, str> {
    let breaks = |c: char| c.is_whitespace() || c.is_control();
    if text.is_empty() {
        "_".into()
    } else if text.contains(breaks) {
        text.replace(breaks, "\u{FFFD}").into()
    } else {
        text.into()
    }
}

fn one_line(text: &str) -> String {
    text.replace(char::is_control, " ")
}

/// What the file tells of a document at its beginning.
#[derive(Debug, Default)]
struct Head<'a> {
    id: Option<&'a str>,
    title: Option<&'a str>,
    /// With the number of its line.
    published: Option<(usize, &'a str)>,
    source: Option<&'a str>,
    url: Option<&'a str>,
}

/// One sentence as it stands in the file.
#[derive(Debug, Default)]
struct Block<'a> {
    /// What is told of the document that begins here, if one does.
    head: Option<Head<'a>>,
    text: Option<&'a str>,
    /// Lines of words, ranges and all, with their line numbers.
    lines: Vec<(usize, &'a str)>,
    paragraph: bool,
    skimmed: bool,
    cut: bool,
}

impl<'a> Block<'a> {
    fn comment(&mut self, number: usize, line: &'a str) {
        let comment = &line[1..];
        let (key, value) = comment.split_once('=').map_or((comment.trim(), ""), |(k, v)| (k.trim(), v.trim()));
        let given = (!value.is_empty()).then_some(value);
        match (key, &mut self.head) {
            ("text", _) => self.text = Some(value),
            ("title", Some(head)) => head.title = given,
            ("published", Some(head)) => head.published = given.map(|day| (number, day)),
            ("source", Some(head)) => head.source = given,
            ("url", Some(head)) => head.url = given,
            _ if key == "newdoc" || key.starts_with("newdoc ") => {
                self.head = Some(Head {
                    id: given,
                    ..Head::default()
                });
            }
            _ => {}
        }
        self.paragraph |= key.starts_with("newpar");
        self.skimmed |= line == SKIMMED;
        self.cut |= line == CUT;
    }

    /// The columns of its lines, without empty nodes.
    fn rows(&self) -> Result<Vec<(usize, Vec<&'a str>)>> {
        let mut rows = Vec::with_capacity(self.lines.len());
        for (number, line) in &self.lines {
            let columns: Vec<&str> = line.split('\t').collect();
            if columns.len() != 10 {
                let message = format!("{} columns where CoNLL-U has ten, separated by tabs", columns.len());
                return Err(Error::new(ErrorKind::Input, message).on_line(*number));
            }
            if !columns[0].contains('.') {
                rows.push((*number, columns));
            }
        }
        Ok(rows)
    }
}

/// The sentences of a file, each with the comments before it.
fn blocks(conllu: &str) -> impl Iterator<Item = Block<'_>> {
    let mut lines = conllu.lines().enumerate().map(|(i, line)| (i + 1, line.trim_end_matches('\r')));
    std::iter::from_fn(move || {
        let mut block = Block::default();
        for (number, line) in lines.by_ref() {
            if line.starts_with('#') {
                block.comment(number, line);
            } else if !line.is_empty() {
                block.lines.push((number, line));
            } else if !block.lines.is_empty() {
                break;
            }
        }
        (!block.lines.is_empty()).then_some(block)
    })
}

/// Reads CoNLL-U: one document for each `# newdoc`, or one for all.
///
/// Sentences are joined by a space, paragraphs and documents by a blank line. Empty nodes are left out. What [`write()`] tells of an
/// article behind `# newdoc` is taken back.
///
/// # Errors
/// Those of [`documents`], at the first of them.
pub fn read(conllu: &str) -> Result<Vec<Document>> {
    documents(conllu).collect()
}

/// Like [`read`], document by document, so that one that cannot be read costs only itself.
///
/// # Errors
/// Where a line does not have ten columns, a number is no number, a head lies outside its sentence or in a circle, a form is not in
/// its sentence's text, or a day of publication is no day.
pub fn documents(conllu: &str) -> impl Iterator<Item = Result<Document>> {
    let mut blocks = blocks(conllu).peekable();
    let mut position = 0;
    std::iter::from_fn(move || {
        let mut of_one = vec![blocks.next()?];
        of_one.extend(std::iter::from_fn(|| blocks.next_if(|block| block.head.is_none())));
        position += 1;
        Some(document(position, &of_one))
    })
}

fn document(position: usize, blocks: &[Block<'_>]) -> Result<Document> {
    let mut text = String::new();
    let mut tokens: Vec<Token> = Vec::new();
    let mut sentences = Vec::new();
    let mut names: Vec<NameSpan> = Vec::new();
    for (i, block) in blocks.iter().enumerate() {
        let rows = block.rows()?;
        if i > 0 {
            text.push_str(if block.paragraph { "\n\n" } else { " " });
        }
        let start = text.len();
        match block.text {
            Some(line) => text.push_str(line),
            None => rebuild(&rows, &mut text),
        }
        let first = tokens.len();
        let mut at = start;
        // Surface words that several syntactic words share: `2-3 don't`.
        let mut shared: Option<(usize, usize, Span)> = None;
        for (number, columns) in &rows {
            let fail = |message: String| Error::new(ErrorKind::Input, message).on_line(*number);
            let form = columns[1];
            if let Some((from, to)) = columns[0].split_once('-') {
                let span = find(&text, at, form).ok_or_else(|| fail(format!("{form:?} is not where the sentence's text has it")))?;
                let ends = (from.parse(), to.parse());
                let (Ok(from), Ok(to)) = ends else {
                    return Err(fail(format!("{:?} is no range of words", columns[0])));
                };
                shared = Some((from, to, span));
                continue;
            }
            let word: usize = columns[0]
                .parse()
                .map_err(|_| fail(format!("{:?} is no word number", columns[0])))?;
            if word != tokens.len() - first + 1 {
                return Err(fail(format!("word {word} where word {} was due", tokens.len() - first + 1)));
            }
            let span = match shared {
                Some((from, to, whole)) if (from..=to).contains(&word) => part(&text, whole, at, form, word == to),
                _ => find(&text, at, form).ok_or_else(|| fail(format!("{form:?} is not where the sentence's text has it")))?,
            };
            at = span.end as usize;
            let head: usize = columns[6].parse().map_err(|_| fail(format!("{:?} is no head", columns[6])))?;
            tokens.push(Token {
                span,
                lemma: SmolStr::new(columns[2]),
                upos: columns[3].parse().unwrap_or(Upos::X),
                xpos: columns[4].parse().unwrap_or(Xpos::None),
                head: (head > 0).then(|| TokenId::new(first + head - 1)),
                deprel: Deprel::read(columns[7]),
            });
            if let Some(label) = columns[9].split('|').find_map(|m| m.strip_prefix("Name=")) {
                let (begin, kind) = label.split_once('-').unwrap_or(("B", label));
                let here = tokens.len();
                match names.last_mut() {
                    Some(last) if begin == "I" && last.tokens.end.index() == here - 1 => last.tokens.end = TokenId::new(here),
                    _ => names.push(NameSpan {
                        tokens: TokenRange::new(here - 1, here),
                        kind: kind.parse().unwrap_or(NameKind::Other),
                    }),
                }
            }
        }
        check_tree(&tokens, first).map_err(|message| Error::new(ErrorKind::Input, message).on_line(rows.first().map_or(0, |row| row.0)))?;
        if tokens.len() > first {
            sentences.push(Sentence {
                tokens: TokenRange::new(first, tokens.len()),
                span: tokens[first].span.cover(tokens[tokens.len() - 1].span),
                skimmed: block.skimmed,
                cut: block.cut,
            });
        }
    }
    let article = article(position, blocks[0].head.as_ref().unwrap_or(&Head::default()), text)?;
    Ok(Document::new(article, tokens, sentences, names))
}

fn article(position: usize, head: &Head<'_>, text: String) -> Result<Article> {
    let published = head.published.map(|(number, day)| {
        let message = || format!("{day:?} is no day of publication; write it as 2025-07-03");
        day.parse().map_err(|_| Error::new(ErrorKind::Input, message()).on_line(number))
    });
    Ok(Article {
        id: ArticleId::new(head.id.map_or_else(|| format!("conllu-{position}"), str::to_owned)),
        title: head.title.map(str::to_owned),
        text: text.into(),
        published: published.transpose()?,
        source: head.source.map(str::to_owned),
        url: head.url.map(str::to_owned),
    })
}

/// The sentence's text where the file gives none.
fn rebuild(rows: &[(usize, Vec<&str>)], text: &mut String) {
    let mut covered = 0;
    for (_, columns) in rows {
        let range = columns[0].split_once('-').and_then(|(_, to)| to.parse::<usize>().ok());
        let word = columns[0].parse::<usize>().unwrap_or(0);
        if range.is_none() && word <= covered {
            continue;
        }
        covered = range.unwrap_or(covered);
        text.push_str(columns[1]);
        if !columns[9].split('|').any(|m| m == "SpaceAfter=No") {
            text.push(' ');
        }
    }
    text.truncate(text.trim_end().len());
}

/// The form's place at or just behind `at`, past what stands between tokens.
fn find(text: &str, at: usize, form: &str) -> Option<Span> {
    let start = text.len() - text.get(at..)?.trim_start_matches(is_gap).len();
    let held = text.get(start..start + form.len())?;
    (field(held) == form).then(|| Span::new(start, start + form.len()))
}

/// The place of a syntactic word in the surface word `whole`: its own characters where they are there, else what is left.
fn part(text: &str, whole: Span, at: usize, form: &str, last: bool) -> Span {
    let start = at.clamp(whole.start as usize, whole.end as usize);
    let end = whole.end as usize;
    if last {
        return Span::new(start, end);
    }
    let mut to = start;
    for (a, b) in text[start..end].chars().zip(form.chars()) {
        if !a.to_lowercase().eq(b.to_lowercase()) {
            break;
        }
        to += a.len_utf8();
    }
    Span::new(start, to)
}

/// Every head inside the sentence, and no circles.
fn check_tree(tokens: &[Token], first: usize) -> std::result::Result<(), String> {
    let count = tokens.len() - first;
    let head = |i: usize| tokens[first + i].head.map(|h| h.index().wrapping_sub(first));
    let mut seen = vec![0; count];
    for i in 0..count {
        let mut here = i;
        loop {
            if seen[here] != 0 {
                if seen[here] == i + 1 {
                    return Err(format!("the heads from word {} run in a circle", here + 1));
                }
                break;
            }
            seen[here] = i + 1;
            match head(here) {
                None => break,
                Some(next) if next < count => here = next,
                Some(_) => return Err(format!("the head of word {} lies outside its sentence", here + 1)),
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &str = "# newdoc id = a\n# text = They don’t agree.\n1\tThey\tthey\tPRON\tPRP\t_\t4\tnsubj\t_\t_\n2-3\tdon’t\t_\t_\t_\t_\t_\t_\t_\t_\n2\tdo\tdo\tAUX\tVBP\t_\t4\taux\t_\t_\n3\tn’t\tnot\tPART\tRB\t_\t4\tadvmod\t_\t_\n4\tagree\tagree\tVERB\tVB\t_\t0\troot\t_\tSpaceAfter=No\n5\t.\t.\tPUNCT\t.\t_\t4\tpunct\t_\t_\n\n";

    #[test]
    fn reads_shared_words_as_spans_of_their_own() {
        let docs = read(SAMPLE).unwrap();
        let doc = &docs[0];
        let forms: Vec<&str> = (0..doc.tokens.len()).map(|i| doc.form(TokenId::new(i))).collect();
        assert_eq!(forms, ["They", "do", "n’t", "agree", "."]);
        assert_eq!(doc.tokens[0].head, Some(TokenId(3)));
    }

    #[test]
    fn what_is_written_reads_back_the_same() {
        let mut doc = read(SAMPLE).unwrap().remove(0);
        doc.article.title = Some("They don’t agree = they differ".to_owned());
        doc.article.published = Some("2025-07-04".parse().unwrap());
        doc.article.source = Some("Meridian Wire".to_owned());
        doc.article.url = Some("https://example.org/a?b=c#d".to_owned());
        doc.sentences[0].skimmed = true;
        doc.sentences[0].cut = true;
        let again = read(&write(&doc)).unwrap().remove(0);
        assert_eq!(doc, again);
    }

    #[test]
    fn one_wrong_document_costs_only_itself() {
        let wrong = SAMPLE.replace("\t4\tnsubj", "\t9\tnsubj");
        let dated = SAMPLE.replace("# text", "# published = July\n# text");
        let file = wrong + &dated + SAMPLE;
        let found: Vec<_> = documents(&file).collect();
        assert!(found[0].as_ref().unwrap_err().to_string().contains("line 3: the head of word 1"));
        assert!(found[1].as_ref().unwrap_err().to_string().contains("line 11: \"July\" is no day"));
        assert_eq!(found[2].as_ref().unwrap().article.id.as_str(), "a");
    }

    #[test]
    fn says_where_a_file_is_wrong() {
        let cases = [
            ("1\tA\ta\tX\t_\t_\t0\troot\t_", "9 columns"),
            ("1\tA\ta\tX\t_\t_\t2\tdep\t_\t_\n2\tB\tb\tX\t_\t_\t1\tdep\t_\t_", "circle"),
            ("1\tA\ta\tX\t_\t_\t7\tdep\t_\t_", "outside"),
            ("# text = B\n1\tA\ta\tX\t_\t_\t0\troot\t_\t_", "is not where"),
        ];
        for (text, reason) in cases {
            let error = read(text).unwrap_err().to_string();
            assert!(error.contains(reason) && error.contains("line"), "{error}");
        }
    }
}
