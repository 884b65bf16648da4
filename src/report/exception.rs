//! Exceptions that the APIs throw.

web_enum! {
    /// An exception that a script catches, by its name.
    pub Exception {
        /// A `TypeError`, which Web IDL and `fetch()` throw.
        TypeError = "TypeError",
        /// A [`SyntaxError`], which XMLHttpRequest and EventSource throw for invalid arguments.
        ///
        /// [`SyntaxError`]: https://webidl.spec.whatwg.org/#syntaxerror
        SyntaxError = "SyntaxError",
        /// A [`SecurityError`], which XMLHttpRequest throws for a forbidden method.
        ///
        /// [`SecurityError`]: https://webidl.spec.whatwg.org/#securityerror
        SecurityError = "SecurityError",
    }
}
