//! The hot question at a glance: bytes in, a number out.

use cors_preflight::__bindings::{Judged, at_a_glance};
use cors_preflight::Profile;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;

thread_local! {
    /// Where [`glance`] finds what it is asked.
    static ROOM: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Makes room for so many bytes, and says where.
#[wasm_bindgen]
pub fn room(length: usize) -> *const u8 {
    ROOM.with_borrow_mut(|room| {
        room.resize(length, 0);
        room.as_ptr()
    })
}

/// What `needsPreflight()` asks first: 1 where there is a preflight, 0 where there is none, and 2 where
/// that is not seen at a glance.
///
/// The profile's name, the method, and the headers' names and values in turn stand in the first `length`
/// bytes of the [`room`], each with a NUL behind it, and `count` says how many they are all together.
/// None that holds a NUL itself would be a header; the count shows that there is one.
#[wasm_bindgen]
pub fn glance(length: usize, count: usize) -> u32 {
    ROOM.with_borrow(|room| {
        let answer = room.get(..length).and_then(|texts| flat_answer(texts, count));
        answer.map_or(2, u32::from)
    })
}

fn flat_answer(mut texts: &[u8], count: usize) -> Option<bool> {
    let profile = Judged::cut_from(&mut texts)?.text().and_then(Profile::named)?;
    let method = Judged::cut_from(&mut texts)?;
    let headers = (2..count).map_while(|_| Judged::cut_from(&mut texts));
    let answer = at_a_glance(method, headers, profile)?;
    texts.is_empty().then_some(answer)
}
