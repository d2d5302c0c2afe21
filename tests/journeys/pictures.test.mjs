// @ts-check
// Pictures of the main pages over the demo's year, as they stand in the README.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { browser, enter, visitor } from "./browser.mjs";

const folder = process.env.ANJUAN_PICTURES ?? "";
const desk = await visitor({ viewport: { width: 1280, height: 800 } });
const phone = await visitor({ viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true });

after(() => browser.close());

/** @param {import("playwright-core").Page} page @param {string} path @param {string} name */
async function picture(page, path, name) {
  await page.goto(path);
  await page.waitForLoadState("networkidle");
  // What the day of the test says is not in the picture: it would change with every run.
  const bytes = await page.screenshot({ path: `${folder}/${name}.png`, animations: "disabled" });
  assert.ok(bytes.length > 5_000, name);
}

test("the leader's board, a figure, the lights, a case and the list", async () => {
  const { page } = desk;
  await enter(page, process.env.ANJUAN_LEADER_LINK ?? "", "leader");
  await picture(page, "/figures?from=2019-01-01&to=2019-12-31&as_of=2019-11-09", "figures");
  await picture(page, "/figures/fire.rectification_rate?from=2019-01-01&to=2019-12-31&as_of=2019-11-09", "figure");
  await picture(page, "/figures/lights?as_of=2019-11-09", "lights");
  await picture(page, "/cases?kind=fire_hazard&open=true&sort=opened", "cases");
  const structures = "/cases?kind=illegal_structure&sort=opened";
  await page.goto(structures);
  const first = await page.locator("table.list tbody a").first().getAttribute("href");
  await picture(page, first ?? "", "case");
});

test("the inspector's phone", async () => {
  const { page } = phone;
  await enter(page, process.env.ANJUAN_INSPECTOR_LINK ?? "", "inspector");
  await picture(page, "/inspect", "inspect");
});

test("nothing went wrong on the way", () => {
  assert.deepEqual([...desk.troubles, ...phone.troubles], []);
});
