//! Generated parts in a file that is otherwise written by hand: between `<!-- generated: NAME -->` and
//! `<!-- end: NAME -->`.

use anyhow::{Context, Result};

pub fn replace(text: &str, name: &str, part: &str) -> Result<String> {
    let (start, end) = (format!("<!-- generated: {name} -->"), format!("<!-- end: {name} -->"));
    let missing = || format!("{start} and {end} are missing");
    let (before, rest) = text.split_once(&start).with_context(missing)?;
    let (_, after) = rest.split_once(&end).with_context(missing)?;
    Ok(format!("{before}{start}\n{}\n{end}{after}", part.trim_end()))
}

#[cfg(test)]
mod tests {
    use super::replace;

    const TEXT: &str = "by hand\n<!-- generated: a -->\nold\n<!-- end: a -->\nby hand too\n";

    #[test]
    fn what_is_by_hand_stays() {
        let replaced = replace(TEXT, "a", "new\n").expect("the section");
        assert_eq!(replaced, "by hand\n<!-- generated: a -->\nnew\n<!-- end: a -->\nby hand too\n");
    }

    #[test]
    fn a_missing_section_is_an_error() {
        let error = replace(TEXT, "b", "new").expect_err("no section");
        assert_eq!(error.to_string(), "<!-- generated: b --> and <!-- end: b --> are missing");
    }
}
