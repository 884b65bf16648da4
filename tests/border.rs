//! The table of cases through the JavaScript border, in a browser.

#![cfg(target_family = "wasm")]

mod table;

use cors_preflight::wasm;
use js_sys::JSON;
use serde_json::Value;
use table::Question;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn every_row_holds_through_the_border() {
    let count = table::assert_rows(ask);
    console_log!("{count} rows hold");
    assert!(count >= 200);
}

fn ask(question: Question, call: &Value, answer: Option<&Value>) -> Result<Value, String> {
    let call = to_js(call);
    let answer = answer.map_or(JsValue::UNDEFINED, to_js);
    let options = JsValue::UNDEFINED;
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

fn to_js(value: &Value) -> JsValue {
    JSON::parse(&value.to_string()).expect("JSON is JSON")
}

fn from_js(value: &JsValue) -> Value {
    let text = JSON::stringify(value).expect("a plain object");
    serde_json::from_str(&String::from(text)).expect("JSON is JSON")
}
