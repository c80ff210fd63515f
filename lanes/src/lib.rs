//! What diplograph's network does between its products: rescaling, bending, normalising, looking around. All in vectors as wide as the
//! machine has.
//!
//! A package of its own because such code is fast only where it is compiled with every optimisation and in one unit, which the rest of
//! diplograph need not wait for; and so nothing here may be generic. The hard decision: every step does all that stands between two
//! products in one pass over the numbers, because a pass over memory costs as much as the arithmetic. Every number is rounded just where the exported graph rounds it. Numbers are cut to bytes by dropping
//! the fraction; a half is added before.

use rten_simd::ops::{BitOps, FloatOps, NarrowSaturate, NumOps, ToFloat};
use rten_simd::{Isa, SimdOp, SimdUnaryOp};
use rten_vecmath::{Gelu, Softmax, Sum, SumSquareSub};

/// A product's sums on their way to numbers: one factor and one summand a column.
#[derive(Debug, Clone, Copy)]
pub struct Sums<'a> {
    /// The sums, row after row.
    pub sums: &'a [i32],
    /// What the byte that stands for nought added to each column.
    pub excess: &'a [i32],
    /// What each column is multiplied by without it.
    pub factor: &'a [f32],
    /// What is added to it then.
    pub summand: &'a [f32],
}

impl<'a> Sums<'a> {
    fn rows(&self) -> impl Iterator<Item = &'a [i32]> {
        self.sums.chunks_exact(self.factor.len())
    }

    #[inline(always)]
    fn load<I: Isa>(&self, isa: I, row: &[i32], at: usize) -> I::F32 {
        let ops = isa.f32();
        let sums = isa.i32().sub(isa.i32().load(&row[at..]), isa.i32().load(&self.excess[at..]));
        let scaled = ops.mul(isa.i32().to_float(sums), ops.load(&self.factor[at..]));
        ops.add(scaled, ops.load(&self.summand[at..]))
    }

    fn one(&self, row: &[i32], at: usize) -> f32 {
        (row[at] - self.excess[at]) as f32 * self.factor[at] + self.summand[at]
    }
}

/// Writes four vectors of numbers as one of bytes.
#[inline(always)]
fn store_bytes<I: Isa>(isa: I, four: [I::F32; 4], out: &mut [u8]) {
    let ints = four.map(
        #[inline(always)]
        |x| isa.f32().to_int_trunc(x),
    );
    let low = isa.i32().narrow_saturate(ints[0], ints[1]);
    let high = isa.i32().narrow_saturate(ints[2], ints[3]);
    isa.u8().store(isa.i16().narrow_saturate(low, high), out);
}

/// How numbers become bytes: stretched, shifted and cut.
#[derive(Debug, Clone, Copy)]
pub struct Cut {
    /// What they are multiplied by.
    pub stretch: f32,
    /// What is added then, the half that rounds among it.
    pub shift: f32,
}

impl Sums<'_> {
    /// Writes the numbers.
    pub fn scale(self, out: &mut [f32]) {
        Scale(self, out).dispatch();
    }

    /// Writes the numbers bent by GELU.
    pub fn bend(self, out: &mut [f32]) {
        Bend(self, out).dispatch();
    }

    /// Writes the numbers bent by GELU, as bytes.
    pub fn bend_bytes(self, cut: Cut, out: &mut [u8]) {
        BendBytes { sums: self, cut, out }.dispatch();
    }
}

impl Cut {
    /// Writes numbers as bytes.
    pub fn bytes(self, numbers: &[f32], out: &mut [u8]) {
        Bytes { numbers, cut: self, out }.dispatch();
    }
}

/// Sums to numbers.
struct Scale<'a>(Sums<'a>, &'a mut [f32]);

impl SimdOp for Scale<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let Self(sums, out) = self;
        let (ops, lanes, width) = (isa.f32(), isa.f32().len(), sums.factor.len());
        for (row, out) in sums.rows().zip(out.chunks_exact_mut(width)) {
            let whole = width / lanes * lanes;
            for at in (0..whole).step_by(lanes) {
                ops.store(sums.load(isa, row, at), &mut out[at..]);
            }
            for (at, out) in (whole..).zip(&mut out[whole..]) {
                *out = sums.one(row, at);
            }
        }
    }
}

