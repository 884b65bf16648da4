//! Fetching: main fetch and the algorithms that it calls.

pub(crate) mod classify;
pub(crate) mod cors_check;
mod empty_lines;
pub(crate) mod exchange;
mod http_request;
mod mixed_content;
pub(crate) mod needs_preflight;
pub(crate) mod preflight;
pub(crate) mod preflight_cache;
pub(crate) mod redirect;
pub(crate) mod resource_policy;
pub(crate) mod response;
