//! The network itself: loads the weights and runs batches through them.
//!
//! Middle of the accurate engine; the only file that names the runtime. The hard decision: the exported graph is
//! walked here by hand, with the runtime's products and vectors, rather than by the runtime's interpreter: it is the same arithmetic, but
//! sentences need no padding, and what stands between two products is done in one pass instead of five. A test holds it to the graph.

use super::pack::Batch;
use crate::error::{Error, ErrorKind, Result};
use diplograph_lanes::{Attention, Cut, Gains, Sums};
use rten::{Model, ModelOptions, Value};
use rten_gemm::{GemmExecutor, GemmInputA, GemmInputB, GemmOptions, PackedBMatrix};
use rten_tensor::prelude::*;
use rten_tensor::{NdTensor, NdTensorView, Tensor};

/// What multiplies bytes; each run has its own, for it cannot be shared between threads.
type Products = GemmExecutor<u8, i8, i32>;

/// The name under which the graph asks for its weights.
const WEIGHTS_NAME: &str = "accurate.data";
/// Rows that go through products together: as many as leave what lies between two products in the cache.
const BLOCK: usize = 64;

/// Where the numbers come from.
#[derive(Debug)]
pub(super) enum Weights {
    /// Part of this program, and used in place.
    Embedded(&'static [u8]),
    /// Read from a file.
    Read(Vec<u8>),
}

/// The loaded network.
pub(super) struct Network {
    words: Vec<i8>,
    word_scale: Vec<f32>,
    positions: Vec<f32>,
    shapes: Vec<f32>,
    embedded: Gains,
    layers: Vec<Layer>,
    root: Vec<f32>,
    rooted: Cut,
    /// Tags and names side by side.
    plain: Linear,
    tags: usize,
    /// Heads and dependants of arcs and of relations side by side.
    bent: Linear,
    sides: [usize; 4],
    arc: (Cut, Linear),
    relation: (Cut, Linear),
}

/// One layer of the encoder.
struct Layer {
    looks: Linear,
    out: Linear,
    between: Gains,
    up: Linear,
    cut: Cut,
    down: Linear,
    after: Gains,
}

/// What lies between the steps of one batch, kept for the next: asking the system for it anew each time costs more than a layer's products.
#[derive(Debug, Default)]
pub(super) struct Room {
    /// One row of numbers a piece, and the same as bytes.
    stream: Vec<f32>,
    small: Vec<u8>,
    /// Queries, keys and values; and what is seen with them.
    looks: Vec<f32>,
    seen: Vec<f32>,
    /// A product's sums, and bytes on their way into the next.
    sums: Vec<i32>,
    bytes: Vec<u8>,
    wide: Vec<u8>,
    attention: Attention,
}

/// A product with fixed weights, and what makes numbers of its sums.
struct Linear {
    weights: PackedBMatrix<i8>,
    excess: Vec<i32>,
    factor: Vec<f32>,
    summand: Vec<f32>,
}

impl Linear {
    /// The product of rows of bytes with the weights.
    fn product<'a>(&'a self, products: &Products, bytes: &[u8], sums: &'a mut Vec<i32>) -> Result<Sums<'a>> {
        let rows = bytes.len() / self.weights.rows();
        sums.resize(rows * self.factor.len(), 0);
        let bytes = NdTensorView::from_data([rows, self.weights.rows()], bytes);
        let (a, b) = (GemmInputA::Unpacked(bytes), GemmInputB::Packed(&self.weights));
        products
            .gemm(sums, a, b, GemmOptions::default())
            .map_err(|e| damaged(&format!("{e:?}")))?;
        Ok(Sums {
            sums,
            excess: &self.excess,
            factor: &self.factor,
            summand: &self.summand,
        })
    }
}

/// Cuts numbers to bytes.
fn cut(cut: Cut, numbers: &[f32], out: &mut Vec<u8>) {
    out.resize(numbers.len(), 0);
    cut.bytes(numbers, out);
}

impl std::fmt::Debug for Network {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Network")
            .field("layers", &self.layers.len())
            .finish_non_exhaustive()
    }
}

/// Rows of numbers, one a token, in the order of [`Batch::first`].
#[derive(Debug)]
pub(super) struct Table {
    values: Vec<f32>,
    width: usize,
}

impl Table {
    /// The numbers of one token.
    pub(super) fn row(&self, at: usize) -> &[f32] {
        &self.values[at * self.width..(at + 1) * self.width]
    }

    /// The columns from `from` on, `width` of them.
    fn columns(&self, from: usize, width: usize) -> Self {
        let rows = self.values.chunks_exact(self.width);
        Self {
            values: rows.flat_map(|row| &row[from..from + width]).copied().collect(),
            width,
        }
    }

