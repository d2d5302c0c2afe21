// @ts-check
// The inspector's phone: opens what is kept, shows the view that the address names, and syncs whenever there is reason.
import { caseView, placesView, placeView, todayView } from "./day.mjs";
import { checkView, findingView } from "./finding.mjs";
import { clock, day as dayNow } from "./ids.mjs";
import { meView, outboxView } from "./leaving.mjs";
import { isOpen, outbox } from "./outbox.mjs";
import { stepView } from "./steps.mjs";
import { belongTo, others, owner, store } from "./store.mjs";
import { fetchDay, keepPictures, network, shelf } from "./sync.mjs";
import { button, h, leaveView, link } from "./views.mjs";
import { speak, t } from "./words.mjs";
import { moment } from "./ids.mjs";

const main = /** @type {HTMLElement} */ (document.getElementById("main"));
const dock = /** @type {HTMLElement} */ (document.querySelector(".dock"));
/** Milliseconds for which it is shown that something was received. */
const KEPT = 3 * 86_400_000;
const say = { state: "", refused: "" };

/** @type {any} */
const app = {
  store: null, box: null, day: null, names: [], pending: [], today: dayNow(), fetched: null,
  go(/** @type {string} */ to) {
    if (location.pathname !== "/inspect") history.pushState(null, "", `/inspect${to}`);
    else if (location.hash !== to) { location.hash = to; return; }
    show(true);
  },
  show: () => show(false),
  sync,
};

/** The view that the address names. @returns {Promise<any[]>} */
async function view() {
  const [path = "", query = ""] = location.hash.slice(1).split("?");
  const asked = new URLSearchParams(query);
  const [name, first = "", second = ""] = path.split("/").map((part) => decodeURIComponent(part));
  if (name === "" && location.pathname === "/inspect/place") return placeView(app, new URLSearchParams(location.search));
  switch (name) {
    case "case": return caseView(app, first);
    case "step": return stepView(app, first, second);
    case "new": return findingView(app, asked);
    case "check": return checkView(app, asked);
    case "places": return placesView(app);
    case "place": return placeView(app, asked);
    case "outbox": return outboxView(app);
    case "me": return meView(app, await others(app.store.owner));
    default: return todayView(app);
  }
}

/** How often a view was asked for: one that was overtaken while it was made is not shown over a later one. */
let asked = 0;
let movedTo = false;

/** Shows the view anew; where one comes from another, it begins at its top. @param {boolean} moved */
async function show(moved) {
  if (!app.store) return;
  app.today = dayNow();
  movedTo ||= moved;
  const turn = ++asked;
  leaveView();
  const content = await view();
  if (turn !== asked) return;
  main.replaceChildren(...content.filter((/** @type {any} */ one) => one instanceof Node));
  if (movedTo) {
    movedTo = false;
    window.scrollTo(0, 0);
    main.focus({ preventScroll: true });
  }
  showDock();
}

/** Views that are only looked at are drawn again when something changed; what is being filled in is left alone. */
const isFilledIn = () => /^#(new|step|check)/.test(location.hash);

function showDock() {
  const waiting = app.pending.filter(isOpen);
  const last = app.pending.reduce((/** @type {string} */ latest, /** @type {any} */ one) => (one.received > latest ? one.received : latest), "");
  const strip = waiting.length > 0 ? t("phone.strip.waiting", { count: waiting.length }) : last ? t("phone.strip.received", { moment: clock(last) }) : t("phone.strip.nothing");
  const trouble = say.state === "sign_in" ? link("/sign-in?then=/inspect", t("phone.strip.sign_in"), { class: "sign-in" }) : null;
  const state = say.state === "offline" ? t("phone.strip.offline") : say.state === "sending" ? t("phone.strip.sending") : say.refused;
  const here = (/** @type {string} */ to) => (location.hash === to || (to === "#" && location.hash === "" && location.pathname === "/inspect") ? { "aria-current": "page" } : {});
  dock.replaceChildren(
    h("div", { class: "strip", role: "status" }, link("#outbox", strip, { class: waiting.length > 0 ? "open" : "" }), trouble ?? h("span", {}, state), button("phone.strip.send", () => sync())),
    h("nav", { "aria-label": t("phone.nav") },
      [["#", "phone.today"], ["#new", "phone.new"], ["#outbox", "phone.outbox"], ["#me", "phone.me"]].map(([to, key]) =>
        h("a", { href: to, ...here(to), onclick: (/** @type {Event} */ event) => { event.preventDefault(); app.go(to); } }, t(key)))));
  dock.hidden = false;
}

