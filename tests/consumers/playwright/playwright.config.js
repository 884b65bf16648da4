// The system's Chromium, as any user.
import { defineConfig } from "@playwright/test";

export default defineConfig({
  testMatch: "*.spec.js",
  workers: 1,
  reporter: "list",
  outputDir: "../node_modules/.built/playwright",
  use: { launchOptions: { executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] } },
  projects: [{ name: "chromium", use: { browserName: "chromium" } }],
});
