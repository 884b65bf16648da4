//! What the project's tests share: the browsers, and an HTTP/1.1 server that changes no byte.

pub mod browser;
pub mod http_server;
pub mod launch;

use anyhow::{Context, Result};

/// Returns a runtime for servers: it runs on the calling thread.
///
/// # Errors
///
/// The system refuses what a runtime needs.
pub fn runtime() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("the servers cannot be started")
}
