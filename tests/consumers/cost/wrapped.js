// The same app with the wrapper.
import { corsFetch } from "cors-preflight/fetch";

globalThis.apiFetch = corsFetch();
document.body.append("ready");
