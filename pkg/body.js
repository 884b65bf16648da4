import { classOf } from "./call.js";

const encoder = new TextEncoder();

/**
 * What to send for a body, each time it is sent, as it is now: without a type of its own, because the headers say what there is to say.
 * Only a form's boundary is the platform's to choose.
 */
export function sendable(body, notes) {
  const notedAs = (code) => notes.some((note) => note.code === code);
  if (body === undefined) return {};
  if (typeof body !== "object" || notedAs("body-stringified")) return { body: encoder.encode(String(body)) };
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
      return { body, duplex: "half" };
    default:
      return { body: encoder.encode(String(body)) };
  }
}
