//! Places boxes on a page: no two overlap, few lines cross, none runs through a box it does not belong to.
//!
//! Part of the picture; knows boxes and lines, nothing of actors or events. Stress majorisation gives the rough shape,
//! then threshold accepting (simulated annealing without chance in its verdicts) moves and swaps boxes while a cost
//! falls that counts what makes a drawing hard to read. The hard decision: only `+ - * /` and `sqrt` are used, which
//! every machine computes alike, and the numbers drawn come from a fixed seed; so one graph gives one picture anywhere.

/// A box to place: width and height.
pub(crate) type Size = [f64; 2];
/// A point: right and down.
pub(crate) type Point = [f64; 2];

/// What to place.
#[derive(Debug, Clone)]
pub(crate) struct Problem {
    pub(crate) sizes: Vec<Size>,
    /// Pairs of boxes that a line joins; each pair once.
    pub(crate) links: Vec<(usize, usize)>,
    /// Blank between boxes.
    pub(crate) gap: f64,
    /// Width over height wished for.
    pub(crate) aspect: f64,
    /// Area of the page over area of the boxes.
    pub(crate) air: f64,
}

/// Where the boxes' centres are, and how large the whole is; it begins at the origin.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Placement {
    pub(crate) centres: Vec<Point>,
    pub(crate) size: Size,
}

const OVERLAP: f64 = 500.0;
const THROUGH_BOX: f64 = 300.0;
const CROSSING: f64 = 60.0;
const NARROW_ANGLE: f64 = 30.0;
const LENGTH: f64 = 0.16;
/// Positions are multiples of this, which lets boxes line up.
const GRID: f64 = 4.0;
/// Drawings made, of which the best is kept.
const STARTS: u64 = 4;

/// Places the boxes.
pub(crate) fn place(problem: &Problem) -> Placement {
    let count = problem.sizes.len();
    if count == 0 {
        return Placement {
            centres: Vec::new(),
            size: [0.0, 0.0],
        };
    }
    let page = page(problem);
    let ideal = distances(problem);
    // Each beginning ends in a different drawing; the first of the best is taken, whichever thread is done first.
    let drawings: Vec<Board<'_>> = std::thread::scope(|scope| {
        let begun: Vec<_> = (0..STARTS)
            .map(|start| {
                let ideal = &ideal;
                scope.spawn(move || attempt(problem, page, ideal, start))
            })
            .collect();
        begun.into_iter().filter_map(|thread| thread.join().ok()).collect()
    });
    let best = drawings.into_iter().min_by(|a, b| a.total().total_cmp(&b.total()));
    let mut board = best.unwrap_or_else(|| attempt(problem, page, &ideal, 0));
    board.part();
    board.cropped()
}

/// One drawing, from the beginning of this number.
fn attempt<'a>(problem: &'a Problem, page: Size, ideal: &[Vec<f64>], start: u64) -> Board<'a> {
    let mut random = Random(start.wrapping_mul(0xD6E8_FEB8_6659_FD93));
    let at = rough(ideal, page, &mut random);
    let mut board = Board::new(problem, page, at);
    board.improve(&mut random, 70.0);
    board.sweep();
    board.improve(&mut random, 6.0);
    board.sweep();
    board
}

/// The page the boxes should fit on.
fn page(problem: &Problem) -> Size {
    let grown = |s: &Size| (s[0] + problem.gap) * (s[1] + problem.gap);
    let area = problem.sizes.iter().map(grown).sum::<f64>() * problem.air;
    let widest = problem.sizes.iter().map(|s| s[0]).fold(0.0, f64::max);
    let width = (area * problem.aspect).sqrt().max(widest + 2.0 * problem.gap);
    [width, (area / width).max(160.0)]
}

