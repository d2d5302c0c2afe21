// The inspector's day, on a phone, with the network cut and restored, photographs included.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import { deflateSync, crc32 } from "node:zlib";
import { accessible, launch, spoken, watched } from "./support/browser.mjs";
import { office, PASSWORD } from "./support/office.mjs";

/** @type {any} */ let house;
/** @type {any} */ let browser;
/** @type {any} */ let api;
let committee = "";

/** A picture that no other is like. */
function png(side = 48) {
  const chunk = (kind, data) => {
    const body = Buffer.concat([Buffer.from(kind), data]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(data.length, 0);
    ends.writeUInt32BE(crc32(body) >>> 0, 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.concat(Array.from({ length: side }, () => Buffer.concat([Buffer.from([0]), randomBytes(side * 3)])));
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk("IHDR", head), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
}
const pictures = (count) => Array.from({ length: count }, (_, at) => ({ name: `${at}.png`, mimeType: "image/png", buffer: png() }));

before(async () => {
  house = await office();
  committee = JSON.parse(await (await import("node:fs/promises")).readFile(new URL("../../samples/2019/office.json", import.meta.url), "utf8")).committees[0];
  for (const [login, name] of [["wang.wei", "王伟"], ["chen.jie", "陈洁"]]) {
    await house.user(login, name, "--role", "inspector", "--committee", committee);
  }
  api = await house.api("chen.jie");
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await house?.close();
});

/** A hazard that a colleague found. */
async function found(address, kind = "corridor_clutter") {
  const body = { kind, address, place: "居民楼", committee, level: "general", inspectors: ["陈洁", "王伟"] };
  const answer = await api("POST", "fire-hazards/commands/FindHazard", body);
  assert.equal(answer.status, 201, JSON.stringify(answer));
  return answer.body.number;
}

async function phone(language = "zh-CN") {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true, locale: language,
    permissions: ["geolocation"], geolocation: { latitude: 31.2801, longitude: 121.5405 }, serviceWorkers: "allow",
  });
  const page = await context.newPage();
  return { context, page, wrong: watched(page) };
}

async function signIn(page) {
  await page.goto(`${house.origin}/inspect`);
  assert.match(page.url(), /sign-in\?then=/);
  await enter(page, "wang.wei");
}

async function signInAs(page, login) {
  await page.goto(`${house.origin}/sign-in?then=/inspect`);
  await enter(page, login);
}

async function enter(page, login) {
  await page.fill("[name=login]", login);
  await page.fill("[name=password]", PASSWORD);
  await page.click("main button.must");
  await page.waitForSelector(".dock nav");
}

/** The page is kept by its worker and opens without network from now on. */
async function installed(page) {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    for (let tries = 0; tries < 100; tries += 1) {
      const cache = await caches.open("anjuan-inspect");
      if (await cache.match("/inspect")) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error("the shell was not kept");
  });
}

