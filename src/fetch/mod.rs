//! Fetching: main fetch and the algorithms that it calls.

pub(crate) mod classify;
pub(crate) mod cors_check;
pub(crate) mod exchange;
pub(crate) mod preflight;
pub(crate) mod preflight_cache;
pub(crate) mod redirect;
pub(crate) mod resource_policy;
pub(crate) mod response;