/// Sums to numbers bent by GELU.
struct Bend<'a>(Sums<'a>, &'a mut [f32]);

impl SimdOp for Bend<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let Self(sums, out) = self;
        let (ops, lanes, width) = (isa.f32(), isa.f32().len(), sums.factor.len());
        for (row, out) in sums.rows().zip(out.chunks_exact_mut(width)) {
            for at in (0..width).step_by(lanes) {
                ops.store(Gelu {}.eval(isa, sums.load(isa, row, at)), &mut out[at..]);
            }
        }
    }
}

/// Sums to numbers bent by GELU, stretched, shifted and cut to bytes.
struct BendBytes<'a> {
    sums: Sums<'a>,
    cut: Cut,
    out: &'a mut [u8],
}

impl SimdOp for BendBytes<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let (ops, lanes, width) = (isa.f32(), isa.f32().len(), self.sums.factor.len());
        let (stretch, shift) = (ops.splat(self.cut.stretch), ops.splat(self.cut.shift));
        for (row, out) in self.sums.rows().zip(self.out.chunks_exact_mut(width)) {
            for at in (0..width).step_by(4 * lanes) {
                let four = [0, 1, 2, 3].map(
                    #[inline(always)]
                    |k| {
                        let bent = Gelu {}.eval(isa, self.sums.load(isa, row, at + k * lanes));
                        ops.add(ops.mul(bent, stretch), shift)
                    },
                );
                store_bytes(isa, four, &mut out[at..]);
            }
        }
    }
}

/// Numbers stretched, shifted and cut to bytes.
struct Bytes<'a> {
    numbers: &'a [f32],
    cut: Cut,
    out: &'a mut [u8],
}

impl SimdOp for Bytes<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let (ops, lanes) = (isa.f32(), isa.f32().len());
        let (stretch, shift) = (ops.splat(self.cut.stretch), ops.splat(self.cut.shift));
        let whole = self.numbers.len() / (4 * lanes) * (4 * lanes);
        for at in (0..whole).step_by(4 * lanes) {
            let four = ops.load_many::<4>(&self.numbers[at..]);
            let four = four.map(
                #[inline(always)]
                |x| ops.add(ops.mul(x, stretch), shift),
            );
            store_bytes(isa, four, &mut self.out[at..]);
        }
        for (out, x) in self.out[whole..].iter_mut().zip(&self.numbers[whole..]) {
            *out = (x * self.cut.stretch + self.cut.shift) as u8;
        }
    }
}

/// Gain and shift of a layer norm, twice: for the numbers, and for the bytes made of them.
#[derive(Debug)]
pub struct Gains {
    /// What a column is multiplied by.
    pub gain: Vec<f32>,
    /// What is added to it then.
    pub shift: Vec<f32>,
    /// Both for the bytes, if there are to be any.
    pub bytes: Option<(Vec<f32>, Vec<f32>)>,
}

impl Gains {
    /// Adds a product's sums, where there are any, to every row of `stream`, norms the row, and writes it into `out` as bytes too.
    pub fn norm(&self, sums: Option<Sums<'_>>, stream: &mut [f32], out: &mut [u8]) {
        AddNorm {
            sums,
            gains: self,
            stream,
            out,
        }
        .dispatch();
    }
}

/// See [`Gains::norm`].
struct AddNorm<'a> {
    sums: Option<Sums<'a>>,
    gains: &'a Gains,
    stream: &'a mut [f32],
    out: &'a mut [u8],
}

/// A vector's worth of a row, normed, with its part of gain and shift.
#[inline(always)]
fn normed<I: Isa>(isa: I, row: &[f32], mean: I::F32, rate: I::F32, (gain, shift): (&[f32], &[f32])) -> I::F32 {
    let ops = isa.f32();
    let rate = ops.mul(ops.load(gain), rate);
    ops.mul_add(ops.sub(ops.load(row), mean), rate, ops.load(shift))
}

/// What layer norms add to the variance.
const EPSILON: f32 = 1e-12;