/** The strip says so. */
async function strip(page, text) {
  const said = page.waitForFunction((wanted) => document.querySelector(".strip")?.textContent?.includes(wanted), text);
  await said.catch(async () => assert.fail(`the strip does not say ${text}: ${await page.innerText("body")}`));
}
/** What was filled in is in the outbox, which then shows itself. */
async function handedIn(page, text) {
  await strip(page, text);
  await page.waitForURL(/#outbox$/);
}
const tap = (page, section, value) => page.locator(`${section} input[value="${value}"]`).check();

/** A finger on the pad. */
async function sign(page) {
  const pad = page.locator("canvas.signature");
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  await page.mouse.move(box.x + 40, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + 140, box.y + 120, { steps: 8 });
  await page.mouse.move(box.x + 240, box.y + 50, { steps: 8 });
  await page.mouse.up();
  await page.locator("main .sum", { hasText: "已签字" }).waitFor();
}

test("a day without network: a finding with twenty photographs, a re-inspection, and everything arrives once", async () => {
  const address = "共青路1号";
  const number = await found(address);
  const { context, page, wrong } = await phone();
  await signIn(page);
  await page.waitForSelector(`a[href="#case/${number}"]`);
  await accessible(page, "today");
  await spoken(page, "today");
  await installed(page);

  await context.setOffline(true);
  await page.goto(`${house.origin}/inspect`);
  await page.waitForSelector(`a[href="#case/${number}"]`);
  // The QR code at the place.
  await page.goto(`${house.origin}/inspect/place?${new URLSearchParams({ address })}`);
  await page.waitForSelector("h1");
  assert.ok((await page.innerText("main")).includes(number), "its history is there without network");
  await page.click("main a.must");

  // The finding.
  await page.waitForSelector('[data-part="kind"]');
  await tap(page, '[data-part="kind"]', "ebike_charging");
  await page.setInputFiles(".camera input", pictures(20));
  await page.waitForFunction(() => document.querySelectorAll(".photos li").length === 20);
  await page.locator('section[data-part="deadline"] .tile').nth(1).click();
  await tap(page, '[data-part="inspectors"]', "陈洁");
  await sign(page);
  await accessible(page, "finding");
  await spoken(page, "finding");
  // The phone is put away and taken out again: nothing that was filled in is lost.
  await page.reload();
  await page.waitForFunction(() => document.querySelectorAll(".photos li").length === 20);
  await page.locator("main .buttons.tall .must").last().click();
  await handedIn(page, "23 件待传");

  // The re-inspection, while the finding waits.
  await page.goto(`${house.origin}/inspect#step/again/${number}`);
  await page.waitForSelector('[data-part="outcome"]');
  await tap(page, '[data-part="outcome"]', "passed");
  await page.setInputFiles(".camera input", pictures(2));
  await page.waitForFunction(() => document.querySelectorAll(".photos:not(.before) li").length === 2);
  await tap(page, '[data-part="inspectors"]', "陈洁");
  await page.locator('[data-part="signature"] input[value="absent"]').check();
  await accessible(page, "re-inspection");
  await page.locator("main .buttons.tall .must").last().click();
  await handedIn(page, "28 件待传");
  await accessible(page, "outbox");

  await context.setOffline(false);
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await strip(page, "全部已收到");
  assert.equal(await page.locator(".item.received").count(), 28);

  // The office has all of it, once.
  const closed = await api("GET", `cases/${number}`);
  assert.equal(closed.body.phase, "closed_off");
  const files = await api("GET", `cases/${number}/files`);
  assert.deepEqual(files.body.files.map(({ what }) => what).sort(), ["form", "photograph_after", "photograph_after"]);
  const list = await api("GET", "cases?kind=fire_hazard");
  const mine = list.body.cases.filter(({ category }) => category === "ebike_charging");
  assert.equal(mine.length, 1);
  assert.equal(mine[0].phase, "ordered");
  const theirs = await api("GET", `cases/${mine[0].number}/files`);
  assert.equal(theirs.body.files.length, 21);
  assert.equal(theirs.body.files.filter(({ what }) => what === "photograph_before").length, 20);
  assert.ok(theirs.body.files.every(({ made }) => made), "each with its time");
  const history = await api("GET", `cases/${mine[0].number}/history`);
  assert.equal(history.body.events.filter(({ event_type }) => event_type === "HazardFound").length, 1);
  const placed = history.body.events.filter(({ event_type, payload }) => event_type === "FileAttached" && JSON.stringify(payload).includes("place"));
  assert.equal(placed.length >= 20, true, "and with its place");
  // Sending again sends nothing.
  const at = (await api("GET", "health").catch(() => ({ body: null }))).body?.position;
  await page.locator(".strip button").click();
  await strip(page, "全部已收到");
  assert.equal((await api("GET", "health")).body?.position, at);
  assert.deepEqual(wrong, []);
  await context.close();
});

test("a conflict shows both versions, and loses neither", async () => {
  const number = await found("共青路2号", "wiring");
  const { context, page, wrong } = await phone();
  await signIn(page);
  await page.waitForSelector(`a[href="#case/${number}"]`);
  await installed(page);
  await context.setOffline(true);
  // A colleague orders meanwhile.
  const ordered = await api("POST", `fire-hazards/${number}/commands/OrderRectification`, { deadline: "2099-12-31", inspectors: ["陈洁", "李强"] });
  assert.equal(ordered.status, 200, JSON.stringify(ordered));
  await page.goto(`${house.origin}/inspect#step/again/${number}`);
  await page.waitForSelector('[data-part="outcome"]');
  await tap(page, '[data-part="outcome"]', "failed");
  await page.locator("main .tiles input[value=none]").check();
  await tap(page, '[data-part="inspectors"]', "陈洁");
  await tap(page, '[data-part="signature"]', "absent");
  await page.locator("main .buttons.tall .must").last().click();
  await handedIn(page, "2 件待传");
  await context.setOffline(false);
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await page.waitForSelector(".versions");
  const both = await page.innerText(".versions");
  assert.ok(both.includes("复查不合格") && both.includes("责令整改") && both.includes("chen.jie"), both);
  await accessible(page, "conflict");
  await page.locator(".versions button").first().click();
  await strip(page, "全部已收到");
  assert.equal((await api("GET", `cases/${number}`)).body.phase, "reinspection_failed");
  assert.deepEqual(wrong, []);
  await context.close();
});

test("an expired sign-in keeps the outbox; signing out says what is unsent, and wipes the phone when nothing is", async () => {
  const number = await found("共青路3号", "locked_exit");
  const { context, page, wrong } = await phone();
  await signIn(page);
  await page.waitForSelector(`a[href="#case/${number}"]`);
  await installed(page);
  await context.clearCookies();
  await page.goto(`${house.origin}/inspect#step/order/${number}`);
  await page.waitForSelector('section[data-part="deadline"]');
  await page.locator('section[data-part="deadline"] .tile').first().click();
  await tap(page, '[data-part="inspectors"]', "陈洁");
  await page.locator('[data-part="signature"] input[value="refused"]').check();
  await page.locator("main .buttons.tall .must").last().click();
  await strip(page, "登录已过期");
  await strip(page, "2 件待传");
  await page.click(".strip a.sign-in");
  await enter(page, "wang.wei");
  await strip(page, "全部已收到");
  assert.equal((await api("GET", `cases/${number}`)).body.phase, "ordered");

  // Something that the office does not take stays, and is told by its name when one leaves.
  await context.setOffline(true);
  await page.evaluate(() => { location.hash = "#new?address=%E5%85%B1%E9%9D%92%E8%B7%AF9%E5%8F%B7"; });
  await page.waitForSelector('[data-part="kind"]');
  await tap(page, '[data-part="kind"]', "other");
  await tap(page, '[data-part="inspectors"]', "陈洁");
  await page.locator("main .tiles input[value=spot]").check();
  await page.locator("main .buttons.tall .must").last().click();
  const missing = page.locator(".trouble button", { hasText: "签字" });
  await missing.click();
  await tap(page, '[data-part="signature"]', "no_authority");
  await page.locator("main .buttons.tall .must").last().click();
  await handedIn(page, "3 件待传");
  await page.goto(`${house.origin}/inspect#me`);
  await page.waitForSelector("#said", { state: "attached" });
  await page.locator("main .buttons.tall button").last().click();
  await page.waitForSelector("dialog.ask");
  const asked = await page.innerText("dialog.ask");
  assert.ok(asked.includes("还有 3 件没有传完") && asked.includes("共青路9号"), asked);
  await accessible(page, "leaving");
  await page.locator("dialog.ask button").last().click();
  await page.locator("#said", { hasText: "没有网络，不能退出" }).waitFor();
  await context.setOffline(false);
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await strip(page, "全部已收到");
  await page.locator("main .buttons.tall button").last().click();
  await page.waitForURL(/sign-in/);
  const left = await page.evaluate(async () => {
    const db = await new Promise((resolve) => { const asked = indexedDB.open("anjuan-inspect"); asked.onsuccess = () => resolve(asked.result); });
    const count = (name) => new Promise((resolve) => { const asked = db.transaction(name).objectStore(name).count(); asked.onsuccess = () => resolve(asked.result); });
    return [await count("rows"), await count("keys"), await caches.keys()];
  });
  assert.deepEqual(left, [0, 0, []]);
  assert.deepEqual(wrong, []);
  await context.close();
});

test("whoever signs in next on the phone reads nothing of what another left there, and does not send it", async () => {
  const number = await found("共青路5号", "wiring");
  const { context, page, wrong } = await phone();
  await signIn(page);
  await page.waitForSelector(`a[href="#case/${number}"]`);
  await context.setOffline(true);
  await page.evaluate((to) => { location.hash = to; }, `#step/again/${number}`);
  await page.waitForSelector('[data-part="outcome"]');
  await tap(page, '[data-part="outcome"]', "passed");
  await tap(page, '[data-part="inspectors"]', "陈洁");
  await tap(page, '[data-part="signature"]', "absent");
  await page.locator("main .buttons.tall .must").last().click();
  await handedIn(page, "3 件待传");
  const rows = await page.evaluate(async () => {
    const db = await new Promise((resolve) => { const asked = indexedDB.open("anjuan-inspect"); asked.onsuccess = () => resolve(asked.result); });
    const all = await new Promise((resolve) => { const asked = db.transaction("rows").objectStore("rows").getAll(); asked.onsuccess = () => resolve(asked.result); });
    return all.map((row) => ({ ...row, secret: new TextDecoder().decode(row.secret) }));
  });
  assert.ok(rows.length > 4 && !JSON.stringify(rows).includes("共青路") && !JSON.stringify(rows).includes("ReinspectHazard"), "rows are sealed");

  await context.clearCookies();
  await context.setOffline(false);
  await signInAs(page, "chen.jie");
  await strip(page, "没有待传");
  await page.evaluate(() => { location.hash = "#me"; });
  await page.locator("main .note", { hasText: "wang.wei 的 3 件" }).waitFor();
  assert.equal((await api("GET", `cases/${number}`)).body.phase, "found");
  await context.clearCookies();
  await signInAs(page, "wang.wei");
  await strip(page, "全部已收到");
  const history = await api("GET", `cases/${number}/history`);
  const passed = history.body.events.find(({ event_type }) => event_type === "HazardReinspected");
  assert.equal(passed.actor, "user:wang.wei");
  assert.deepEqual(wrong, []);
  await context.close();
});

test("every view speaks both languages in both lights, and nothing is too small for a thumb", async () => {
  const { context, page, wrong } = await phone();
  await signIn(page);
  // A language that is chosen while the worker still fetches the shell is shown from the next time on.
  await installed(page);
  for (const [language, theme] of [["en", "dark"], ["zh-CN", "light"]]) {
    await page.goto(`${house.origin}/inspect?language=${language}`);
    await page.goto(`${house.origin}/inspect?theme=${theme}`);
    await page.waitForSelector(".dock nav");
    assert.equal(await page.getAttribute("html", "lang"), language);
    for (const hash of ["", "#new", "#outbox", "#me", "#places", "#check", "#check?address=x", "#place?address=x"]) {
      await page.evaluate((to) => { location.hash = to; }, hash);
      await page.waitForTimeout(120);
      await accessible(page, `${language} ${hash}`);
      await spoken(page, `${language} ${hash}`);
      const small = await page.evaluate(() => [...document.querySelectorAll("main a, main button, main label.tile, main summary, .dock a, .dock button")]
        .filter((one) => one instanceof HTMLElement && one.offsetParent !== null && one.getBoundingClientRect().height < 44)
        .map((one) => one.outerHTML));
      assert.deepEqual(small, [], hash);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= 390, `${hash}: ${wide} px`);
    }
  }
  await page.goto(`${house.origin}/inspect/places`);
  await accessible(page, "codes");
  await spoken(page, "codes");
  assert.ok((await page.locator(".qr svg").count()) > 0);
  assert.deepEqual(wrong, []);
  await context.close();
});
