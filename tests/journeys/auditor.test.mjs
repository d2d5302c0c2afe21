// @ts-check
// A day in the reading room: a sample, a case as it was, who looked, evidence.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { browser, enter, violations, visitor } from "./browser.mjs";

const link = process.env.ANJUAN_AUDITOR_LINK ?? "";

after(() => browser.close());

const { page, troubles } = await visitor({ acceptDownloads: true });
/** @type {string} */
let number = "";

test("she signs in and searches the log", async () => {
  await enter(page, link, "sun.li");
  await page.goto("/audit");
  await page.fill("#a-actor", "operator:test");
  await page.click(".filter button");
  assert.ok(await page.locator("table tbody tr").count() > 0);
});

test("she draws a sample, and draws it again by its permanent link", async () => {
  await page.goto("/audit/sample");
  await page.fill("#s-seed", "2019-audit");
  await page.click(".filter button");
  const drawn = await page.locator("table tbody th a").allInnerTexts();
  assert.ok(drawn.length > 0);
  number = drawn[0];
  await page.click('a[href^="/audit/sample?"]:not([aria-current])');
  assert.deepEqual(await page.locator("table tbody th a").allInnerTexts(), drawn);
});

test("she reads a case: nobody's name is shown, and it is recorded that she read it", async () => {
  await page.goto(`/cases/${number}`);
  assert.ok(!(await page.innerText("main")).includes("何家明"));
  await page.goto(`/audit/readings?number=${encodeURIComponent(number)}`);
  assert.match(await page.innerText("table tbody tr"), /sun\.li/);
});

test("she takes the case out as evidence, and that is recorded, too", async () => {
  await page.goto(`/cases/${number}`);
  const [package_] = await Promise.all([page.waitForEvent("download"), page.click('a[href$="/evidence.zip"]')]);
  assert.match(package_.suggestedFilename(), /^evidence-.*\.zip$/);
  await page.goto("/audit/readings?what=evidence");
  assert.equal(await page.locator("table tbody tr").count(), 1);
});

test("nothing is against her pages, in either language and light", async () => {
  const paths = ["/audit", "/audit?finding=late", "/audit/sample?seed=2019-audit", "/audit/readings",
    `/cases/${number}`, `/cases/${number}?as_of=2019-11-05`];
  for (const language of ["zh-CN", "en"]) {
    for (const theme of ["light", "dark"]) {
      await page.goto(`/audit?language=${language}`);
      await page.goto(`/audit?theme=${theme}`);
      for (const path of paths) {
        await page.goto(path);
        assert.deepEqual(await violations(page), [], `${path} ${language} ${theme}`);
      }
    }
  }
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(troubles, []);
});
