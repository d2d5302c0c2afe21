// @ts-check
// Every page that a role has, in the languages and lights that are asked for: axe finds nothing, and no script or policy
// complains.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { browser, enter, violations, visitor } from "./browser.mjs";

/** @type {Record<string, { login: string, link: string }>} */
const people = JSON.parse(process.env.ANJUAN_PEOPLE ?? "{}");
const number = process.env.ANJUAN_QUERY_NUMBER ?? "";
const code = process.env.ANJUAN_QUERY_CODE ?? "";
const looks = (process.env.ANJUAN_LOOKS ?? "zh-CN light, zh-CN dark, en light, en dark").split(", ");
const year = "from=2019-01-01&to=2019-12-31";

/** @type {Record<string, string[]>} */
const pages = {
  clerk: ["/", "/cases", "/register", `/cases/${number}`, `/cases/${number}/slip`,
    `/cases/${number}/steps/ForwardPetition`, `/cases/${number}/access/AssignHandler`, "/search?q=2019", "/inspect", "/cases/columns"],
  inspector: ["/register/inspection", "/kinds"],
  leader: ["/", "/admin/indicators", "/approvals", `/figures?${year}`, `/figures/lights?${year}`, `/figures/fire.found?${year}`,
    `/cases/${number}`],
  auditor: ["/audit", "/audit?finding=late", "/audit/sample?seed=1", "/audit/readings",
    `/cases/${number}?as_of=2019-11-05`],
  system: ["/admin", "/admin/users", "/admin/targets", "/admin/indicators", "/admin/calendar", "/admin/kinds", "/admin/kinds?kind=unlicensed",
    "/admin/ledgers", "/admin/messages", "/admin/messages/track.ask"],
  audit: ["/audit/readings"],
  nobody: ["/sign-in", "/track", `/track/${code}`, "/links/0123", "/nowhere"],
};

after(() => browser.close());

for (const [role, paths] of Object.entries(pages)) {
  test(`nothing is against the pages of ${role}`, async () => {
    const { context, page, troubles } = await visitor();
    if (role !== "nobody") await enter(page, people[role].link, people[role].login);
    const missing = [];
    for (const look of looks) {
      const [language, theme] = look.split(" ");
      await page.goto(`/track?language=${language}`);
      await page.goto(`/track?theme=${theme}`);
      for (const path of paths) {
        const answer = await page.goto(path);
        if (answer?.status() !== 200 && role !== "nobody") missing.push(`${path}: ${answer?.status()}`);
        assert.deepEqual(await violations(page), [], `${path} ${look}`);
      }
    }
    assert.deepEqual(missing, []);
    const unexpected = troubles.filter((trouble) => !(role === "nobody" && /status of (404|410)/.test(trouble)));
    assert.deepEqual(unexpected, []);
    await context.close();
  });
}
