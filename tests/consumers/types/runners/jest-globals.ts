// The `expect` of @jest/globals.
import { expect } from "@jest/globals";
import "cors-preflight/jest";
import { matchers } from "cors-preflight/testing";

expect.extend(matchers);
expect({}).toPreflightBecauseOf("x-trace");
expect({}).toEqual({ call: expect.toPreflight() });
