/** Makes a call and says how it ended, as a script sees it: in Chromium's page and in Node by the same words. */
export async function end(fetch, { url, ...init }, caught = () => {}) {
  try {
    const response = await fetch(url, init);
    const { type, status, redirected, headers } = response;
    const lines = [...headers].map(([name, value]) => (name === "date" ? name : `${name}: ${value}`));
    return { type, status, url: response.url, redirected, headers: lines.sort(), body: await response.text() };
  } catch (error) {
    caught(error);
    return { rejected: error instanceof TypeError ? "TypeError" : `${error}` };
  }
}
