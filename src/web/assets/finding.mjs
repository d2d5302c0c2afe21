// @ts-check
// A finding, from the place to the signature, and the checklist of a place.
import { chooser, historyOf, kindOf, nameOf, sitesOf } from "./day.mjs";
import { day, moment } from "./ids.mjs";
import { item } from "./outbox.mjs";
import { attachments, blank, deadlinePart, dropDraft, isAnswered, keepDraft, officersPart, photosPart, PROPOSED, settled, signaturePart } from "./parts.mjs";
import { button, confirmed, h, link, tiles, troubles } from "./views.mjs";
import { t } from "./words.mjs";

/** @typedef {import("./parts.mjs").App} App @typedef {import("./parts.mjs").Draft} Draft */

/** 隐患类别, as the API calls them. */
export const KINDS = ["blocked_escape_route", "corridor_clutter", "equipment_fault", "wiring", "illegal_dwelling", "ebike_charging", "locked_exit", "other"];
const NAME = "finding";

/** What is missing in a finding. @param {Draft} draft @returns {[string, string][]} */
function missing(draft) {
  const all = /** @type {[string, string, unknown][]} */ ([
    ["place", "phone.missing.place", draft.address],
    ["kind", "phone.missing.kind", draft.kind],
    ["inspectors", "phone.missing.inspectors", draft.inspectors.length >= 2],
    ["deadline", "phone.missing.deadline", draft.order !== "deadline" || draft.deadline],
    ["signature", "phone.missing.signature", draft.order === "none" || isAnswered(draft)],
  ]);
  return all.filter(([, , there]) => !there).map(([part, key]) => [part, t(key)]);
}

/** The commands of a finding. @param {App} app @param {Draft} draft */
async function items(app, draft) {
  const where = nameOf({ place: draft.place, address: draft.address });
  const now = moment();
  /** @type {Record<string, unknown>} */
  const body = { kind: draft.kind, address: draft.address, inspectors: draft.inspectors, level: draft.level ?? "general", occurred: draft.begun };
  for (const field of ["place", "place_kind", "committee"]) if (draft[field]) body[field] = draft[field];
  const told = [draft.note, draft.checked].filter(Boolean).join("\n");
  if (told) body.description = told;
  const name = t("phone.item.finding", { kind: kindOf(draft.kind), place: where });
  const known = draft.number ? { path: /** @type {const} */ ("case"), number: draft.number, version: draft.version } : { path: /** @type {const} */ ("new") };
  const find = item({ id: draft.id, name, command: "FindHazard", body, made: now, ...known });
  const of = { from: draft.id, number: draft.number ?? null };
  const all = [find, ...(await attachments(app, draft, of, where))];
  if (draft.order === "spot") {
    const seen = { inspectors: draft.inspectors, occurred: now };
    all.push(item({ id: draft.step, name: t("phone.item.spot", { place: where }), path: "case", command: "FixOnTheSpot", body: seen, made: now, ...of }));
  } else if (draft.order === "deadline" || draft.order === "at_once") {
    const deadline = draft.order === "at_once" ? now.slice(0, 10) : draft.deadline;
    const order = { deadline, inspectors: draft.inspectors, occurred: now };
    all.push(item({ id: draft.step, name: t("phone.item.order", { place: where, day: deadline ?? "" }), path: "case", command: "OrderRectification", body: order, made: now, ...of }));
  }
  return all;
}

/** @returns {Draft} */
const fresh = () => ({ ...blank(), begun: moment(), order: "deadline", deadline: day(PROPOSED) });

/** Whether what was begun is about another place or case than what is asked for. @param {Draft} draft @param {URLSearchParams} asked */
function isOther(draft, asked) {
  if (!draft.address || draft.photos.length === 0) return false;
  const [number, address] = [asked.get("case"), asked.get("address")];
  return (number !== null && number !== draft.number) || (address !== null && address !== draft.address);
}