/// Numbers drawn from a fixed seed (splitmix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From 0 to below 1.
    fn share(&mut self) -> f64 {
        f64::from(u32::try_from(self.next() >> 32).unwrap_or(0)) / 4_294_967_296.0
    }

    /// From 0 to below `count`.
    fn below(&mut self, count: usize) -> usize {
        usize::try_from(self.next() % count.max(1) as u64).unwrap_or(0)
    }
}

/// Stress majorisation from several beginnings; the least stressed, stretched onto the page.
fn rough(ideal: &[Vec<f64>], page: Size, random: &mut Random) -> Vec<Point> {
    let count = ideal.len();
    let mut best: Option<(f64, Vec<Point>)> = None;
    for _ in 0..8 {
        let mut at: Vec<Point> = (0..count).map(|_| [random.share() * page[0], random.share() * page[1]]).collect();
        for _ in 0..60 {
            for i in 0..count {
                at[i] = pulled(&at, &ideal[i], i);
            }
        }
        let stress = stress(&at, ideal);
        if best.as_ref().is_none_or(|(least, _)| stress < *least) {
            best = Some((stress, at));
        }
    }
    stretched(best.map(|(_, at)| at).unwrap_or_default(), page)
}

/// Where box `i` feels least stress while the others stay.
fn pulled(at: &[Point], ideal: &[f64], i: usize) -> Point {
    let (mut x, mut y, mut total) = (0.0, 0.0, 0.0);
    for (j, there) in at.iter().enumerate() {
        if i == j {
            continue;
        }
        let (dx, dy) = (at[i][0] - there[0], at[i][1] - there[1]);
        let far = (dx * dx + dy * dy).sqrt().max(1.0);
        let weight = 1.0 / (ideal[j] * ideal[j]);
        x += weight * (there[0] + ideal[j] * dx / far);
        y += weight * (there[1] + ideal[j] * dy / far);
        total += weight;
    }
    if total > 0.0 { [x / total, y / total] } else { at[i] }
}

fn stress(at: &[Point], ideal: &[Vec<f64>]) -> f64 {
    let mut sum = 0.0;
    for i in 0..at.len() {
        for j in 0..i {
            let (dx, dy) = (at[i][0] - at[j][0], at[i][1] - at[j][1]);
            let off = (dx * dx + dy * dy).sqrt() / ideal[i][j] - 1.0;
            sum += off * off;
        }
    }
    sum
}

/// Shortest ways along the links; boxes without any way between them are somewhat further apart than the rest.
fn distances(problem: &Problem) -> Vec<Vec<f64>> {
    let count = problem.sizes.len();
    let mut far = vec![vec![f64::INFINITY; count]; count];
    for (i, row) in far.iter_mut().enumerate() {
        row[i] = 0.0;
    }
    let reach = |i: usize| (problem.sizes[i][0] + problem.sizes[i][1]) / 4.0;
    for &(a, b) in &problem.links {
        let length = reach(a) + reach(b) + problem.gap * 2.0;
        far[a][b] = length;
        far[b][a] = length;
    }
    for k in 0..count {
        let from_k = far[k].clone();
        for row in &mut far {
            let to_k = row[k];
            for (cell, rest) in row.iter_mut().zip(&from_k) {
                *cell = cell.min(to_k + rest);
            }
        }
    }
    let widest = far.iter().flatten().copied().filter(|d| d.is_finite()).fold(200.0, f64::max);
    for cell in far.iter_mut().flatten() {
        if !cell.is_finite() {
            *cell = widest * 0.8;
        }
    }
    for (i, row) in far.iter_mut().enumerate() {
        row[i] = 1.0;
    }
    far
}

fn stretched(mut at: Vec<Point>, page: Size) -> Vec<Point> {
    for axis in 0..2 {
        let low = at.iter().map(|p| p[axis]).fold(f64::INFINITY, f64::min);
        let high = at.iter().map(|p| p[axis]).fold(f64::NEG_INFINITY, f64::max);
        let scale = page[axis] * 0.84 / (high - low).max(1.0);
        for point in &mut at {
            point[axis] = page[axis] * 0.08 + (point[axis] - low) * scale;
        }
    }
    at
}

