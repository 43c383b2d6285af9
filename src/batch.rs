use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

/// As many items as make it worth to wake another thread, at a microsecond each.
const FEWEST: usize = 8;

/// Maps a list on all cores.
pub(crate) fn map<I: Sync, O: Send>(items: &[I], map: impl Fn(&I) -> O + Send + Sync) -> Vec<O> {
    items.par_iter().with_min_len(FEWEST).map(map).collect()
}
