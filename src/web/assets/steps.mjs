// @ts-check
// The steps of a known case: re-inspection with the picture of before beside the camera, an order, closing off, a
// complaint that proved untrue.
import { beforePictures, hasBefore, kindOf, nameOf, phaseOf } from "./day.mjs";
import { day, moment } from "./ids.mjs";
import { item } from "./outbox.mjs";
import { attachments, blank, deadlinePart, isAnswered, keepDraft, lastOf, officersPart, photosPart, PROPOSED, settled, signaturePart } from "./parts.mjs";
import { h, tiles, troubles } from "./views.mjs";
import { t } from "./words.mjs";

/** @typedef {import("./parts.mjs").App} App @typedef {import("./parts.mjs").Draft} Draft */

const COMMANDS = /** @type {Record<string, string>} */ ({ again: "ReinspectHazard", order: "OrderRectification", close: "CloseOff", dismiss: "DismissReport" });

/** @param {string} kind @param {Draft} draft @returns {[string, string][]} */
function missing(kind, draft) {
  const orders = kind === "order" || (kind === "again" && draft.outcome && draft.outcome !== "passed" && draft.order === "deadline");
  const all = /** @type {[string, string, unknown][]} */ ([
    ["outcome", "phone.missing.outcome", kind !== "again" || draft.outcome],
    ["inspectors", "phone.missing.inspectors", kind === "close" || draft.inspectors.length >= 2],
    ["deadline", "phone.missing.deadline", !orders || draft.deadline],
    ["signature", "phone.missing.signature", kind === "close" || kind === "dismiss" || isAnswered(draft)],
  ]);
  return all.filter(([, , there]) => !there).map(([part, key]) => [part, t(key)]);
}

/** @param {App} app @param {string} kind @param {any} visit @param {Draft} draft */
async function items(app, kind, visit, draft) {
  const { number } = visit;
  const where = nameOf(visit.hazard.site);
  const now = moment();
  const last = lastOf(app, number);
  // What I did before and is not sent yet has made another version of the case than the one that I took along.
  const first = { number, version: last ? null : visit.version, after: last ? [last.id] : [] };
  const officers = kind === "close" ? {} : { inspectors: draft.inspectors };
  const details = kind === "again" ? { outcome: draft.outcome } : kind === "order" ? { deadline: draft.deadline } : {};
  const step = item({
    id: draft.id, path: "case", command: COMMANDS[kind], made: now, ...first,
    name: t(`phone.item.${kind}`, { place: where, outcome: draft.outcome ? t(`phone.outcome.${draft.outcome}`) : "", day: draft.deadline ?? "" }),
    body: { ...officers, ...details, occurred: now },
  });
  const all = [step, ...(await attachments(app, draft, { from: null, number }, where))];
  const then = { number, after: [draft.id], made: now, path: /** @type {const} */ ("case") };
  if (kind === "again" && draft.outcome === "passed" && draft.closes) {
    all.push(item({ id: draft.close, command: "CloseOff", body: { occurred: now }, name: t("phone.item.close", { place: where }), ...then }));
  }
  if (kind === "again" && draft.outcome !== "passed" && draft.order === "deadline") {
    const body = { deadline: draft.deadline, inspectors: draft.inspectors, occurred: now };
    all.push(item({ id: draft.step, command: "OrderRectification", body, name: t("phone.item.order", { place: where, day: draft.deadline ?? "" }), ...then }));
  }
  return all;
}

/** @param {App} app @param {string} kind @param {string} number */
export async function stepView(app, kind, number) {
  const visit = app.day?.visits.find((/** @type {any} */ one) => one.number === number);
  if (!visit?.hazard || !(kind in COMMANDS)) return [h("h1", {}, number), h("p", { class: "empty" }, t("phone.case.not_here"))];
  const name = `${kind}/${number}`;
  /** @type {Draft} */
  const draft = (await app.store.get("draft", name)) ?? { ...blank(), order: "deadline", deadline: day(PROPOSED), closes: true };
  const save = () => keepDraft(app, name, draft);
  const deadline = deadlinePart(draft, save);
  const closing = h("label", { class: "tile wide" },
    h("input", { type: "checkbox", checked: draft.closes, onchange: (/** @type {Event} */ event) => { draft.closes = /** @type {HTMLInputElement} */ (event.target).checked; save(); } }),
    h("span", {}, t("phone.again.close")));
  const ordering = h("div", {}, tiles(t("phone.again.order"), [["deadline", t("phone.order.deadline")], ["none", t("phone.order.none")]], draft.order, (value) => {
    draft.order = value;
    show();
    save();
  }));
  const show = () => {
    const again = kind === "again";
    closing.hidden = !again || draft.outcome !== "passed";
    ordering.hidden = !again || !draft.outcome || draft.outcome === "passed";
    deadline.hidden = !(kind === "order" || (!ordering.hidden && draft.order === "deadline"));
  };
  show();
  const trouble = h("div");
  const hand = /** @type {HTMLButtonElement} */ (h("button", { type: "button", class: "must", onclick: async () => {
    await settled();
    const lacks = missing(kind, draft);
    trouble.replaceChildren(...(lacks.length > 0 ? [troubles(lacks)] : []));
    if (lacks.length > 0) {
      /** @type {HTMLElement} */ (trouble.firstElementChild).focus();
      return;
    }
    hand.disabled = true;
    await app.box.add(await items(app, kind, visit, draft));
    await app.store.remove("draft", [name]);
    app.go("#outbox");
    app.sync();
  } }, t(`phone.do.${kind}`)));
  const outcomes = /** @type {[string, string][]} */ (["passed", "partly", "failed"].map((code) => [code, t(`phone.outcome.${code}`)]));
  return [
    h("h1", {}, t(`phone.do.${kind}`)),
    h("p", { class: "sum" }, [nameOf(visit.hazard.site), kindOf(visit.category), phaseOf(visit.phase)].filter(Boolean).join(" · ")),
    trouble,
    kind !== "dismiss" && h("div", { class: kind === "again" && hasBefore(visit.hazard) ? "pair" : "" },
      kind === "again" && h("section", {}, h("h2", {}, t("phone.before")), beforePictures(app, visit.hazard, 2)),
      photosPart(app, draft, kind === "order" ? "photograph_before" : "photograph_after", t(kind === "order" ? "phone.photos.before" : "phone.photos.after"), save)),
    kind === "again" && tiles(t("phone.again.outcome"), outcomes, draft.outcome ?? null, (value) => { draft.outcome = value; show(); save(); }, { name: "outcome", two: false }),
    closing, ordering, deadline,
    kind !== "close" && officersPart(app, draft, save),
    kind !== "dismiss" && kind !== "close" && signaturePart(app, draft, save),
    h("div", { class: "buttons tall" }, hand),
  ];
}