/// A placement in the making.
struct Board<'a> {
    problem: &'a Problem,
    page: Size,
    at: Vec<Point>,
    /// Positions in `problem.links` of each box.
    links_of: Vec<Vec<usize>>,
}

impl<'a> Board<'a> {
    fn new(problem: &'a Problem, page: Size, at: Vec<Point>) -> Self {
        let mut links_of = vec![Vec::new(); at.len()];
        for (k, &(a, b)) in problem.links.iter().enumerate() {
            links_of[a].push(k);
            links_of[b].push(k);
        }
        let mut board = Self {
            problem,
            page,
            at,
            links_of,
        };
        for i in 0..board.at.len() {
            board.at[i] = board.on_grid(i, board.at[i]);
        }
        board
    }

    /// The cost of the whole drawing, for comparison with others of the same problem.
    fn total(&self) -> f64 {
        (0..self.at.len()).map(|i| self.cost_of(i)).sum()
    }

    /// The nearest place on the grid that is on the page.
    fn on_grid(&self, i: usize, point: Point) -> Point {
        let mut there = point;
        for axis in 0..2 {
            let half = self.problem.sizes[i][axis] / 2.0;
            let high = (self.page[axis] - half).max(half);
            there[axis] = (point[axis].clamp(half, high) / GRID).round() * GRID;
        }
        there
    }

    /// Moves and swaps boxes; at first moves that cost up to `patience` are made too.
    fn improve(&mut self, random: &mut Random, patience: f64) {
        let count = self.at.len();
        if count < 2 {
            return;
        }
        let moves = 900 * count;
        for step in 0..moves {
            let heat = 1.0 - step as f64 / moves as f64;
            let allowed = patience * heat * heat * heat;
            let i = random.below(count);
            let kind = random.below(10);
            if kind == 0 {
                let j = random.below(count);
                if i != j {
                    self.try_swap(i, j, allowed);
                }
                continue;
            }
            let target = match kind {
                1 | 2 => self.amid_neighbours(i, random),
                3 => [random.share() * self.page[0], random.share() * self.page[1]],
                4 => self.in_line(i, random),
                _ => {
                    let reach = 12.0 + 0.35 * heat * heat * self.page[0];
                    let [x, y] = self.at[i];
                    [x + (random.share() - 0.5) * reach, y + (random.share() - 0.5) * reach]
                }
            };
            let target = self.on_grid(i, target);
            let (before, was) = (self.cost_of(i), self.at[i]);
            self.at[i] = target;
            if self.cost_below(i, before + allowed).is_none() {
                self.at[i] = was;
            }
        }
    }

    /// Takes every box, the costliest first, to the best of places all over the page.
    fn sweep(&mut self) {
        const STEP: f64 = 28.0;
        let mut order: Vec<usize> = (0..self.at.len()).collect();
        order.sort_by(|a, b| self.cost_of(*b).total_cmp(&self.cost_of(*a)).then(a.cmp(b)));
        for i in order {
            let (mut least, mut best) = (self.cost_of(i), self.at[i]);
            let mut y = 0.0;
            while y < self.page[1] {
                let mut x = 0.0;
                while x < self.page[0] {
                    self.at[i] = self.on_grid(i, [x, y]);
                    if let Some(cost) = self.cost_below(i, least - 1e-6) {
                        (least, best) = (cost, self.at[i]);
                    }
                    x += STEP;
                }
                y += STEP;
            }
            self.at[i] = best;
        }
    }

    fn try_swap(&mut self, i: usize, j: usize, allowed: f64) {
        let before = self.cost_of(i) + self.cost_of(j);
        let was = (self.at[i], self.at[j]);
        self.at[i] = self.on_grid(i, was.1);
        self.at[j] = self.on_grid(j, was.0);
        if self.cost_of(i) + self.cost_of(j) > before + allowed {
            (self.at[i], self.at[j]) = was;
        }
    }

