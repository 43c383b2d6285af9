//! JavaScript's regular expressions in the `regex` crate's syntax, whose shorthands are Unicode's, whose classes nest, and
//! whose letters behind a backslash mean other things.

use std::str::Chars;

use super::PatternError;

/// The same expression, as far as both know it; the crate itself refuses what it does not.
pub(super) fn translate(source: &str, flags: &str) -> Result<String, PatternError> {
    let mut translation = Translation {
        rest: source.chars(),
        regex: String::with_capacity(source.len()),
        is_unicode: flags.contains('u'),
    };
    let dot_is_all = flags.contains('s');
    while let Some(char) = translation.rest.next() {
        match char {
            '\\' => translation.escape(false)?,
            '[' => translation.class()?,
            '.' if !dot_is_all => translation.regex.push_str(r"[^\n\r\u{2028}\u{2029}]"),
            char => translation.regex.push(char),
        }
    }
    Ok(translation.regex)
}

struct Translation<'s> {
    rest: Chars<'s>,
    regex: String,
    is_unicode: bool,
}

impl Translation<'_> {
    fn skip(&mut self, text: &str) -> bool {
        let rest = self.rest.as_str().strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest.as_str()).chars();
        rest.is_some()
    }

    /// A class, behind its bracket. An empty one is nothing, `[^]` is anything.
    fn class(&mut self) -> Result<(), PatternError> {
        let is_negated = self.skip("^");
        if self.skip("]") {
            self.regex.push_str(if is_negated { r"[\s\S]" } else { r"[^\s\S]" });
            return Ok(());
        }
        self.regex.push_str(if is_negated { "[^" } else { "[" });
        // A dash is a range between two characters, and else a character.
        let mut may_begin_range = false;
        while let Some(char) = self.rest.next() {
            if char == ']' {
                self.regex.push(']');
                return Ok(());
            }
            if char == '-' && may_begin_range && !self.rest.as_str().starts_with(']') && !self.is_shorthand_next() {
                self.regex.push('-');
                let end = self.rest.next();
                end.map_or(Ok(()), |end| self.class_member(end))?;
                may_begin_range = false;
                continue;
            }
            may_begin_range = !(char == '\\' && is_shorthand(self.rest.as_str()));
            self.class_member(char)?;
        }
        Ok(())
    }

    fn class_member(&mut self, char: char) -> Result<(), PatternError> {
        match char {
            '\\' => self.escape(true)?,
            '[' | '-' | '&' | '~' | '^' => self.regex.extend(['\\', char]),
            char => self.regex.push(char),
        }
        Ok(())
    }

    fn is_shorthand_next(&self) -> bool {
        self.rest.as_str().strip_prefix('\\').is_some_and(is_shorthand)
    }

    /// What stands behind a backslash.
    fn escape(&mut self, is_class: bool) -> Result<(), PatternError> {
        let Some(char) = self.rest.next() else {
            self.regex.push('\\');
            return Ok(());
        };
        let is_braced = self.rest.as_str().starts_with('{');
        match char {
            'd' => self.regex.push_str("[0-9]"),
            'D' => self.regex.push_str("[^0-9]"),
            'w' => self.regex.push_str("[0-9A-Za-z_]"),
            'W' => self.regex.push_str("[^0-9A-Za-z_]"),
            's' => self.regex.push_str(r"[\s\u{feff}&&[^\u{85}]]"),
            'S' => self.regex.push_str(r"[[^\s\u{feff}]\u{85}]"),
            'b' if is_class => self.regex.push_str(r"\x08"),
            'b' => self.regex.push_str(r"(?-u:\b)"),
            'B' if !is_class => self.regex.push_str(r"(?-u:\B)"),
            '0' if !self.rest.as_str().starts_with(|next: char| next.is_ascii_digit()) => self.regex.push_str(r"\x00"),
            'p' | 'P' if self.is_unicode && is_braced => self.regex.extend(['\\', char]),
            'u' if self.is_unicode || !is_braced => self.regex.extend(['\\', char]),
            'x' if !is_braced => self.regex.extend(['\\', char]),
            't' | 'n' | 'v' | 'f' | 'r' => self.regex.extend(['\\', char]),
            // Behind a backslash these are ends of words to the crate.
            '<' | '>' => self.regex.push(char),
            char if char.is_ascii_punctuation() => self.regex.extend(['\\', char]),
            char => return Err(PatternError::Escape(char)),
        }
        Ok(())
    }
}

/// Whether it begins with the letter of more than one character.
fn is_shorthand(rest: &str) -> bool {
    rest.starts_with(['d', 'D', 'w', 'W', 's', 'S', 'p', 'P'])
}
