// One client for the whole app, made when the module is loaded: on the server, where nothing calls it, it does no work.
import { corsFetch } from "cors-preflight/fetch";

export const apiFetch = corsFetch();