impl SimdOp for AddNorm<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let (ops, lanes, width) = (isa.f32(), isa.f32().len(), self.gains.gain.len());
        let rows = self.stream.chunks_exact_mut(width).zip(self.out.chunks_exact_mut(width));
        for (i, (row, out)) in rows.enumerate() {
            if let Some(sums) = &self.sums {
                let sums_row = &sums.sums[i * width..(i + 1) * width];
                for at in (0..width).step_by(lanes) {
                    let x = ops.add(ops.load(&row[at..]), sums.load(isa, sums_row, at));
                    ops.store(x, &mut row[at..]);
                }
            }
            let mean = Sum::new(row).eval(isa) / width as f32;
            let variance = SumSquareSub::new(row, mean).eval(isa) / width as f32;
            let (mean, rate) = (ops.splat(mean), ops.splat(1.0 / (variance + EPSILON).sqrt()));
            if let Some((gain, shift)) = &self.gains.bytes {
                for at in (0..width).step_by(4 * lanes) {
                    let four = [0, 1, 2, 3].map(
                        #[inline(always)]
                        |k| {
                            let at = at + k * lanes;
                            normed(isa, &row[at..], mean, rate, (&gain[at..], &shift[at..]))
                        },
                    );
                    store_bytes(isa, four, &mut out[at..]);
                }
            }
            for at in (0..width).step_by(lanes) {
                let gains = (&self.gains.gain[at..], &self.gains.shift[at..]);
                let x = normed(isa, &row[at..], mean, rate, gains);
                ops.store(x, &mut row[at..]);
            }
        }
    }
}

/// Numbers of one head.
const HEAD: usize = 32;
/// Words that look around at once.
const TOGETHER: usize = 4;

/// Buffers of the attention.
#[derive(Debug, Default)]
pub struct Attention {
    keys: Vec<f32>,
    looks: Vec<f32>,
}

impl Attention {
    /// All heads' attention over one sentence: `qkv` holds its rows of queries, keys and values, `3 * width` numbers each; what the heads
    /// see is written into `out`, rows of `width`.
    pub fn attend(&mut self, qkv: &[f32], width: usize, out: &mut [f32]) {
        for from in (0..width).step_by(HEAD) {
            let room = &mut *self;
            Attend {
                qkv,
                width,
                from,
                out,
                room,
            }
            .dispatch();
        }
    }
}

/// One head's attention, whose columns begin at `from`.
struct Attend<'a> {
    qkv: &'a [f32],
    width: usize,
    from: usize,
    out: &'a mut [f32],
    room: &'a mut Attention,
}

impl SimdOp for Attend<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let (ops, lanes, width) = (isa.f32(), isa.f32().len(), self.width);
        let n = self.qkv.len() / (3 * width);
        let padded = n.next_multiple_of(lanes);
        let row = |i: usize, part: usize| {
            let at = i.min(n - 1) * 3 * width + part * width + self.from;
            &self.qkv[at..at + HEAD]
        };
        let Attention { keys, looks } = self.room;
        keys.clear();
        keys.resize(HEAD * padded, 0.0);
        for j in 0..n {
            for (d, x) in row(j, 1).iter().enumerate() {
                keys[d * padded + j] = *x;
            }
        }
        looks.resize(TOGETHER * padded, 0.0);
        for i in (0..n).step_by(TOGETHER) {
            let queries: [&[f32]; TOGETHER] = std::array::from_fn(|k| row(i + k, 0));
            for j in (0..padded).step_by(lanes) {
                let mut scores = [ops.zero(); TOGETHER];
                for d in 0..HEAD {
                    let key = ops.load(&keys[d * padded + j..]);
                    for k in 0..TOGETHER {
                        scores[k] = ops.mul_add(ops.splat(queries[k][d]), key, scores[k]);
                    }
                }
                for (k, scores) in scores.into_iter().enumerate() {
                    ops.store(scores, &mut looks[k * padded + j..]);
                }
            }
            for looks in looks.chunks_exact_mut(padded) {
                Softmax::new_mut(&mut looks[..n]).eval(isa);
            }
            for d in (0..HEAD).step_by(lanes) {
                let mut seen = [ops.zero(); TOGETHER];
                for j in 0..n {
                    let value = ops.load(&row(j, 2)[d..]);
                    for k in 0..TOGETHER {
                        seen[k] = ops.mul_add(ops.splat(looks[k * padded + j]), value, seen[k]);
                    }
                }
                for (k, seen) in seen.into_iter().enumerate().take(n - i) {
                    ops.store(seen, &mut self.out[(i + k) * width + self.from + d..]);
                }
            }
        }
    }
}
