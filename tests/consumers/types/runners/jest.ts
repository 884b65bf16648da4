// The global `expect` of @types/jest.
import { matchers } from "cors-preflight/testing";

expect.extend(matchers);
expect({}).toPreflight();
expect({}).not.toBeAllowedBy({ "Access-Control-Allow-Origin": "*" });
