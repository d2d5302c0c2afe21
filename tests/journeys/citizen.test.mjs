// @ts-check
// Somebody with a receipt in hand: no account, no script, a cheap phone.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { browser, violations, visitor } from "./browser.mjs";

const code = process.env.ANJUAN_QUERY_CODE ?? "";
const number = process.env.ANJUAN_QUERY_NUMBER ?? "";
// A point, as a picture.
const point = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");

after(() => browser.close());

const { context, page, troubles } = await visitor({ viewport: { width: 390, height: 844 } });
const plain = await browser.newContext({
  baseURL: process.env.ANJUAN_URL, locale: "zh-CN", javaScriptEnabled: false, viewport: { width: 390, height: 844 },
});
plain.setDefaultTimeout(15_000);

test("without scripts she types the code, is told when it is wrong, and sees where her matter stands", async () => {
  const page = await plain.newPage();
  await page.goto("/track");
  await page.fill("#code", "2F7K-9QXM-3T8C");
  await page.click("button");
  await page.waitForSelector('[role="alert"]');
  await page.fill("#code", code.toLowerCase());
  await page.click("button");
  await page.waitForURL(`**/track/${code}`);
  const told = await page.innerText("main");
  assert.ok(told.includes(number) && told.includes("已受理"), told);
  assert.match(told, /\d{4}-\d{2}-\d{2} 前/);
});

test("without scripts she adds a photograph", async () => {
  const page = await plain.newPage();
  await page.goto(`/track/${code}`);
  await page.setInputFiles("#file", { name: "photo.png", mimeType: "image/png", buffer: point });
  await page.click('form[enctype] button');
  await page.waitForSelector('[role="status"]');
  assert.ok((await page.innerText("main")).includes("已补充 1 张"));
  await plain.close();
});

test("the page is small, and fits a small phone", async () => {
  let bytes = 0;
  page.on("response", async (answer) => { bytes += (await answer.body().catch(() => Buffer.alloc(0))).length; });
  await page.goto(`/track/${code}`, { waitUntil: "networkidle" });
  assert.ok(bytes > 1000 && bytes < 50_000, `${bytes} bytes`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  assert.equal(wide, false);
  const small = await page.evaluate(() => [...document.querySelectorAll("button, input:not([type=hidden])")]
    .filter((one) => one.getBoundingClientRect().height < 44).length);
  assert.equal(small, 0, "everything can be touched");
});

test("nothing is against the page, in either language and light", async () => {
  for (const language of ["zh-CN", "en"]) {
    for (const theme of ["light", "dark"]) {
      for (const path of ["/track", `/track/${code}`, `/track/${code}?done=photograph`]) {
        await page.goto(`/track?language=${language}`);
        await page.goto(`/track?theme=${theme}`);
        await page.goto(path);
        assert.deepEqual(await violations(page), [], `${path} ${language} ${theme}`);
      }
    }
  }
});

test("it can be printed without its forms", async () => {
  await page.goto(`/track/${code}`);
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator("form:visible").count(), 0);
  assert.ok(await page.locator("h2#stands").isVisible());
});

test("nothing went wrong on the way", async () => {
  assert.deepEqual(troubles, []);
  await context.close();
});
