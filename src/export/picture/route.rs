//! Bends lines around boxes that they do not belong to.
//!
//! Part of the picture; knows boxes and lines, nothing of actors or events. The hard decision: a line is straight or one
//! gentle arc, never a chain of corners, because the eye follows an arc without effort; of the arcs tried the one is
//! taken that meets no foreign box, crosses fewest lines and bends least, with `+ - * /` and `sqrt` alone.

use crate::export::picture::place::{Point, Size, crosses, meets};

/// A quadratic curve from the centre of one box to that of another; straight where the control lies between them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Arc {
    pub(crate) from: Point,
    pub(crate) control: Point,
    pub(crate) to: Point,
}

/// Straight pieces by which an arc is measured.
const PIECES: usize = 14;
/// How far the control point is drawn aside, in pixels; the arc itself goes half as far.
const BENDS: [f64; 13] = [
    0.0, 26.0, -26.0, 52.0, -52.0, 86.0, -86.0, 130.0, -130.0, 190.0, -190.0, 260.0, -260.0,
];
/// Most an arc is bent, as a share of its length.
const LIMIT: f64 = 0.55;
/// Blank between a line and a foreign box.
const CLEAR: f64 = 6.0;

const THROUGH_BOX: f64 = 300.0;
const OFF_PAGE: f64 = 300.0;
const CROSSING: f64 = 40.0;
const NARROW_ANGLE: f64 = 36.0;
const BEND: f64 = 0.11;

impl Arc {
    /// An arc whose control point lies this far beside the middle.
    fn bent(from: Point, to: Point, bend: f64) -> Self {
        let (dx, dy) = (to[0] - from[0], to[1] - from[1]);
        let length = (dx * dx + dy * dy).sqrt().max(1.0);
        let control = [
            (from[0] + to[0]) / 2.0 - dy / length * bend,
            (from[1] + to[1]) / 2.0 + dx / length * bend,
        ];
        Self { from, control, to }
    }

    /// The point at this share of the way.
    pub(crate) fn at(&self, t: f64) -> Point {
        self.blossom(t, t)
    }

    /// The piece between two shares of the way.
    pub(crate) fn piece(&self, begin: f64, end: f64) -> Self {
        Self {
            from: self.at(begin),
            control: self.blossom(begin, end),
            to: self.at(end),
        }
    }

    /// The curve's polar form, of which points and controls of all its pieces are values.
    fn blossom(&self, s: f64, t: f64) -> Point {
        let (a, b, c) = ((1.0 - s) * (1.0 - t), (1.0 - s) * t + s * (1.0 - t), s * t);
        [0, 1].map(|axis| a * self.from[axis] + b * self.control[axis] + c * self.to[axis])
    }

    /// Whether it is a straight line, to the eye.
    pub(crate) fn is_straight(&self) -> bool {
        let (x, y) = (self.to[0] - self.from[0], self.to[1] - self.from[1]);
        let side = x * (self.control[1] - self.from[1]) - y * (self.control[0] - self.from[0]);
        side.abs() <= 0.5 * (x * x + y * y).sqrt()
    }

    fn points(&self) -> [Point; PIECES + 1] {
        std::array::from_fn(|n| self.at(n as f64 / PIECES as f64))
    }
}

/// A line in the making.
struct Line {
    ends: (usize, usize),
    arc: Arc,
    points: [Point; PIECES + 1],
    cost: f64,
}

/// The course of every link between boxes placed on a page of this size.
pub(crate) fn route(sizes: &[Size], centres: &[Point], links: &[(usize, usize)], page: Size) -> Vec<Arc> {
    let straight = |&(a, b): &(usize, usize)| {
        let arc = Arc::bent(centres[a], centres[b], 0.0);
        Line {
            ends: (a, b),
            points: arc.points(),
            arc,
            cost: 0.0,
        }
    };
    let mut lines: Vec<Line> = links.iter().map(straight).collect();
    for k in 0..lines.len() {
        lines[k].cost = cost(sizes, centres, page, &lines, k, &lines[k].points, 0.0);
    }
    // Each line chooses while the others stay; after a few rounds nobody wants to change any more.
    for _ in 0..4 {
        let mut order: Vec<usize> = (0..lines.len()).collect();
        order.sort_by(|a, b| lines[*b].cost.total_cmp(&lines[*a].cost).then(a.cmp(b)));
        let mut changed = false;
        for k in order {
            changed |= improve(sizes, centres, page, &mut lines, k);
        }
        if !changed {
            break;
        }
    }
    lines.into_iter().map(|line| line.arc).collect()
}

fn improve(sizes: &[Size], centres: &[Point], page: Size, lines: &mut [Line], k: usize) -> bool {
    let (from, to) = (lines[k].arc.from, lines[k].arc.to);
    let length = ((to[0] - from[0]) * (to[0] - from[0]) + (to[1] - from[1]) * (to[1] - from[1])).sqrt();
    let mut best: Option<(f64, Arc, [Point; PIECES + 1])> = None;
    for bend in BENDS.into_iter().filter(|b| b.abs() <= length * LIMIT) {
        let arc = Arc::bent(from, to, bend);
        let points = arc.points();
        let cost = cost(sizes, centres, page, lines, k, &points, bend);
        if best.as_ref().is_none_or(|(least, ..)| cost < least - 1e-9) {
            best = Some((cost, arc, points));
        }
    }
    let Some((cost, arc, points)) = best else { return false };
    let changed = arc != lines[k].arc;
    lines[k] = Line {
        ends: lines[k].ends,
        arc,
        points,
        cost,
    };
    changed
}

