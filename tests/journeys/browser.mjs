// @ts-check
// A browser in which whatever goes wrong is noted: errors of scripts, of the console, of the policy for contents.
import { chromium } from "playwright-core";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const url = process.env.ANJUAN_URL ?? "http://127.0.0.1:8019";
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-dev-shm-usage"],
});

/** @param {import("playwright-core").BrowserContextOptions} [options] */
export async function visitor(options = {}) {
  const context = await browser.newContext({ baseURL: url, locale: "zh-CN", ...options });
  context.setDefaultTimeout(15_000);
  /** @type {string[]} */
  const troubles = [];
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  context.on("console", (message) => {
    // A form that is drawn again has the status 422 on purpose.
    if (message.type() === "error" && !/status of (409|422)/.test(message.text())) troubles.push(message.text());
  });
  context.on("weberror", (error) => troubles.push(String(error.error())));
  const page = await context.newPage();
  return { context, page, troubles };
}

/** @param {import("playwright-core").Page} page @returns {Promise<string[]>} */
export async function violations(page) {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    // @ts-ignore: axe was just put there.
    const found = await window.axe.run(document, { resultTypes: ["violations"] });
    return found.violations.map((/** @type {any} */ one) =>
      `${one.id}: ${one.nodes.slice(0, 3).map((/** @type {any} */ node) => node.target.join(" ") + " " + node.failureSummary).join("; ")}`);
  });
}

/**
 * Follows a one-time link and signs in.
 * @param {import("playwright-core").Page} page @param {string} link @param {string} login
 */
export async function enter(page, link, login) {
  const password = "purple-tram-41-lantern";
  await page.goto(link);
  await page.fill("#password", password);
  await page.click("button.must");
  await page.waitForURL("**/sign-in");
  await page.fill("#login", login);
  await page.fill("#password", password);
  await page.click("button.must");
  await page.waitForURL((where) => !where.pathname.startsWith("/sign-in"));
}
