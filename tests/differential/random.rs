//! Numbers out of a seed: the same on every machine.

use oorandom::Rand64;

/// PCG, by `oorandom`: an algorithm that is fixed.
pub(crate) struct Random(Rand64);

impl Random {
    /// Each case has numbers of its own, so that seed and number of a case are enough to see it again.
    pub(crate) fn of_case(seed: u64, number: u64) -> Self {
        Self(Rand64::new(u128::from(seed) << 64 | u128::from(number)))
    }

    pub(crate) fn bits(&mut self) -> u64 {
        self.0.rand_u64()
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.0.rand_range(0..limit as u64)).unwrap()
    }

    pub(crate) fn one_in(&mut self, chances: usize) -> bool {
        self.below(chances) == 0
    }

    pub(crate) fn pick<'l, T>(&mut self, list: &'l [T]) -> &'l T {
        &list[self.below(list.len())]
    }

    /// One of some names.
    pub(crate) fn name(&mut self, list: &[&'static str]) -> &'static str {
        list[self.below(list.len())]
    }

    pub(crate) fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.bits().to_le_bytes()[0]).collect()
    }

    /// Of characters that are written in several ways, or that somebody trims, folds or escapes.
    pub(crate) fn text(&mut self) -> String {
        let length = self.below(9);
        (0..length).map(|_| if self.one_in(2) { *self.pick(ODD) } else { *self.pick(PLAIN) }).collect()
    }
}

const PLAIN: &[char] = &['a', 'b', 'x', 'Z', '0', '7', '_', '-', '.'];

const ODD: &[char] = &[
    ' ',
    '"',
    '\\',
    '/',
    '<',
    '\0',
    '\u{1}',
    '\u{8}',
    '\t',
    '\n',
    '\u{b}',
    '\u{c}',
    '\r',
    '\u{1f}',
    '\u{7f}',
    '\u{80}',
    '\u{a0}',
    'é',
    'ÿ',
    'я',
    '漢',
    '\u{2028}',
    '\u{d7ff}',
    '\u{e000}',
    '\u{feff}',
    '\u{ffff}',
    '😀',
    '\u{10ffff}',
];
