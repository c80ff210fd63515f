//! The parser's search: a few parses of a sentence side by side, from its first word to its last.
//!
//! Over the transitions and features of [`super::parser`]. The hard decision: which parses are worth keeping is told by more than their
//! scores. Of two that later moves cannot tell apart the better stays the better; two that differ in what is done already seldom change
//! places; and where all go on by habit nothing is scored.

use super::habit::Habits;
use super::parser::{Arcs, Input, Prints, State};
use super::weights::{Scores, Scoring, Weights};

/// A parse under way, and how good it is.
#[derive(Debug, Default)]
pub(crate) struct Item {
    pub(crate) state: State,
    /// The moves so far.
    pub(crate) moves: Vec<u8>,
    pub(crate) score: i32,
}

impl Item {
    fn copy_from(&mut self, other: &Self) {
        self.state.copy_from(&other.state);
        self.moves.clone_from(&other.moves);
    }
}

/// A move that one of the parses may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) score: i32,
    pub(crate) item: usize,
    pub(crate) action: usize,
    prints: Prints,
}

/// How the parser searches.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Search {
    /// The parses kept side by side, at least one.
    pub(crate) width: usize,
    /// How many points a parse may fall behind the best,
    pub(crate) slack: i32,
    /// and behind the best of those that have the same words on the stack, whose difference later moves seldom weigh anew.
    pub(crate) kin: i32,
}

/// The best parses so far. All have taken equally many moves, so that their scores compare.
#[derive(Debug, Default)]
pub(crate) struct Beam {
    pub(crate) items: Vec<Item>,
    /// The moves to take next, best first.
    pub(crate) choices: Vec<Choice>,
    /// The scores of the items' moves.
    pub(crate) scores: Vec<Scores>,
    /// The keys of the items' features.
    keys: Vec<Vec<u32>>,
    spare: Vec<Item>,
    /// The items before a step.
    old: Vec<Option<Item>>,
}

impl Beam {
    /// Starts on a sentence of `len` words.
    pub(crate) fn reset(&mut self, len: usize) {
        self.spare.append(&mut self.items);
        let mut item = self.spare.pop().unwrap_or_default();
        item.state.reset(len);
        item.moves.clear();
        item.score = 0;
        self.items.push(item);
    }

    /// Chooses the items' habitual moves where each has one; says whether it did.
    fn follow(&mut self, habits: &Habits, arcs: &Arcs, input: &Input) -> bool {
        self.choices.clear();
        for (at, item) in self.items.iter().enumerate() {
            let Some(action) = item.state.habit(habits, arcs, input) else {
                return false;
            };
            let choice = Choice {
                score: item.score,
                item: at,
                action,
                prints: item.state.prints_after(action, arcs.lefts),
            };
            if self.choices.iter().all(|c| c.prints.whole != choice.prints.whole) {
                self.choices.push(choice);
            }
        }
        true
    }

    /// Scores all items' moves, those of items that no feature tells apart once.
    pub(crate) fn score(&mut self, weights: &impl Scoring, input: &Input) {
        let most = self.items.len().max(self.scores.len());
        self.scores.resize(most, [0; 256]);
        self.keys.resize(most, Vec::new());
        for (at, item) in self.items.iter().enumerate() {
            let (before, rest) = self.keys.split_at_mut(at);
            item.state.features(input, &mut rest[0]);
            match before.iter().position(|keys| *keys == rest[0]) {
                Some(twin) => self.scores[at] = self.scores[twin],
                None => weights.score(&rest[0], &mut self.scores[at]),
            }
        }
    }

    /// Chooses the best moves by their scores, and of moves to parses alike in all that matters the best one.
    pub(crate) fn choose(&mut self, arcs: &Arcs, search: Search) {
        let mut top = i32::MIN;
        for (item, scores) in self.items.iter().zip(&self.scores) {
            for range in item.state.possible(arcs) {
                let best = scores[range].iter().copied().max();
                top = top.max(best.map_or(i32::MIN, |best| item.score + i32::from(best)));
            }
        }
        self.choices.clear();
        let least = top.saturating_sub(search.slack);
        for (at, (item, scores)) in self.items.iter().zip(&self.scores).enumerate() {
            for range in item.state.possible(arcs) {
                for action in range {
                    let score = item.score + i32::from(scores[action]);
                    let full = self.choices.len() == search.width;
                    if score < least || full && self.choices.last().is_some_and(|c| c.score >= score) {
                        continue;
                    }
                    let choice = Choice {
                        score,
                        item: at,
                        action,
                        prints: item.state.prints_after(action, arcs.lefts),
                    };
                    offer(&mut self.choices, choice, search);
                }
            }
        }
    }