async function changed() {
  app.pending = await app.box.all();
  showDock();
  if (!isFilledIn()) await show(false);
}

/** Takes the phone for this user. @param {string} login */
async function take(login) {
  belongTo(login);
  app.store = await store(login);
  app.box = outbox({ shelf: shelf(app.store), network, now: moment, changed });
  [app.day, app.pending] = await Promise.all([app.store.get("day", "today"), app.box.all()]);
  const [names, fetched] = await Promise.all([app.store.get("meta", "names"), app.store.get("meta", "fetched")]);
  app.names = names ?? [];
  app.fetched = fetched;
}

/** The day anew: says who is signed in, too. @returns {Promise<string>} */
async function refresh() {
  const etag = app.store ? await app.store.get("meta", "etag") : null;
  const answer = await fetchDay({ etag: app.day ? etag : null });
  say.refused = answer.became === "refused" ? answer.reason : "";
  if (answer.became === "new") {
    if (app.store?.owner !== answer.login) await take(answer.login);
    app.day = answer.day;
    app.fetched = Date.now();
    await app.store.put([["day", "today", answer.day], ["meta", "etag", answer.etag], ["meta", "fetched", app.fetched]]);
    keepPictures(app.store, answer.day).catch(() => {});
  } else if (answer.became === "same") {
    app.fetched = Date.now();
    await app.store.put([["meta", "fetched", app.fetched]]);
  }
  return answer.became;
}

/** @type {Promise<void> | null} */
let syncing = null;
let wanted = false;

/** Sends what waits, as whoever it belongs to, and fetches the day. @returns {Promise<void>} */
function sync() {
  wanted = true;
  syncing ??= (async () => {
    while (wanted) {
      wanted = false;
      await once();
    }
  })().finally(() => { syncing = null; });
  return syncing;
}

async function once() {
  say.state = "sending";
  if (app.store) showDock();
  const became = await refresh();
  say.state = became === "sign_in" || became === "offline" ? became : "";
  if ((became === "new" || became === "same") && app.box) {
    const run = await flushAlone();
    say.state = run?.stopped ?? "";
    await app.box.prune(moment(Date.now() - KEPT));
    if (run && run.received > 0 && run.stopped === null) await refresh();
  }
  if (!app.store) {
    const to = became === "sign_in" ? [link("/sign-in?then=/inspect", t("phone.strip.sign_in"), { class: "button must" })] : [button("phone.strip.send", () => sync())];
    main.replaceChildren(h("h1", {}, t("phone.app.name")), h("p", { class: "empty" }, say.refused || t(became === "sign_in" ? "phone.sign_in_first" : "phone.network_first")), ...to);
    return;
  }
  await changed();
}

/** Two windows of one phone do not send at the same time. */
async function flushAlone() {
  if (!navigator.locks) return app.box.flush();
  return navigator.locks.request("anjuan-inspect-outbox", () => app.box.flush());
}

async function begin() {
  speak(JSON.parse(document.getElementById("words")?.textContent ?? "{}"));
  const login = owner();
  if (login) {
    await take(login);
    await show(false);
  }
  addEventListener("hashchange", () => show(true));
  addEventListener("popstate", () => { if (location.hash === "") show(true); });
  addEventListener("online", () => sync());
  addEventListener("offline", () => { say.state = "offline"; if (app.store) showDock(); });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") sync(); });
  navigator.storage?.persist?.().catch(() => {});
  navigator.serviceWorker?.register("/inspect-worker.js", { scope: "/inspect", updateViaCache: "none" }).catch(() => {});
  await sync();
}

begin();
