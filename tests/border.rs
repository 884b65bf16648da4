//! The table of cases and the sessions through the JavaScript border, in a browser.

#![cfg(target_family = "wasm")]

mod table;

use cors_preflight::wasm;
use js_sys::JSON;
use serde_json::Value;
use table::Question;
use table::sessions::{Session, assert_sessions};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

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
fn every_message_is_told_through_the_border_as_it_is_without() {
    let rows: Vec<Value> = serde_json::from_str(include_str!("messages.json")).expect("JSON");
    let texts: Vec<&str> = rows.iter().filter_map(|row| row["text"].as_str()).collect();
    assert!(texts.len() >= 100);
    for text in texts {
        let told = wasm::explain(text).map(|told| serde_json::from_str::<Value>(&told));
        let direct = cors_preflight::explain(text).map(serde_json::to_value);
        assert_eq!(told.transpose().expect("JSON"), direct.transpose().expect("a value"), "{text}");
    }
}

#[wasm_bindgen_test]
fn what_no_row_can_say_is_told_of_live_values() {
    let codes = |init: &str| {
        let make = js_sys::Function::new_no_args(&format!(
            "return {{ origin: 'https://app.example', url: 'https://api.example/x', {init} }}"
        ));
        let call = make.call0(&JsValue::NULL).expect("a call");
        let result = from_js(&wasm::classify(&call, &options("standard")).expect("a result"));
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
    cache: wasm::PreflightCache,
}

impl Session for Behind {
    type Exchange = wasm::Exchange;

    fn by(profile: &str) -> Behind {
        let cache = wasm::PreflightCache::new(&options(profile)).expect("a cache");
        Behind { cache }
    }

    fn begin(&mut self, call: &Value) -> wasm::Exchange {
        wasm::Exchange::with_cache(&to_js(call), &JsValue::UNDEFINED, &self.cache).expect("a call")
    }

    fn next(&mut self, exchange: &mut wasm::Exchange, told: Option<&Value>, now: f64) -> Value {
        let answer = told.map_or(JsValue::UNDEFINED, to_js);
        from_js(&exchange.next_with_cache(&self.cache, &answer, &now.into()).expect("a turn"))
    }

    fn entries(&self) -> Value {
        from_js(&self.cache.entries().expect("the entries"))
    }
}

fn ask(
    profile: &str,
    question: Question,
    call: &Value,
    answer: Option<&Value>,
) -> Result<Value, String> {
    let call = to_js(call);
    let answer = answer.map_or(JsValue::UNDEFINED, to_js);
    let options = options(profile);
    let result = match question {
        Question::Classify => wasm::classify(&call, &options),
        Question::CheckPreflight => wasm::check_preflight(&call, &answer, &options),
        Question::CheckResponse => wasm::check_response(&call, &answer, &options),
    };
    match result {
        Ok(result) => Ok(from_js(&result)),
        Err(error) if error.is_instance_of::<js_sys::TypeError>() => {
            Err(error.unchecked_into::<js_sys::TypeError>().message().into())
        }
        Err(error) => panic!("not a TypeError: {error:?}"),
    }
}

fn options(profile: &str) -> JsValue {
    to_js(&serde_json::json!({ "profile": profile }))
}

fn to_js(value: &Value) -> JsValue {
    JSON::parse(&value.to_string()).expect("JSON is JSON")
}

fn from_js(value: &JsValue) -> Value {
    let text = JSON::stringify(value).expect("a plain object");
    serde_json::from_str(&String::from(text)).expect("JSON is JSON")
}
