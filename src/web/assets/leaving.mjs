// @ts-check
// The outbox as its owner sees it, and leaving the phone: it is wiped once the outbox is empty, and says so if it is not.
import { clock } from "./ids.mjs";
import { isOpen } from "./outbox.mjs";
import { belongTo } from "./store.mjs";
import { signOut } from "./sync.mjs";
import { phaseOf } from "./day.mjs";
import { button, confirmed, h, link } from "./views.mjs";
import { has, t } from "./words.mjs";

/** @typedef {import("./parts.mjs").App} App @typedef {import("./outbox.mjs").Item} Item */

/** What stands in what way. @param {App} app @param {Item} item */
function line(app, item) {
  const held = item.state === "waiting" && [item.from, ...item.after].some((id) => id !== null && app.pending.some((other) => other.id === id && other.state !== "received"));
  const words = item.state === "received"
    ? t("phone.state.received_as", { number: item.number ?? "", moment: item.received ? clock(item.received) : "" })
    : t(held ? "phone.state.held" : `phone.state.${item.state}`);
  return h("li", { class: `item ${item.state}`, "data-id": item.id },
    h("strong", {}, item.name),
    h("span", {}, [clock(item.made), item.state === "received" ? null : item.number].filter(Boolean).join(" · ")),
    h("span", { class: "last" }, words),
    item.state === "conflict" && conflict(app, item),
    (item.state === "refused" || item.state === "set_aside") && trouble(app, item));
}

/** Both versions: what was done here, and what is there now. @param {App} app @param {Item} item */
function conflict(app, item) {
  const theirs = /** @type {any} */ (item.theirs);
  const since = (theirs?.events ?? []).filter((/** @type {any} */ event) => !event.beside && (item.version === null || event.version > item.version)).slice(-5);
  return h("div", { class: "versions" },
    h("div", {}, h("h2", {}, t("phone.conflict.mine")), h("p", {}, item.name), h("p", { class: "sum" }, `${item.made.slice(0, 10)} ${clock(item.made)}`)),
    h("div", {}, h("h2", {}, t("phone.conflict.theirs")),
      theirs ? h("p", {}, phaseOf(theirs.phase)) : h("p", {}, t("phone.conflict.unknown")),
      h("ul", {}, since.map((/** @type {any} */ event) => {
        const key = `phone.event.${event.event_type}`;
        return h("li", {}, [String(event.occurred).slice(0, 10), t(has(key) ? key : "phone.event.other"), event.actor.replace(/^\w+:/, "")].join(" · "));
      }))),
    item.reason && item.code !== "command.stale" && h("p", { class: "why" }, item.reason),
    h("div", { class: "buttons tall" },
      button("phone.conflict.send", async () => { await app.box.again(item.id); await app.sync(); }),
      button("phone.conflict.aside", () => app.box.setAside(item.id))));
}

/** @param {App} app @param {Item} item */
function trouble(app, item) {
  return h("div", {},
    item.reason && h("p", { class: "why" }, item.reason),
    h("div", { class: "buttons" },
      button("phone.again_send", async () => { await app.box.again(item.id); await app.sync(); }),
      item.state === "refused" && button("phone.conflict.aside", () => app.box.setAside(item.id)),
      button("phone.remove", async () => {
        const answer = await confirmed([h("h2", { id: "ask-title" }, t("phone.remove.sure", { name: item.name }))], [[t("phone.no"), "no"], [t("phone.remove"), "yes"]]);
        if (answer === "yes") await app.box.remove(item.id);
      })));
}

/** @param {App} app */
export function outboxView(app) {
  const open = app.pending.filter((item) => item.state !== "received");
  const received = app.pending.filter((item) => item.state === "received").reverse();
  return [
    h("h1", {}, t("phone.outbox")),
    h("div", { class: "buttons tall" }, button("phone.outbox.send", () => app.sync(), { class: "must" })),
    open.length === 0 ? h("p", { class: "empty" }, t("phone.outbox.empty")) : h("ul", { class: "lines items" }, open.map((item) => line(app, item))),
    received.length > 0 && h("h2", {}, t("phone.outbox.received")),
    received.length > 0 && h("ul", { class: "lines items" }, received.map((item) => line(app, item))),
  ];
}

/** Whoever leaves with something unsent says of each thing, by its name, whether it stays or goes. @param {Item[]} open @returns {Promise<Item[] | null>} what is kept */
async function keptOf(open) {
  const boxes = open.map((item) => {
    const box = /** @type {HTMLInputElement} */ (h("input", { type: "checkbox", checked: true, value: item.id }));
    return { item, box, label: h("label", { class: "tile wide" }, box, h("span", {}, item.name)) };
  });
  const answer = await confirmed([
    h("h2", { id: "ask-title" }, t("phone.leave.unsent", { count: open.length })),
    h("p", {}, t("phone.leave.choose")),
    ...boxes.map(({ label }) => label),
  ], [[t("phone.leave.stay"), "no"], [t("phone.leave.go"), "yes"]]);
  return answer === "yes" ? boxes.filter(({ box }) => box.checked).map(({ item }) => item) : null;
}

/** Signs out and wipes the phone. @param {App} app */
export async function leave(app) {
  await app.sync();
  const open = (await app.box.all()).filter((item) => isOpen(item) || item.state === "set_aside");
  const kept = open.length === 0 ? [] : await keptOf(open);
  if (kept === null) return;
  if (!(await signOut())) {
    const said = document.getElementById("said");
    if (said) said.textContent = t("phone.leave.offline");
    return;
  }
  const rows = kept.flatMap((item) => /** @type {[string, string][]} */ ([["item", item.id], ...(item.file ? [["photo", item.file]] : [])]));
  await app.store.wipe(rows);
  belongTo(null);
  for (const name of await caches.keys()) if (name.startsWith("anjuan-inspect")) await caches.delete(name);
  location.assign("/sign-in?then=/inspect");
}

/** @param {App} app @param {Map<string, number>} others */
export function meView(app, others) {
  const tag = document.documentElement.lang === "en" ? "zh-CN" : "en";
  return [
    h("h1", {}, t("phone.me")),
    h("p", {}, [app.day?.name, app.store.owner, app.day?.office].filter(Boolean).join(" · ")),
    ...[...others].map(([login, count]) => h("p", { class: "note" }, t("phone.me.others", { login, count }))),
    h("div", { class: "buttons tall" },
      link(`/inspect?language=${tag}`, t("phone.me.language"), { class: "button", lang: tag }),
      ...["light", "dark", "system"].map((theme) => link(`/inspect?theme=${theme}`, t(`phone.theme.${theme}`), { class: "button" })),
      link("/cases?kind=fire_hazard&open=true", t("phone.to_cases"), { class: "button" }),
      link("/inspect/places", t("phone.places.print"), { class: "button" })),
    h("h2", {}, t("phone.leave")),
    h("p", { class: "help" }, t("phone.leave.about")),
    h("p", { class: "why", id: "said", "aria-live": "polite" }),
    h("div", { class: "buttons tall" }, button("phone.leave", () => leave(app))),
  ];
}
