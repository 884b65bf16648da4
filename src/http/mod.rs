//! The vocabulary of HTTP, as the Fetch standard defines it.

pub(crate) mod bytes;
pub(crate) mod forbidden;
pub(crate) mod header;
pub(crate) mod header_values;
pub(crate) mod isomorphic;
pub(crate) mod method;
pub(crate) mod quoted;
pub(crate) mod mime_type;
pub(crate) mod request;
pub(crate) mod response;
pub(crate) mod status;
