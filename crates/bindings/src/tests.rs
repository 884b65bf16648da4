//! The table of cases and the sessions through the JavaScript border, in a browser.

#[path = "../../../tests/table/mod.rs"]
mod table;

use crate::{calls, explain};
use js_sys::{JSON, TypeError};
use serde_json::Value;
use table::Question;
use table::sessions::{Session, assert_sessions};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(module = "/../../pkg/call.js")]
extern "C" {
    #[wasm_bindgen(js_name = flatCall, catch)]
    fn flat_call(call: &JsValue, profile: &str) -> Result<String, TypeError>;

    #[wasm_bindgen(js_name = flatAnswer, catch)]
    fn flat_answer(answer: &JsValue) -> Result<String, TypeError>;

    #[wasm_bindgen(js_name = flatProfile)]
    fn flat_profile(profile: &str) -> String;
}

#[wasm_bindgen_test]
fn every_row_holds_through_the_border() {
    let count = table::assert_rows(ask);
    console_log!("{count} rows hold");
    assert!(count >= 200);
}

#[wasm_bindgen_test]
fn every_session_holds_through_the_border() {
    let count = assert_sessions::<Behind>();
    console_log!("{count} sessions hold");
    assert!(count >= 200);
}

#[wasm_bindgen_test]
fn every_message_is_told_through_the_border() {
    let rows: Vec<Value> =
        serde_json::from_str(include_str!("../../../tests/messages.json")).expect("JSON");
    let rows = rows.iter().filter_map(|row| Some((row["text"].as_str()?, row)));
    let mut count = 0;
    for (text, row) in rows {
        let told = explain::explain(text).map(|told| parsed(&told)).unwrap_or_default();
        assert_eq!(told["reason"]["code"], row["code"], "{text}");
        if let Some(values) = row.get("values") {
            assert_eq!(told["values"], *values, "{text}");
        }
        count += 1;
    }
    console_log!("{count} messages hold");
    assert!(count >= 100);
}

#[wasm_bindgen_test]
fn what_no_row_can_say_is_told_of_live_values() {
    let codes = |init: &str| {
        let make = js_sys::Function::new_no_args(&format!(
            "return {{ origin: 'https://app.example', url: 'https://api.example/x', {init} }}"
        ));
        let call = make.call0(&JsValue::NULL).expect("a call");
        let result = parsed(&calls::classify(&flat_call(&call, "standard").expect("a flat text")));
        result["reasons"][0]["code"].as_str().unwrap_or_default().to_owned()
    };
    assert_eq!(codes("method: Symbol()"), "not-a-string");
    let resizable = "method: 'POST', body: new ArrayBuffer(1, { maxByteLength: 2 })";
    assert_eq!(codes(resizable), "buffer-shared-or-resizable");
    let locked = "method: 'POST', duplex: 'half', body: (() => { const stream = new ReadableStream(); \
                  stream.getReader(); return stream; })()";
    assert_eq!(codes(locked), "stream-locked");
}

/// The engine behind the border.
struct Behind {
    cache: calls::PreflightCache,
    profile: String,
}

impl Session for Behind {
    type Exchange = calls::Exchange;

    fn by(profile: &str) -> Behind {
        let cache = calls::PreflightCache::begin(&flat_profile(profile)).expect("a cache");
        Behind { cache, profile: profile.to_owned() }
    }

    fn begin(&mut self, call: &Value) -> calls::Exchange {
        let call = flat_call(&to_js(call), &self.profile).expect("a flat text");
        calls::Exchange::begin(&call).expect("a call")
    }

    fn next(&mut self, exchange: &mut calls::Exchange, told: Option<&Value>, now: f64) -> Value {
        let answer = told.map(|answer| match answer {
            Value::Null => String::new(),
            answer => flat_answer(&to_js(answer)).expect("a flat text"),
        });
        parsed(&exchange.next_with_cache(&self.cache, answer, now))
    }

    fn entries(&self) -> Value {
        parsed(&self.cache.entries())
    }
}

/// Puts a question as `pkg/api.js` does.
fn ask(
    profile: &str,
    question: Question,
    call: &Value,
    answer: Option<&Value>,
) -> Result<Value, String> {
    let told = || -> Result<String, TypeError> {
        let call = flat_call(&to_js(call), profile)?;
        let answer = || flat_answer(&answer.map_or(JsValue::UNDEFINED, to_js));
        Ok(match question {
            Question::Classify => calls::classify(&call),
            Question::CheckPreflight => calls::check_preflight(&call, &answer()?),
            Question::CheckResponse => calls::check_response(&call, &answer()?),
        })
    };
    match told().map(|told| parsed(&told)) {
        Ok(told) => match told["typeError"].as_str() {
            Some(error) => Err(error.to_owned()),
            None => Ok(told),
        },
        Err(error) => Err(error.message().into()),
    }
}

fn to_js(value: &Value) -> JsValue {
    JSON::parse(&value.to_string()).expect("JSON is JSON")
}

fn parsed(told: &str) -> Value {
    serde_json::from_str(told).expect("JSON is JSON")
}
