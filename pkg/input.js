// The input buffer of a module: texts go in as UTF-8.

/** The code units of the longest string. The memory of a module has room for several of these, but not for much longer ones. */
export const MAX_LENGTH = 2 ** 25;

/** A longer text gets a buffer of its own, which is freed when the next text is written. */
const MAX_KEPT = 2 ** 20;

const MIN_BUFFER = 4096;

/** One UTF-16 code unit is at most three bytes of UTF-8. */
const BYTES_PER_UNIT = 3;

const encoder = new TextEncoder();

/** Returns a function that writes a text into the input buffer and returns its length in bytes. */
export function inputWriter(inputBuffer, memory) {
  let buffer = new Uint8Array();
  const allocate = (length) => {
    // Allocation may grow the memory, which replaces `memory.buffer`.
    const address = inputBuffer(length);
    return new Uint8Array(memory.buffer, address, length);
  };
  return function write(text) {
    if (text.length > MAX_KEPT) {
      const bytes = encoder.encode(text);
      allocate(bytes.length).set(bytes);
      buffer = new Uint8Array();
      return bytes.length;
    }
    const length = BYTES_PER_UNIT * text.length;
    // The length of a buffer is 0 after the memory has grown.
    if (buffer.length < length) buffer = allocate(Math.max(length, MIN_BUFFER));
    return encoder.encodeInto(text, buffer).written;
  };
}
