// Registers the matchers in Bun's test runner.
import { expect } from "bun:test";
import { matchers } from "cors-preflight/testing";

expect.extend(matchers);
