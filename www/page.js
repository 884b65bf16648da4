// The page: reads the form, calls the engine and shows its results. It contains no CORS rule.

import { checkPreflight, checkResponse, classify } from "cors-preflight";
import { explain } from "cors-preflight/explain";
import { differentVerdicts } from "./browser-verdicts.js";
import { blank, callOf } from "./call.js";
import { showDifferences } from "./differences-view.js";
import { examples } from "./examples.js";
import { describeExplanation } from "./explain.js";
import { readFragment, writeFragment } from "./fragment.js";
import { requestText } from "./http-text.js";
import { findLiveServer, refusal, sendRequest } from "./live-request.js";
import { applyFix, readResponse } from "./response.js";

/** @type {(id: string) => any} */
const $ = (id) => document.getElementById(id);
const form = $("call");
const own = "own";

let live; // The live server's origin. Null without a live server, undefined until that is known.
let typed; // The call and its responses. Undefined while the input is invalid.
let refusalText; // Why the button is disabled. Empty if it is enabled.
let linkTimer; // The timer until the link is written. Undefined if the link is up to date.
let requests = 0; // Counts the live requests, so that a late one does not overwrite a newer one.

// ---- the form

function readState() {
  const read = (name) => {
    const control = form.elements.namedItem(name);
    return control.type === "checkbox" ? (control.checked ? control.value : "") : control.value;
  };
  return Object.fromEntries(Object.keys(blank).map((name) => [name, read(name)]));
}

function writeState(state) {
  for (const [name, value] of Object.entries({ ...blank, ...state })) {
    const control = form.elements.namedItem(name);
    if (control.type === "checkbox") {
      control.checked = value === control.value;
      continue;
    }
    // A link may contain a value that the list does not offer. The engine decides about it.
    if (control.options && ![...control.options].some((option) => option.value === value)) {
      control.add(new Option(value, value));
    }
    control.value = value;
  }
  const hidden = Array.from($("more").querySelectorAll("[name]"), ({ name }) => name);
  if (hidden.some((name) => (state[name] ?? blank[name]) !== blank[name])) $("more").open = true;
}

function sameState(a, b) {
  return Object.keys(blank).every((name) => (a[name] ?? blank[name]) === (b[name] ?? blank[name]));
}

// ---- showing

/** Sets the text if it changed, so that a screen reader does not announce it again. */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Turns `backticks` in a text into code elements. */
function prose(text) {
  return text.split("`").map((part, index) => {
    if (index % 2 === 0) return part;
    const code = document.createElement("code");
    code.textContent = part;
    return code;
  });
}

function setProse(element, text) {
  if (element.dataset.text === text) return;
  element.dataset.text = text;
  element.replaceChildren(...prose(text));
}

function showProblem(element, lines) {
  element.hidden = lines.length === 0;
  setText(element, lines.join("\n"));
}

function problemLines(problems) {
  return problems.map(({ line, message }) => `Line ${line}: ${message}`);
}

function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

function showReasons(list, reasons, responseName) {
  (list.closest(".noted") ?? list).hidden = reasons.length === 0;
  const text = JSON.stringify(reasons);
  if (list.dataset.text === text) return;
  list.dataset.text = text;
  list.replaceChildren(
    ...reasons.map(({ code, message, spec, fix }) => {
      const link = make("a", "spec", specName(spec));
      link.href = spec;
      const item = make("li", "", make("p", "", ...prose(message), " ", link));
      item.dataset.code = code;
      if (fix) {
        const line = make("p", "fix", make("span", "quiet", "Fix"), " ", make("code", "wire", fix));
        if (responseName) {
          const button = make("button", "small", "Apply");
          button.type = "button";
          button.setAttribute("aria-label", `Apply ${fix}`);
          button.addEventListener("click", () => applyFixes(responseName, [fix]));
          line.append(" ", button);
        }
        item.append(line);
      }
      return item;
    }),
  );
}

/** Shows the verdicts of `differentVerdicts`. */
function showBrowsers(list, different) {
  list.hidden = different.length === 0;
  const text = JSON.stringify(different);
  if (list.dataset.text === text) return;
  list.dataset.text = text;
  list.replaceChildren(
    ...different.map(({ browsers, text }) =>
      make("li", "", make("p", "", make("strong", "", `In ${browsers}:`), " ", ...prose(text))),
    ),
  );
}

