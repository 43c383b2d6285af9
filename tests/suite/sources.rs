//! The sources of tests, for whoever says that something is tested.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// All sources of a test: of `attacks`, a file of this suite with what stands in a folder of its name; of `vectors`, a
/// folder; of `src/token`, a file of the crate.
pub(crate) fn sources(test: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    if test.starts_with("src/") {
        return read(&root.join(test).with_extension("rs"));
    }
    let folder = root.join("tests").join(test);
    if folder.is_dir() {
        return files(&folder).iter().map(|path| read(path)).collect();
    }
    let own = root.join("tests/suite").join(test);
    files(&own).iter().chain([&own.with_extension("rs")]).map(|path| read(path)).collect()
}

/// The sources in a folder, if it is there.
fn files(folder: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.expect("an entry").path());
    files.filter(|path| path.extension().is_some_and(|extension| extension == "rs")).collect()
}

pub(crate) fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
