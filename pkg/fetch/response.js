// The Response that a page sees.

import { isAsAsked } from "../integrity.js";
import { discard } from "./body.js";

function immutable() {
  throw new TypeError("The headers of a response from fetch() are immutable.");
}

/** Calls `make` once for each key. */
function memoize(make) {
  const made = new WeakMap();
  return (key) => {
    if (!made.has(key)) made.set(key, make(key));
    return made.get(key);
  };
}

/** A prototype in front of a platform's own, under which headers cannot be changed. */
const immutableHeaders = memoize((prototype) => Object.assign(Object.create(prototype), { append: immutable, set: immutable, delete: immutable }));

/**
 * For each Response made here, what a page sees, and the platform's Response: Node's fetch() cancels a body when its Response is
 * garbage-collected.
 */
const pageViews = new WeakMap();

const VISIBLE = ["type", "status", "statusText", "ok", "url", "redirected"];

/** A prototype in front of a platform's own, under which a Response shows what a page sees. */
const pagePrototype = memoize((prototype) => {
  const front = Object.create(prototype);
  front.clone = function clone() {
    return withPageView(prototype.clone.call(this), pageViews.get(this));
  };
  for (const name of VISIBLE) {
    Object.defineProperty(front, name, {
      get() {
        return pageViews.get(this).visible[name];
      },
    });
  }
  return front;
});

/** Makes a Response show what a page sees. */
function withPageView(response, view) {
  pageViews.set(response, view);
  // happy-dom's Response has them as own properties.
  for (const name of VISIBLE) {
    if (Object.hasOwn(response, name)) delete response[name];
  }
  const { headers } = response;
  Object.setPrototypeOf(headers, immutableHeaders(Object.getPrototypeOf(headers)));
  return Object.setPrototypeOf(response, pagePrototype(Object.getPrototypeOf(response)));
}

/** Whether a page sees nothing of a response of this type. */
export const isHidden = ({ type }) => type === "opaque" || type === "opaqueredirect";

/**
 * The bytes of a response, if they match the integrity metadata; undefined if they do not, or if a page may not see them. Without a body,
 * as under status 204, browsers compare an empty one.
 */
export async function verifiedBytes(step, response, integrity) {
  if (isHidden(step)) return undefined;
  const bytes = await response.arrayBuffer();
  return (await isAsAsked(bytes, integrity)) ? bytes : undefined;
}

/** Makes the Response of a `done` step from the last response and from its bytes, if those have been read. */
export function pageResponse(step, response, bytes) {
  const { type, status, url, redirected, exposed } = step;
  const hidden = isHidden(step);
  if (hidden && response) discard(response);
  const Class = response?.constructor ?? Response;
  const headers = hidden ? [] : exposed.map((name) => [name, response.headers.get(name)]).filter(([, value]) => value !== null);
  const statusText = hidden ? "" : response.statusText;
  const ok = status >= 200 && status <= 299;
  const body = hidden || response.body === null ? null : (bytes ?? response.body);
  let made;
  try {
    made = new Class(body, { status, statusText, headers });
  } catch {
    // The constructor does not take every status that a server may send.
    made = new Class(body, { headers });
  }
  return withPageView(made, { visible: { type, status, statusText, ok, url, redirected }, response });
}
