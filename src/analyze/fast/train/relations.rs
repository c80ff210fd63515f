//! Trains the naming of relations on gold trees.

use super::super::parser::{Arcs, Node, State};
use super::super::relations::Tree;
use super::super::weights::Scores;
use super::super::word::Word;
use super::parser::Gold;
use super::perceptron::{Perceptron, Random};

/// The gold tree as the parser would have built it.
fn tree(gold: &Gold, arcs: &Arcs) -> Vec<Node> {
    let mut state = State::default();
    state.reset(gold.input.len());
    let head = |i: usize| gold.heads[i] as usize;
    let mut words: Vec<usize> = (1..=gold.input.len()).collect();
    words.sort_by_key(|i| head(*i).abs_diff(*i));
    for i in words {
        let side = usize::from(head(i) < i);
        state.attach(head(i), i, usize::from(arcs.of[usize::from(gold.labels[i])][side]));
    }
    state.nodes
}

/// Trains one perceptron over sentences and their gold trees.
pub(crate) fn train(data: &[(&[Word], &Gold)], arcs: &Arcs, rounds: usize, seed: u64) -> Perceptron {
    let mut p = Perceptron::new(arcs.of.len());
    let mut random = Random(seed);
    let mut order: Vec<usize> = (0..data.len()).collect();
    let (mut keys, mut scores): (Vec<u32>, Scores) = (Vec::new(), [0; 256]);
    for _ in 0..rounds {
        random.shuffle(&mut order);
        for &i in &order {
            let (words, gold) = data[i];
            let nodes = tree(gold, arcs);
            let (input, nodes) = (&gold.input, nodes.as_slice());
            let tree = Tree { words, input, nodes };
            for word in 1..=words.len() {
                p.time += 1;
                let relations = tree.candidates(arcs, word);
                if relations.len() == 1 {
                    continue;
                }
                let right = gold.labels[word];
                let got = tree.relation(&p, relations, word, &mut keys, &mut scores);
                if got != right {
                    p.update(&keys, usize::from(right), usize::from(got));
                }
            }
        }
    }
    p
}
