//! Articles and analysed documents: the text, its sentences, its tokens with tags and dependency parse.
//!
//! Base of the module order. The hard decision: the text is immutable and everything downstream points into it by
//! [`Span`]; a token holds no copy of its form, only its lemma.

use crate::ontology::closed_enum;
use crate::span::{ArticleId, SentenceId, Span, TokenId, TokenRange};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::sync::Arc;

/// One news article as it was read; `text` is never edited afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Article {
    /// Public id: its own id or url where it has one, else its path, else a hash of its bytes.
    pub id: ArticleId,
    /// Headline.
    pub title: Option<String>,
    /// The body, as read.
    pub text: Arc<str>,
    /// Day of publication. `None` stays unknown: it is never guessed.
    pub published: Option<Date>,
    /// Who published it.
    pub source: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
}

closed_enum! {
    /// Universal part-of-speech tags.
    Upos {
        Adj = "ADJ", Adp = "ADP", Adv = "ADV", Aux = "AUX", Cconj = "CCONJ", Det = "DET", Intj = "INTJ", Noun = "NOUN", Num = "NUM",
        Part = "PART", Pron = "PRON", Propn = "PROPN", Punct = "PUNCT", Sconj = "SCONJ", Sym = "SYM", Verb = "VERB", X = "X",
    }
}

closed_enum! {
    /// Penn Treebank tags as UD English keeps them in the fifth column; [`Xpos::None`] where a parse brings none.
    Xpos {
        None = "_", Add = "ADD", Afx = "AFX", Cc = "CC", Cd = "CD", Dt = "DT", Ex = "EX", Fw = "FW", Gw = "GW", Hyph = "HYPH", In = "IN",
        Jj = "JJ", Jjr = "JJR", Jjs = "JJS", Ls = "LS", Md = "MD", Nfp = "NFP", Nn = "NN", Nnp = "NNP", Nnps = "NNPS", Nns = "NNS", Pdt = "PDT",
        Pos = "POS", Prp = "PRP", PrpS = "PRP$", Rb = "RB", Rbr = "RBR", Rbs = "RBS", Rp = "RP", Sym = "SYM", To = "TO", Uh = "UH", Vb = "VB",
        Vbd = "VBD", Vbg = "VBG", Vbn = "VBN", Vbp = "VBP", Vbz = "VBZ", Wdt = "WDT", Wp = "WP", WpS = "WP$", Wrb = "WRB", Xx = "XX",
        Lrb = "-LRB-", Rrb = "-RRB-", Comma = ",", Period = ".", Colon = ":", Open = "``", Close = "''", Dollar = "$", Hash = "#",
    }
}

closed_enum! {
    /// Universal dependency relations, with the subtypes UD English uses.
    Deprel {
        Acl = "acl", AclRelcl = "acl:relcl", Advcl = "advcl", AdvclRelcl = "advcl:relcl", Advmod = "advmod", AdvmodEmph = "advmod:emph", Amod = "amod",
        Appos = "appos", Aux = "aux", AuxPass = "aux:pass", Case = "case", Cc = "cc", CcPreconj = "cc:preconj", Ccomp = "ccomp", Clf = "clf",
        Compound = "compound", CompoundPrt = "compound:prt", Conj = "conj", Cop = "cop", Csubj = "csubj", CsubjOuter = "csubj:outer",
        CsubjPass = "csubj:pass", Dep = "dep", Det = "det", DetPredet = "det:predet", Discourse = "discourse", Dislocated = "dislocated", Expl = "expl",
        Fixed = "fixed", Flat = "flat", Goeswith = "goeswith", Iobj = "iobj", List = "list", Mark = "mark", Nmod = "nmod", NmodDesc = "nmod:desc",
        NmodPoss = "nmod:poss", NmodUnmarked = "nmod:unmarked", Nsubj = "nsubj", NsubjOuter = "nsubj:outer", NsubjPass = "nsubj:pass", Nummod = "nummod",
        Obj = "obj", Obl = "obl", OblAgent = "obl:agent", OblUnmarked = "obl:unmarked", Orphan = "orphan", Parataxis = "parataxis", Punct = "punct",
        Reparandum = "reparandum", Root = "root", Vocative = "vocative", Xcomp = "xcomp",
    }
}

impl Deprel {
    /// Reads a relation; an unknown subtype falls back to its base relation, an unknown relation to `dep`.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let base = text.split(':').next().unwrap_or(text);
        text.parse().or_else(|_| base.parse()).unwrap_or(Self::Dep)
    }

    /// The relation without its subtype.
    #[must_use]
    pub fn base(self) -> Self {
        Self::read(self.as_str().split(':').next().unwrap_or("dep"))
    }
}

closed_enum! {
    /// Types of names that the linguistic layer tells apart.
    NameKind { Person = "PER", Organisation = "ORG", Place = "LOC", Other = "MISC" }
}

/// One word or mark of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its characters in the article's text.
    pub span: Span,
    /// Dictionary form, lower-cased but for proper nouns.
    pub lemma: SmolStr,
    /// Universal part of speech.
    pub upos: Upos,
    /// Penn Treebank tag.
    pub xpos: Xpos,
    /// Syntactic head, in the same sentence; `None` for the sentence's root.
    pub head: Option<TokenId>,
    /// Relation to the head.
    pub deprel: Deprel,
}

