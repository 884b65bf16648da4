// How a page calls its API.

const origin = "https://app.example";

export const list = { origin, url: "https://api.example/items" };
export const search = { origin, url: "https://api.example/search", method: "POST", body: new URLSearchParams({ q: "a" }) };
export const save = {
  origin,
  url: "https://api.example/items",
  method: "PUT",
  headers: { "Content-Type": "application/json" },
  body: "{}",
  credentials: "include",
};