/** @param {App} app @param {URLSearchParams} asked */
async function begun(app, asked) {
  /** @type {Draft} */
  let draft = (await app.store.get("draft", NAME)) ?? fresh();
  if (isOther(draft, asked)) {
    const content = [h("h2", { id: "ask-title" }, t("phone.finding.unfinished", { place: nameOf(draft), count: draft.photos.length }))];
    if ((await confirmed(content, [[t("phone.finding.go_on"), "go_on"], [t("phone.finding.anew"), "anew"]])) !== "anew") return draft;
    await dropDraft(app, NAME, draft);
    draft = fresh();
  }
  const number = asked.get("case");
  const visit = number && app.day?.visits.find((/** @type {any} */ one) => one.number === number);
  if (visit?.hazard) Object.assign(draft, visit.hazard.site, { number, version: visit.version, kind: visit.hazard.kind, committee: visit.committee });
  else if (asked.has("address")) {
    const site = sitesOf(app).find((one) => one.address === asked.get("address"));
    Object.assign(draft, { address: asked.get("address"), place: asked.get("place") ?? site?.place ?? null, place_kind: site?.place_kind ?? null, number: undefined, version: undefined });
  }
  if (asked.has("kind")) draft.kind = asked.get("kind");
  if (asked.has("checked")) draft.checked = asked.get("checked");
  draft.committee ??= app.day?.committee ?? null;
  return draft;
}

/** @param {App} app @param {URLSearchParams} asked */
export async function findingView(app, asked) {
  const draft = await begun(app, asked);
  const save = () => keepDraft(app, NAME, draft);
  const place = h("section", { "data-part": "place", tabindex: "-1" });
  const showPlace = () => {
    place.replaceChildren(h("h2", {}, t("phone.finding.place")), ...(draft.address
      ? [h("p", {}, h("strong", {}, nameOf(draft))), knownThere(app, draft), !draft.number && button("phone.finding.other_place", () => { draft.address = draft.place = null; save(); showPlace(); })]
      : placeChoice(app, draft, () => { save(); showPlace(); })).filter((one) => one instanceof Node));
  };
  showPlace();
  const deadline = deadlinePart(draft, save);
  deadline.hidden = draft.order !== "deadline";
  const trouble = h("div");
  const hand = h("button", { type: "button", class: "must", onclick: async () => {
    await settled();
    const lacks = missing(draft);
    trouble.replaceChildren(...(lacks.length > 0 ? [troubles(lacks)] : []));
    if (lacks.length > 0) {
      /** @type {HTMLElement} */ (trouble.firstElementChild).focus();
      return;
    }
    /** @type {HTMLButtonElement} */ (hand).disabled = true;
    await app.box.add(await items(app, draft));
    await app.store.remove("draft", [NAME]);
    app.go("#outbox");
    app.sync();
  } }, t("phone.finding.hand_in"));
  const named = (/** @type {string} */ family, /** @type {string[]} */ codes) => /** @type {[string, string][]} */ (codes.map((code) => [code, t(`${family}.${code}`)]));
  return [
    h("h1", {}, t(draft.number ? "phone.do.find" : "phone.new")),
    trouble,
    place,
    tiles(t("phone.finding.kind"), named("code", KINDS), draft.kind ?? null, (value) => { draft.kind = value; save(); }, { name: "kind" }),
    photosPart(app, draft, "photograph_before", t("phone.photos.before"), save),
    tiles(t("phone.finding.level"), named("phone.level", ["general", "major"]), draft.level ?? "general", (value) => { draft.level = value; save(); }),
    tiles(t("phone.finding.order"), named("phone.order", ["deadline", "at_once", "spot", "none"]), draft.order, (value) => {
      draft.order = value;
      deadline.hidden = value !== "deadline";
      save();
    }),
    deadline,
    officersPart(app, draft, save),
    signaturePart(app, draft, save),
    h("p", { class: "field" }, h("label", { for: "note" }, t("phone.finding.note")),
      h("textarea", { id: "note", maxlength: 2000, oninput: (/** @type {Event} */ event) => { draft.note = /** @type {HTMLTextAreaElement} */ (event.target).value; save(); } }, draft.note ?? "")),
    h("div", { class: "buttons tall" }, hand, button("phone.finding.discard", async () => {
      const answer = await confirmed([h("h2", { id: "ask-title" }, t("phone.finding.discard.sure"))], [[t("phone.no"), "no"], [t("phone.finding.discard"), "yes"]]);
      if (answer !== "yes") return;
      await dropDraft(app, NAME, draft);
      app.go("#");
    })),
  ];
}

