// Debian's Chromium, and what no page may do.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });

/** What went wrong on a page: errors in its console, and what its policy forbade. What is expected while there is no network is passed over. */
export function watched(page) {
  const wrong = [];
  const expected = /ERR_INTERNET_DISCONNECTED|ERR_FAILED|status of (401|409|412)/;
  page.on("console", (message) => {
    if (message.type() === "error" && !expected.test(message.text())) wrong.push(`${message.text()} ${message.location().url}`);
  });
  page.on("pageerror", (error) => wrong.push(String(error)));
  return wrong;
}

/** Nothing that axe finds. */
export async function accessible(page, where) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
  assert.deepEqual(told, [], where);
}

/** No key of words is shown raw. */
export async function spoken(page, where) {
  const missing = (await page.innerText("body")).match(/⟦.*?⟧/g) ?? [];
  assert.deepEqual(missing, [], where);
}
