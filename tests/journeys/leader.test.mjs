// @ts-check
// A leader's morning, and an administrator's day.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { browser, enter, violations, visitor } from "./browser.mjs";

const leader = await visitor();
const administrator = await visitor({ locale: "en" });

after(() => browser.close());

/** @param {import("playwright-core").Page} page @param {string[]} paths */
async function nothingAgainst(page, paths) {
  for (const language of ["zh-CN", "en"]) {
    for (const theme of ["light", "dark"]) {
      await page.goto(`${paths[0]}?language=${language}`);
      await page.goto(`${paths[0]}?theme=${theme}`);
      for (const path of paths) {
        await page.goto(path);
        assert.deepEqual(await violations(page), [], `${path} ${language} ${theme}`);
      }
    }
  }
}

test("a leader opens a number down to its cases", async () => {
  const { page } = leader;
  await enter(page, process.env.ANJUAN_LEADER_LINK ?? "", "chen.tao");
  await page.goto("/figures");
  const card = page.locator('[data-figure="petitions.open"]');
  assert.ok(Number(await card.locator("data.number").getAttribute("value")) >= 1);
  await card.locator("a").click();
  await page.waitForURL("**/figures/petitions.open?**");
  assert.ok((await page.locator("table.list tbody tr").count()) >= 1);
  await page.locator('[data-by="committee"] summary').click();
  await page.locator('[data-by="committee"] tbody a', { hasText: "共青" }).click();
  await page.waitForURL("**by=committee**");
  assert.ok((await page.locator("table.list tbody tr").count()) >= 1);
});

test("as of a day before it, there was nothing", async () => {
  const { page } = leader;
  await page.goto("/figures/petitions.open");
  await page.fill("#as_of", "2019-11-03");
  await page.click(".period button");
  assert.equal(await page.locator(".fact data.number").getAttribute("value"), "0");
});

test("the lights say it in a word and a shape, on one sheet of A4", async () => {
  const { page } = leader;
  await page.goto("/figures/lights");
  assert.ok((await page.locator("table.lights tbody tr").count()) >= 19);
  assert.match(await page.locator("table.lights tfoot .light").first().innerText(), /[●▲■] \S+/);
  const sheet = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
  assert.equal(sheet.match(/\/Type\s*\/Page[^s]/g)?.length, 1);
});

test("what waits is granted in one place", async () => {
  const { page } = leader;
  await page.goto("/approvals");
  await page.click('a[href$="/steps/ApproveExtension"]');
  await page.selectOption("#f-petitioner_told", "true");
  await page.click("button.must");
  await page.waitForURL("**/cases/**#e*");
  await page.goto("/approvals");
  assert.equal(await page.locator('a[href$="/steps/ApproveExtension"]').count(), 0);
});

test("an administrator adds a user and sets a target", async () => {
  const { page } = administrator;
  await enter(page, process.env.ANJUAN_ADMINISTRATOR_LINK ?? "", "wang.wei");
  await page.goto("/admin/users");
  await page.fill("#AddUser-login", "he.ping");
  await page.fill("#AddUser-name", "何平");
  await page.selectOption("#AddUser-committee", "共青");
  await page.click('section:has(#form-AddUser) button');
  assert.match(await page.locator(".once code").innerText(), /\/links\/./);
  await page.goto("/admin/targets?year=2019");
  await page.selectOption("#SetTarget-figure", "structures.demolished_area_m2");
  await page.fill("#SetTarget-amount", "30000");
  await page.click('section:has(#form-SetTarget) button');
  await page.waitForURL("**/admin/targets?year=2019");
  assert.match(await page.locator("table.plain").innerText(), /30000/);
});

test("no page has anything against it, in either language and light", async () => {
  await nothingAgainst(leader.page, ["/figures", "/figures/petitions.open", "/figures/fire.rectification_rate",
    "/figures/lights", "/approvals"]);
  await nothingAgainst(administrator.page, ["/admin", "/admin/users", "/admin/users/he.ping", "/admin/targets?year=2019",
    "/admin/calendar", "/admin/tokens"]);
});

test("everything works without scripts, and nothing went wrong", async () => {
  const plain = await browser.newContext({
    baseURL: process.env.ANJUAN_URL, javaScriptEnabled: false, storageState: await leader.context.storageState(),
  });
  const page = await plain.newPage();
  await page.goto("/figures/lights");
  await page.click(".crumb a");
  await page.waitForURL("**/figures?**");
  await page.click('[data-figure="petitions.registered"] a');
  await page.waitForURL("**/figures/petitions.registered?**");
  await plain.close();
  assert.deepEqual([...leader.troubles, ...administrator.troubles], []);
});
