//! Training of the fast engine, from treebanks to model file.
//!
//! Not part of a normal build (feature `train`). The hard decision: the parser learns from tags that a tagger guessed without having seen
//! the sentence (jackknifing); with gold tags, or tags of a tagger that knows the sentence, it would trust them too much.

mod arcs;
mod crf;
mod gazetteer;
mod habit;
mod lemma;
mod names;
mod parser;
mod perceptron;
mod relations;
mod tagger;
mod treebank;

use super::super::lemma::Lemmatiser;
use super::habit::{self as habits, Habits};
use super::model::{read_arcs, read_sections, write_arcs, write_clusters, write_lines, write_pairs, write_search, write_sections};
use super::names::Gazetteer;
use super::parser::{Arcs, Input, Node, State};
use super::relations::{Namer, Tree};
use super::search::{Beam, Parser, Search};
use super::tagger::{Buffers, tag};
use super::weights::{Row, SHORT, Weights};
use super::word::{Clusters, Word, hash, normalise};
use crate::error::{Error, ErrorKind, Result};
use perceptron::Average;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use treebank::Sentence;

/// How strong a row of few entries must be: in most models as any row;
const LAX: f32 = 2.0;
/// in the parser stronger, for there are so many that looking for them takes most of its time.
const FIRM: f32 = 2.9;
/// Of the parser's rows of fewest entries this share goes after that: looking for what is seldom there costs time, and little is lost.
const THINNED: f32 = 0.4;

/// What to train from, and how hard.
#[derive(Debug, Clone)]
pub struct Options {
    /// Directory of the treebanks.
    pub treebanks: PathBuf,
    /// Directory of the gazetteer tables.
    pub facts: PathBuf,
    /// Word clusters, as `train/clusters.py` writes them; those of `base` unless given.
    pub clusters: Option<PathBuf>,
    /// Where guessed tags are kept between runs.
    pub jackknife: Option<PathBuf>,
    /// Where the names that the accurate engine finds are kept between runs.
    pub taught: Option<PathBuf>,
    /// Whether the development parts are trained on, too.
    pub with_dev: bool,
    /// Passes over the data: tagger, parser, relations, names.
    pub rounds: [usize; 4],
    /// How many models trained in other orders are summed: tagger, parser, relations, names.
    pub voters: [usize; 4],
    /// Bytes of the weight tables: tagger, parser, relations, names.
    pub budgets: [usize; 4],
    /// Parts in which tags are guessed.
    pub folds: usize,
    /// How many parses the parser keeps side by side, in training and when used, and how far in points they may fall behind the best, and
    /// behind the best of those with the same words on the stack.
    pub search: [usize; 4],
    /// A model whose tagger, parser or names are kept, where `keep` names them.
    pub base: Option<PathBuf>,
    /// Which of `tagger`, `parser` (and relations with it) and `names` come from `base`.
    pub keep: Vec<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            treebanks: "../shared/treebanks".into(),
            facts: "../shared/facts".into(),
            clusters: None,
            jackknife: None,
            taught: None,
            with_dev: true,
            rounds: [6, 8, 6, 8],
            voters: [12, 8, 4, 3],
            budgets: [3_100_000, 3_300_000, 450_000, 2_900_000],
            folds: 4,
            search: [4, 4, 3000, 1000],
            base: None,
            keep: Vec::new(),
        }
    }
}

/// Trains a model and returns its file's bytes. `say` hears about progress.
///
/// # Errors
/// Where a file cannot be read or the base model does not fit.
pub fn train(options: &Options, say: &mut dyn FnMut(&str)) -> Result<Vec<u8>> {
    Trainer::new(options)?.run(say)
}

fn text(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).map_err(|e| Error::io(path, e))
}

/// Distinct values, commonest first, seen at least twice.
fn inventory<'a>(values: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    let mut list: Vec<_> = counts.into_iter().filter(|c| c.1 > 1).collect();
    list.sort_by_key(|c| std::cmp::Reverse(c.1));
    list.into_iter().map(|c| c.0.to_owned()).collect()
}

