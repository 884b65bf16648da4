import { argv } from "node:process";
import * as cors from "cors-preflight";
import * as explaining from "cors-preflight/explain";
import * as fetching from "cors-preflight/fetch";
import { run } from "../program.js";

const [, , server] = argv;
console.log(JSON.stringify(await run({ cors, explaining, fetching }, server, "http://app.example")));