function specName(spec) {
  const { host, hash } = new URL(spec);
  return `${host.split(".")[0]} ${hash}`;
}

function setWord(element, word, good) {
  setText(element, word);
  element.dataset.good = String(Boolean(good));
}

function setWire(element, text, absent) {
  setText(element, text ?? absent);
  element.classList.toggle("absent", text === undefined);
}

// ---- judging

function attempt(work) {
  try {
    return { result: work() };
  } catch (error) {
    return { error: /** @type {Error} */ (error).message };
  }
}

/**
 * Judges the response in a text without its invalid lines. The engine describes each invalid line; the page adds its
 * line number.
 */
function judgeResponse(name, state, judge) {
  const { response, problems } = readResponse(state[name]);
  if (!response) return { problems };
  const whole = attempt(() => judge(response));
  if (whole.result) return { response, problems, verdict: whole.result };
  const lines = state[name].split("\n");
  const invalid = [];
  const headers = response.headers.filter(([header, value]) => {
    const { error } = attempt(() => judge({ ...response, headers: [[header, value]] }));
    if (error) invalid.push({ header, error });
    return !error;
  });
  let from = 1;
  for (const { header, error } of invalid) {
    from = lines.findIndex((line, index) => index >= from && line.startsWith(`${header}:`));
    problems.push({ line: from + 1, message: `${error}. The line is ignored.` });
    from += 1;
  }
  problems.sort((a, b) => a.line - b.line);
  const valid = { ...response, headers };
  return { response: valid, problems, verdict: attempt(() => judge(valid)).result };
}

function showVerdict(name, verdict, { good, word, extra, different }) {
  const block = $(`${name}-verdict`);
  block.hidden = !verdict;
  if (!verdict) return;
  block.dataset.good = String(good);
  setWord(block.querySelector(".word"), word, good);
  setProse(block.querySelector(".summary"), verdict.summary);
  const [reasons, notes] = block.querySelectorAll(".reasons");
  showReasons(reasons, verdict.reasons, name);
  showReasons(notes, verdict.notes, name);
  showBrowsers(block.querySelector(".browsers"), different);
  setText(block.querySelector(".extra"), extra);
  block.querySelector(".apply").hidden = !verdict.reasons.some(({ fix }) => fix);
}

function update() {
  const state = readState();
  showExample(state);
  $("type-field").hidden = state.body !== "blob";

  const { call, problems } = callOf(state);
  showProblem($("headers-problem"), problemLines(problems));
  const { result: classified, error } = attempt(() => classify(call));
  showProblem($("origin-problem"), error ? [error] : []);
  $("origin").setAttribute("aria-invalid", String(Boolean(error)));
  showClassification(classified, call);

  const checks = { preflight: checkPreflight, response: checkResponse };
  /** @type {any} */
  const judged = Object.fromEntries(
    Object.entries(checks).map(([name, check]) => {
      const found = judgeResponse(name, state, (response) => check(call, response));
      const inProfile = (profile) => check(call, found.response, { profile });
      return [name, { ...found, different: found.verdict ? differentVerdicts(inProfile) : [] }];
    }),
  );
  for (const [name, { problems }] of Object.entries(judged)) {
    showProblem($(`${name}-problem`), error ? [] : problemLines(problems));
    $(name).setAttribute("aria-invalid", String(problems.length > 0));
  }
  showResponseVerdicts(classified, judged);

  const broken = [
    error && "Fix the page’s origin first.",
    problems.length > 0 && "Fix the headers first.",
    judged.preflight.problems.length > 0 && "Fix the preflight response first.",
    judged.response.problems.length > 0 && "Fix the response first.",
  ].find(Boolean);
  typed = broken
    ? undefined
    : { call, preflight: judged.preflight.response, response: judged.response.response };
  showRefusal(broken);
}

function isSent({ outcome }) {
  return outcome !== "throws" && outcome !== "blocked";
}

