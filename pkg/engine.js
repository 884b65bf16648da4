// The engine of corsFetch(), to be imported where there is no dynamic import.
export * as engine from "./fetch/engine.js";