    /// Takes the chosen moves.
    pub(crate) fn advance(&mut self, arcs: &Arcs) {
        self.old.extend(self.items.drain(..).map(Some));
        for (i, choice) in self.choices.iter().enumerate() {
            let again = self.choices[i + 1..].iter().any(|c| c.item == choice.item);
            let mut item = if again {
                let mut copy = self.spare.pop().unwrap_or_default();
                self.old[choice.item].iter().for_each(|old| copy.copy_from(old));
                copy
            } else {
                self.old[choice.item].take().unwrap_or_default()
            };
            item.score = choice.score;
            item.moves.push(choice.action as u8);
            item.state.act(choice.action, arcs.lefts);
            self.items.push(item);
        }
        self.spare.extend(self.old.drain(..).flatten());
    }
}

/// Puts a choice among the best, unless one of them makes it needless; what it makes needless goes.
fn offer(choices: &mut Vec<Choice>, new: Choice, search: Search) {
    let needs = |better: &Choice, other: &Choice| {
        if better.prints.whole == other.prints.whole {
            0
        } else if better.prints.stack == other.prints.stack {
            search.kin
        } else {
            i32::MAX
        }
    };
    if choices.iter().any(|c| c.score.saturating_sub(new.score) >= needs(c, &new)) {
        return;
    }
    choices.retain(|c| new.score.saturating_sub(c.score) <= needs(&new, c));
    // Of equals the first comes first, which makes the order the same everywhere.
    let place = choices.partition_point(|c| c.score >= new.score);
    choices.insert(place, new);
    choices.truncate(search.width);
}

/// The parser ready for use.
#[derive(Debug, Default, Clone)]
pub(crate) struct Parser {
    pub(crate) weights: Weights,
    pub(crate) arcs: Arcs,
    pub(crate) habits: Habits,
    pub(crate) search: Search,
}

impl Parser {
    /// Parses `input` into the first item of `beam`, whose nodes then hold heads and kinds of arcs.
    pub(crate) fn parse(&self, input: &Input, beam: &mut Beam) {
        beam.reset(input.len());
        while !beam.items[0].state.done() {
            if !beam.follow(&self.habits, &self.arcs, input) {
                beam.score(&self.weights, input);
                beam.choose(&self.arcs, self.search);
            }
            beam.advance(&self.arcs);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::parser::SHIFT;
    use super::*;

    fn choice(score: i32, whole: u64, stack: u64) -> Choice {
        Choice {
            score,
            item: 0,
            action: SHIFT,
            prints: Prints { whole, stack },
        }
    }

    #[test]
    fn of_parses_alike_the_best_is_kept() {
        let search = Search {
            width: 3,
            slack: i32::MAX,
            kin: 10,
        };
        let kept = |offers: &[Choice]| {
            let mut choices = Vec::new();
            offers.iter().for_each(|new| offer(&mut choices, *new, search));
            choices.iter().map(|c| c.score).collect::<Vec<_>>()
        };
        // Alike in all.
        assert_eq!(kept(&[choice(5, 1, 1), choice(6, 1, 1), choice(4, 1, 1)]), [6]);
        // Alike in their stacks: within ten points of one another, or not.
        assert_eq!(kept(&[choice(5, 1, 1), choice(14, 2, 1)]), [14, 5]);
        assert_eq!(kept(&[choice(5, 1, 1), choice(16, 2, 1)]), [16]);
        assert_eq!(kept(&[choice(16, 1, 1), choice(5, 2, 1)]), [16]);
        // Not alike: the three best.
        assert_eq!(
            kept(&[choice(5, 1, 1), choice(99, 2, 2), choice(70, 3, 3), choice(80, 4, 4)]),
            [99, 80, 70]
        );
    }
}
