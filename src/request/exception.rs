//! What a script catches where its call is refused.

web_enum! {
    /// An exception, by its name.
    pub Exception {
        /// Web IDL's and `fetch()`'s.
        TypeError = "TypeError",
        /// XMLHttpRequest's and EventSource's for what does not parse: a [DOMException].
        ///
        /// [DOMException]: https://webidl.spec.whatwg.org/#syntaxerror
        SyntaxError = "SyntaxError",
        /// XMLHttpRequest's for a forbidden method: a [DOMException].
        ///
        /// [DOMException]: https://webidl.spec.whatwg.org/#securityerror
        SecurityError = "SecurityError",
    }
}
