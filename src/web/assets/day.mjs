// @ts-check
// The day: what is to be visited, a case, a place with what was found there before, the list of places.
import { clock } from "./ids.mjs";
import { isOpen } from "./outbox.mjs";
import { button, h, link, picture } from "./views.mjs";
import { left, t } from "./words.mjs";

/** @typedef {import("./parts.mjs").App} App */

/** Whether a category or a phase is one that there are words for is the server's to say. @param {string | null} code */
export const kindOf = (code) => (code ? t(`code.${code}`) : "");
/** @param {string} code */
export const phaseOf = (code) => t(`phase.fire_hazard.${code}`);

/** @param {any} site */
export const nameOf = (site) => (site ? [site.place, site.address].filter(Boolean).join(" · ") : t("phone.place.unknown"));

/** @param {any} site */
export const placeLink = (site) => {
  const query = new URLSearchParams({ address: site.address });
  if (site.place) query.set("place", site.place);
  return `#place?${query}`;
};

/** @param {string | null} due @param {string} today */
function dueWords(due, today) {
  if (!due) return null;
  const [words, name] = left(due, today);
  return h("span", { class: `due-${name}` }, words);
}

/** @param {App} app */
export function todayView(app) {
  const { day } = app;
  if (!day) return [h("h1", {}, t("phone.today")), h("p", { class: "empty" }, t("phone.day.none"))];
  const waiting = new Set(app.pending.filter(isOpen).map(({ number }) => number));
  const line = (/** @type {any} */ visit) =>
    h("li", {}, h("a", { class: "line", href: `#case/${encodeURIComponent(visit.number)}` },
      h("strong", {}, visit.hazard ? nameOf(visit.hazard.site) : visit.number),
      h("span", {}, [kindOf(visit.category), phaseOf(visit.phase), visit.hazard?.major && t("phone.level.major")].filter(Boolean).join(" · ")),
      h("span", { class: "last" }, waiting.has(visit.number) ? h("b", {}, t("phone.state.waiting")) : dueWords(visit.due, app.today))));
  const overdue = (/** @type {any} */ visit) => visit.due && visit.due < app.today;
  const due = (/** @type {any} */ visit) => visit.due === app.today;
  const groups = /** @type {[string, any[]][]} */ ([
    ["phone.group.overdue", day.visits.filter(overdue)],
    ["phone.group.today", day.visits.filter(due)],
    ["phone.group.later", day.visits.filter((/** @type {any} */ visit) => !overdue(visit) && !due(visit))],
  ]);
  return [
    h("h1", {}, t("phone.today")),
    h("p", { class: "sum" }, [day.committee, t("phone.day.of", { day: day.day, moment: app.fetched ? clock(app.fetched) : "—" })].filter(Boolean).join(" · ")),
    h("div", { class: "buttons" }, link("#places", t("phone.places"), { class: "button" }), link("#check", t("phone.check"), { class: "button" })),
    ...groups.filter(([, visits]) => visits.length > 0).flatMap(([key, visits]) => [
      h("h2", {}, `${t(key)} `, h("span", { class: "count" }, visits.length)),
      h("ul", { class: "lines" }, visits.map(line)),
    ]),
    day.visits.length === 0 && h("p", { class: "empty" }, t("phone.day.empty")),
    day.more && h("p", { class: "sum" }, t("phone.day.more")),
  ];
}

/** What can be done where a case stands: the way, and what it is called. @type {Record<string, [string, string][]>} */
const NEXT = {
  reported: [["#new?case=", "phone.do.find"], ["#step/dismiss/", "phone.do.dismiss"]],
  found: [["#step/order/", "phone.do.order"], ["#step/again/", "phone.do.again"]],
  ordered: [["#step/again/", "phone.do.again"]],
  rectification_reported: [["#step/again/", "phone.do.again"]],
  reinspection_failed: [["#step/again/", "phone.do.again"], ["#step/order/", "phone.do.order"]],
  transferred: [["#step/again/", "phone.do.again"]],
  rectified: [["#step/close/", "phone.do.close"]],
};

