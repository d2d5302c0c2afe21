// @ts-check
// A day at the petition desk.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { browser, enter, violations, visitor } from "./browser.mjs";

const link = process.env.ANJUAN_CLERK_LINK ?? "";
const login = process.env.ANJUAN_CLERK ?? "";

after(() => browser.close());

const { context, page, troubles } = await visitor();
/** @type {string} */
let number = "";

test("she follows her link, chooses a password and signs in", async () => {
  await enter(page, link, login);
  assert.equal(new URL(page.url()).pathname, "/");
});

test("she registers a visit, and the window may close meanwhile", async () => {
  await page.goto("/register");
  const kept = page.waitForResponse((answer) => answer.url().endsWith("/register/draft") && answer.ok());
  await page.selectOption("#f-committee", { index: 1 });
  await page.fill("#f-matter", "楼道电梯常年失修，老人上下楼困难");
  await page.fill("#f-petitioner-name", "何家明");
  await page.fill("#f-petitioner-phone", "19900009815");
  await kept;
  await page.goto("/register");
  assert.equal(await page.inputValue("#f-matter"), "楼道电梯常年失修，老人上下楼困难");
  await page.click("button.must");
  await page.waitForSelector("#f-category-wrong");
  assert.equal(await page.inputValue("#f-petitioner-phone"), "19900009815");
  await page.fill("#f-category", "物业管理");
  await page.click("button.must");
  await page.waitForURL("**/slip");
  number = new URL(page.url()).pathname.split("/")[2];
  assert.match(await page.innerText(".querycode"), /^[0-9A-Z]{4}(-[0-9A-Z]{4})+/);
});

test("the same person comes again: the earlier matter is shown while she types", async () => {
  await page.goto("/register");
  await page.fill("#f-petitioner-phone", "19900009815");
  await page.waitForSelector(`[data-known] a[href="/cases/${number}"]`);
  await Promise.all([page.waitForEvent("load"), page.click('button[name="check"]')]);
  await page.waitForSelector(`[data-known] a[href="/cases/${number}"]`);
  await page.click('button[name="discard"]');
  await page.waitForURL("**/register");
});

test("she finds it in the list by keyboard, and takes the next step", async () => {
  await page.goto("/cases");
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.waitForURL(`**/cases/${number}`);
  await page.click(`a[href="/cases/${number}/steps/AcceptPetition"]`);
  await page.selectOption("#f-simplified", "false");
  await page.click("button.must");
  await page.waitForURL(`**/cases/${number}#e2`);
  assert.equal(await page.locator("li.event").count(), 2);
});

test("no page has anything against it, in either language and light", async () => {
  for (const language of ["zh-CN", "en"]) {
    for (const theme of ["light", "dark"]) {
      await page.goto(`/?language=${language}`);
      await page.goto(`/?theme=${theme}`);
      const paths = ["/", "/cases", "/cases?committee=1", "/register", "/search?q=2019", `/cases/${number}`,
        `/cases/${number}/slip`, `/cases/${number}/steps/ForwardPetition`, "/sign-in"];
      for (const path of paths) {
        await page.goto(path);
        assert.deepEqual(await violations(page), [], `${path} ${language} ${theme}`);
      }
      await page.goto("/");
      await page.fill("#search", "19900009815");
      await page.press("#search", "Enter");
      await page.waitForURL("**/search");
      assert.ok(await page.getByText(number).first().isVisible(), "whom nobody names in an address");
      assert.deepEqual(await violations(page), [], `a person sought ${language} ${theme}`);
    }
  }
});

test("everything works without scripts", async () => {
  const plain = await context.browser()?.newContext({
    baseURL: process.env.ANJUAN_URL, javaScriptEnabled: false, storageState: await context.storageState(),
  });
  assert.ok(plain);
  const page = await plain.newPage();
  await page.goto("/register");
  await page.selectOption("#f-committee", { index: 2 });
  await page.fill("#f-matter", "夜间施工扰民");
  await page.fill("#f-category", "环境保护");
  await page.fill("#f-petitioner-name", "陆小芳");
  await page.click('button[name="check"]');
  await page.click("button.must");
  await page.waitForURL("**/slip");
  const other = new URL(page.url()).pathname.split("/")[2];
  await page.goto("/cases?kind=petition");
  await page.click(`a[href="/cases/${other}"]`);
  await page.click(`a[href="/cases/${other}/steps/DeclinePetition"]`);
  await page.fill("#f-reason", "不属于本机关职权范围");
  await page.click("button.must");
  await page.waitForURL(`**/cases/${other}#e2`);
  await plain.close();
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(troubles, []);
});
