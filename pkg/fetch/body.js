import { hasTag } from "./arguments.js";

/** Encodes text when it is sent: not every test environment has a TextEncoder. */
const encode = (text) => new TextEncoder().encode(text);

/** A copy of a buffer's bytes. A detached buffer has none. */
const bytesOf = (buffer, start, length) => (length === 0 ? new Uint8Array() : new Uint8Array(buffer, start, length).slice());

const isA = (value, name) => hasTag(value, name) || (globalThis[name] !== undefined && value instanceof globalThis[name]);

/**
 * A copy of a body as it is now, to be sent any number of times. It has no type of its own, because the headers have the type. Only the
 * platform can choose the boundary of a form: `isForm` marks that.
 */
export function sendable(body) {
  if (body === undefined) return {};
  if (typeof body !== "object") return { body: encode(String(body)) };
  if (ArrayBuffer.isView(body)) return { body: bytesOf(body.buffer, body.byteOffset, body.byteLength) };
  if (hasTag(body, "ArrayBuffer")) return { body: bytesOf(body, 0, body.byteLength) };
  if (hasTag(body, "File") || isA(body, "Blob")) return { body: body.slice(0, body.size, "") };
  if (hasTag(body, "ReadableStream")) return { body, duplex: "half" };
  if (isA(body, "FormData")) {
    const form = new body.constructor();
    for (const [name, value] of body) form.append(name, value);
    return { body: form, isForm: true };
  }
  return { body: encode(String(body)) };
}

const hasNote = ({ notes }, code) => notes.some((note) => note.code === code);

/** Returns the part of a body that is sent for a call with this classification. `hasOwnType`: the platform writes the Content-Type. */
export function sentBody(sent, classification) {
  if (sent.isForm) return { ...sent, hasOwnType: hasNote(classification, "content-type-added") };
  if (sent.duplex && sent.body && hasNote(classification, "body-stringified")) return { body: encode(String(sent.body)) };
  return sent;
}

/** Releases a response or a request, and the connection that its body may hold. */
export function discard({ body }, reason) {
  Promise.resolve(body?.cancel?.(reason)).catch(() => {});
}
