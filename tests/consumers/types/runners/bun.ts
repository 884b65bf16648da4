// The `expect` of Bun's test runner.
import { expect } from "bun:test";
import "cors-preflight/bun";

expect({}).toPreflight();
expect({}).toEqual({ call: expect.toPreflight() });