    /// The position of the highest number of one token.
    pub(super) fn best(&self, at: usize) -> usize {
        let row = self.row(at);
        (0..row.len()).reduce(|a, b| if row[b] > row[a] { b } else { a }).unwrap_or(0)
    }
}

/// What the network says of a batch, token by token in the order of [`Batch::first`]; a last row is the root's.
#[derive(Debug)]
pub(super) struct Outputs {
    pub(super) tag: Table,
    pub(super) names: Table,
    pub(super) arc_head: Table,
    pub(super) arc_dep: Table,
    pub(super) rel_head: Table,
    pub(super) rel_dep: Table,
}

fn damaged(why: &dyn std::fmt::Display) -> Error {
    Error::new(
        ErrorKind::Data,
        format!("data/model/accurate.onnx cannot be read ({why}); restore it"),
    )
}

/// Takes the graph's constants by their names.
struct Constants {
    model: Model,
    products: Products,
}

impl Constants {
    fn value(&self, name: &str) -> Result<Value> {
        let node = self.model.node_id(name).map_err(|e| damaged(&e))?;
        let values = self.model.run_n(Vec::new(), [node], None).map_err(|e| damaged(&e))?;
        let [value] = values;
        Ok(value)
    }

    fn numbers(&self, name: &str) -> Result<Vec<f32>> {
        let tensor: Tensor<f32> = self.value(name)?.try_into().map_err(|e| damaged(&format!("{name}: {e:?}")))?;
        Ok(tensor.into_data())
    }

    fn number(&self, name: &str) -> Result<f32> {
        let numbers = self.numbers(name)?;
        numbers.first().copied().ok_or_else(|| damaged(&format!("{name} is empty")))
    }

    fn bytes(&self, name: &str) -> Result<NdTensor<i8, 2>> {
        self.value(name)?
            .try_into()
            .map_err(|_| damaged(&format!("{name} is no table of bytes")))
    }

    fn sizes<const N: usize>(&self, name: &str) -> Result<[usize; N]> {
        let tensor: Tensor<i32> = self.value(name)?.try_into().map_err(|e| damaged(&format!("{name}: {e:?}")))?;
        let sizes: Vec<usize> = tensor.iter().filter_map(|n| usize::try_from(*n).ok()).collect();
        sizes.try_into().map_err(|_| damaged(&format!("{name} has another length")))
    }

    fn linear(&self, name: &str) -> Result<Linear> {
        let weights = self.bytes(&format!("{name}.w"))?;
        let (factor, summand) = (self.numbers(&format!("{name}.s"))?, self.numbers(&format!("{name}.b"))?);
        let zero: Tensor<u8> = self
            .value(&format!("{name}.xz"))?
            .try_into()
            .map_err(|e| damaged(&format!("{name}: {e:?}")))?;
        let zero = zero.iter().next().map_or(0, |z| i32::from(*z));
        if weights.size(1) != factor.len() || factor.len() != summand.len() {
            return Err(damaged(&format!("{name} does not fit itself")));
        }
        // The byte that stands for nought adds the same to every sum of a column.
        let column = |column: usize| -> i32 { (0..weights.size(0)).map(|row| i32::from(weights[[row, column]])).sum() };
        let excess = (0..weights.size(1)).map(|at| zero * column(at)).collect();
        Ok(Linear {
            weights: self.products.prepack_b(weights.view()),
            excess,
            factor,
            summand,
        })
    }

    fn cut(&self, name: &str) -> Result<Cut> {
        Ok(Cut {
            stretch: self.number(&format!("{name}.in"))?,
            shift: self.number(&format!("{name}.zero"))?,
        })
    }

    fn gains(&self, name: &str, bytes: bool) -> Result<Gains> {
        let pair =
            |name: &str| -> Result<(Vec<f32>, Vec<f32>)> { Ok((self.numbers(&format!("{name}.g"))?, self.numbers(&format!("{name}.b"))?)) };
        let (gain, shift) = pair(name)?;
        let bytes = bytes.then(|| pair(&format!("{name}.in"))).transpose()?;
        Ok(Gains { gain, shift, bytes })
    }
}

