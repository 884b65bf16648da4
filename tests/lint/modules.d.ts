// Modules of test runners, which are not installed for the type check.
declare module "bun:test";
declare module "@jest/globals";
declare module "@playwright/test";
declare module "vitest";
