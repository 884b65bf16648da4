// The page: reads the form, asks the engine, shows what it says. It knows no rule of CORS.

import { checkPreflight, checkResponse, classify } from "cors-preflight";
import { explain } from "cors-preflight/explain";
import { applyFix, readAnswer } from "./answer.js";
import { ask, findLiveServer, refusal } from "./ask.js";
import { otherwise } from "./browsers.js";
import { blank, callOf } from "./call.js";
import { showDifferences } from "./differences-view.js";
import { examples } from "./examples.js";
import { readFragment, writeFragment } from "./fragment.js";
import { told } from "./said.js";
import { requestText } from "./wire.js";

const $ = (id) => document.getElementById(id);
const form = $("call");
const own = "own";

let live; // The live server's origin; null where there is none, undefined until that is known.
let typed; // What is to be asked; undefined where the input does not add up to a call.
let unaskable; // Why the button refuses; empty where it does not.
let unwritten; // The timer of a link that is to be written; undefined where none is.
let asks = 0; // Counts the asks, so that a late one does not overwrite a newer.

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
    // A link may hold a value that the list does not offer; it is the engine's to judge.
    if (control.options && ![...control.options].some((option) => option.value === value)) {
      control.add(new Option(value, value));
    }
    control.value = value;
  }
  const hidden = [...$("more").querySelectorAll("[name]")].map(({ name }) => name);
  if (hidden.some((name) => (state[name] ?? blank[name]) !== blank[name])) $("more").open = true;
}

function sameState(a, b) {
  return Object.keys(blank).every((name) => (a[name] ?? blank[name]) === (b[name] ?? blank[name]));
}

// ---- showing

/** A changed text only: an unchanged one is not announced again. */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Text in which `backticks` mark code. */
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

function showReasons(list, reasons, answerName) {
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
        if (answerName) {
          const button = make("button", "small", "Apply");
          button.type = "button";
          button.setAttribute("aria-label", `Apply ${fix}`);
          button.addEventListener("click", () => applyFixes(answerName, [fix]));
          line.append(" ", button);
        }
        item.append(line);
      }
      return item;
    }),
  );
}

/** What browsers come to instead, as `otherwise` tells it. */
function showBrowsers(list, different) {
  list.hidden = different.length === 0;
  const text = JSON.stringify(different);
  if (list.dataset.text === text) return;
  list.dataset.text = text;
  list.replaceChildren(
    ...different.map(({ browsers, says }) =>
      make("li", "", make("p", "", make("strong", "", `In ${browsers}:`), " ", ...prose(says))),
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
    return { error: error.message };
  }
}

/**
 * The answer that a text holds, less the lines that no browser could have got: the engine names
 * what is wrong with them, here it is told by line number.
 */
function judgeAnswer(name, state, judge) {
  const { answer, problems } = readAnswer(state[name]);
  if (!answer) return { problems };
  const whole = attempt(() => judge(answer));
  if (whole.result) return { answer, problems, verdict: whole.result };
  const lines = state[name].split("\n");
  const unheard = [];
  const headers = answer.headers.filter(([header, value]) => {
    const { error } = attempt(() => judge({ ...answer, headers: [[header, value]] }));
    if (error) unheard.push({ header, error });
    return !error;
  });
  let from = 1;
  for (const { header, error } of unheard) {
    from = lines.findIndex((line, index) => index >= from && line.startsWith(`${header}:`));
    problems.push({ line: from + 1, message: `${error}; the line is left out.` });
    from += 1;
  }
  problems.sort((a, b) => a.line - b.line);
  const rest = { ...answer, headers };
  return { answer: rest, problems, verdict: attempt(() => judge(rest)).result };
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

  const judges = { preflight: checkPreflight, answer: checkResponse };
  const judged = Object.fromEntries(
    Object.entries(judges).map(([name, judge]) => {
      const found = judgeAnswer(name, state, (answer) => judge(call, answer));
      const by = (profile) => judge(call, found.answer, { profile });
      return [name, { ...found, different: found.verdict ? otherwise(by) : [] }];
    }),
  );
  for (const [name, { problems }] of Object.entries(judged)) {
    showProblem($(`${name}-problem`), error ? [] : problemLines(problems));
    $(name).setAttribute("aria-invalid", String(problems.length > 0));
  }
  showJudgements(classified, judged);

  const broken = [
    error && "The page’s origin has to be mended first.",
    problems.length > 0 && "A line of the headers has to be mended first.",
    judged.preflight.problems.length > 0 && "The answer to the OPTIONS has to be mended first.",
    judged.answer.problems.length > 0 && "The answer to the request has to be mended first.",
  ].find(Boolean);
  typed = broken
    ? undefined
    : { call, preflight: judged.preflight.answer, answer: judged.answer.answer };
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
    classified?.summary ?? "The page’s origin is none that a browser could have.",
  );
  showReasons($("reasons"), classified?.reasons ?? []);
  showReasons($("notes"), classified?.notes ?? []);
  const judge = (profile) => classify(call, { profile });
  showBrowsers($("browsers"), classified ? otherwise(judge) : []);
  const { preflight, request } = classified ?? {};
  setWire($("preflight-wire"), preflight && requestText(preflight), "No OPTIONS is sent.");
  setWire($("request-wire"), request && requestText(request), "No request is sent.");
}

