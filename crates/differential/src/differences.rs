//! The differences between browsers and the standard, one row per rule, for documents.

use cors_preflight::__harness::rule_names;
use cors_preflight::{Difference, Evidence, Profile};
use serde_json::{Map, Value, json};

/// A rule that some browsers do not follow as in the standard.
pub(crate) struct Row {
    /// The difference of each browser, or `None`.
    browsers: [Option<Difference>; 3],
}

/// Returns a row for each rule with a difference, in the order of the engine's table.
pub(crate) fn rows() -> Vec<Row> {
    let differences = BROWSERS.map(|browser| browser.differences().collect::<Vec<_>>());
    let row = |rule| Row {
        browsers: differences.each_ref().map(|differences| {
            differences.iter().find(|difference| difference.rule == rule).cloned()
        }),
    };
    rule_names().map(row).filter(|row| row.browsers.iter().any(Option::is_some)).collect()
}

/// The profiles of browsers.
const BROWSERS: [Profile; 3] = [Profile::CHROMIUM, Profile::FIREFOX, Profile::WEBKIT];

impl Row {
    /// Any of the differences: they agree on the rule and on the standard.
    fn any(&self) -> &Difference {
        self.browsers.iter().flatten().next().expect("a rule with a difference")
    }

    /// Returns the cells of the row in Markdown, those of browsers that follow the standard empty.
    pub(crate) fn cells(&self) -> Vec<String> {
        let Difference { subject, spec, standard, .. } = self.any();
        let browser = |difference: &Option<Difference>| match difference {
            None => String::new(),
            Some(Difference { browser, evidence: Evidence::Seen, .. }) => browser.clone(),
            Some(Difference { browser, evidence, .. }) => format!("{browser} ({evidence})"),
        };
        let head = [format!("[{subject}]({spec})"), standard.clone()];
        head.into_iter().chain(self.browsers.iter().map(browser)).collect()
    }

    fn json(&self) -> Value {
        let Difference { rule, subject, spec, standard, .. } = self.any();
        let mut browsers = Map::new();
        for (profile, difference) in BROWSERS.iter().zip(&self.browsers) {
            if let Some(Difference { browser, evidence, .. }) = difference {
                let value = json!({ "words": browser, "evidence": evidence.to_string() });
                browsers.insert(profile.to_string(), value);
            }
        }
        json!({ "rule": rule, "subject": subject, "spec": spec, "standard": standard, "browsers": browsers })
    }
}

/// Returns the JavaScript module with the data that the page lists.
pub(crate) fn module() -> String {
    let rows: String = rows().iter().map(|row| format!("  {},\n", row.json())).collect();
    let versions = BROWSERS.map(Profile::version);
    format!(
        "// The differences between browsers and the standard. `cargo xtask docs` writes this file.\n\n\
         export const versions = {};\n\nexport const differences = [\n{rows}];\n",
        json!(versions),
    )
}