/// A section of a model file that has been taken apart.
fn section(sections: &[(String, Vec<u8>)], name: &str) -> Option<Vec<u8>> {
    sections.iter().find(|s| s.0 == name).map(|s| s.1.clone())
}

struct Trainer<'o> {
    options: &'o Options,
    sentences: Vec<Sentence>,
    words: Vec<Vec<Word>>,
    gold_tags: Vec<Vec<u8>>,
    tags: Vec<String>,
    labels: Vec<String>,
    arcs: Arcs,
    clusters: Vec<(u32, u16, u16)>,
    cluster_table: Clusters,
    base: Vec<(String, Vec<u8>)>,
}

impl<'o> Trainer<'o> {
    fn new(options: &'o Options) -> Result<Self> {
        let mut files = vec!["ewt-train", "gum-train"];
        if options.with_dev {
            files.extend(["ewt-dev", "gum-dev"]);
        }
        let mut sentences = Vec::new();
        for file in files {
            sentences.extend(treebank::read(&text(&options.treebanks.join(format!("{file}.conllu")))?));
        }
        let mut base = Vec::new();
        if let Some(path) = &options.base {
            let bytes = std::fs::read(path).map_err(|e| Error::io(path, e))?;
            let sections = read_sections(&bytes).ok_or_else(|| Error::new(ErrorKind::Data, "not a model file of this version").at(path))?;
            base = sections.into_iter().map(|(name, body)| (name.to_owned(), body.to_vec())).collect();
        }
        let clusters = match &options.clusters {
            Some(path) => read_clusters(&text(path)?),
            None => section(&base, "clusters")
                .map(|bytes| super::model::read_clusters(&bytes))
                .unwrap_or_default(),
        };
        let cluster_table = Clusters::new(&clusters);
        let mut scratch = String::new();
        let mut read = |s: &Sentence| -> Vec<Word> { s.forms.iter().map(|f| Word::new(f, &cluster_table, &mut scratch)).collect() };
        let words = sentences.iter().map(&mut read).collect();
        let mut trainer = Self {
            options,
            tags: inventory(sentences.iter().flat_map(|s| &s.tags)),
            labels: inventory(sentences.iter().flat_map(|s| &s.relations)),
            arcs: Arcs::default(),
            sentences,
            words,
            gold_tags: Vec::new(),
            clusters,
            cluster_table,
            base,
        };
        if trainer.keeps("tagger") || trainer.keeps("parser") {
            let lines = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).lines().map(str::to_owned).collect::<Vec<_>>();
            trainer.tags = lines(trainer.of_base("tags")?);
            trainer.labels = lines(trainer.of_base("labels")?);
        }
        trainer.arcs = if trainer.keeps("parser") {
            Arcs::new(read_arcs(&trainer.of_base("arcs")?))
        } else {
            arcs::kinds(&trainer.labels)
        };
        let number: BTreeMap<&str, u8> = trainer.tags.iter().enumerate().map(|(i, t)| (t.as_str(), i as u8)).collect();
        let numbers = |s: &Sentence| s.tags.iter().map(|t| number.get(t.as_str()).copied().unwrap_or(0)).collect();
        trainer.gold_tags = trainer.sentences.iter().map(numbers).collect();
        Ok(trainer)
    }

    fn keeps(&self, part: &str) -> bool {
        self.options.keep.iter().any(|k| k == part)
    }

    fn of_base(&self, name: &str) -> Result<Vec<u8>> {
        section(&self.base, name).ok_or_else(|| {
            Error::new(
                ErrorKind::Usage,
                format!("the base model has no section {name:?}; give one that has with --base"),
            )
        })
    }

    fn run(&self, say: &mut dyn FnMut(&str)) -> Result<Vec<u8>> {
        say(&format!(
            "{} sentences, {} tags, {} labels, {} clustered words",
            self.sentences.len(),
            self.tags.len(),
            self.labels.len(),
            self.clusters.len()
        ));
        let tagger = if self.keeps("tagger") {
            self.of_base("tagger")?
        } else {
            self.train_tagger(say)
        };
        let guessed = self.guess_tags(say)?;
        let (parser, relations) = if self.keeps("parser") {
            (self.of_base("parser")?, self.of_base("relations")?)
        } else {
            self.train_parser(&tagger, &guessed, say)?
        };
        let [moves, naming] = self.parsing_habits(&parser, &relations, &guessed)?;
        say(&format!("{} habits of moves, {} of names of relations", moves.len(), naming.len()));
        let (names, gazetteer) = if self.keeps("names") {
            (self.of_base("names")?, self.of_base("gazetteer")?)
        } else {
            self.train_names(&tagger, Parsing::new(self.parser(&parser, &moves)?, &relations)?, &guessed, say)?
        };
        let tag_habits = self.tagging_habits();
        let (rules, entries) = lemma::train(&self.sentences);
        say(&format!("lemmas: {} rules, {} entries", rules.len(), entries.len()));
        Ok(write_sections(&[
            ("tags", write_lines(&self.tags)),
            ("labels", write_lines(&self.labels)),
            ("kinds", write_lines(&names::KINDS)),
            ("clusters", write_clusters(&self.clusters)),
            ("gazetteer", gazetteer),
            ("tagger", tagger),
            ("arcs", write_arcs(&self.arcs)),
            ("parser", parser),
            ("relations", relations),
            ("names", names),
            ("tag-habits", write_pairs(&tag_habits)),
            ("move-habits", write_pairs(&moves)),
            ("relation-habits", write_pairs(&naming)),
            ("search", write_search(self.search())),
            ("lemmas", Lemmatiser::write(&rules, &entries)),
        ]))
    }

    fn tagger_golds(&self, keep: impl Fn(usize) -> bool) -> Vec<tagger::Gold<'_>> {
        let all = (0..self.sentences.len()).filter(|i| keep(*i));
        all.map(|i| tagger::Gold {
            words: &self.words[i],
            tags: &self.gold_tags[i],
        })
        .collect()
    }

    fn train_tagger(&self, say: &mut dyn FnMut(&str)) -> Vec<u8> {
        let golds = self.tagger_golds(|_| true);
        let mut sum = Average::default();
        for voter in 0..self.options.voters[0] {
            sum.add(&tagger::train(&golds, self.tags.len(), self.options.rounds[0], 77 + voter as u64));
            say(&format!("tagger {voter} trained"));
        }
        pack(&sum, self.tags.len(), self.options.budgets[0], LAX)
    }

    /// Tags of every sentence by a tagger that has not seen it.
    fn guess_tags(&self, say: &mut dyn FnMut(&str)) -> Result<Vec<Vec<u8>>> {
        if let Some(path) = &self.options.jackknife
            && let Ok(bytes) = std::fs::read(path)
        {
            let mut rest = bytes.as_slice();
            let mut guessed = Vec::new();
            for s in &self.sentences {
                let misfit = || Error::new(ErrorKind::Usage, "these guessed tags are of other sentences; remove the file").at(path);
                let (tags, tail) = rest.split_at_checked(s.len()).ok_or_else(misfit)?;
                guessed.push(tags.to_vec());
                rest = tail;
            }
            return Ok(guessed);
        }
        let mut guessed = self.gold_tags.clone();
        let mut buffers = Buffers::default();
        let fold_of = |i: usize| (i / 40) % self.options.folds;
        for fold in 0..self.options.folds {
            let golds = self.tagger_golds(|i| fold_of(i) != fold);
            let mut sum = Average::default();
            sum.add(&tagger::train(
                &golds,
                self.tags.len(),
                self.options.rounds[0].min(6),
                5 + fold as u64,
            ));
            let weights = Weights::read(&pack(&sum, self.tags.len(), self.options.budgets[0], LAX)).unwrap_or_default();
            for i in (0..self.sentences.len()).filter(|i| fold_of(*i) == fold) {
                tag(&weights, &Habits::default(), &self.words[i], &mut buffers, &mut guessed[i]);
            }
            say(&format!("fold {fold} tagged"));
        }
        if let Some(path) = &self.options.jackknife {
            std::fs::write(path, guessed.concat()).map_err(|e| Error::io(path, e))?;
        }
        Ok(guessed)
    }

    fn gold_parse(&self, i: usize, tags: &[u8]) -> parser::Gold {
        let s = &self.sentences[i];
        let root = s.len() as u32 + 1;
        let label = |relation: &str| {
            let base = relation.split(':').next().unwrap_or(relation);
            let at = |r: &str| self.labels.iter().position(|l| l == r);
            at(relation).or_else(|| at(base)).or_else(|| at("dep")).unwrap_or(0) as u8
        };
        let mut input = Input::default();
        input.set(&self.words[i], tags);
        parser::Gold {
            input,
            heads: std::iter::once(0)
                .chain(s.heads.iter().map(|&h| if h == 0 { root } else { h }))
                .chain([0])
                .collect(),
            labels: std::iter::once(0).chain(s.relations.iter().map(|r| label(r))).chain([0]).collect(),
        }
    }

    /// The parser and the naming of relations.
    fn train_parser(&self, tagger: &[u8], guessed: &[Vec<u8>], say: &mut dyn FnMut(&str)) -> Result<(Vec<u8>, Vec<u8>)> {
        let golds: Vec<parser::Gold> = (0..self.sentences.len()).map(|i| self.gold_parse(i, &guessed[i])).collect();
        let data: Vec<_> = self.words.iter().map(Vec::as_slice).zip(&golds).collect();
        let [_, voters, namers, _] = self.options.voters;
        let [_, rounds, passes, _] = self.options.rounds;
        let [_, budget, names, _] = self.options.budgets;
        let mut sum = Average::default();
        for voter in 0..namers {
            sum.add(&relations::train(&data, &self.arcs, passes, 5 + voter as u64));
            say(&format!("relations {voter} trained"));
        }
        let relations = pack(&sum, self.labels.len(), names, LAX);
        let mut sum = Average::default();
        for voter in 0..voters {
            say(&format!("parser {voter}"));
            sum.add(&parser::train(
                &golds,
                &self.arcs,
                self.options.search[0],
                rounds,
                99 + voter as u64,
                say,
            ));
        }
        let mut rows = sum.pack(budget, FIRM);
        thin(&mut rows);
        let packed = write(self.arcs.moves(), &rows);
        if !self.options.with_dev {
            say("unpruned");
            self.measure(&pack(&sum, self.arcs.moves(), usize::MAX, FIRM), &relations, tagger, say)?;
            say("pruned");
            self.measure(&packed, &relations, tagger, say)?;
        }
        Ok((packed, relations))
    }

    /// Says how well the development parts are parsed, where they are not trained on.
    fn measure(&self, parser: &[u8], relations: &[u8], tagger: &[u8], say: &mut dyn FnMut(&str)) -> Result<()> {
        let mut parser = Parsing::new(self.parser(parser, &[])?, relations)?;
        let tagger = weights(tagger)?;
        let (mut buffers, mut tags, mut scratch) = (Buffers::default(), Vec::new(), String::new());
        for file in ["ewt-dev", "gum-dev"] {
            let (mut tokens, mut tagged, mut attached, mut labelled) = (0, 0, 0, 0);
            for s in treebank::read(&text(&self.options.treebanks.join(format!("{file}.conllu")))?) {
                let words: Vec<Word> = s.forms.iter().map(|f| Word::new(f, &self.cluster_table, &mut scratch)).collect();
                tag(&tagger, &Habits::default(), &words, &mut buffers, &mut tags);
                let (nodes, relations) = parser.parse(&words, &tags);
                for (i, (head, relation)) in s.heads.iter().zip(&s.relations).enumerate() {
                    let root = nodes[i + 1].head as usize == s.len() + 1;
                    let label = if root { "root" } else { &self.labels[usize::from(relations[i])] };
                    let right = *head == if root { 0 } else { nodes[i + 1].head };
                    let base = |label: &str| label.split(':').next().unwrap_or_default().to_owned();
                    tokens += 1;
                    tagged += u32::from(self.tags[usize::from(tags[i])] == s.tags[i]);
                    attached += u32::from(right);
                    labelled += u32::from(right && base(label) == base(relation));
                }
            }
            let share = |n: u32| 100.0 * f64::from(n) / f64::from(tokens);
            let (tagged, attached, labelled) = (share(tagged), share(attached), share(labelled));
            say(&format!("{file}: tags {tagged:.2}, UAS {attached:.2}, LAS {labelled:.2}"));
        }
        Ok(())
    }

    fn search(&self) -> Search {
        let [_, width, slack, kin] = self.options.search;
        Search {
            width,
            slack: slack as i32,
            kin: kin as i32,
        }
    }

    /// Habits of tagging, from the gold tags.
    fn tagging_habits(&self) -> Vec<(u32, u8)> {
        let mut tagging = habit::Counter::default();
        for (words, tags) in self.words.iter().zip(&self.gold_tags) {
            let mut before = super::tagger::HISTORY;
            for (j, &tag) in tags.iter().enumerate() {
                tagging.add(&habits::tagging(words, j, before), tag);
                before = [tag, before[0]];
            }
        }
        tagging.habits(30, 1000)
    }

    /// Habits of the parser's moves and of the relations' names, from its own parses, which say what it would do if it scored.
    fn parsing_habits(&self, parser: &[u8], relations: &[u8], guessed: &[Vec<u8>]) -> Result<[Vec<(u32, u8)>; 2]> {
        let mut parser = Parsing::new(self.parser(parser, &[])?, relations)?;
        let [mut moving, mut naming] = [habit::Counter::default(), habit::Counter::default()];
        let mut state = State::default();
        for (words, tags) in self.words.iter().zip(guessed) {
            parser.parse(words, tags);
            let (input, arcs) = (&parser.input, &parser.parser.arcs);
            let best = &parser.beam.items[0];
            state.reset(words.len());
            for &action in &best.moves {
                moving.add(&habits::moving(&state, input), action);
                state.act(usize::from(action), arcs.lefts);
            }
            let nodes = best.state.nodes.as_slice();
            let tree = Tree { words, input, nodes };
            for (i, &relation) in (1..).zip(&parser.named) {
                if tree.candidates(arcs, i).len() > 1 {
                    naming.add(&habits::naming(tree, i), relation);
                }
            }
        }
        Ok([moving, naming].map(|counter| counter.habits(30, 300)))
    }

    /// A trained parser.
    fn parser(&self, bytes: &[u8], habits: &[(u32, u8)]) -> Result<Parser> {
        Ok(Parser {
            weights: weights(bytes)?,
            arcs: self.arcs.clone(),
            habits: Habits::new(habits),
            search: self.search(),
        })
    }

    /// Names that the accurate engine finds in every sentence.
    fn taught_names(&self, say: &mut dyn FnMut(&str)) -> Result<Vec<Vec<u8>>> {
        let cut = |bytes: &[u8]| -> Vec<Vec<u8>> {
            let mut rest = bytes;
            let mut take = |len: usize| {
                let (labels, tail) = rest.split_at(len.min(rest.len()));
                rest = tail;
                labels.to_vec()
            };
            self.sentences.iter().map(|s| take(s.len())).collect()
        };
        let tokens: usize = self.sentences.iter().map(Sentence::len).sum();
        if let Some(path) = &self.options.taught
            && let Ok(bytes) = std::fs::read(path)
        {
            if bytes.len() != tokens {
                return Err(Error::new(ErrorKind::Usage, "these names are of other sentences; remove the file").at(path));
            }
            return Ok(cut(&bytes));
        }
        let teacher = super::super::accurate_engine()?;
        let mut labels = Vec::with_capacity(tokens);
        for sentences in self.sentences.chunks(1000) {
            let forms: Vec<&str> = sentences.iter().flat_map(|s| &s.forms).map(String::as_str).collect();
            let mut end = 0;
            let ranges = sentences.iter().map(|s| {
                end += s.len();
                end - s.len()..end
            });
            let found = teacher.read(&forms, &ranges.collect::<Vec<_>>()).names;
            let first = labels.len();
            labels.resize(first + forms.len(), super::names::NONE);
            for name in found {
                let Some(kind) = names::KINDS.iter().position(|k| *k == name.kind.as_str()) else {
                    continue;
                };
                for at in name.tokens.range() {
                    labels[first + at] = 1 + 2 * kind as u8 + u8::from(at > name.tokens.start.index());
                }
            }
            say(&format!("names of {} tokens taught", labels.len()));
        }
        if let Some(path) = &self.options.taught {
            std::fs::write(path, &labels).map_err(|e| Error::io(path, e))?;
        }
        Ok(cut(&labels))
    }

    fn train_names(
        &self,
        tagger: &[u8],
        mut parser: Parsing,
        guessed: &[Vec<u8>],
        say: &mut dyn FnMut(&str),
    ) -> Result<(Vec<u8>, Vec<u8>)> {
        let table = |name: &str| text(&self.options.facts.join(format!("{name}.tsv")));
        let entries = gazetteer::entries(
            &table("leaders")?,
            &table("officials")?,
            &table("places")?,
            &table("countries")?,
            &table("organisations")?,
        );
        let gazetteer = Gazetteer::new(entries.clone());
        let tagger = weights(tagger)?;
        let proper: Vec<bool> = self
            .tags
            .iter()
            .map(|t| t.starts_with("PROPN") || t.ends_with("|NNP") || t.ends_with("|NNPS"))
            .collect();
        let mut buffers = Buffers::default();
        let mut prepare = |words: &[Word], tags: &[u8]| {
            let (nodes, relations) = parser.parse(words, tags);
            let mut ready = super::names::Input::default();
            ready.set(words, tags, nodes, relations, &proper, &gazetteer);
            ready
        };
        let mut data = Vec::new();
        let taught = self.taught_names(say)?;
        for (i, labels) in taught.into_iter().enumerate() {
            data.push((prepare(&self.words[i], &guessed[i]), labels, 1));
        }
        let dev = treebank::read(&text(&self.options.treebanks.join("ewt-dev.conllu"))?);
        let ner = names::read_ner(&text(&self.options.treebanks.join("uner-ewt-dev.ner"))?);
        let known: BTreeMap<&str, usize> = self.sentences.iter().enumerate().map(|(i, s)| (s.id.as_str(), i)).collect();
        let (mut scratch, mut tags, mut tag_buffers) = (String::new(), Vec::new(), Buffers::default());
        let mut held = Vec::new();
        let aligned = names::align(&dev, &ner);
        for (n, (s, labels)) in dev.iter().zip(aligned).enumerate() {
            let Some(labels) = labels else { continue };
            let words: Vec<Word> = s.forms.iter().map(|f| Word::new(f, &self.cluster_table, &mut scratch)).collect();
            match known.get(s.id.as_str()) {
                Some(&i) => tags.clone_from(&guessed[i]),
                None => tag(&tagger, &Habits::default(), &words, &mut tag_buffers, &mut tags),
            }
            let item = (prepare(&words, &tags), labels, 4);
            // Without the development parts, the last third of them measures.
            if !self.options.with_dev && n * 3 > dev.len() * 2 {
                held.push(item)
            } else {
                data.push(item)
            }
        }
        say(&format!("names: {} sentences", data.len()));
        let mut sum = Average::default();
        let mut field = crf::Field::new(names::LABELS, &data);
        // What will not fit the file is left out of the training that counts.
        let mut first = Average::default();
        field.train(self.options.rounds[3], 30, &mut first);
        field.keep(&first.pack(self.options.budgets[3], LAX).iter().map(|row| row.0).collect());
        for voter in 0..self.options.voters[3] {
            field.train(self.options.rounds[3], 31 + voter as u64, &mut sum);
        }
        let packed = pack(&sum, names::LABELS, self.options.budgets[3], LAX);
        let weights = weights(&packed)?;
        let (mut right, mut spans, mut found, mut gold) = (0, 0, 0, 0);
        let mut labels = Vec::new();
        for (input, truth, _) in &held {
            super::names::find(&weights, input, &mut buffers, &mut labels);
            let (f, g) = (names::spans(&labels), names::spans(truth));
            right += f.iter().filter(|s| g.contains(s)).count();
            spans += f.iter().filter(|s| g.iter().any(|t| t.0 == s.0 && t.1 == s.1)).count();
            found += f.len();
            gold += g.len();
        }
        if !held.is_empty() {
            let f1 = |n: usize| 200.0 * n as f64 / (found + gold) as f64;
            say(&format!(
                "names, held out: untyped {:.1}, typed {:.1}, {found} found, {gold} gold",
                f1(spans),
                f1(right)
            ));
        }
        Ok((packed, write_pairs(&entries)))
    }
}

