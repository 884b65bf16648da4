// Imports, and uses nothing: a page that a bundler has emptied of its uses.
import { classify } from "cors-preflight";
import { explain } from "cors-preflight/explain";
import { corsFetch } from "cors-preflight/fetch";
import { matchers } from "cors-preflight/testing";

export default "nothing";
