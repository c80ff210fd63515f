//! Many articles on all cores, in bounded memory, with results in the order of the input.
//!
//! Part of the pipeline. The hard decision: work goes in batches, and while one is worked on the next is read; results
//! come out in the order of the articles, so that the number of threads shows in nothing but the time.

use crate::error::{Error, ErrorKind, Result};
use rayon::prelude::*;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, Ordering};

/// Items of a batch, for each thread. Few enough to answer an interrupt soon, enough to keep the threads evenly busy.
const BATCH: usize = 32;

/// Bytes after which a batch is full, so that large articles do not pile up.
const BATCH_BYTES: usize = 4 << 20;

/// Threads need room for articles whose parse or markup nests deeply.
const STACK: usize = 16 << 20;

/// Maps items on `jobs` threads (all cores if `None`) and hands the results to `take` in the order of the items.
///
/// `size` says how many bytes an item holds. Once `stop` is set, no more items are begun; results of those that were are
/// still taken.
///
/// # Errors
/// The first error of `take`, which ends the work; threads that cannot be started.
pub fn map_in_order<A: Send, T: Send>(
    items: impl Iterator<Item = A> + Send,
    size: impl Fn(&A) -> usize + Sync,
    jobs: Option<NonZeroUsize>,
    stop: &AtomicBool,
    work: impl Fn(A) -> T + Sync,
    mut take: impl FnMut(T) -> Result<()> + Send,
) -> Result<()> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(jobs.map_or(0, NonZeroUsize::get))
        .stack_size(STACK)
        .build()
        .map_err(|e| Error::new(ErrorKind::Usage, format!("cannot start threads: {e}; try --jobs 1")))?;
    let most = BATCH * pool.current_num_threads();
    let mut items = items.fuse();
    let mut next_batch = || {
        let (mut batch, mut bytes) = (Vec::new(), 0);
        while batch.len() < most && bytes < BATCH_BYTES && !stop.load(Ordering::Relaxed) {
            let Some(item) = items.next() else { break };
            bytes += size(&item);
            batch.push(item);
        }
        batch
    };
    let begin = |item: A| (!stop.load(Ordering::Relaxed)).then(|| work(item));
    pool.install(|| {
        let mut batch = next_batch();
        while !batch.is_empty() {
            let (results, next) = rayon::join(
                || batch.into_par_iter().with_max_len(1).map(begin).collect::<Vec<_>>(),
                &mut next_batch,
            );
            for result in results.into_iter().flatten() {
                take(result)?;
            }
            batch = next;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn squares(jobs: usize) -> Vec<u64> {
        let mut taken = Vec::new();
        let never = AtomicBool::new(false);
        map_in_order(
            0..1000u64,
            |_| 1,
            NonZeroUsize::new(jobs),
            &never,
            |n| n * n,
            |n| {
                taken.push(n);
                Ok(())
            },
        )
        .unwrap();
        taken
    }

    #[test]
    fn results_come_in_order_whatever_the_threads() {
        let expected: Vec<u64> = (0..1000).map(|n| n * n).collect();
        for jobs in [1, 2, 7] {
            assert_eq!(squares(jobs), expected);
        }
    }

    #[test]
    fn an_error_or_a_stop_ends_the_work() {
        let stop = AtomicBool::new(false);
        let fail = map_in_order(
            0..,
            |_| 1,
            NonZeroUsize::new(2),
            &stop,
            |n: u64| n,
            |n| {
                if n < 500 { Ok(()) } else { Err(Error::new(ErrorKind::Io, "full")) }
            },
        );
        assert!(fail.is_err());
        let mut taken = 0;
        map_in_order(
            0..,
            |_| 1,
            NonZeroUsize::new(2),
            &stop,
            |n: u64| n,
            |_| {
                taken += 1;
                if taken == 100 {
                    stop.store(true, Ordering::Relaxed);
                }
                Ok(())
            },
        )
        .unwrap();
        assert!(taken >= 100);
    }
}