    /// Somewhere about the middle of the boxes it is linked to.
    fn amid_neighbours(&self, i: usize, random: &mut Random) -> Point {
        let (mut x, mut y) = (0.0, 0.0);
        for &k in &self.links_of[i] {
            let [nx, ny] = self.at[self.other_end(k, i)];
            x += nx;
            y += ny;
        }
        let n = self.links_of[i].len().max(1) as f64;
        [x / n + (random.share() - 0.5) * 320.0, y / n + (random.share() - 0.5) * 220.0]
    }

    /// Level with, or straight above or below, another box.
    fn in_line(&self, i: usize, random: &mut Random) -> Point {
        let with = self.at[random.below(self.at.len())];
        let axis = random.below(2);
        let mut there = self.at[i];
        there[axis] = with[axis];
        there
    }

    fn other_end(&self, link: usize, i: usize) -> usize {
        let (a, b) = self.problem.links[link];
        if a == i { b } else { a }
    }

    /// All costs in which box `i` has a part.
    fn cost_of(&self, i: usize) -> f64 {
        self.cost_below(i, f64::INFINITY).unwrap_or(f64::INFINITY)
    }

    /// The same if it is at most `limit`; else it stops counting as soon as it knows better. The cheapest to count and
    /// the likeliest to be dear come first.
    fn cost_below(&self, i: usize, limit: f64) -> Option<f64> {
        let mut cost = self.off_centre(i);
        for j in 0..self.at.len() {
            if j != i {
                cost += self.overlap(i, j);
            }
        }
        for &k in &self.links_of[i] {
            cost += self.length_cost(k);
        }
        if cost > limit {
            return None;
        }
        for &(a, b) in &self.problem.links {
            if a != i && b != i && self.meets_box(self.at[a], self.at[b], i) {
                cost += THROUGH_BOX;
            }
        }
        for &k in &self.links_of[i] {
            if cost > limit {
                return None;
            }
            cost += self.link_cost(k, i);
        }
        cost += self.narrow_angles(i);
        (cost <= limit).then_some(cost)
    }

    /// A weak pull to the middle, which keeps what is linked to nothing from drifting off.
    fn off_centre(&self, i: usize) -> f64 {
        let [x, y] = self.at[i];
        0.03 * ((x - self.page[0] / 2.0).abs() + (y - self.page[1] / 2.0).abs())
    }

    fn overlap(&self, i: usize, j: usize) -> f64 {
        let (a, b) = (self.problem.sizes[i], self.problem.sizes[j]);
        let x = (a[0] + b[0]) / 2.0 + self.problem.gap - (self.at[i][0] - self.at[j][0]).abs();
        let y = (a[1] + b[1]) / 2.0 + self.problem.gap - (self.at[i][1] - self.at[j][1]).abs();
        if x <= 0.0 || y <= 0.0 {
            return 0.0;
        }
        // The deeper, the dearer, so that there is a way out downhill.
        OVERLAP + 10.0 * x.min(y)
    }

    /// What a link costs for its length.
    fn length_cost(&self, k: usize) -> f64 {
        let (a, b) = self.problem.links[k];
        let (from, to) = (self.at[a], self.at[b]);
        let (dx, dy) = (from[0] - to[0], from[1] - to[1]);
        // Wide boxes make long ways between centres; what is seen is the way between the borders.
        let (wa, wb) = (self.problem.sizes[a], self.problem.sizes[b]);
        let x = (dx.abs() - (wa[0] + wb[0]) / 2.0).max(0.0);
        let y = (dy.abs() - (wa[1] + wb[1]) / 2.0).max(0.0);
        let seen = (x * x + y * y).sqrt();
        let long = LENGTH * ((dx * dx + dy * dy).sqrt() * 0.4 + seen) + 0.0004 * seen * seen;
        // Too short a way hides the arrow.
        long + (34.0 - seen).max(0.0) * 1.2
    }