/// Whether a character stands between tokens and in none: white space, and what shows nothing. Joiners are parts of words.
#[must_use]
pub fn is_gap(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{00AD}' | '\u{FFFC}')
}

/// One sentence: a run of tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence {
    /// Its tokens.
    pub tokens: TokenRange,
    /// Its characters in the article's text.
    pub span: Span,
    /// Whether it was read less carefully than the others, because its words can tell no event.
    pub skimmed: bool,
    /// Whether it goes on in the next: a sentence too long to be read whole stands as several.
    pub cut: bool,
}

/// A name as the linguistic layer found it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NameSpan {
    /// Its tokens.
    pub tokens: TokenRange,
    /// What it names.
    pub kind: NameKind,
}

/// An article with its linguistic analysis: flat vectors, sentences are token ranges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// What was analysed.
    pub article: Article,
    /// All tokens, in text order.
    pub tokens: Vec<Token>,
    /// All sentences, in text order; each token is in exactly one.
    pub sentences: Vec<Sentence>,
    /// Names, in text order, not overlapping.
    pub names: Vec<NameSpan>,
    /// Dependants of every token, see [`Document::children`].
    children: Children,
}

/// Dependants of all tokens as one flat list with offsets, in token order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Children {
    offsets: Vec<u32>,
    flat: Vec<TokenId>,
}

impl Children {
    fn new(tokens: &[Token]) -> Self {
        let mut offsets = vec![0u32; tokens.len() + 1];
        for token in tokens {
            if let Some(head) = token.head {
                offsets[head.index() + 1] += 1;
            }
        }
        for i in 1..offsets.len() {
            offsets[i] += offsets[i - 1];
        }
        let mut next = offsets.clone();
        let mut flat = vec![TokenId(0); offsets.last().map_or(0, |n| *n as usize)];
        for (i, token) in tokens.iter().enumerate() {
            if let Some(head) = token.head {
                flat[next[head.index()] as usize] = TokenId::new(i);
                next[head.index()] += 1;
            }
        }
        Self { offsets, flat }
    }
}

impl Document {
    /// Puts an analysis together. Heads must lie within `tokens`.
    #[must_use]
    pub fn new(article: Article, tokens: Vec<Token>, sentences: Vec<Sentence>, names: Vec<NameSpan>) -> Self {
        let children = Children::new(&tokens);
        Self {
            article,
            tokens,
            sentences,
            names,
            children,
        }
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.article.text
    }

    /// The token with this id.
    #[must_use]
    pub fn token(&self, id: TokenId) -> &Token {
        &self.tokens[id.index()]
    }

    /// The token's characters.
    #[must_use]
    pub fn form(&self, id: TokenId) -> &str {
        self.token(id).span.of(self.text())
    }

    /// The token's lemma.
    #[must_use]
    pub fn lemma(&self, id: TokenId) -> &str {
        &self.token(id).lemma
    }

    /// The token's direct dependants, in text order.
    #[must_use]
    pub fn children(&self, id: TokenId) -> &[TokenId] {
        let [from, to] = [self.children.offsets[id.index()], self.children.offsets[id.index() + 1]];
        &self.children.flat[from as usize..to as usize]
    }

    /// The token's direct dependants in this relation (subtypes told apart).
    pub fn children_by(&self, id: TokenId, deprel: Deprel) -> impl Iterator<Item = TokenId> + '_ {
        self.children(id).iter().copied().filter(move |c| self.token(*c).deprel == deprel)
    }

    /// The tokens from `id` up to its sentence's root, `id` first.
    pub fn ancestors(&self, id: TokenId) -> impl Iterator<Item = TokenId> + '_ {
        let mut next = Some(id);
        let mut left = self.tokens.len();
        std::iter::from_fn(move || {
            let here = next?;
            next = self.token(here).head.filter(|_| left > 0);
            left = left.saturating_sub(1);
            Some(here)
        })
    }

    /// First and last token of the token's subtree. In a projective parse that is the subtree itself.
    #[must_use]
    pub fn subtree(&self, id: TokenId) -> TokenRange {
        let (mut first, mut last) = (id, id);
        let mut open = vec![id];
        while let Some(here) = open.pop() {
            first = first.min(here);
            last = last.max(here);
            open.extend_from_slice(self.children(here));
        }
        TokenRange::new(first.index(), last.index() + 1)
    }

    /// The sentence the token stands in.
    #[must_use]
    pub fn sentence_of(&self, id: TokenId) -> SentenceId {
        SentenceId::new(self.sentences.partition_point(|s| s.tokens.end <= id))
    }

    /// The sentence with this id.
    #[must_use]
    pub fn sentence(&self, id: SentenceId) -> &Sentence {
        &self.sentences[id.index()]
    }

    /// The name that a token is part of.
    #[must_use]
    pub fn name_of(&self, id: TokenId) -> Option<&NameSpan> {
        let at = self.names.partition_point(|name| name.tokens.end <= id);
        self.names.get(at).filter(|name| name.tokens.contains(id))
    }

    /// The characters a run of tokens covers; empty for an empty run.
    #[must_use]
    pub fn span_of(&self, tokens: TokenRange) -> Span {
        if tokens.is_empty() {
            return Span::default();
        }
        self.token(tokens.start).span.cover(self.tokens[tokens.end.index() - 1].span)
    }
}
