// The `expect` of Vitest.
import "cors-preflight/vitest";
import { expect } from "vitest";

expect({}).toPreflight();
expect({}).toEqual({ call: expect.toPreflight() });
