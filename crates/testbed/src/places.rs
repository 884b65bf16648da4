//! Placeholders in the case files, such as `{page}`, and their values.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// The placeholders of the three origins. The first one is the page's.
pub const ORIGINS: [&str; 3] = ["{page}", "{other}", "{third}"];

/// Values for the placeholders of a case file.
#[derive(Clone, Debug)]
pub struct Places {
    /// Placeholders with their values, in the order of replacement.
    values: Vec<(String, String)>,
}

impl Places {
    /// Returns values for `{page}`, `{other}` and `{third}`, which are HTTP origins, and for their
    /// hosts with ports: `{page.host}` and so on.
    pub fn new(origins: &[impl AsRef<str>; 3]) -> Self {
        let origins = origins.each_ref().map(|origin| origin.as_ref().to_owned());
        let hosts = ["{page.host}", "{other.host}", "{third.host}"].into_iter().zip(&origins);
        let hosts = hosts.map(|(place, origin)| (place, host(origin).to_owned()));
        let hosts: Vec<(&str, String)> = hosts.collect();
        let values = ORIGINS.into_iter().zip(origins).chain(hosts);
        Self { values: values.map(|(place, value)| (place.to_owned(), value)).collect() }
    }

    /// Adds the placeholder `{name}`.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.values.push((format!("{{{name}}}"), value.into()));
        self
    }

    /// Returns the three origins. The first one is the page's.
    pub fn origins(&self) -> [&str; 3] {
        [0, 1, 2].map(|index: usize| self.values[index].1.as_str())
    }

    /// Replaces every placeholder in `text` by its value.
    pub fn fill(&self, text: &str) -> String {
        self.values.iter().fold(text.to_owned(), |text, (place, value)| text.replace(place, value))
    }

    /// Replaces every value in `text` by its placeholder.
    pub fn open(&self, text: &str) -> String {
        self.values.iter().fold(text.to_owned(), |text, (place, value)| text.replace(value, place))
    }

    /// Replaces every placeholder in a value's JSON form.
    ///
    /// # Errors
    ///
    /// The value cannot be written as JSON or read from it.
    pub fn fill_value<T: Serialize + DeserializeOwned>(&self, value: &T) -> serde_json::Result<T> {
        serde_json::from_str(&self.fill(&serde_json::to_string(value)?))
    }
}

fn host(origin: &str) -> &str {
    origin.split_once("://").map_or(origin, |(_, host)| host)
}

#[cfg(test)]
mod tests {
    use super::Places;

    #[test]
    fn open_reverts_fill() {
        let origins = ["a", "b", "c"].map(|host| format!("http://{host}.example:81"));
        let places = Places::new(&origins).with("id", "000017");
        let text = "GET {other}/{id}/x from {page}, HTTP://{third.host}/";
        let filled = places.fill(text);
        assert_eq!(
            filled,
            "GET http://b.example:81/000017/x from http://a.example:81, HTTP://c.example:81/"
        );
        assert_eq!(places.open(&filled), text);
    }
}
