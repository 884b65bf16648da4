// Requests as text, byte for byte as HTTP/1.1 writes them.

/** Returns the lines of a request: request line, Host, header lines. */
export function requestText(request) {
  const url = new URL(request.url);
  return [
    `${request.method} ${url.pathname}${url.search} HTTP/1.1`,
    `Host: ${url.host}`,
    ...request.headers.map(([name, value]) => `${name}: ${value}`),
  ].join("\n");
}

/** Returns the combined value of a header, or null if the header is missing. The name may be in any case. */
export function headerValue(headers, name) {
  const found = headers.filter(([given]) => given.toLowerCase() === name.toLowerCase());
  return found.length === 0 ? null : found.map(([, value]) => value).join(", ");
}