function showClassification(classified, call) {
  const sent = classified && isSent(classified);
  setWord($("outcome"), classified?.outcome ?? "not judged", sent);
  $("verdict-block").dataset.good = String(Boolean(sent));
  setProse(
    $("summary"),
    classified?.summary ?? "The page’s origin is not a valid serialized origin.",
  );
  showReasons($("reasons"), classified?.reasons ?? []);
  showReasons($("notes"), classified?.notes ?? []);
  const judge = (profile) => classify(call, { profile });
  showBrowsers($("browsers"), classified ? differentVerdicts(judge) : []);
  const { preflight, request } = classified ?? {};
  setWire($("preflight-wire"), preflight && requestText(preflight), "No preflight is sent.");
  setWire($("request-wire"), request && requestText(request), "No request is sent.");
}

function showResponseVerdicts(classified, { preflight, response }) {
  // If nothing is sent, these verdicts would repeat the reasons above.
  const reaches = classified && isSent(classified);
  const preflightVerdict = reaches && preflight.verdict;
  const grant = preflightVerdict?.grant;
  const granted = grant
    ? [
        `May be cached for ${grant.maxAge} s`,
        `methods: ${grant.methods.join(", ") || "none"}`,
        `headers: ${grant.headers.join(", ") || "none"}`,
      ].join(" · ")
    : "";
  const preflighted = classified?.outcome === "preflight";
  const word = preflightVerdict?.allowed ? "allowed" : "refused";
  showVerdict("preflight", preflightVerdict, {
    good: preflightVerdict?.allowed,
    word: preflighted ? word : classified?.outcome === "simple" ? `would be ${word}` : "no preflight",
    extra: granted,
    different: preflight.different,
  });
  $("preflight-verdict").classList.toggle("idle", !preflighted);

  const verdict = reaches && response.verdict;
  const exposed = verdict?.exposed ?? [];
  showVerdict("response", verdict, {
    good: verdict?.readable,
    word: verdict?.readable ? `readable, ${verdict.type}` : `not readable, ${verdict?.type}`,
    extra: exposed.length > 0 ? `Headers that the script can read: ${exposed.join(", ")}` : "",
    different: response.different,
  });
  const stopped = Boolean(preflighted && preflightVerdict && !preflightVerdict.allowed);
  $("response-verdict").classList.toggle("idle", stopped);
  $("request-wire").classList.toggle("idle", stopped);
  const request = classified?.request;
  const facts = request && [
    stopped && "not sent because the preflight fails",
    request.body ? "with a body" : "without a body",
    `${request.credentials ? "with" : "without"} cookies and HTTP authentication`,
  ];
  setText($("request-facts"), facts ? facts.filter(Boolean).join(" · ") : "");
}

function showRefusal(broken) {
  const searching = live === undefined && "Looking for the live server…";
  refusalText = broken || searching || refusal(typed, live) || "";
  $("send").setAttribute("aria-disabled", String(refusalText !== ""));
  setProse($("refusal"), refusalText);
}

function applyFixes(name, fixes) {
  $(name).value = fixes.reduce(applyFix, $(name).value);
  changed();
  $(name).focus();
}

/** Explains the console message. The message is never part of a link. */
function showExplanation() {
  const text = $("message").value;
  const { result: explanation, error } = attempt(() => explain(text));
  const block = $("message-verdict");
  block.hidden = text.trim() === "";
  block.dataset.good = String(Boolean(explanation));
  const { summary, extra } = explanation
    ? describeExplanation(explanation)
    : { summary: error ?? "No known console message found.", extra: "" };
  setWord(block.querySelector(".word"), explanation ? "known" : "unknown", explanation);
  setText(block.querySelector(".summary"), summary);
  showReasons($("explained"), explanation ? [explanation.reason] : []);
  showReasons($("alternatives"), explanation?.or ?? []);
  setText(block.querySelector(".extra"), extra);
}

// ---- examples

function listExamples() {
  const select = $("example");
  const groups = new Map();
  for (const { group, name } of examples) {
    if (!groups.has(group)) {
      const options = make("optgroup");
      options.label = group;
      groups.set(group, options);
    }
    groups.get(group).append(new Option(name, name));
  }
  select.append(...groups.values());
  select.append(new Option("your own", own));
  select.addEventListener("change", () => {
    const example = examples.find(({ name }) => name === select.value);
    if (example) writeState(example.state);
    changed();
  });
}