impl Network {
    /// Takes a graph, and its weights from this program or from a file.
    pub(super) fn new(graph: &[u8], weights: Weights) -> Result<Self> {
        let mut options = ModelOptions::with_all_ops();
        match weights {
            Weights::Embedded(bytes) => options.external_data_static(WEIGHTS_NAME, bytes),
            Weights::Read(bytes) => options.external_data(WEIGHTS_NAME, bytes),
        };
        // The graph is not run, so nothing is prepared for that.
        options.enable_optimization(false).prepack_weights(false);
        let constants = Constants {
            model: options.load(graph.to_vec()).map_err(|e| damaged(&e))?,
            products: GemmExecutor::new(),
        };
        let depth = (0..)
            .take_while(|i| constants.model.node_id(&format!("l{i}.qkv.w")).is_ok())
            .count();
        let layer = |i: usize| {
            Ok(Layer {
                looks: constants.linear(&format!("l{i}.qkv"))?,
                out: constants.linear(&format!("l{i}.out"))?,
                between: constants.gains(&format!("l{i}.n1"), true)?,
                up: constants.linear(&format!("l{i}.up"))?,
                cut: constants.cut(&format!("l{i}.down"))?,
                down: constants.linear(&format!("l{i}.down"))?,
                after: constants.gains(&format!("l{i}.n2"), i + 1 < depth)?,
            })
        };
        let [tags, _] = constants.sizes("plain.sizes")?;
        Ok(Self {
            words: constants.bytes("words")?.into_data(),
            word_scale: constants.numbers("word_scale")?,
            positions: constants.numbers("positions.w")?,
            shapes: constants.numbers("shapes.w")?,
            embedded: constants.gains("embedded", true)?,
            layers: (0..depth).map(layer).collect::<Result<_>>()?,
            root: constants.numbers("root")?,
            rooted: constants.cut("rooted")?,
            plain: constants.linear("plain")?,
            tags,
            bent: constants.linear("bent")?,
            sides: constants.sizes("bent.sizes")?,
            arc: (constants.cut("arc")?, constants.linear("arc")?),
            relation: (constants.cut("rel")?, constants.linear("rel")?),
        })
    }

    /// Runs one batch.
    pub(super) fn run(&self, batch: &Batch, room: &mut Room) -> Result<Outputs> {
        // Within the threads of the pool products need not be handed from one thread to another.
        rayon::scope(|_| {
            let products = GemmExecutor::new();
            self.encode(&products, batch, room)?;
            self.read_off(&products, batch, room)
        })
    }