/** @param {App} app @param {Draft} draft */
function knownThere(app, draft) {
  const count = historyOf(app, { address: draft.address, place: draft.place ?? null }).length;
  return h("p", { class: "sum" }, t("phone.finding.known", { count }));
}

/** @param {App} app @param {Draft} draft @param {() => void} chosen @returns {Node[]} */
function placeChoice(app, draft, chosen) {
  const take = (/** @type {any} */ site) => { Object.assign(draft, { address: site.address, place: site.place ?? null, place_kind: site.place_kind ?? null }); chosen(); };
  const line = (/** @type {any} */ site) => h("li", {}, h("button", { type: "button", class: "line", onclick: () => take(site) }, h("strong", {}, site.place ?? site.address), h("span", {}, site.place ? site.address : "")));
  const address = /** @type {HTMLInputElement} */ (h("input", { type: "text", id: "address", maxlength: 200, autocomplete: "off" }));
  const place = /** @type {HTMLInputElement} */ (h("input", { type: "text", id: "place", maxlength: 120, autocomplete: "off" }));
  const committee = /** @type {HTMLSelectElement} */ (h("select", { id: "committee", onchange: () => { draft.committee = committee.value || null; } },
    h("option", { value: "" }, "—"), (app.day?.committees ?? []).map((/** @type {string} */ name) => h("option", { value: name, selected: name === draft.committee }, name))));
  return [
    h("p", { class: "help" }, t("phone.places.scan")),
    ...chooser(sitesOf(app), line, 6),
    h("details", {}, h("summary", {}, t("phone.finding.new_place")),
      h("p", { class: "field" }, h("label", { for: "address" }, t("phone.fact.address")), address),
      h("p", { class: "field" }, h("label", { for: "place" }, t("phone.fact.place_name")), place),
      h("p", { class: "field" }, h("label", { for: "committee" }, t("phone.fact.committee")), committee),
      button("phone.finding.take_place", () => { if (address.value.trim()) take({ address: address.value.trim(), place: place.value.trim() || null }); })),
  ];
}

/** The checklist of a place: each kind of hazard is looked for. @param {App} app @param {URLSearchParams} asked */
export async function checkView(app, asked) {
  const address = asked.get("address");
  if (!address) {
    const line = (/** @type {any} */ site) => h("li", {}, h("a", { class: "line", href: `#check?${new URLSearchParams({ address: site.address, ...(site.place ? { place: site.place } : {}) })}` }, h("strong", {}, site.place ?? site.address), h("span", {}, site.place ? site.address : "")));
    return [h("h1", {}, t("phone.check")), h("p", { class: "help" }, t("phone.check.where")), ...chooser(sitesOf(app), line)];
  }
  const place = asked.get("place");
  const name = `${app.today} ${address}`;
  /** @type {Record<string, string>} */
  const found = (await app.store.get("check", name)) ?? {};
  const told = () => KINDS.filter((kind) => found[kind]).map((kind) => `${t(`code.${kind}`)}: ${t(`phone.check.${found[kind]}`)}`).join("\n");
  const rows = KINDS.filter((kind) => kind !== "other").map((kind) => {
    const to = new URLSearchParams({ address, ...(place ? { place } : {}), kind });
    const find = link("#", t("phone.check.register"), { class: "button must", hidden: found[kind] !== "bad", onclick: (/** @type {Event} */ event) => {
      event.preventDefault();
      to.set("checked", told());
      app.go(`#new?${to}`);
    } });
    const choice = tiles(t(`code.${kind}`), [["good", t("phone.check.good")], ["bad", t("phone.check.bad")]], found[kind] ?? null, async (value) => {
      found[kind] = value;
      find.hidden = value !== "bad";
      await app.store.put([["check", name, found]]);
    });
    return h("li", {}, choice, find);
  });
  return [h("h1", {}, t("phone.check")), h("p", { class: "sum" }, [place, address].filter(Boolean).join(" · ")), h("ul", { class: "checks" }, rows), h("p", { class: "help" }, t("phone.check.kept"))];
}
