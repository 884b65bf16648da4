import { classOf } from "./call.js";

const encoder = new TextEncoder();

/**
 * What to send for a body, each time it is sent, as it is now: without a type of its own, because the headers say what there is to say.
 * Only a form's boundary is the platform's to choose. `asked` has the classification of the call, which is read only where it matters.
 */
export function sendable(body, asked) {
  const notedAs = (code) => asked.classification.notes.some((note) => note.code === code);
  if (body === undefined) return {};
  if (typeof body !== "object") return { body: encoder.encode(String(body)) };
  if (ArrayBuffer.isView(body)) return { body: new Uint8Array(body.buffer, body.byteOffset, body.byteLength).slice() };
  switch (classOf(body)) {
    case "ArrayBuffer":
      return { body: new Uint8Array(body).slice() };
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
