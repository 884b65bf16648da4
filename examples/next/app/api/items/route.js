// A route that calls another service as a page of that origin would.
import { corsFetch } from "cors-preflight/fetch";

const fetch = corsFetch({ origin: "https://app.example", fetch: async () => new Response("not shared") });

export async function GET() {
  const error = await fetch("https://api.example/items").catch((error) => error);
  return Response.json([error.message, error.cause.reasons[0].code]);
}
