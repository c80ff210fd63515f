//! Classes: word lists that rules share, written `%name` wherever a rule lists words.
//!
//! Read from the `classes.toml` among the rule files, and from a rule file's own `[class]` table. The hard decision: a
//! class is spelled out when a rule file is read, so matching knows nothing of classes and a missing one is an error of
//! the file.

use super::file::error;
use crate::error::Result;
use std::collections::BTreeMap;

/// The name of the file that holds classes, not a rule.
pub(super) const FILE: &str = "classes.toml";

/// Word lists by name.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Classes(BTreeMap<String, Vec<String>>);

impl Classes {
    /// These lists and those of one more file.
    pub(super) fn read(&self, path: &str, text: &str) -> Result<Self> {
        let lists = toml::from_str(text).map_err(|e| error(e.message().to_owned()).at(path))?;
        self.with(lists).map_err(|e| e.at(path))
    }

    /// These lists and more; a new one may be made of old ones, and of new ones before it in the alphabet.
    pub(super) fn with(&self, more: BTreeMap<String, Vec<String>>) -> Result<Self> {
        let mut all = self.clone();
        for (name, words) in more {
            let words = all.expand(words)?;
            all.0.insert(name, words);
        }
        Ok(all)
    }

    /// The words, with the members of each class in its name's place.
    pub(super) fn expand(&self, words: Vec<String>) -> Result<Vec<String>> {
        let mut spelled = Vec::new();
        for word in words {
            match word.strip_prefix('%') {
                Some(name) => match self.0.get(name) {
                    Some(members) => spelled.extend(members.iter().cloned()),
                    None => return Err(error(format!("unknown class {word:?}; name it under [class] or in {FILE}"))),
                },
                None => spelled.push(word),
            }
        }
        Ok(spelled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_is_spelled_out_and_an_unknown_one_refused() {
        let classes = Classes::default()
            .read("rules/classes.toml", "tree = [\"oak\"]\nwood = [\"%tree\", \"bush\"]")
            .unwrap();
        assert_eq!(
            classes.expand(vec!["%wood".into(), "moss".into()]).unwrap(),
            ["oak", "bush", "moss"]
        );
        let error = classes.expand(vec!["%birds".into()]).unwrap_err();
        assert!(error.to_string().contains("unknown class \"%birds\""), "{error}");
    }
}