function exampleOf(state) {
  return examples.find((example) => sameState(example.state, state));
}

function showExample(state) {
  const example = exampleOf(state);
  $("example").value = example?.name ?? own;
  setText($("hint"), example?.hint ?? "Edit the request and the responses.");
  $("expected-difference").hidden = !example?.difference;
  setText($("expected-difference"), example?.difference ? `Browsers differ here. ${example.difference}` : "");
}

// ---- the link

const LINK_DELAY = 200; // Milliseconds after the last keystroke until the link is written.
const LINK_RETRY = 1000; // Milliseconds until a failed write is tried again.

function changed() {
  update();
  const { omitted } = writeFragment(readState());
  const values = omitted.length === 1 ? "value" : "values";
  setText(
    $("left-out"),
    omitted.length > 0 ? `The link does not contain the ${values} of ${omitted.join(", ")}, which may be secret.` : "",
  );
  if (!$("comparison-block").hidden) $("stale").hidden = false;
  clearTimeout(linkTimer);
  linkTimer = setTimeout(writeLink, LINK_DELAY);
}

/** Writes the link. Browsers limit how often that is possible; WebKit throws above the limit. */
function writeLink() {
  clearTimeout(linkTimer);
  linkTimer = undefined;
  try {
    history.replaceState(null, "", `#${writeFragment(readState()).text}`);
  } catch {
    linkTimer = setTimeout(writeLink, LINK_RETRY);
  }
}

function writeLinkNow() {
  if (linkTimer !== undefined) writeLink();
}

// A fragment without a state is a place on the page.
function restore(address) {
  const state = readFragment(new URL(address).hash);
  if (state) writeState(state);
  return state !== null;
}

// ---- the live request

async function sendNow() {
  const status = $("refusal");
  if (refusalText) {
    // Clear the text first, so that a screen reader announces it again.
    setProse(status, "");
    requestAnimationFrame(() => setProse(status, refusalText));
    return;
  }
  const number = ++requests;
  const sent = typed;
  const difference = exampleOf(readState())?.difference;
  const block = $("comparison-block");
  block.dataset.state = "sending";
  delete block.dataset.equal;
  setProse(status, "Sending…");
  try {
    const found = await sendRequest(sent, live);
    if (number !== requests) return;
    setProse(status, refusalText);
    showComparison(found, difference);
    $("stale").hidden = sent === typed;
  } catch (error) {
    if (number !== requests) return;
    block.hidden = true;
    block.dataset.state = "failed";
    setProse(status, `The request to the live server failed: ${/** @type {Error} */ (error).message}.`);
  }
}

/** Shows the comparison. `difference` explains an expected difference of the example. */
function showComparison({ call, result, exchanges, rows, equal }, difference) {
  const block = $("comparison-block");
  block.hidden = false;
  const overall = $("overall");
  const word = make("span", "word", equal ? "equal" : "different");
  word.dataset.good = String(equal);
  const differing = rows.filter((row) => !row.equal).length;
  const sentence = equal
    ? " This browser does what the engine predicts."
    : ` This browser differs from the prediction in ${differing} of ${rows.length} rows. ${difference ?? ""}`;
  overall.replaceChildren(word, sentence);
  $("comparison").tBodies[0].replaceChildren(...rows.map(comparisonRow));
  const message = result.message ? `\n\nThe script’s error: ${result.message}` : "";
  const lines = exchanges.map(({ server, received, sent }) =>
    [
      `→ to the ${server === "page" ? "page’s own server" : "live server"}`,
      ...received,
      "",
      "←",
      ...sent,
    ].join("\n"),
  );
  const silence = "No server received a request.";
  setText($("report-wire"), `fetch() to ${call.url}\n\n${lines.join("\n\n") || silence}${message}`);
  block.dataset.equal = String(equal);
  block.dataset.state = "done";
}

