//! Documents that commands write: `templates/NAME.jinja`, filled in.

use anyhow::{Context, Result};
use minijinja::{Environment, UndefinedBehavior, path_loader};
use serde::Serialize;

use crate::project;

/// A table for the macro in `templates/table.jinja`.
#[derive(Clone, Debug, Serialize)]
pub struct Table {
    heads: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// Returns a table without rows.
    pub fn new<T: Into<String>>(heads: impl IntoIterator<Item = T>) -> Table {
        Table { heads: heads.into_iter().map(Into::into).collect(), rows: Vec::new() }
    }

    /// Adds a row. Missing cells are empty.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        let mut cells: Vec<String> = cells.into_iter().collect();
        cells.resize(self.heads.len(), String::new());
        self.rows.push(cells);
    }
}

/// Fills in a template in the folder `templates`.
///
/// Templates have two filters of their own: `markdown` escapes a sentence, and `thousands` writes an
/// integer with commas.
///
/// # Errors
///
/// There is no such template, or it uses a value that `context` does not have.
pub fn render(name: &str, context: impl Serialize) -> Result<String> {
    let mut environment = Environment::new();
    environment.set_loader(path_loader(project::root().join("templates")));
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    environment.set_keep_trailing_newline(true);
    environment.set_trim_blocks(true);
    environment.set_lstrip_blocks(true);
    environment.add_filter("markdown", markdown);
    environment.add_filter("thousands", thousands);
    let template = environment.get_template(&format!("{name}.jinja"))?;
    template.render(context).with_context(|| format!("templates/{name}.jinja cannot be filled in"))
}

/// Escapes a sentence so that Markdown shows it as it is, also in a cell of a table.
pub fn markdown(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        if matches!(c, '*' | '_' | '<' | '`' | '[' | ']' | '\\' | '|') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// Writes an integer with a comma before every three digits.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Table, markdown, thousands};

    #[test]
    fn missing_cells_of_a_row_are_empty() {
        let mut table = Table::new(["name", "right"]);
        table.row(["one".to_owned()]);
        assert_eq!(table.rows, [["one", ""]]);
    }

    #[test]
    fn markdown_escapes_its_own_characters() {
        assert_eq!(markdown("a|b *c* <d>"), "a\\|b \\*c\\* \\<d>");
    }

    #[test]
    fn thousands_are_separated_by_commas() {
        assert_eq!(
            [7, 999, 1000, 45_016, 1_234_567].map(thousands),
            ["7", "999", "1,000", "45,016", "1,234,567"]
        );
    }
}
