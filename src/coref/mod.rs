//! Coreference: which mentions of an article are one.
//!
//! Mentions → chains, within one article. Steps run from the surest to the least sure, each over the whole article, and
//! later ones profit from what earlier ones joined. The hard decision: precision before recall; what is in doubt stays alone.

mod clusters;
mod groups;
mod names;
mod nominals;
mod pronouns;
mod speakers;

use crate::document::Document;
use crate::record::{Chain, Mention};
use crate::resources::Lexicon;
use crate::span::{ChainId, MentionId};
use clusters::Clusters;
use std::collections::HashMap;

/// The chains of these mentions, in order of their first mention; every mention is in exactly one, if alone.
#[must_use]
pub fn resolve(doc: &Document, mentions: &[Mention]) -> Vec<Chain> {
    let lexicon = Lexicon::embedded();
    let at_head: HashMap<u32, usize> = mentions.iter().enumerate().map(|(i, m)| (m.head.0, i)).collect();
    let mut clusters = Clusters::new(doc, mentions);
    names::alike(&mut clusters);
    names::shortened(&mut clusters, lexicon);
    names::appositions(&mut clusters, &at_head);
    names::offices(&mut clusters);
    nominals::same_head(&mut clusters);
    nominals::by_kind(&mut clusters);
    speakers::resolve(&mut clusters, lexicon, &at_head);
    pronouns::resolve(&mut clusters, lexicon, &at_head);
    groups::resolve(&mut clusters, lexicon, &at_head);
    chains(&clusters)
}

fn chains(clusters: &Clusters<'_>) -> Vec<Chain> {
    let firsts: Vec<usize> = {
        let mut firsts: Vec<usize> = clusters.firsts().collect();
        firsts.sort_unstable();
        firsts
    };
    let number: HashMap<usize, usize> = firsts.iter().enumerate().map(|(n, first)| (clusters.id(*first), n)).collect();
    let mut chains: Vec<Chain> = firsts
        .iter()
        .map(|first| Chain {
            mentions: clusters.of(*first).mentions.iter().map(|m| MentionId::new(*m)).collect(),
            members: Vec::new(),
        })
        .collect();
    for (mention, members) in &clusters.members {
        let own = number[&clusters.id(*mention)];
        for member in members {
            let chain = number[&clusters.id(*member)];
            let id = ChainId::new(chain);
            if chain != own && !chains[own].members.contains(&id) {
                chains[own].members.push(id);
            }
        }
    }
    chains
}
