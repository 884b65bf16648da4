const text = "{text}";

/** The bytes that `text` stands for: a character for each below 92, and one more before it that says what to add. */
export function bytes() {
  const bytes = new Uint8Array(text.length);
  let length = 0;
  let added = 0;
  for (let place = 0; place < text.length; place += 1) {
    const code = text.charCodeAt(place);
    if (code < 35) {
      added = (code - 31) * 92;
    } else {
      bytes[length] = added + code - 35;
      length += 1;
      added = 0;
    }
  }
  return bytes.subarray(0, length);
}
