//! Tables in Markdown.

/// A table: the first column to the left, the others to the right.
pub(crate) struct Table {
    width: usize,
    text: String,
}

impl Table {
    pub(crate) fn new(heads: &[&str]) -> Table {
        let mut table = Table { width: heads.len(), text: String::new() };
        table.row(heads.iter().map(|head| (*head).to_owned()));
        let lines = (0..heads.len()).map(|column| if column == 0 { "---" } else { "---:" });
        table.row(lines.map(str::to_owned));
        table
    }

    /// Adds a row, filled up with empty cells.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        let mut cells: Vec<String> = cells.into_iter().collect();
        cells.resize(self.width, String::new());
        self.text += &format!("| {} |\n", cells.join(" | "));
    }

    pub(crate) fn into_text(self) -> String {
        self.text
    }
}

/// A sentence that Markdown leaves as it is, also in a cell of a table.
pub(crate) fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        if matches!(c, '*' | '_' | '<' | '`' | '[' | ']' | '\\' | '|') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::{Table, escaped};

    #[test]
    fn rows_are_filled_up_to_the_width_of_the_heads() {
        let mut table = Table::new(&["who", "right", "asked"]);
        table.row(["one".to_owned(), "1".to_owned(), "2".to_owned()]);
        table.row(["other".to_owned()]);
        let expected =
            "| who | right | asked |\n| --- | ---: | ---: |\n| one | 1 | 2 |\n| other |  |  |\n";
        assert_eq!(table.into_text(), expected);
    }

    #[test]
    fn what_means_something_to_markdown_is_escaped() {
        assert_eq!(escaped("a|b *c* <d>"), "a\\|b \\*c\\* \\<d>");
    }
}
