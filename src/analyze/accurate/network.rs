//! The network itself: loads the weights and runs batches through them.
//!
//! Middle of the accurate engine, and the only file that names the runtime. The hard decision: one thread, always. The
//! caller has as many articles as cores, and a fixed thread count leaves no room for the order of sums to change.

use super::pack::Batch;
use crate::error::{Error, ErrorKind, Result};
use rten::{Model, ModelOptions, NodeId, RunOptions, ThreadPool, Value, ValueOrView};
use rten_tensor::prelude::*;
use rten_tensor::{NdTensor, NdTensorView};
use std::sync::Arc;

const INPUTS: [&str; 5] = ["ids", "positions", "shapes", "mask", "first"];
const OUTPUTS: [&str; 6] = ["tag", "names", "arc_head", "arc.sum", "rel_head", "rel.sum"];

/// The name under which the graph asks for its weights.
const WEIGHTS_NAME: &str = "accurate.data";

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
    model: Model,
    inputs: [NodeId; INPUTS.len()],
    outputs: [NodeId; OUTPUTS.len()],
    pool: Arc<ThreadPool>,
}

impl std::fmt::Debug for Network {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Network")
            .field("params", &self.model.total_params())
            .finish_non_exhaustive()
    }
}

/// One row of numbers a token, and a last row for the root.
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

    /// The position of the highest number of one token.
    pub(super) fn best(&self, at: usize) -> usize {
        let row = self.row(at);
        (0..row.len()).reduce(|a, b| if row[b] > row[a] { b } else { a }).unwrap_or(0)
    }
}

/// What the network says of a batch, token by token in the order of [`Batch::first`].
#[derive(Debug)]
pub(super) struct Outputs {
    pub(super) tag: Table,
    pub(super) names: Table,
    pub(super) arc_head: Table,
    pub(super) arc_dep: Table,
    pub(super) rel_head: Table,
    pub(super) rel_dep: Table,
}

impl Network {
    /// Takes a graph, and its weights from this program or from a file.
    pub(super) fn new(graph: &[u8], weights: Weights) -> Result<Self> {
        let damaged = |e: &dyn std::fmt::Display| {
            Error::new(
                ErrorKind::Data,
                format!("data/model/accurate.onnx cannot be read ({e}); restore it"),
            )
        };
        let mut options = ModelOptions::with_all_ops();
        match weights {
            Weights::Embedded(bytes) => options.external_data_static(WEIGHTS_NAME, bytes),
            Weights::Read(bytes) => options.external_data(WEIGHTS_NAME, bytes),
        };
        let model = options.prepack_weights(true).load(graph.to_vec()).map_err(|e| damaged(&e))?;
        let node = |name: &str| model.node_id(name).map_err(|e| damaged(&e));
        let (mut inputs, mut outputs) = (Vec::new(), Vec::new());
        for name in INPUTS {
            inputs.push(node(name)?);
        }
        for name in OUTPUTS {
            outputs.push(node(name)?);
        }
        let count = |_| damaged(&"nodes are missing");
        Ok(Self {
            inputs: inputs.try_into().map_err(count)?,
            outputs: outputs.try_into().map_err(count)?,
            pool: Arc::new(ThreadPool::with_num_threads(1)),
            model,
        })
    }

    /// Runs one batch.
    pub(super) fn run(&self, batch: &Batch) -> Result<Outputs> {
        let failed = |e: &dyn std::fmt::Display| {
            Error::new(
                ErrorKind::Data,
                format!("the accurate model does not run ({e}); restore data/model/accurate.*"),
            )
        };
        let cells = [batch.rows, batch.length];
        let plane = |values: &[i32]| -> Value { NdTensor::from_data(cells, values.to_vec()).into() };
        let mask = NdTensorView::from_data([batch.rows, 1, batch.length, batch.length], batch.mask.as_slice());
        let values: [ValueOrView; INPUTS.len()] = [
            plane(&batch.ids).into(),
            plane(&batch.positions).into(),
            plane(&batch.shapes).into(),
            mask.into(),
            NdTensorView::from_data([batch.first.len()], batch.first.as_slice()).into(),
        ];
        let options = RunOptions::default().with_thread_pool(Some(Arc::clone(&self.pool)));
        let inputs = self.inputs.iter().copied().zip(values).collect();
        let found = self.model.run_n(inputs, self.outputs, Some(options)).map_err(|e| failed(&e))?;
        let mut tables = Vec::with_capacity(found.len());
        for value in found {
            let tensor: NdTensor<f32, 2> = value.try_into().map_err(|_| failed(&"an output is no table"))?;
            tables.push(Table {
                width: tensor.size(1),
                values: tensor.into_data(),
            });
        }
        let [tag, names, arc_head, arc_dep, rel_head, rel_dep] =
            <[Table; OUTPUTS.len()]>::try_from(tables).map_err(|_| failed(&"outputs are missing"))?;
        Ok(Outputs {
            tag,
            names,
            arc_head,
            arc_dep,
            rel_head,
            rel_dep,
        })
    }
}
