// Registers the matchers in Jest.
import { expect } from "@jest/globals";
import { matchers } from "cors-preflight/testing";

expect.extend(matchers);
