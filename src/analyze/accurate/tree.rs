//! The best tree over a sentence: one root, every token reaching it, the highest sum of arc scores.
//!
//! The decoder of the accurate engine. The hard decision: Chu-Liu and Edmonds' contraction only where taking every
//! token's best head leaves a cycle or several roots, which few sentences do; the single root is had by charging every
//! root arc more than all other scores together can repay.

/// Arc scores of one sentence: `score(d, h)` for dependent `d`, head `h`; head 0 is the root, head `k` token `k - 1`.
#[derive(Debug)]
pub(super) struct Scores {
    n: usize,
    values: Vec<f32>,
}

impl Scores {
    /// For `n` tokens; `score` writes the scores of all heads of one token, itself among them.
    pub(super) fn new(n: usize, mut score: impl FnMut(usize, &mut [f32])) -> Self {
        let mut values = vec![0.0; n * (n + 1)];
        for (d, row) in values.chunks_exact_mut(n + 1).enumerate() {
            score(d, row);
            for value in row.iter_mut().filter(|v| !v.is_finite()) {
                *value = -1e6;
            }
            row[d + 1] = f32::NEG_INFINITY;
        }
        Self { n, values }
    }

    fn get(&self, d: usize, h: usize) -> f32 {
        self.values[d * (self.n + 1) + h]
    }

    /// The head of every token, 0 for the root's dependant.
    pub(super) fn best_tree(&self) -> Vec<usize> {
        let greedy: Vec<usize> = (0..self.n)
            .map(|d| {
                (0..=self.n)
                    .reduce(|a, b| if self.get(d, b) > self.get(d, a) { b } else { a })
                    .unwrap_or(0)
            })
            .collect();
        if greedy.iter().filter(|h| **h == 0).count() == 1 && is_tree(&greedy) {
            return greedy;
        }
        self.edmonds()
    }

    fn edmonds(&self) -> Vec<usize> {
        let finite = self.values.iter().filter(|v| v.is_finite());
        let charge = f64::from(finite.fold(1f32, |a, b| a.max(b.abs()))) * 2.0 * (self.n as f64 + 1.0);
        let mut graph = vec![vec![f64::NEG_INFINITY; self.n + 1]; self.n + 1];
        for d in 0..self.n {
            for h in (0..=self.n).filter(|h| *h != d + 1) {
                graph[d + 1][h] = f64::from(self.get(d, h)) - if h == 0 { charge } else { 0.0 };
            }
        }
        contract(graph)[1..].to_vec()
    }
}

/// Whether following heads from every token ends at the root.
fn is_tree(heads: &[usize]) -> bool {
    cycle_in(&std::iter::once(0).chain(heads.iter().copied()).collect::<Vec<_>>()).is_none()
}

/// A cycle among `heads` (node 0 is the root), as its nodes.
fn cycle_in(heads: &[usize]) -> Option<Vec<usize>> {
    let mut seen_from = vec![0; heads.len()];
    for start in 1..heads.len() {
        let mut node = start;
        while node != 0 && seen_from[node] == 0 {
            seen_from[node] = start;
            node = heads[node];
        }
        if node != 0 && seen_from[node] == start {
            let mut cycle = vec![node];
            let mut next = heads[node];
            while next != node {
                cycle.push(next);
                next = heads[next];
            }
            return Some(cycle);
        }
    }
    None
}

/// A merged cycle: the nodes in it, and its own arcs (dependant, head).
type Part = (Vec<usize>, Vec<(usize, usize)>);

/// Chu-Liu and Edmonds over `graph[dependant][head]`, node 0 being the root; returns every node's head.
///
/// Each round merges one cycle into its first node; the rounds are then undone, last first. Merging is a loop rather
/// than a recursion so that a long sentence cannot exhaust the stack.
fn contract(mut graph: Vec<Vec<f64>>) -> Vec<usize> {
    let n = graph.len();
    // The arc of the original graph that stands behind every arc of the contracted one.
    let mut origin: Vec<Vec<(usize, usize)>> = (0..n).map(|d| (0..n).map(|h| (d, h)).collect()).collect();
    let mut alive: Vec<usize> = (0..n).collect();
    let mut merged: Vec<Part> = Vec::new();
    let mut members: Vec<Vec<usize>> = (0..n).map(|i| vec![i]).collect();
    let mut heads = loop {
        let mut heads = vec![0; n];
        for &d in alive.iter().filter(|d| **d != 0) {
            heads[d] = alive
                .iter()
                .copied()
                .filter(|h| *h != d)
                .reduce(|a, b| if graph[d][b] > graph[d][a] { b } else { a })
                .unwrap_or(0);
        }
        let Some(mut cycle) = cycle_in(&heads) else {
            break alive.iter().filter(|d| **d != 0).map(|&d| origin[d][heads[d]]).collect::<Vec<_>>();
        };
        cycle.sort_unstable();
        let into = cycle[0];
        let inner: Vec<(usize, usize)> = cycle.iter().map(|&d| origin[d][heads[d]]).collect();
        let own: Vec<f64> = cycle.iter().map(|&d| graph[d][heads[d]]).collect();
        for &other in alive.iter().filter(|o| !cycle.contains(o)) {
            // Entering the cycle at `d` costs the cycle's own arc into `d`.
            let (mut enter, mut leave) = (0, 0);
            for (i, &node) in cycle.iter().enumerate() {
                if graph[node][other] - own[i] > graph[cycle[enter]][other] - own[enter] {
                    enter = i;
                }
                if graph[other][node] > graph[other][cycle[leave]] {
                    leave = i;
                }
            }
            let (gain, arc) = (graph[cycle[enter]][other] - own[enter], origin[cycle[enter]][other]);
            (graph[into][other], origin[into][other]) = (gain, arc);
            (graph[other][into], origin[other][into]) = (graph[other][cycle[leave]], origin[other][cycle[leave]]);
        }
        merged.push((cycle.iter().flat_map(|&c| members[c].clone()).collect(), inner));
        let all = merged.last().map(|m| m.0.clone()).unwrap_or_default();
        members[into] = all;
        alive.retain(|node| *node == into || !cycle.contains(node));
    };
    // Undone from the last merge: of a cycle's own arcs all hold but the one into the part that is entered from outside.
    let mut out = vec![0; n];
    let mut set = vec![false; n];
    for &(d, h) in &heads {
        (out[d], set[d]) = (h, true);
    }
    while let Some((_, inner)) = merged.pop() {
        // A part of the cycle is entered when any of its original nodes has its head already.
        for (d, h) in inner {
            if !set_in_part(&merged, &set, d) {
                (out[d], set[d]) = (h, true);
                heads.push((d, h));
            }
        }
    }
    out
}

/// Whether the part that `node` belonged to when it was last merged on its own already has its head.
fn set_in_part(earlier: &[Part], set: &[bool], node: usize) -> bool {
    let part = earlier.iter().rev().find(|m| m.0.contains(&node));
    part.map_or(set[node], |m| m.0.iter().any(|&x| set[x]))
}
