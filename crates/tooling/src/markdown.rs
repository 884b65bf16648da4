//! Markdown, written.

/// A table: the first column to the left, the others to the right.
#[derive(Debug)]
pub struct Table {
    width: usize,
    text: String,
}

impl Table {
    /// Starts a table with a row of heads.
    pub fn new(heads: &[&str]) -> Table {
        let mut table = Table { width: heads.len(), text: String::new() };
        table.row(heads.iter().map(|head| (*head).to_owned()));
        let lines = (0..heads.len()).map(|column| if column == 0 { "---" } else { "---:" });
        table.row(lines.map(str::to_owned));
        table
    }

    /// Adds a row, filled up with empty cells.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        let mut cells: Vec<String> = cells.into_iter().collect();
        cells.resize(self.width, String::new());
        self.text += &format!("| {} |\n", cells.join(" | "));
    }

    /// Returns the table in Markdown.
    pub fn into_text(self) -> String {
        self.text
    }
}

/// A sentence that Markdown leaves as it is, also in a cell of a table.
pub fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        if matches!(c, '*' | '_' | '<' | '`' | '[' | ']' | '\\' | '|') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// Where lines of prose end at the latest.
const WIDTH: usize = 100;

/// Prose in lines of some length: `first` stands before the first, and as much white space before the others.
pub fn filled(first: &str, prose: &str) -> String {
    let indent = " ".repeat(first.chars().count());
    let mut text = first.to_owned();
    let mut length = indent.len();
    let mut is_first = true;
    for word in prose.split_whitespace() {
        let needed = word.chars().count() + usize::from(!is_first);
        if !is_first && length + needed > WIDTH {
            text += "\n";
            text += &indent;
            length = indent.len();
            is_first = true;
        }
        if !is_first {
            text.push(' ');
            length += 1;
        }
        text += word;
        length += word.chars().count();
        is_first = false;
    }
    text + "\n"
}

#[cfg(test)]
mod tests {
    use super::{Table, escaped, filled};

    #[test]
    fn prose_is_filled_and_hangs_under_its_first_line() {
        let prose = "word ".repeat(30);
        let text = filled("- ", &prose);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 2);
        assert!(lines[0].starts_with("- word") && lines[1].starts_with("  word"));
        assert!(lines.iter().all(|line| line.len() <= 100 && !line.ends_with(' ')));
        assert_eq!(text.split_whitespace().filter(|word| *word == "word").count(), 30);
        assert_eq!(filled("", "a  b\nc"), "a b c\n");
    }

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