/// A trained parser at work.
struct Parsing {
    parser: Parser,
    namer: Namer,
    input: Input,
    beam: Beam,
    buffers: Buffers,
    named: Vec<u8>,
}

impl Parsing {
    /// With the weight table of relations.
    fn new(parser: Parser, relations: &[u8]) -> Result<Self> {
        Ok(Self {
            parser,
            namer: Namer {
                weights: weights(relations)?,
                habits: Habits::default(),
            },
            input: Input::default(),
            beam: Beam::default(),
            buffers: Buffers::default(),
            named: Vec::new(),
        })
    }

    /// The tree of a sentence and its words' relations.
    fn parse(&mut self, words: &[Word], tags: &[u8]) -> (&[Node], &[u8]) {
        self.input.set(words, tags);
        self.parser.parse(&self.input, &mut self.beam);
        let nodes = self.beam.items[0].state.nodes.as_slice();
        let input = &self.input;
        let tree = Tree { words, input, nodes };
        self.namer.name(&self.parser.arcs, tree, &mut self.buffers, &mut self.named);
        (nodes, &self.named)
    }
}

fn weights(bytes: &[u8]) -> Result<Weights> {
    Weights::read(bytes).ok_or_else(|| Error::new(ErrorKind::Data, "the base model's weights are damaged; train it whole"))
}