fn cost(sizes: &[Size], centres: &[Point], page: Size, lines: &[Line], k: usize, points: &[Point; PIECES + 1], bend: f64) -> f64 {
    let (a, b) = lines[k].ends;
    let mut cost = bend.abs() * BEND;
    if points
        .iter()
        .any(|p| p[0] < -4.0 || p[1] < -4.0 || p[0] > page[0] + 4.0 || p[1] > page[1] + 4.0)
    {
        cost += OFF_PAGE;
    }
    for (i, centre) in centres.iter().enumerate() {
        let half = [sizes[i][0] / 2.0 + CLEAR, sizes[i][1] / 2.0 + CLEAR];
        if i != a && i != b && points.windows(2).any(|p| meets(p[0], p[1], *centre, half)) {
            cost += THROUGH_BOX;
        }
    }
    for (l, line) in lines.iter().enumerate() {
        if l == k {
            continue;
        }
        let (c, d) = line.ends;
        if a != c && a != d && b != c && b != d {
            if meet(points, &line.points) {
                cost += CROSSING;
            }
            continue;
        }
        let shared = if a == c || a == d { a } else { b };
        let outward = |end: usize, p: &[Point; PIECES + 1]| if end == shared { (p[0], p[2]) } else { (p[PIECES], p[PIECES - 2]) };
        cost += narrow(outward(a, points), outward(c, &line.points));
    }
    cost
}

fn meet(one: &[Point; PIECES + 1], other: &[Point; PIECES + 1]) -> bool {
    one.windows(2).any(|p| {
        let (low, high) = (p[0][0].min(p[1][0]), p[0][0].max(p[1][0]));
        let beside = |q: &[Point]| q[0][0].max(q[1][0]) < low || q[0][0].min(q[1][0]) > high;
        other.windows(2).any(|q| !beside(q) && crosses(p[0], p[1], q[0], q[1]))
    })
}

/// Two lines that leave a box side by side.
fn narrow((centre, one): (Point, Point), (_, other): (Point, Point)) -> f64 {
    let (ax, ay) = (one[0] - centre[0], one[1] - centre[1]);
    let (bx, by) = (other[0] - centre[0], other[1] - centre[1]);
    let dot = ax * bx + ay * by;
    if dot <= 0.0 {
        return 0.0;
    }
    let cos2 = dot * dot / ((ax * ax + ay * ay) * (bx * bx + by * by)).max(1e-9);
    (cos2 - 0.9755).max(0.0) / 0.0245 * NARROW_ANGLE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_free_way_is_straight_and_a_barred_one_bends_round() {
        let sizes = [[60.0, 30.0], [60.0, 30.0], [80.0, 40.0]];
        let page = [600.0, 300.0];
        let free = route(&sizes, &[[40.0, 150.0], [560.0, 150.0], [300.0, 30.0]], &[(0, 1)], page);
        assert!(free[0].is_straight());
        let centres = [[40.0, 150.0], [560.0, 150.0], [300.0, 150.0]];
        let barred = route(&sizes, &centres, &[(0, 1)], page);
        assert!(!barred[0].is_straight());
        let half = [40.0, 20.0];
        assert!(barred[0].points().windows(2).all(|p| !meets(p[0], p[1], centres[2], half)));
        assert!((0..=20).all(|n| {
            let y = barred[0].at(f64::from(n) / 20.0)[1];
            (0.0..=300.0).contains(&y)
        }));
    }

    #[test]
    fn a_piece_lies_on_its_arc() {
        let arc = Arc::bent([0.0, 0.0], [100.0, 0.0], 40.0);
        let piece = arc.piece(0.25, 0.75);
        for n in 0..=10 {
            let t = f64::from(n) / 10.0;
            let (on_piece, on_arc) = (piece.at(t), arc.at(0.25 + t / 2.0));
            assert!((on_piece[0] - on_arc[0]).abs() < 1e-9 && (on_piece[1] - on_arc[1]).abs() < 1e-9);
        }
        assert_eq!(arc.at(0.5), [50.0, 20.0]);
    }

    #[test]
    fn the_same_page_is_drawn_the_same() {
        let sizes = [[60.0, 30.0]; 6];
        let centres = [
            [40.0, 40.0],
            [300.0, 60.0],
            [560.0, 40.0],
            [40.0, 260.0],
            [300.0, 240.0],
            [560.0, 260.0],
        ];
        let links = [(0, 2), (0, 5), (3, 2), (1, 4), (3, 5)];
        let page = [600.0, 300.0];
        assert_eq!(route(&sizes, &centres, &links, page), route(&sizes, &centres, &links, page));
    }
}