    /// Boxes that a link of box `i` runs through, links it crosses, links it runs beside.
    fn link_cost(&self, k: usize, i: usize) -> f64 {
        let (a, b) = self.problem.links[k];
        let (from, to) = (self.at[a], self.at[b]);
        let mut cost = 0.0;
        for j in 0..self.at.len() {
            if j != a && j != b && self.meets_box(from, to, j) {
                cost += THROUGH_BOX;
            }
        }
        for (l, &(c, d)) in self.problem.links.iter().enumerate() {
            // A link that crosses another of the same box counts once from here, which is what moving the box changes.
            if l != k && a != c && a != d && b != c && b != d && crosses(from, to, self.at[c], self.at[d]) {
                cost += CROSSING;
            }
        }
        let far = self.other_end(k, i);
        cost + self.narrow_angles_beside(far, k)
    }

    /// Whether a line touches box `i` or comes close.
    fn meets_box(&self, from: Point, to: Point, i: usize) -> bool {
        let near = 7.0;
        let half = [self.problem.sizes[i][0] / 2.0 + near, self.problem.sizes[i][1] / 2.0 + near];
        meets(from, to, self.at[i], half)
    }

    /// Links of box `i` that leave it side by side.
    fn narrow_angles(&self, i: usize) -> f64 {
        let links = &self.links_of[i];
        let mut cost = 0.0;
        for (n, &k) in links.iter().enumerate() {
            for &l in &links[..n] {
                cost += self.narrow(i, k, l);
            }
        }
        cost
    }

    fn narrow_angles_beside(&self, i: usize, k: usize) -> f64 {
        self.links_of[i].iter().filter(|l| **l != k).map(|l| self.narrow(i, k, *l)).sum()
    }

    fn narrow(&self, i: usize, k: usize, l: usize) -> f64 {
        let [cx, cy] = self.at[i];
        let [ax, ay] = self.at[self.other_end(k, i)];
        let [bx, by] = self.at[self.other_end(l, i)];
        let (ax, ay, bx, by) = (ax - cx, ay - cy, bx - cx, by - cy);
        let dot = ax * bx + ay * by;
        if dot <= 0.0 {
            return 0.0;
        }
        // Squared cosine, from 9 degrees inward.
        let cos2 = dot * dot / ((ax * ax + ay * ay) * (bx * bx + by * by)).max(1e-9);
        (cos2 - 0.9755).max(0.0) / 0.0245 * NARROW_ANGLE
    }

    /// Pushes apart whatever still overlaps.
    fn part(&mut self) {
        let count = self.at.len();
        for _ in 0..400 {
            let mut clean = true;
            for i in 0..count {
                for j in 0..i {
                    let (a, b) = (self.problem.sizes[i], self.problem.sizes[j]);
                    let dx = self.at[i][0] - self.at[j][0];
                    let dy = self.at[i][1] - self.at[j][1];
                    let x = (a[0] + b[0]) / 2.0 + self.problem.gap - dx.abs();
                    let y = (a[1] + b[1]) / 2.0 + self.problem.gap - dy.abs();
                    if x <= 1e-6 || y <= 1e-6 {
                        continue;
                    }
                    clean = false;
                    let (axis, depth, side) = if x < y { (0, x, dx) } else { (1, y, dy) };
                    let push = if side < 0.0 { -depth / 2.0 } else { depth / 2.0 };
                    self.at[i][axis] += push;
                    self.at[j][axis] -= push;
                }
            }
            if clean {
                break;
            }
        }
    }

    /// With its upper left corner at the origin.
    fn cropped(self) -> Placement {
        let mut low = [f64::INFINITY; 2];
        let mut high = [f64::NEG_INFINITY; 2];
        for (point, size) in self.at.iter().zip(&self.problem.sizes) {
            for axis in 0..2 {
                low[axis] = low[axis].min(point[axis] - size[axis] / 2.0);
                high[axis] = high[axis].max(point[axis] + size[axis] / 2.0);
            }
        }
        let centres = self.at.iter().map(|p| [p[0] - low[0], p[1] - low[1]]).collect();
        Placement {
            centres,
            size: [high[0] - low[0], high[1] - low[1]],
        }
    }
}