fn pack(sum: &Average, labels: usize, budget: usize, firm: f32) -> Vec<u8> {
    write(labels, &sum.pack(budget, firm))
}

fn write(labels: usize, rows: &[Row]) -> Vec<u8> {
    let mut out = Vec::new();
    Weights::write(labels, rows, &mut out);
    out
}

/// Takes away the weakest of the rows that lie in the large table of short ones.
fn thin(rows: &mut Vec<Row>) {
    let strength = |row: &Row| row.2.iter().map(|entry| i32::from(entry.1).abs()).max().unwrap_or_default() << row.1;
    let is_short = |row: &Row| row.2.len() <= SHORT;
    let mut all: Vec<i32> = rows.iter().filter(|row| is_short(row)).map(strength).collect();
    all.sort_unstable();
    let least = all.get((all.len() as f32 * THINNED) as usize).copied().unwrap_or_default();
    rows.retain(|row| !is_short(row) || strength(row) >= least);
}

/// Word, coarse and fine cluster a line.
fn read_clusters(table: &str) -> Vec<(u32, u16, u16)> {
    let mut entries: BTreeMap<u32, (u16, u16)> = BTreeMap::new();
    let mut scratch = String::new();
    for line in table.lines() {
        let mut columns = line.split('\t');
        let (Some(word), Some(coarse), Some(fine)) = (columns.next(), columns.next(), columns.next()) else {
            continue;
        };
        let (Ok(coarse), Ok(fine)) = (coarse.parse(), fine.parse()) else {
            continue;
        };
        normalise(word, &mut scratch);
        entries.entry(Clusters::key(hash(scratch.as_bytes()))).or_insert((coarse, fine));
    }
    entries.into_iter().map(|(key, (coarse, fine))| (key, coarse, fine)).collect()
}
