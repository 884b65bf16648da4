//! The input buffer: strings from JavaScript, as UTF-8.
//!
//! `pkg/input.js` writes into the buffer with `TextEncoder.encodeInto()`. No JavaScript runs while a
//! function reads the buffer: whatever a reader keeps, it copies.

use std::borrow::Cow;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;

/// The mark behind each item.
const END: u8 = 0;

/// In an item, stands for the mark if a `0` follows, and for the byte itself if a `1` follows.
const ESCAPE: u8 = 1;

thread_local! {
    static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Makes the buffer `length` bytes long and returns its address. The address stays valid until the next
/// call.
#[wasm_bindgen(js_name = inputBuffer)]
pub fn input_buffer(length: usize) -> *const u8 {
    BUFFER.with_borrow_mut(|buffer| {
        *buffer = Vec::new();
        buffer.resize(length, 0);
        buffer.as_ptr()
    })
}

/// Passes the first `length` bytes of the buffer to `read`.
pub(crate) fn with_bytes<T>(length: usize, read: impl FnOnce(&[u8]) -> T) -> T {
    BUFFER.with_borrow(|buffer| read(buffer.get(..length).unwrap_or_default()))
}

/// Passes the text in the first `length` bytes of the buffer to `read`.
pub(crate) fn with_text<T>(length: usize, read: impl FnOnce(&str) -> T) -> T {
    with_bytes(length, |bytes| read(std::str::from_utf8(bytes).unwrap_or_default()))
}

/// Reads a text item by item. A mark follows each item.
pub(crate) struct Items<'a>(pub(crate) &'a str);

impl<'a> Items<'a> {
    /// Returns the letter in front of an item, or `None` at the end.
    pub(crate) fn letter(&mut self) -> Option<u8> {
        let letter = self.0.as_bytes().first().copied()?;
        self.0 = self.0.get(1..)?;
        Some(letter)
    }

    /// Returns the next item, or `None` at the end.
    pub(crate) fn item(&mut self) -> Option<Cow<'a, str>> {
        let mut is_escaped = false;
        let end = self.0.bytes().position(|byte| {
            is_escaped |= byte == ESCAPE;
            byte == END
        })?;
        let (item, rest) = self.0.split_at_checked(end)?;
        self.0 = rest.get(1..)?;
        Some(if is_escaped { unescape(item).into() } else { item.into() })
    }

    /// Returns the next item, or an empty one at the end.
    pub(crate) fn value(&mut self) -> Cow<'a, str> {
        self.item().unwrap_or_default()
    }
}

fn unescape(item: &str) -> String {
    let mut pieces = item.split(char::from(ESCAPE));
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        text.push(char::from(if piece.starts_with('0') { END } else { ESCAPE }));
        text.push_str(piece.get(1..).unwrap_or_default());
    }
    text
}