    /// The encoder: one row of numbers a piece, in the room's `stream`.
    fn encode(&self, products: &Products, batch: &Batch, room: &mut Room) -> Result<()> {
        let width = self.root.len();
        let Room {
            stream,
            small,
            looks,
            seen,
            sums,
            bytes,
            wide,
            attention,
        } = room;
        let numbers = batch.ids.len() * width;
        stream.resize(numbers, 0.0);
        small.resize(numbers, 0);
        looks.resize(3 * numbers, 0.0);
        seen.resize(numbers, 0.0);
        let table = |table: &'_ [f32], at: i32| -> std::ops::Range<usize> {
            let at = usize::try_from(at).unwrap_or(0).min(table.len() / width - 1) * width;
            at..at + width
        };
        for (i, row) in stream.chunks_exact_mut(width).enumerate() {
            let id = usize::try_from(batch.ids[i]).unwrap_or(0).min(self.word_scale.len() - 1);
            let positions = &self.positions[table(&self.positions, batch.positions[i])];
            let shapes = &self.shapes[table(&self.shapes, batch.shapes[i])];
            let words = &self.words[id * width..(id + 1) * width];
            for (((x, word), position), shape) in row.iter_mut().zip(words).zip(positions).zip(shapes) {
                *x = f32::from(*word) * self.word_scale[id] + position + shape;
            }
        }
        self.embedded.norm(None, stream, small);
        for layer in &self.layers {
            for (small, looks) in small.chunks(BLOCK * width).zip(looks.chunks_mut(BLOCK * 3 * width)) {
                layer.looks.product(products, small, sums)?.scale(looks);
            }
            let mut from = 0;
            for pieces in &batch.pieces {
                let rows = from * width..(from + pieces) * width;
                attention.attend(&looks[rows.start * 3..rows.end * 3], width, &mut seen[rows]);
                from += pieces;
            }
            let blocks = stream.chunks_mut(BLOCK * width).zip(small.chunks_mut(BLOCK * width));
            for ((stream, small), seen) in blocks.zip(seen.chunks(BLOCK * width)) {
                // What is seen was stretched and shifted within the weights.
                let whole = Cut { stretch: 1.0, shift: 0.0 };
                cut(whole, seen, bytes);
                let sums_out = layer.out.product(products, bytes, sums)?;
                layer.between.norm(Some(sums_out), stream, small);
                wide.resize(small.len() / width * layer.up.factor.len(), 0);
                layer.up.product(products, small, sums)?.bend_bytes(layer.cut, wide);
                let sums_down = layer.down.product(products, wide, sums)?;
                layer.after.norm(Some(sums_down), stream, small);
            }
        }
        Ok(())
    }

    /// The heads, over the first piece of every token and the root.
    fn read_off(&self, products: &Products, batch: &Batch, room: &mut Room) -> Result<Outputs> {
        let width = self.root.len();
        let Room { stream, bytes, sums, .. } = room;
        let mut rooted: Vec<f32> = Vec::with_capacity((batch.first.len() + 1) * width);
        for first in &batch.first {
            rooted.extend_from_slice(&stream[first * width..(first + 1) * width]);
        }
        rooted.extend_from_slice(&self.root);
        cut(self.rooted, &rooted, bytes);
        let mut scaled = |bytes: &[u8], linear: &Linear, bend: bool| -> Result<Table> {
            let width = linear.factor.len();
            let sums = linear.product(products, bytes, sums)?;
            let mut values = vec![0.0; sums.sums.len()];
            if bend {
                sums.bend(&mut values);
            } else {
                sums.scale(&mut values);
            }
            Ok(Table { values, width })
        };
        let plain = scaled(bytes, &self.plain, false)?;
        let bent = scaled(bytes, &self.bent, true)?;
        let mut from = 0;
        let [arc_head, arc_side, rel_head, rel_side] = self.sides.map(|width| {
            from += width;
            bent.columns(from - width, width)
        });
        let mut side = |(to_bytes, linear): &(Cut, Linear), side: &Table| {
            cut(*to_bytes, &side.values, bytes);
            scaled(bytes, linear, false)
        };
        Ok(Outputs {
            tag: plain.columns(0, self.tags),
            names: plain.columns(self.tags, plain.width - self.tags),
            arc_dep: side(&self.arc, &arc_side)?,
            rel_dep: side(&self.relation, &rel_side)?,
            arc_head,
            rel_head,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::wordpiece::{CLOSE, OPEN};
    use super::*;
    use rten::ValueOrView;

    /// Two sentences of made-up pieces, as one batch.
    fn batch() -> Batch {
        let mut batch = Batch::default();
        for sentence in [
            vec![OPEN, 2343, 2006, 9857, CLOSE],
            vec![OPEN, 1996, 2598, 7303, 1996, 2622, 1012, CLOSE],
        ] {
            batch.first.extend(batch.ids.len() + 1..batch.ids.len() + sentence.len() - 1);
            batch.pieces.push(sentence.len());
            batch.positions.extend((0i32..).take(sentence.len()));
            batch.shapes.extend(std::iter::repeat_n(1, sentence.len()));
            batch.ids.extend(sentence);
        }
        batch
    }

    /// What the runtime makes of the exported graph, the sentence at `from` on its own.
    fn by_graph(model: &Model, batch: &Batch, from: usize, pieces: usize) -> [NdTensor<f32, 2>; 6] {
        let row = |values: &[i32]| -> ValueOrView<'_> {
            Value::from(NdTensor::from_data([1, pieces], values[from..from + pieces].to_vec())).into()
        };
        let first: Vec<i32> = (1i32..).take(pieces - 2).collect();
        let inputs = [
            ("ids", row(&batch.ids)),
            ("positions", row(&batch.positions)),
            ("shapes", row(&batch.shapes)),
            ("mask", Value::from(NdTensor::<f32, 4>::zeros([1, 1, pieces, pieces])).into()),
            ("first", Value::from(NdTensor::from_data([first.len()], first)).into()),
        ];
        let inputs = inputs
            .into_iter()
            .map(|(name, value)| (model.node_id(name).unwrap(), value))
            .collect();
        let outputs = ["tag", "names", "arc_head", "arc.sum", "rel_head", "rel.sum"].map(|name| model.node_id(name).unwrap());
        model.run_n(inputs, outputs, None).unwrap().map(|value| value.try_into().unwrap())
    }

    #[test]
    fn says_what_the_graph_says() {
        let network = Network::new(super::super::GRAPH, Weights::Embedded(super::super::WEIGHTS)).unwrap();
        let mut options = ModelOptions::with_all_ops();
        options.external_data_static(WEIGHTS_NAME, super::super::WEIGHTS);
        let model = options.load(super::super::GRAPH.to_vec()).unwrap();
        let batch = batch();
        let out = network.run(&batch, &mut Room::default()).unwrap();
        let tables = [&out.tag, &out.names, &out.arc_head, &out.arc_dep, &out.rel_head, &out.rel_dep];
        let (mut piece, mut token) = (0, 0);
        for &pieces in &batch.pieces {
            for (table, graph) in tables.iter().zip(by_graph(&model, &batch, piece, pieces)) {
                for at in 0..pieces - 2 {
                    let said: Vec<f32> = graph.slice(at).iter().copied().collect();
                    let most = said.iter().fold(1f32, |a, x| a.max(x.abs()));
                    for (a, b) in table.row(token + at).iter().zip(&said) {
                        // A number near the border of two bytes may fall on either side.
                        assert!((a - b).abs() < 0.05 * most, "{a} and {b} of {most}");
                    }
                }
            }
            (piece, token) = (piece + pieces, token + pieces - 2);
        }
        assert_eq!(token, batch.first.len());
    }
}