function comparisonRow({ key, label, predicted, observed, equal }) {
  const head = make("th", "", label);
  head.scope = "row";
  head.setAttribute("role", "rowheader");
  const cell = (value, title) => {
    const data = make("td", value === null ? "wire none" : "wire", value ?? "–");
    data.dataset.title = title;
    data.setAttribute("role", "cell");
    return data;
  };
  const mark = make("td", "mark", equal ? "✓ equal" : "✗ different");
  mark.dataset.good = String(equal);
  mark.setAttribute("role", "cell");
  const row = make("tr", "", head, cell(predicted, "Predicted"), cell(observed, "Observed"), mark);
  row.setAttribute("role", "row");
  row.dataset.row = key;
  row.dataset.equal = String(equal);
  return row;
}

// ---- copying

function copyText(what) {
  if (what === "link") {
    const { text } = writeFragment(readState());
    return new URL(`#${text}`, location.href).href;
  }
  if (what === "table") {
    const cells = (row) => [...row.cells].map((cell) => cell.textContent.replaceAll("|", "\\|"));
    const [head, ...rows] = [...$("comparison").rows].map((row) => `| ${cells(row).join(" | ")} |`);
    return [$("overall").textContent, "", head, "| --- | --- | --- | --- |", ...rows].join("\n");
  }
  const element = $(what);
  if (element.matches(".judged")) return verdictText(element);
  return element.value ?? (element.matches("pre") ? element.textContent : element.innerText);
}

/** Returns a verdict as text: its sentence, each reason with its section of the standard and its fix, and the notes. */
function verdictText(verdict) {
  const lines = [...verdict.querySelectorAll("p, h3")].filter(
    (line) => !line.closest("[hidden]") && line.textContent.trim() !== "",
  );
  return lines
    .map((line) => {
      const text = line.cloneNode(true);
      for (const button of text.querySelectorAll("button")) button.remove();
      for (const link of text.querySelectorAll("a")) link.replaceChildren(link.href);
      const lead = line.matches("li > p") ? (line.matches(":first-child") ? "- " : "  ") : "";
      return lead + text.textContent.trim();
    })
    .join("\n");
}

async function copy(button) {
  writeLinkNow();
  const text = copyText(button.dataset.copy);
  let done = "Copied";
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    done = copyBySelection(text) ? done : "Not copied";
  }
  button.textContent = done;
  setTimeout(() => {
    button.textContent = button.dataset.label;
  }, 1200);
}

/** Copies without the clipboard API, which exists only in secure contexts. */
function copyBySelection(text) {
  const area = make("textarea", "offscreen");
  area.value = text;
  document.body.append(area);
  const before = /** @type {HTMLElement} */ (document.activeElement);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  before?.focus();
  return copied;
}

// ---- start

listExamples();
showDifferences("differences", prose);
if (!restore(location.href)) writeState(examples[0].state);
update();

form.addEventListener("input", (event) => {
  if (event.target !== $("example")) changed();
});
for (const name of ["preflight", "response"]) $(name).addEventListener("input", changed);
$("message").addEventListener("input", showExplanation);
form.addEventListener("submit", (event) => event.preventDefault());
addEventListener("hashchange", ({ newURL }) => {
  if (restore(newURL)) changed();
});
// A capturing listener, because blur does not bubble.
addEventListener("blur", writeLinkNow, true);
addEventListener("pagehide", writeLinkNow);
$("send").addEventListener("click", sendNow);
$("to-why").addEventListener("click", (event) => {
  // The fragment holds the state, so the link must not change it.
  event.preventDefault();
  $("why").scrollIntoView();
  $("why").focus({ preventScroll: true });
});
/** @type {NodeListOf<HTMLButtonElement>} */
const copyButtons = document.querySelectorAll("button[data-copy]");
for (const button of copyButtons) {
  button.dataset.label = button.textContent;
  button.addEventListener("click", () => copy(button));
}
/** @type {NodeListOf<HTMLButtonElement>} */
const applyButtons = document.querySelectorAll("button.apply");
for (const button of applyButtons) {
  button.addEventListener("click", () => {
    const name = button.dataset.response;
    const fixes = [...$(`${name}-verdict`).querySelectorAll(".reasons:not(.notes) .fix code")];
    applyFixes(
      name,
      fixes.map((code) => code.textContent),
    );
  });
}

live = await findLiveServer();
document.documentElement.dataset.live = live ?? "none";
update();
