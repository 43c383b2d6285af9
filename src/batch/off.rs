/// Maps a list on this thread; the feature `rayon` brings the others.
pub(crate) fn map<I: Sync, O: Send>(items: &[I], map: impl Fn(&I) -> O + Send + Sync) -> Vec<O> {
    items.iter().map(map).collect()
}
