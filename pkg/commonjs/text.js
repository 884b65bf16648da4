// TextEncoder and TextDecoder for the CommonJS scripts. jest-environment-jsdom has neither.

/** The bytes of text as a string with a character for each. */
const bytesOf = (text) => unescape(encodeURIComponent(text.toWellFormed()));

class Utf8Encoder {
  encode(text = "") {
    return Uint8Array.from(bytesOf(text), (character) => character.charCodeAt(0));
  }

  encodeInto(text, target) {
    const bytes = this.encode(text);
    target.set(bytes);
    return { read: text.length, written: bytes.length };
  }
}

class Utf8Decoder {
  decode(bytes = []) {
    return decodeURIComponent(escape(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")));
  }
}

const { TextEncoder = Utf8Encoder, TextDecoder = Utf8Decoder } = globalThis;
export { TextDecoder, TextEncoder };