/** @param {App} app @param {string} number */
export function caseView(app, number) {
  const visit = app.day?.visits.find((/** @type {any} */ one) => one.number === number);
  const past = app.day?.past.find((/** @type {any} */ one) => one.number === number);
  const title = h("h1", {}, number);
  if (!visit) {
    const known = past && [
      h("p", {}, nameOf(past.site)),
      h("p", {}, [kindOf(past.category), phaseOf(past.phase), past.closed].filter(Boolean).join(" · ")),
      link(placeLink(past.site), t("phone.place.history"), { class: "button" }),
    ];
    return [title, ...(known ?? [h("p", { class: "empty" }, t("phone.case.not_here"))]), link(`/cases/${encodeURIComponent(number)}`, t("phone.case.online"), { class: "button" })];
  }
  const { hazard } = visit;
  const mine = app.pending.filter((one) => one.number === number && isOpen(one));
  return [
    title,
    h("p", { class: "sum" }, phaseOf(visit.phase), " ", dueWords(visit.due, app.today)),
    mine.length > 0 && h("p", { class: "note" }, link("#outbox", t("phone.case.waiting", { count: mine.length }))),
    !hazard && h("p", { class: "empty" }, t("phone.case.closed_to_you")),
    hazard && h("dl", { class: "facts" }, facts(visit).flatMap(([key, value]) => [h("dt", {}, t(key)), h("dd", {}, value)])),
    hazard && hazard.description && h("p", { class: "told" }, hazard.description),
    hazard && beforePictures(app, hazard, 6),
    hazard && h("div", { class: "buttons tall" }, (NEXT[visit.phase] ?? []).map(([to, key], at) => link(to + encodeURIComponent(number), t(key), { class: at === 0 ? "button must" : "button" }))),
    hazard?.site && link(placeLink(hazard.site), t("phone.place.history"), { class: "button" }),
  ];
}

/** @param {any} visit @returns {[string, string][]} */
function facts({ hazard, committee }) {
  const outcomes = hazard.reinspections.map((/** @type {any} */ one) => `${one.day} ${t(`phone.outcome.${one.outcome}`)}`);
  const all = /** @type {[string, string | null][]} */ ([
    ["phone.fact.place", hazard.site ? nameOf(hazard.site) : null],
    ["phone.fact.kind", kindOf(hazard.kind)],
    ["phone.fact.level", t(hazard.major ? "phone.level.major" : "phone.level.general")],
    ["phone.fact.found", hazard.found],
    ["phone.fact.deadline", hazard.deadline],
    ["phone.fact.reinspections", outcomes.join("; ")],
    ["phone.fact.committee", committee],
  ]);
  return /** @type {[string, string][]} */ (all.filter(([, value]) => value));
}

const befores = (/** @type {any} */ hazard) => hazard.photographs.filter((/** @type {any} */ one) => one.what !== "photograph_after");

/** Whether there is a photograph of before. @param {any} hazard */
export const hasBefore = (hazard) => befores(hazard).length > 0;

/** The photographs that were taken along; with network, those that were not, too. @param {App} app @param {any} hazard @param {number} most */
export function beforePictures(app, hazard, most) {
  const before = befores(hazard);
  if (before.length === 0) return h("p", { class: "sum" }, t("phone.before.none"));
  return h("ul", { class: "photos before" }, before.slice(0, most).map((/** @type {any} */ { file, since }) => {
    const image = /** @type {HTMLImageElement} */ (h("img", { alt: t("phone.before.one", { day: since }), width: 160, height: 160 }));
    app.store.get("before", file).then((bytes) => { image.src = bytes ? picture(bytes) : `/api/v1/files/${file}`; });
    return h("li", {}, image, h("span", {}, t("phone.before.one", { day: since })));
  }));
}

