use std::{
    any::{Any, TypeId},
    sync::OnceLock,
};

/// Which algorithm of which backend a value was bound by.
pub(crate) type BinderId = (TypeId, &'static str);

/// What a key was bound to so far, so that functions that take a key bind it once and not for every token. A list that
/// only grows, to about one entry for each algorithm that takes the key; reading it takes no lock.
#[derive(Default)]
pub(crate) struct BoundValues {
    first: OnceLock<Entry>,
    rest: OnceLock<Box<Self>>,
}

struct Entry {
    id: BinderId,
    value: Box<dyn Any + Send + Sync>,
}

impl BoundValues {
    /// The value that this binder made before, or that `bind` makes now. Failures are not kept.
    pub(crate) fn get_or_bind<T: Any + Clone + Send + Sync, E>(
        &self,
        id: BinderId,
        bind: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, E> {
        if let Some(value) = self.find(id) {
            return Ok(value);
        }
        let value = bind()?;
        self.append(Entry { id, value: Box::new(value.clone()) });
        Ok(value)
    }

    fn find<T: Any + Clone>(&self, id: BinderId) -> Option<T> {
        let mut list = Some(self);
        while let Some(BoundValues { first, rest }) = list {
            let entry = first.get()?;
            if let Some(value) = entry.value.downcast_ref::<T>().filter(|_| entry.id == id) {
                return Some(value.clone());
            }
            list = rest.get().map(Box::as_ref);
        }
        None
    }

    /// Two threads that bind at the same time leave two equal entries, of which the first is found.
    fn append(&self, mut entry: Entry) {
        let mut list = self;
        while let Err(refused) = list.first.set(entry) {
            entry = refused;
            list = list.rest.get_or_init(Box::default);
        }
    }
}
