//! What follows a command's name on the command line.

use std::fmt::Display;
use std::str::FromStr;

use anyhow::{Context, Result, bail};

/// The words after a command's name; each reading takes the words it understood.
pub(crate) struct Options {
    usage: String,
    words: Vec<String>,
}

impl Options {
    pub(crate) fn new(name: &str, takes: &str, words: impl Iterator<Item = String>) -> Self {
        let usage = format!("cargo xtask {name} {takes}").trim_end().to_owned();
        Self { usage, words: words.collect() }
    }

    /// Whether a switch such as `--no-open` is there.
    pub(crate) fn switch(&mut self, name: &str) -> bool {
        let before = self.words.len();
        self.words.retain(|word| word != name);
        self.words.len() < before
    }

    /// Every value of an option, written `--name VALUE` or `--name=VALUE`.
    pub(crate) fn values<T>(&mut self, name: &str) -> Result<Vec<T>>
    where
        T: FromStr,
        T::Err: Display,
    {
        let mut values = Vec::new();
        while let Some(at) = self.words.iter().position(|word| {
            word.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
        }) {
            let word = self.words.remove(at);
            let text = match word.split_once('=') {
                Some((_, value)) => value.to_owned(),
                None if at < self.words.len() => self.words.remove(at),
                None => bail!("{name} needs a value; usage: {}", self.usage),
            };
            let value = text.parse().map_err(|why: T::Err| anyhow::anyhow!("{why}"));
            values.push(value.with_context(|| format!("{name} {text}"))?);
        }
        Ok(values)
    }

    /// The one value of an option that may be left out.
    pub(crate) fn value<T>(&mut self, name: &str) -> Result<Option<T>>
    where
        T: FromStr,
        T::Err: Display,
    {
        let mut values = self.values(name)?;
        if values.len() > 1 {
            bail!("{name} is given more than once; usage: {}", self.usage);
        }
        Ok(values.pop())
    }

    /// To be called last: a word nobody read is an error.
    pub(crate) fn end(self) -> Result<()> {
        match self.words.first() {
            Some(word) => bail!("`{word}` means nothing here; usage: {}", self.usage),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Options;

    fn options(words: &[&str]) -> Options {
        Options::new("demo", "[--port N]", words.iter().map(|word| (*word).to_owned()))
    }

    #[test]
    fn switches_and_values_are_read_in_any_order() {
        let mut given = options(&["--port", "9000", "--no-open"]);
        assert!(given.switch("--no-open"));
        assert_eq!(given.value::<u16>("--port").unwrap(), Some(9000));
        given.end().unwrap();

        let mut given = options(&["--no-open", "--port=9001"]);
        assert_eq!(given.value::<u16>("--port").unwrap(), Some(9001));
        assert!(given.switch("--no-open"));
        given.end().unwrap();
    }

    #[test]
    fn what_is_wrong_is_named() {
        let error = options(&["--port"]).value::<u16>("--port").unwrap_err();
        assert!(format!("{error:#}").contains("--port needs a value"));
        let error = options(&["--port", "70000"]).value::<u16>("--port").unwrap_err();
        assert!(format!("{error:#}").contains("--port 70000"));
        let error = options(&["--port=1", "--port=2"]).value::<u16>("--port").unwrap_err();
        assert!(format!("{error:#}").contains("more than once"));
        let error = options(&["--prot=1"]).end().unwrap_err();
        assert!(format!("{error:#}").contains("`--prot=1`"));
        assert!(format!("{error:#}").contains("cargo xtask demo [--port N]"));
    }
}