function showJudgements(classified, { preflight, answer }) {
  // Where nothing is sent, the verdicts would only say once more why.
  const reaches = classified && isSent(classified);
  const question = reaches && preflight.verdict;
  const grant = question?.grant;
  const granted = grant
    ? [
        `May be reused for ${grant.maxAge} s`,
        `methods: ${grant.methods.join(", ") || "none"}`,
        `headers: ${grant.headers.join(", ") || "none"}`,
      ].join(" · ")
    : "";
  const asked = classified?.outcome === "preflight";
  const word = question?.allowed ? "allowed" : "refused";
  showVerdict("preflight", question, {
    good: question?.allowed,
    word: asked ? word : classified?.outcome === "simple" ? `would be ${word}` : "not asked",
    extra: granted,
    different: preflight.different,
  });
  $("preflight-verdict").classList.toggle("idle", !asked);

  const response = reaches && answer.verdict;
  const exposed = response?.exposed ?? [];
  showVerdict("answer", response, {
    good: response?.readable,
    word: response?.readable ? `readable, ${response.type}` : `not readable, ${response?.type}`,
    extra: exposed.length > 0 ? `Headers the script can read: ${exposed.join(", ")}` : "",
    different: answer.different,
  });
  const stopped = Boolean(asked && question && !question.allowed);
  $("answer-verdict").classList.toggle("idle", stopped);
  $("request-wire").classList.toggle("idle", stopped);
  const request = classified?.request;
  const facts = request && [
    stopped && "not sent while the OPTIONS is refused",
    request.body ? "with its body" : "without a body",
    `${request.credentials ? "with" : "without"} cookies and HTTP authentication`,
  ];
  setText($("request-facts"), facts ? facts.filter(Boolean).join(" · ") : "");
}

function showRefusal(broken) {
  const searching = live === undefined && "Looking for the live server…";
  unaskable = broken || searching || refusal(typed, live) || "";
  $("ask").setAttribute("aria-disabled", String(unaskable !== ""));
  setProse($("refusal"), unaskable);
}

function applyFixes(name, fixes) {
  $(name).value = fixes.reduce(applyFix, $(name).value);
  changed();
  $(name).focus();
}

/** What a message means that was copied from a console; it goes into no link. */
function showSaid() {
  const text = $("said").value;
  const { result: explanation, error } = attempt(() => explain(text));
  const block = $("said-verdict");
  block.hidden = text.trim() === "";
  block.dataset.good = String(Boolean(explanation));
  const { summary, extra } = explanation
    ? told(explanation)
    : { summary: error ?? "There is no message in this that is known.", extra: "" };
  setWord(block.querySelector(".word"), explanation ? "known" : "unknown", explanation);
  setText(block.querySelector(".summary"), summary);
  showReasons($("meant"), explanation ? [explanation.reason] : []);
  showReasons($("meant-else"), explanation?.or ?? []);
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
  setText($("hint"), example?.hint ?? "Any request, any answers: everything here can be edited.");
  $("differs").hidden = !example?.differs;
  setText($("differs"), example?.differs ? `Expect a difference here. ${example.differs}` : "");
}

// ---- the link

const PAUSE = 200; // Milliseconds without a keystroke, before the link follows.
const AGAIN = 1000; // Milliseconds until it is tried again.

