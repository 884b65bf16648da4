// An app without the wrapper.
globalThis.apiFetch = (...given) => fetch(...given);
document.body.append("ready");
