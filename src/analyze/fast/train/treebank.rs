//! Treebank sentences as training reads them.

/// One gold sentence.
#[derive(Debug, Default, Clone)]
pub(crate) struct Sentence {
    pub(crate) id: String,
    pub(crate) forms: Vec<String>,
    pub(crate) lemmas: Vec<String>,
    /// `UPOS|XPOS`.
    pub(crate) tags: Vec<String>,
    /// 0 for the root, else 1-based.
    pub(crate) heads: Vec<u32>,
    pub(crate) relations: Vec<String>,
}

impl Sentence {
    /// Number of words.
    pub(crate) fn len(&self) -> usize {
        self.forms.len()
    }
}

/// Reads the words of CoNLL-U `text`, leaving out multiword ranges and empty nodes.
pub(crate) fn read(text: &str) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    let mut sentence = Sentence::default();
    for line in text.lines().chain([""]) {
        if line.is_empty() {
            if sentence.len() > 0 {
                sentences.push(std::mem::take(&mut sentence));
            }
        } else if let Some(id) = line.strip_prefix("# sent_id = ") {
            sentence.id = id.to_owned();
        } else if !line.starts_with('#') {
            let columns: Vec<&str> = line.split('\t').collect();
            if columns.len() < 10 || columns[0].parse::<u32>().is_err() {
                continue;
            }
            sentence.forms.push(columns[1].to_owned());
            sentence.lemmas.push(columns[2].to_owned());
            sentence.tags.push(format!("{}|{}", columns[3], columns[4]));
            sentence.heads.push(columns[6].parse().unwrap_or(0));
            sentence.relations.push(columns[7].to_owned());
        }
    }
    sentences
}
