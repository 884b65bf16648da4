import { classOf } from "./call.js";

const encoder = new TextEncoder();

/** A copy of a buffer's bytes; one that is detached has none. */
const bytesOf = (buffer, start, length) => (length === 0 ? new Uint8Array() : new Uint8Array(buffer, start, length).slice());

/**
 * What to send for a body, each time it is sent, as it is now: without a type of its own, because the headers say what there is to say.
 * Only a form's boundary is the platform's to choose. `asked` has the classification of the call, which is read only where it matters.
 */
export function sendable(body, asked) {
  const notedAs = (code) => asked.classification.notes.some((note) => note.code === code);
  if (body === undefined) return {};
  if (typeof body !== "object") return { body: encoder.encode(String(body)) };
  if (ArrayBuffer.isView(body)) return { body: bytesOf(body.buffer, body.byteOffset, body.byteLength) };
  switch (classOf(body)) {
    case "ArrayBuffer":
      return { body: bytesOf(body, 0, body.byteLength) };
    case "Blob":
    case "File":
      return { body: body.slice(0, body.size, "") };
    case "FormData": {
      const form = new body.constructor();
      for (const [name, value] of body) form.append(name, value);
      return { body: form, hasOwnType: notedAs("content-type-added") };
    }
    case "ReadableStream":
      return notedAs("body-stringified") ? { body: encoder.encode(String(body)) } : { body, duplex: "half" };
    default:
      return { body: encoder.encode(String(body)) };
  }
}