/** Everything that is known of a place. @param {App} app @param {{ address: string, place: string | null }} at */
export function historyOf(app, { address, place }) {
  const is = (/** @type {any} */ site) => site && site.address === address && (!place || !site.place || site.place === place);
  const open = (app.day?.visits ?? []).filter((/** @type {any} */ one) => is(one.hazard?.site));
  const numbers = new Set(open.map((/** @type {any} */ one) => one.number));
  const before = (app.day?.past ?? []).filter((/** @type {any} */ one) => is(one.site) && !numbers.has(one.number));
  return [...open, ...before];
}

/** @param {App} app @param {URLSearchParams} asked */
export function placeView(app, asked) {
  const at = { address: asked.get("address") ?? "", place: asked.get("place") };
  const all = historyOf(app, at);
  const query = new URLSearchParams({ address: at.address, ...(at.place ? { place: at.place } : {}) });
  return [
    h("h1", {}, at.place ?? at.address),
    at.place && h("p", { class: "sum" }, at.address),
    h("div", { class: "buttons tall" }, link(`#new?${query}`, t("phone.do.here"), { class: "button must" }), link(`#check?${query}`, t("phone.check"), { class: "button" })),
    h("h2", {}, t("phone.place.history")),
    all.length === 0
      ? h("p", { class: "empty" }, t("phone.place.nothing"))
      : h("ul", { class: "lines" }, all.map((/** @type {any} */ one) => {
        const last = one.last ?? one.hazard?.reinspections.at(-1);
        return h("li", {}, h("a", { class: "line", href: `#case/${encodeURIComponent(one.number)}` },
          h("strong", {}, `${one.opened} ${kindOf(one.category)}`),
          h("span", {}, [one.number, phaseOf(one.phase), last && `${last.day} ${t(`phone.outcome.${last.outcome}`)}`].filter(Boolean).join(" · ")),
          h("span", { class: "last" }, one.closed ?? dueWords(one.due, app.today))));
      })),
    link(`/search?${new URLSearchParams({ q: at.address })}`, t("phone.place.online"), { class: "button" }),
  ];
}

/** Places that are known here, those where one is first. @param {App} app */
export function sitesOf(app) {
  const all = [...(app.day?.visits ?? []).map((/** @type {any} */ one) => one.hazard?.site), ...(app.day?.past ?? []).map((/** @type {any} */ one) => one.site)];
  const known = new Map(all.filter(Boolean).map((site) => [nameOf(site), site]));
  return [...known.values()];
}

/** Places to choose among, found by what is typed; before that, a few. @param {any[]} sites @param {(site: any) => Node} line */
export function chooser(sites, line, few = 30) {
  const list = h("ul", { class: "lines" });
  const show = (/** @type {string} */ text) => {
    const found = sites.filter((site) => nameOf(site).includes(text)).slice(0, text === "" ? few : 30);
    list.replaceChildren(...found.map(line), ...(found.length === 0 ? [h("li", { class: "empty" }, t("phone.places.none"))] : []));
  };
  show("");
  return [
    h("p", { class: "field" }, h("label", { for: "sought" }, t("phone.places.find")),
      h("input", { type: "search", id: "sought", autocomplete: "off", oninput: (/** @type {Event} */ event) => show(/** @type {HTMLInputElement} */ (event.target).value.trim()) })),
    list,
  ];
}

/** @param {App} app */
export function placesView(app) {
  const line = (/** @type {any} */ site) => h("li", {}, h("a", { class: "line", href: placeLink(site) }, h("strong", {}, site.place ?? site.address), h("span", {}, site.place ? site.address : (site.place_kind ?? ""))));
  return [
    h("h1", {}, t("phone.places")),
    h("p", { class: "help" }, t("phone.places.scan")),
    ...chooser(sitesOf(app), line),
    button("phone.places.print", () => location.assign("/inspect/places")),
  ];
}
