//! The parts that the project's commands share: folders, programs, npm packages, and templates of documents.

pub mod npm;
pub mod process;
pub mod project;
pub mod setup;
pub mod templates;

/// Returns today's date in UTC, as `YYYY-MM-DD`.
pub fn today() -> String {
    jiff::Timestamp::now().strftime("%F").to_string()
}

#[cfg(test)]
mod tests {
    use super::today;

    #[test]
    fn a_date_is_a_year_a_month_and_a_day() {
        assert!(today().parse::<jiff::civil::Date>().is_ok(), "{}", today());
    }
}