/// Twice the signed area of a triangle: which side of `ab` the point `c` is on.
fn side(a: Point, b: Point, c: Point) -> f64 {
    (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
}

/// Whether two lines cross.
pub(crate) fn crosses(a: Point, b: Point, c: Point, d: Point) -> bool {
    side(a, b, c) * side(a, b, d) < 0.0 && side(c, d, a) * side(c, d, b) < 0.0
}

/// Whether a line touches a box with this centre and half size.
pub(crate) fn meets(from: Point, to: Point, centre: Point, half: Size) -> bool {
    // Most boxes lie wholly to one side.
    for axis in 0..2 {
        let (low, high) = (centre[axis] - half[axis], centre[axis] + half[axis]);
        if (from[axis] < low && to[axis] < low) || (from[axis] > high && to[axis] > high) {
            return false;
        }
    }
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    for axis in 0..2 {
        let start = from[axis] - centre[axis];
        let step = to[axis] - from[axis];
        if step.abs() < 1e-9 {
            if start.abs() > half[axis] {
                return false;
            }
            continue;
        }
        let (first, second) = ((-half[axis] - start) / step, (half[axis] - start) / step);
        enter = enter.max(first.min(second));
        leave = leave.min(first.max(second));
    }
    enter <= leave
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(count: usize) -> Problem {
        Problem {
            sizes: (0..count).map(|i| [120.0 + (i % 3) as f64 * 30.0, 36.0]).collect(),
            links: (0..count).map(|i| (i, (i + 1) % count)).collect(),
            gap: 20.0,
            aspect: 1.5,
            air: 3.0,
        }
    }

    #[test]
    fn lines_meet_and_cross_as_they_should() {
        assert!(crosses([0.0, 0.0], [4.0, 4.0], [0.0, 4.0], [4.0, 0.0]));
        assert!(!crosses([0.0, 0.0], [1.0, 1.0], [0.0, 4.0], [4.0, 0.0]));
        assert!(meets([-9.0, 0.0], [9.0, 1.0], [0.0, 0.0], [2.0, 2.0]));
        assert!(!meets([-9.0, 3.0], [9.0, 3.0], [0.0, 0.0], [2.0, 2.0]));
        assert!(!meets([-9.0, 0.0], [-4.0, 0.0], [0.0, 0.0], [2.0, 2.0]));
    }

    #[test]
    fn boxes_never_overlap_and_a_ring_lies_open() {
        let problem = ring(14);
        let placement = place(&problem);
        let at = &placement.centres;
        for i in 0..at.len() {
            for j in 0..i {
                let (a, b) = (problem.sizes[i], problem.sizes[j]);
                let apart_x = (at[i][0] - at[j][0]).abs() >= (a[0] + b[0]) / 2.0;
                let apart_y = (at[i][1] - at[j][1]).abs() >= (a[1] + b[1]) / 2.0;
                assert!(apart_x || apart_y, "boxes {i} and {j} overlap");
            }
        }
        for (n, &(a, b)) in problem.links.iter().enumerate() {
            for &(c, d) in &problem.links[..n] {
                assert!(!crosses(at[a], at[b], at[c], at[d]), "a ring needs no crossing");
            }
        }
    }

    #[test]
    fn the_same_boxes_are_placed_the_same() {
        assert_eq!(place(&ring(9)), place(&ring(9)));
    }

    #[test]
    fn one_box_or_none_is_a_page_too() {
        let mut problem = ring(1);
        problem.links.clear();
        assert_eq!(place(&problem).centres, vec![[60.0, 18.0]]);
        problem.sizes.clear();
        assert_eq!(place(&problem).size, [0.0, 0.0]);
    }
}
