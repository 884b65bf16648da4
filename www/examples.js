// The page's examples. What is not given is as in a blank form; `differs` says why a browser does
// something else than the standard there.

const textbook = {
  origin: "https://foo.bar.org",
  method: "DELETE",
  url: "https://bar.other/resource/foo",
  preflight: `HTTP/1.1 204 No Content
Access-Control-Allow-Origin: https://foo.bar.org
Access-Control-Allow-Methods: POST, GET, OPTIONS, DELETE
Access-Control-Max-Age: 86400`,
  answer: `HTTP/1.1 200 OK
Access-Control-Allow-Origin: https://foo.bar.org
Content-Type: text/plain`,
};

const page = "https://app.example";

export const examples = [
  {
    group: "The textbook",
    name: "The textbook exchange",
    hint: "A DELETE is asked for first, and this answer allows it for a day.",
    state: textbook,
  },
  {
    group: "The textbook",
    name: "The same with X-Requested-With",
    hint: "The answer names no header that may be sent. Origin can never be in the list: a script cannot set it.",
    state: {
      ...textbook,
      headers: "Origin: https://foo.bar.org\nX-Requested-With: XMLHttpRequest",
    },
  },
  {
    group: "The textbook",
    name: "TRACE is never asked for",
    hint: "Some methods are closed to scripts altogether.",
    state: { ...textbook, method: "TRACE" },
  },

  {
    group: "Without a preflight",
    name: "A form’s POST, from a script",
    hint: "text/plain, as forms could always send it: no question, only a check of the answer.",
    state: {
      origin: page,
      method: "POST",
      url: "https://api.example/notes",
      body: "string",
      preflight: "HTTP/1.1 404 Not Found",
      answer: "HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: *\nContent-Type: text/plain",
    },
  },
  {
    group: "Without a preflight",
    name: "A slash too many",
    hint: "An origin has no path, not even an empty one.",
    state: {
      origin: page,
      url: "https://api.example/notes",
      preflight: "HTTP/1.1 404 Not Found",
      answer:
        "HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: https://app.example/\nContent-Type: application/json",
    },
  },
  {
    group: "Without a preflight",
    name: "Cookies and the wildcard",
    hint: "With credentials, * is only an asterisk.",
    state: {
      origin: page,
      url: "https://api.example/me",
      credentials: "include",
      preflight: "HTTP/1.1 404 Not Found",
      answer: "HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: *\nContent-Type: application/json",
    },
  },
  {
    group: "Without a preflight",
    name: "A header that stays hidden",
    hint: "The count is on the wire, and the script cannot see it.",
    state: {
      origin: page,
      url: "https://api.example/notes?page=2",
      headers: "Accept: application/json\nRange: bytes=0-499",
      preflight: "HTTP/1.1 404 Not Found",
      answer: `HTTP/1.1 200 OK
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
    hint: "Without credentials, one asterisk shows all headers.",
    state: {
      origin: page,
      url: "https://api.example/notes",
      preflight: "HTTP/1.1 404 Not Found",
      answer: `HTTP/1.1 200 OK
Access-Control-Allow-Origin: *
Access-Control-Expose-Headers: *
Content-Type: application/json
X-Total-Count: 118
X-Request-Id: 7f3a`,
    },
  },
  {
    group: "Without a preflight",
    name: "no-cors, and what it drops",
    hint: "It silences the error, takes the header away and hides the answer.",
    state: {
      origin: page,
      method: "POST",
      url: "https://api.example/notes",
      headers: "X-Api-Version: 3\nContent-Type: application/json",
      body: "string",
      mode: "no-cors",
      preflight: "HTTP/1.1 404 Not Found",
      answer: "HTTP/1.1 200 OK\nContent-Type: application/json",
    },
  },
  {
    group: "Without a preflight",
    name: "Within the origin",
    hint: "A PUT with any header, at home: no CORS at all.",
    state: {
      origin: page,
      method: "PUT",
      url: "https://app.example/notes/1",
      headers: "X-Api-Version: 3\nContent-Type: application/json",
      body: "string",
      preflight: "HTTP/1.1 404 Not Found",
      answer: "HTTP/1.1 200 OK\nContent-Type: application/json\nX-Total-Count: 118",
    },
  },
  {
    group: "Without a preflight",
    name: "A redirect left alone",
    hint: "redirect: manual, so the script learns that there was one and nothing more.",
    state: {
      origin: page,
      url: "https://api.example/old",
      redirect: "manual",
      preflight: "HTTP/1.1 404 Not Found",
      answer:
        "HTTP/1.1 302 Found\nAccess-Control-Allow-Origin: *\nLocation: https://api.example/new",
    },
  },

  {
    group: "With a preflight",
    name: "JSON, allowed",
    hint: "The commonest preflight there is.",
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
      answer: `HTTP/1.1 201 Created
Access-Control-Allow-Origin: https://app.example
Content-Type: application/json
Location: /notes/2`,
    },
  },
  {
    group: "With a preflight",
    name: "The OPTIONS needs a login",
    hint: "It never carries one, so a login in front of it refuses everybody.",
    state: {
      origin: page,
      url: "https://api.example/me",
      headers: "Authorization: Bearer 7f3a",
      preflight: `HTTP/1.1 401 Unauthorized
Access-Control-Allow-Origin: https://app.example
Access-Control-Allow-Headers: authorization`,
      answer:
        "HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: https://app.example\nContent-Type: application/json",
    },
  },
  {
    group: "With a preflight",
    name: "The OPTIONS is redirected",
    hint: "From the address without a slash to the one with: fine for GET, the end for a preflight.",
    state: {
      origin: page,
      method: "PUT",
      url: "https://api.example/notes",
      preflight: `HTTP/1.1 301 Moved Permanently
Location: https://api.example/notes/
Access-Control-Allow-Origin: https://app.example
Access-Control-Allow-Methods: PUT`,
      answer: "HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: https://app.example",
    },
  },
  {
    group: "With a preflight",
    name: "patch in lower case",
    hint: "Six methods are upper-cased on the way. This is not one of them.",
    state: {
      origin: page,
      method: "patch",
      url: "https://api.example/notes/1",
      preflight: `HTTP/1.1 204 No Content
Access-Control-Allow-Origin: *
Access-Control-Allow-Methods: GET, PUT, PATCH
Access-Control-Max-Age: 600`,
      answer: "HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: *",
    },
  },
  {
    group: "With a preflight",
    name: "A list that does not parse",
    hint: "One word too many and the whole answer is void.",
    state: {
      origin: page,
      method: "DELETE",
      url: "https://api.example/notes/1",
      preflight: `HTTP/1.1 204 No Content
Access-Control-Allow-Origin: *
Access-Control-Allow-Methods: GET, PUT and DELETE, DELETE
Access-Control-Max-Age: 600`,
      answer: "HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: *",
    },
  },
  {
    group: "With a preflight",
    name: "Wildcards and credentials",
    hint: "Three asterisks that would do without cookies.",
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
      answer: `HTTP/1.1 200 OK
Access-Control-Allow-Origin: https://app.example
Access-Control-Allow-Credentials: true`,
    },
  },
  {
    group: "With a preflight",
    name: "Authorization under the wildcard",
    hint: "Listed by name or not at all, says the standard.",
    differs:
      "The standard wants Authorization listed by name; today’s browsers let the wildcard cover it, some with a warning.",
    state: {
      origin: page,
      url: "https://api.example/me",
      headers: "Authorization: Bearer 7f3a",
      preflight: `HTTP/1.1 204 No Content
Access-Control-Allow-Origin: *
Access-Control-Allow-Headers: *
Access-Control-Max-Age: 600`,
      answer: "HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: *\nContent-Type: application/json",
    },
  },
  {
    group: "With a preflight",
    name: "A sandboxed frame",
    hint: "Its origin is null, and null can be allowed by name.",
    state: {
      origin: "null",
      method: "PUT",
      url: "https://api.example/notes/1",
      preflight: `HTTP/1.1 204 No Content
Access-Control-Allow-Origin: null
Access-Control-Allow-Methods: PUT
Access-Control-Max-Age: 600`,
      answer: "HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: null\nContent-Type: text/plain",
    },
  },
  {
    group: "With a preflight",
    name: "A stream, refused",
    hint: "A body of unknown length is always asked for. Firefox knows no such body and sends a string.",
    state: {
      origin: page,
      method: "POST",
      url: "https://api.example/uploads",
      headers: "Content-Type: text/plain",
      body: "stream",
      duplex: "half",
      preflight: "HTTP/1.1 204 No Content",
      answer: "HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: *",
    },
  },
  {
    group: "With a preflight",
    name: "Allowed, done, and unreadable",
    hint: "The server’s error page forgot CORS: the request happened all the same.",
    state: {
      origin: page,
      method: "DELETE",
      url: "https://api.example/notes/1",
      preflight: `HTTP/1.1 204 No Content
Access-Control-Allow-Origin: https://app.example
Access-Control-Allow-Methods: DELETE
Access-Control-Max-Age: 600`,
      answer: "HTTP/1.1 500 Internal Server Error\nContent-Type: text/html",
    },
  },

  {
    group: "Never sent",
    name: "Mode same-origin, another origin",
    hint: "A promise to stay at home, kept by the browser.",
    state: {
      origin: page,
      url: "https://api.example/notes",
      mode: "same-origin",
      preflight: "HTTP/1.1 204 No Content\nAccess-Control-Allow-Origin: *",
      answer: "HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: *",
    },
  },
];
