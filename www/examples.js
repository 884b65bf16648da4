// The page's examples. Members that are left out are as in an empty form. `difference` explains why browsers differ from
// the standard in an example.

const textbook = {
  origin: "https://foo.bar.org",
  method: "DELETE",
  url: "https://bar.other/resource/foo",
  preflight: `HTTP/1.1 204 No Content
Access-Control-Allow-Origin: https://foo.bar.org
Access-Control-Allow-Methods: POST, GET, OPTIONS, DELETE
Access-Control-Max-Age: 86400`,
  response: `HTTP/1.1 200 OK
Access-Control-Allow-Origin: https://foo.bar.org
Content-Type: text/plain`,
};

const page = "https://app.example";

export const examples = [
  {
    group: "The textbook",
    name: "The textbook exchange",
    hint: "A DELETE is preflighted, and this response allows it. Browsers cache the permission for less than the day that it asks for.",
    state: textbook,
  },
  {
    group: "The textbook",
    name: "The same with X-Requested-With",
    hint: "The response allows no header. Origin is never in the list: it is a forbidden request header.",
    state: {
      ...textbook,
      headers: "Origin: https://foo.bar.org\nX-Requested-With: XMLHttpRequest",
    },
  },
  {
    group: "The textbook",
    name: "TRACE is forbidden",
    hint: "Scripts cannot use some methods at all.",
    state: { ...textbook, method: "TRACE" },
  },

  {
    group: "Without a preflight",
    name: "A form’s POST, from a script",
    hint: "A form can send text/plain too, so there is no preflight. Only the response is checked.",
    state: {
      origin: page,
      method: "POST",
      url: "https://api.example/notes",
      body: "string",
      preflight: "HTTP/1.1 404 Not Found",
      response: "HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: *\nContent-Type: text/plain",
    },
  },
  {
    group: "Without a preflight",
    name: "An extra slash",
    hint: "An origin has no path, not even a trailing slash.",
    state: {
      origin: page,
      url: "https://api.example/notes",
      preflight: "HTTP/1.1 404 Not Found",
      response:
        "HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: https://app.example/\nContent-Type: application/json",
    },
  },
  {
    group: "Without a preflight",
    name: "Cookies and the wildcard",
    hint: "With credentials, * is not a wildcard.",
    state: {
      origin: page,
      url: "https://api.example/me",
      credentials: "include",
      preflight: "HTTP/1.1 404 Not Found",
      response: "HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: *\nContent-Type: application/json",
    },
  },
  {
    group: "Without a preflight",
    name: "A hidden header",
    hint: "The server sends X-Total-Count, but the script cannot read it.",
    state: {
      origin: page,
      url: "https://api.example/notes?page=2",
      headers: "Accept: application/json\nRange: bytes=0-499",
      preflight: "HTTP/1.1 404 Not Found",
      response: `HTTP/1.1 200 OK
Access-Control-Allow-Origin: https://app.example
Access-Control-Expose-Headers: ETag
Content-Type: application/json
ETag: "2"
X-Total-Count: 118`,
    },
  },
  {
    group: "Without a preflight",
    name: "Everything exposed",
    hint: "Without credentials, * exposes all headers.",
    state: {
      origin: page,
      url: "https://api.example/notes",
      preflight: "HTTP/1.1 404 Not Found",
      response: `HTTP/1.1 200 OK
Access-Control-Allow-Origin: *
Access-Control-Expose-Headers: *
Content-Type: application/json
X-Total-Count: 118
X-Request-Id: 7f3a`,
    },
  },
  {
    group: "Without a preflight",
    name: "Mode no-cors",
    hint: "This mode avoids the error, but it drops the header and hides the response.",
    state: {
      origin: page,
      method: "POST",
      url: "https://api.example/notes",
      headers: "X-Api-Version: 3\nContent-Type: application/json",
      body: "string",
      mode: "no-cors",
      preflight: "HTTP/1.1 404 Not Found",
      response: "HTTP/1.1 200 OK\nContent-Type: application/json",
    },
  },
  {
    group: "Without a preflight",
    name: "Same origin",
    hint: "A PUT with any header to the page’s own origin needs no CORS.",
    state: {
      origin: page,
      method: "PUT",
      url: "https://app.example/notes/1",
      headers: "X-Api-Version: 3\nContent-Type: application/json",
      body: "string",
      preflight: "HTTP/1.1 404 Not Found",
      response: "HTTP/1.1 200 OK\nContent-Type: application/json\nX-Total-Count: 118",
    },
  },
  {
    group: "Without a preflight",
    name: "A manual redirect",
    hint: "With redirect mode manual, the script learns only that there was a redirect.",
    state: {
      origin: page,
      url: "https://api.example/old",
      redirect: "manual",
      preflight: "HTTP/1.1 404 Not Found",
      response:
        "HTTP/1.1 302 Found\nAccess-Control-Allow-Origin: *\nLocation: https://api.example/new",
    },
  },

  {
    group: "With a preflight",
    name: "JSON, allowed",
    hint: "A JSON body triggers a preflight.",
    state: {
      origin: page,
      method: "POST",
      url: "https://api.example/notes",
      headers: "Content-Type: application/json",
      body: "string",
      preflight: `HTTP/1.1 204 No Content
Access-Control-Allow-Origin: https://app.example
Access-Control-Allow-Headers: content-type
Access-Control-Max-Age: 600`,
      response: `HTTP/1.1 201 Created
Access-Control-Allow-Origin: https://app.example
Content-Type: application/json
Location: /notes/2`,
    },
  },
  {
    group: "With a preflight",
    name: "The preflight needs a login",
    hint: "A preflight carries no credentials, so the server must not require authentication for OPTIONS.",
    state: {
      origin: page,
      url: "https://api.example/me",
      headers: "Authorization: Bearer 7f3a",
      preflight: `HTTP/1.1 401 Unauthorized
Access-Control-Allow-Origin: https://app.example
Access-Control-Allow-Headers: authorization`,
      response:
        "HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: https://app.example\nContent-Type: application/json",
    },
  },
  {
    group: "With a preflight",
    name: "The preflight is redirected",
    hint: "A redirect to the URL with a trailing slash works for GET, but a preflight must not be redirected.",
    state: {
      origin: page,
      method: "PUT",
      url: "https://api.example/notes",
      preflight: `HTTP/1.1 301 Moved Permanently
Location: https://api.example/notes/
Access-Control-Allow-Origin: https://app.example
Access-Control-Allow-Methods: PUT`,
      response: "HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: https://app.example",
    },
  },
  {
    group: "With a preflight",
    name: "patch in lower case",
    hint: "Browsers upper-case six methods. PATCH is not one of them.",
    state: {
      origin: page,
      method: "patch",
      url: "https://api.example/notes/1",
      preflight: `HTTP/1.1 204 No Content
Access-Control-Allow-Origin: *
Access-Control-Allow-Methods: GET, PUT, PATCH
Access-Control-Max-Age: 600`,
      response: "HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: *",
    },
  },
  {
    group: "With a preflight",
    name: "An invalid list of methods",
    hint: "One invalid item makes the whole preflight fail.",
    state: {
      origin: page,
      method: "DELETE",
      url: "https://api.example/notes/1",
      preflight: `HTTP/1.1 204 No Content
Access-Control-Allow-Origin: *
Access-Control-Allow-Methods: GET, PUT and DELETE, DELETE
Access-Control-Max-Age: 600`,
      response: "HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: *",
    },
  },
  {
    group: "With a preflight",
    name: "Wildcards and credentials",
    hint: "Three wildcards that work only without credentials.",
    state: {
      origin: page,
      method: "PUT",
      url: "https://api.example/me",
      headers: "X-Api-Version: 3",
      credentials: "include",
      preflight: `HTTP/1.1 204 No Content
Access-Control-Allow-Origin: *
Access-Control-Allow-Methods: *
Access-Control-Allow-Headers: *`,
      response: `HTTP/1.1 200 OK
Access-Control-Allow-Origin: https://app.example
Access-Control-Allow-Credentials: true`,
    },
  },
  {
    group: "With a preflight",
    name: "Authorization under the wildcard",
    hint: "The standard requires Authorization to be listed by name.",
    difference:
      "The standard requires Authorization to be listed by name. Today’s browsers let the wildcard cover it, some with a warning.",
    state: {
      origin: page,
      url: "https://api.example/me",
      headers: "Authorization: Bearer 7f3a",
      preflight: `HTTP/1.1 204 No Content
Access-Control-Allow-Origin: *
Access-Control-Allow-Headers: *
Access-Control-Max-Age: 600`,
      response: "HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: *\nContent-Type: application/json",
    },
  },
  {
    group: "With a preflight",
    name: "A sandboxed frame",
    hint: "Its origin is null. A server can allow it, but then every sandboxed page is allowed.",
    state: {
      origin: "null",
      method: "PUT",
      url: "https://api.example/notes/1",
      preflight: `HTTP/1.1 204 No Content
Access-Control-Allow-Origin: null
Access-Control-Allow-Methods: PUT
Access-Control-Max-Age: 600`,
      response: "HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: null\nContent-Type: text/plain",
    },
  },
  {
    group: "With a preflight",
    name: "A stream, refused",
    hint: "A stream body always triggers a preflight. Firefox sends it as a string instead.",
    state: {
      origin: page,
      method: "POST",
      url: "https://api.example/uploads",
      headers: "Content-Type: text/plain",
      body: "stream",
      duplex: "half",
      preflight: "HTTP/1.1 204 No Content",
      response: "HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: *",
    },
  },
  {
    group: "With a preflight",
    name: "Sent, but not readable",
    hint: "The server’s error response has no CORS headers. The request reached the server and may have taken effect.",
    state: {
      origin: page,
      method: "DELETE",
      url: "https://api.example/notes/1",
      preflight: `HTTP/1.1 204 No Content
Access-Control-Allow-Origin: https://app.example
Access-Control-Allow-Methods: DELETE
Access-Control-Max-Age: 600`,
      response: "HTTP/1.1 500 Internal Server Error\nContent-Type: text/html",
    },
  },

  {
    group: "Never sent",
    name: "Mode same-origin, another origin",
    hint: "This mode rejects every cross-origin URL.",
    state: {
      origin: page,
      url: "https://api.example/notes",
      mode: "same-origin",
      preflight: "HTTP/1.1 204 No Content\nAccess-Control-Allow-Origin: *",
      response: "HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: *",
    },
  },
];