function changed() {
  update();
  const { left } = writeFragment(readState());
  const values = left.length === 1 ? "value" : "values";
  setText(
    $("left-out"),
    left.length > 0 ? `The link leaves out the ${values} of ${left.join(", ")}.` : "",
  );
  if (!$("asked").hidden) $("stale").hidden = false;
  clearTimeout(unwritten);
  unwritten = setTimeout(writeLink, PAUSE);
}

/** Browsers allow only so many writes in a while; WebKit throws at one more. */
function writeLink() {
  clearTimeout(unwritten);
  unwritten = undefined;
  try {
    history.replaceState(null, "", `#${writeFragment(readState()).text}`);
  } catch {
    unwritten = setTimeout(writeLink, AGAIN);
  }
}

function writeLinkNow() {
  if (unwritten !== undefined) writeLink();
}

// A link without a state of its own is a place on the page.
function restore(address) {
  const state = readFragment(new URL(address).hash);
  if (state) writeState(state);
  return state !== null;
}

// ---- asking

async function askNow() {
  const said = $("refusal");
  if (unaskable) {
    // Said once more to those who press all the same.
    setProse(said, "");
    requestAnimationFrame(() => setProse(said, unaskable));
    return;
  }
  const number = ++asks;
  const asked = typed;
  const differs = exampleOf(readState())?.differs;
  $("asked").dataset.state = "asking";
  delete $("asked").dataset.equal;
  setProse(said, "Asking…");
  try {
    const found = await ask(asked, live);
    if (number !== asks) return;
    setProse(said, unaskable);
    showComparison(found, differs);
    $("stale").hidden = asked === typed;
  } catch (error) {
    if (number !== asks) return;
    $("asked").hidden = true;
    $("asked").dataset.state = "failed";
    setProse(said, `The live server did not help: ${error.message}.`);
  }
}

/** `differs`: why the example that was asked ends otherwise here, where it does. */
function showComparison({ call, saw, exchanges, rows, equal }, differs) {
  $("asked").hidden = false;
  const overall = $("overall");
  const word = make("span", "word", equal ? "equal" : "different");
  word.dataset.good = String(equal);
  const differing = rows.filter((row) => !row.equal).length;
  const sentence = equal
    ? " This browser does what was predicted, in every row."
    : ` This browser does something else in ${differing} of ${rows.length} rows. ${differs ?? ""}`;
  overall.replaceChildren(word, sentence);
  $("comparison").tBodies[0].replaceChildren(...rows.map(comparisonRow));
  const said = saw.message ? `\n\nThe script saw: ${saw.message}` : "";
  const lines = exchanges.map(({ server, received, sent }) =>
    [
      `→ to the ${server === "page" ? "page’s own server" : "live server"}`,
      ...received,
      "",
      "←",
      ...sent,
    ].join("\n"),
  );
  const silence = "Nothing reached a server.";
  setText($("report-wire"), `fetch() to ${call.url}\n\n${lines.join("\n\n") || silence}${said}`);
  $("asked").dataset.equal = String(equal);
  $("asked").dataset.state = "done";
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

/** A verdict: its sentence, each reason with the address that decides, and its fix; the notes. */
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

/** For pages that were served without HTTPS, where there is no clipboard object. */
function copyBySelection(text) {
  const area = make("textarea", "offscreen");
  area.value = text;
  document.body.append(area);
  const before = document.activeElement;
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
for (const name of ["preflight", "answer"]) $(name).addEventListener("input", changed);
$("said").addEventListener("input", showSaid);
form.addEventListener("submit", (event) => event.preventDefault());
addEventListener("hashchange", ({ newURL }) => {
  if (restore(newURL)) changed();
});
// Heard on the way down: a field's blur does not rise.
addEventListener("blur", writeLinkNow, true);
addEventListener("pagehide", writeLinkNow);
$("ask").addEventListener("click", askNow);
$("to-why").addEventListener("click", (event) => {
  // The fragment is the state's, so it is not moved there by the link itself.
  event.preventDefault();
  $("why").scrollIntoView();
  $("why").focus({ preventScroll: true });
});
for (const button of document.querySelectorAll("button[data-copy]")) {
  button.dataset.label = button.textContent;
  button.addEventListener("click", () => copy(button));
}
for (const button of document.querySelectorAll("button.apply")) {
  button.addEventListener("click", () => {
    const name = button.dataset.answer;
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
