//! The parts that the project's tests share: case files, browsers and servers.
//!
//! The tests of the JavaScript border read the same tables, so those modules compile to WebAssembly.

pub mod places;
pub mod table;

#[cfg(not(target_family = "wasm"))]
pub mod browser;
#[cfg(not(target_family = "wasm"))]
pub mod devtools;
#[cfg(not(target_family = "wasm"))]
pub mod http;
#[cfg(not(target_family = "wasm"))]
pub mod launch;
#[cfg(not(target_family = "wasm"))]
pub mod marionette;
#[cfg(not(target_family = "wasm"))]
pub mod read;
#[cfg(not(target_family = "wasm"))]
pub mod response;
#[cfg(not(target_family = "wasm"))]
pub mod server;

#[cfg(not(target_family = "wasm"))]
pub use server::runtime;
