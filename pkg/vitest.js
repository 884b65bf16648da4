// Registers the matchers in Vitest.
import { matchers } from "cors-preflight/testing";
import { expect } from "vitest";

expect.extend(matchers);
