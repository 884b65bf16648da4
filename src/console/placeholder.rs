//! Placeholders in the texts of messages, and their values.

web_enum! {
    /// A value that a console message contains.
    pub Placeholder {
        /// The URL of the request.
        Url = "url",
        /// The first URL of the request, if a redirect led to `url`.
        RedirectedFrom = "redirectedFrom",
        /// The URL that a redirect leads to.
        Location = "location",
        /// The origin of the page.
        Origin = "origin",
        /// The URL of the page.
        Page = "page",
        /// The kind of the resource in the browser's words, such as `fetch` or `image`.
        Kind = "kind",
        /// The method of the request.
        Method = "method",
        /// The name of a request header.
        Header = "header",
        /// The invalid part of a response header.
        Value = "value",
        /// The status of the response.
        Status = "status",
        /// The scheme of the URL.
        Scheme = "scheme",
        /// The port of the URL.
        Port = "port",
        /// The address space of the server.
        AddressSpace = "addressSpace",
        /// The address space that the request expected.
        TargetAddressSpace = "targetAddressSpace",
        /// The parameter of an error in the DevTools protocol.
        FailedParameter = "failedParameter",
    }
}

/// The values that a message has for placeholders.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlaceholderValues([Option<String>; Placeholder::ALL.len()]);

impl PlaceholderValues {
    /// Returns the value of a placeholder as it is printed.
    pub fn get(&self, placeholder: Placeholder) -> Option<&str> {
        self.0.get(placeholder as usize)?.as_deref()
    }

    /// Returns all placeholders that have a value, with their values.
    pub fn iter(&self) -> impl Iterator<Item = (Placeholder, &str)> {
        let all = Placeholder::ALL.iter().copied();
        all.filter_map(|placeholder| Some((placeholder, self.get(placeholder)?)))
    }

    /// Sets the value of a placeholder, unless it has one.
    pub(crate) fn set(&mut self, placeholder: Placeholder, value: impl Into<String>) {
        if let Some(slot @ None) = self.0.get_mut(placeholder as usize) {
            *slot = Some(value.into());
        }
    }

    /// Sets the values of all placeholders that have no value to those of `other`.
    pub(crate) fn fill_from(&mut self, other: &PlaceholderValues) {
        for (placeholder, value) in other.iter() {
            self.set(placeholder, value);
        }
    }
}

/// Splits a text at its placeholders.
///
/// Returns the text before the first placeholder, then each placeholder with the text after it.
pub(crate) fn segments(text: &str) -> (&str, impl Iterator<Item = (Placeholder, &str)>) {
    let mut pieces = text.split('{');
    let first = pieces.next().unwrap_or_default();
    let rest = pieces.filter_map(|piece| {
        let (word, literal) = piece.split_once('}')?;
        Some((word.parse().ok()?, literal))
    });
    (first, rest)
}

/// Whether a text has this placeholder.
pub(crate) fn has_placeholder(text: &str, placeholder: Placeholder) -> bool {
    segments(text).1.any(|(found, _)| found == placeholder)
}

/// Replaces the placeholders in a text by values. Returns `None` if a value is missing.
pub(crate) fn fill(text: &str, values: &PlaceholderValues) -> Option<String> {
    let (first, rest) = segments(text);
    let mut filled = first.to_owned();
    for (placeholder, literal) in rest {
        filled.push_str(values.get(placeholder)?);
        filled.push_str(literal);
    }
    Some(filled)
}
