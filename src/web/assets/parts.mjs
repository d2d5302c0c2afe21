// @ts-check
// What a finding and a re-inspection have in common: photographs, two inspectors, a signature or why there is none, a
// deadline; and what goes into the outbox of it.
import { locate, photograph } from "./camera.mjs";
import { clock, day, moment, uuid7 } from "./ids.mjs";
import { item } from "./outbox.mjs";
import { sheet, signing } from "./signature.mjs";
import { h, picture, tiles } from "./views.mjs";
import { t } from "./words.mjs";

/**
 * @typedef {import("./camera.mjs").Photo & { id: string }} Taken
 * @typedef {{
 *   id: string, step: string, close: string, photos: Taken[], inspectors: string[],
 *   signature: Taken | null, refusal: string | null, order: string | null, deadline: string | null, [more: string]: any,
 * }} Draft
 * @typedef {{
 *   store: import("./store.mjs").Store, box: ReturnType<typeof import("./outbox.mjs").outbox>,
 *   day: any, fetched: number | null, names: string[], pending: import("./outbox.mjs").Item[], today: string,
 *   go(to: string): void, show(): Promise<void>, sync(): Promise<void>,
 * }} App
 */

/** Days until the deadline that is proposed. */
export const PROPOSED = 7;

/** What every draft has. The ids are made now, so that a draft that is handed in twice is handed in once. @returns {Draft} */
export const blank = () => ({
  id: uuid7(), step: uuid7(), close: uuid7(), photos: [], inspectors: [], signature: null, refusal: null, order: null, deadline: null,
});

/** What is still being kept: pictures on their way into the store. @type {Set<Promise<unknown>>} */
const underWay = new Set();

/** @template T @param {Promise<T>} work @returns {Promise<T>} */
function during(work) {
  underWay.add(work);
  return work.finally(() => underWay.delete(work));
}

/** Waits until everything that was taken is kept. */
export async function settled() {
  while (underWay.size > 0) await Promise.allSettled([...underWay]);
}

/** @param {App} app @param {string} name @param {Draft} draft */
export const keepDraft = (app, name, draft) => app.store.put([["draft", name, draft]]);

/** Throws a draft away, with its photographs. @param {App} app @param {string} name @param {Draft} draft */
export async function dropDraft(app, name, draft) {
  await app.store.remove("draft", [name]);
  const photos = [...draft.photos, ...(draft.signature ? [draft.signature] : [])];
  await app.store.remove("photo", photos.map(({ sha }) => sha));
}

/**
 * The camera, and what was taken.
 * @param {App} app @param {Draft} draft @param {string} what @param {string} legend @param {() => Promise<void>} save
 */
export function photosPart(app, draft, what, legend, save) {
  const count = h("p", { class: "sum", "aria-live": "polite" });
  const shown = h("ul", { class: "photos" });
  const tell = () => { count.textContent = t("phone.photos.count", { count: draft.photos.length }); };

  /** @param {Taken} photo @param {Uint8Array} bytes */
  function show(photo, bytes) {
    const line = h("li", {},
      h("img", { src: picture(bytes), alt: t("phone.photos.one", { moment: clock(photo.taken) }), width: 96, height: 96 }),
      h("span", {}, `${clock(photo.taken)}${photo.place ? ` · ${t("phone.photos.placed")}` : ""}`),
      h("button", { type: "button", class: "plain", onclick: async () => {
        draft.photos = draft.photos.filter(({ id }) => id !== photo.id);
        await save();
        await app.store.remove("photo", [photo.sha]);
        line.remove();
        tell();
      } }, t("phone.photos.remove")));
    shown.append(line);
  }

  /** @param {File} file */
  async function take(file) {
    const { photo, bytes } = await photograph(file, what);
    if (draft.photos.some(({ sha }) => sha === photo.sha)) return;
    const taken = { ...photo, id: uuid7() };
    await app.store.put([["photo", taken.sha, bytes]]);
    draft.photos.push(taken);
    await save();
    show(taken, bytes);
    tell();
  }

  const camera = h("input", { type: "file", accept: "image/*", capture: "environment", multiple: true, class: "unseen", onchange: async (/** @type {Event} */ event) => {
    const input = /** @type {HTMLInputElement} */ (event.target);
    const files = [...(input.files ?? [])];
    input.value = "";
    for (const file of files) await during(take(file));
  } });
  for (const photo of draft.photos) {
    app.store.get("photo", photo.sha).then((bytes) => { if (bytes) show(photo, bytes); });
  }
  tell();
  locate();
  return h("section", { "data-part": "photos", tabindex: "-1" }, h("h2", {}, legend), h("label", { class: "button camera" }, camera, t("phone.photos.take")), count, shown);
}

/** Who inspects: two. @param {App} app @param {Draft} draft @param {() => Promise<void>} save */
export function officersPart(app, draft, save) {
  const known = [app.day?.name, ...app.names, ...(app.day?.colleagues ?? [])].filter(Boolean);
  const names = [...new Set([...draft.inspectors, ...known])];
  if (draft.inspectors.length === 0 && app.day?.name) draft.inspectors.push(app.day.name);
  /** @param {string} name */
  const tile = (name) => h("label", { class: "tile" },
    h("input", { type: "checkbox", value: name, checked: draft.inspectors.includes(name), onchange: (/** @type {Event} */ event) => {
      const on = /** @type {HTMLInputElement} */ (event.target).checked;
      draft.inspectors = on ? [...draft.inspectors, name] : draft.inspectors.filter((other) => other !== name);
      save();
    } }),
    h("span", {}, name));
  const all = h("div", {}, names.map(tile));
  const typed = /** @type {HTMLInputElement} */ (h("input", { type: "text", maxlength: 80, autocomplete: "off", id: "officer" }));
  const add = async () => {
    const name = typed.value.trim();
    if (name === "" || names.includes(name)) return;
    names.push(name);
    draft.inspectors.push(name);
    app.names = [name, ...app.names].slice(0, 8);
    await app.store.put([["meta", "names", app.names]]);
    await save();
    typed.value = "";
    all.append(tile(name));
  };
  return h("section", { "data-part": "inspectors", tabindex: "-1" },
    h("fieldset", { class: "tiles two" }, h("legend", {}, t("phone.inspectors")), all),
    h("div", { class: "beside" }, h("label", { class: "field", for: "officer" }, t("phone.inspectors.other")), typed, h("button", { type: "button", onclick: add }, t("phone.inspectors.add"))));
}

/** Whether the unit signed, or it is said why it did not. @param {Draft} draft */
export const isAnswered = (draft) => (draft.refusal === null ? draft.signature !== null : draft.refusal !== "other" || Boolean(draft.refusal_words?.trim()));

/** The unit signs, or why it does not. @param {App} app @param {Draft} draft @param {() => Promise<void>} save */
export function signaturePart(app, draft, save) {
  const canvas = /** @type {HTMLCanvasElement} */ (h("canvas", { class: "signature", role: "img", "aria-label": t("phone.signature.here") }));
  const state = h("p", { class: "sum", "aria-live": "polite" }, draft.signature ? t("phone.signature.signed") : "");
  /** @param {boolean} signed */
  async function write(signed) {
    const before = draft.signature;
    if (signed) {
      const { photo, bytes } = await photograph(await pad.picture(), "form");
      await app.store.put([["photo", photo.sha, bytes]]);
      draft.signature = { ...photo, id: before?.id ?? uuid7() };
      draft.refusal = null;
    } else {
      draft.signature = null;
    }
    await save();
    if (before && before.sha !== draft.signature?.sha) await app.store.remove("photo", [before.sha]);
    state.textContent = signed ? t("phone.signature.signed") : "";
  }
  let last = Promise.resolve();
  const pad = signing(canvas, (signed) => { last = during(last.then(() => write(signed))); });
  const box = h("div", { hidden: draft.refusal !== null }, h("p", { class: "help" }, t("phone.signature.help")), canvas, state,
    h("button", { type: "button", onclick: () => pad.clear() }, t("phone.signature.clear")));
  const other = h("p", { class: "field", hidden: draft.refusal !== "other" },
    h("label", { for: "refusal" }, t("phone.refusal.why")),
    h("input", { type: "text", id: "refusal", maxlength: 120, value: draft.refusal_words ?? "", oninput: (/** @type {Event} */ event) => {
      draft.refusal_words = /** @type {HTMLInputElement} */ (event.target).value;
      save();
    } }));
  const options = /** @type {[string, string][]} */ (["signs", "refused", "absent", "no_authority", "other"].map((code) => [code, t(`phone.refusal.${code}`)]));
  const choice = tiles(t("phone.signature"), options, draft.refusal ?? "signs", (value) => {
    draft.refusal = value === "signs" ? null : value;
    box.hidden = value !== "signs";
    other.hidden = value !== "other";
    save();
  }, { name: "signature" });
  return h("section", {}, choice, box, other);
}

/** By when. @param {Draft} draft @param {() => Promise<void>} save */
export function deadlinePart(draft, save) {
  const date = /** @type {HTMLInputElement} */ (h("input", { type: "date", id: "deadline", min: day(), value: draft.deadline ?? "", onchange: () => {
    draft.deadline = date.value || null;
    save();
  } }));
  const days = [3, 7, 15, 30];
  const options = /** @type {[string, string][]} */ (days.map((plus) => [day(plus), t("phone.deadline.days", { days: plus })]));
  return h("section", { "data-part": "deadline", tabindex: "-1" },
    tiles(t("phone.deadline"), options, draft.deadline, (value) => {
      draft.deadline = date.value = value;
      save();
    }),
    h("p", { class: "field" }, h("label", { for: "deadline" }, t("phone.deadline.day")), date));
}

/**
 * What goes along with a step: photographs, and the signature or the sheet that says why there is none.
 * @param {App} app @param {Draft} draft @param {{ from: string | null, number: string | null }} of @param {string} where
 */
export async function attachments(app, draft, of, where) {
  const sheets = [];
  if (draft.refusal !== null) {
    const why = draft.refusal === "other" ? draft.refusal_words || t("phone.refusal.other") : t(`phone.refusal.${draft.refusal}`);
    const lines = [t("phone.refusal.sheet"), where, why, moment().slice(0, 16).replace("T", " "), draft.inspectors.join(" · ")];
    const { photo, bytes } = await photograph(await sheet(lines), "form");
    await app.store.put([["photo", photo.sha, bytes]]);
    draft.refusal_id ??= uuid7();
    sheets.push({ ...photo, id: draft.refusal_id, title: t("phone.refusal.title", { reason: why }) });
  } else if (draft.signature) {
    sheets.push({ ...draft.signature, title: t("phone.signature.title") });
  }
  return [...draft.photos, ...sheets].map((photo) => {
    /** @type {Record<string, unknown>} */
    const body = { file: photo.sha, what: photo.what, made: photo.taken, occurred: photo.taken };
    if (photo.place) body.place = photo.place;
    if ("title" in photo) body.title = photo.title;
    const name = t(photo.what === "form" ? "phone.item.form" : "phone.item.photo", { place: where });
    return item({ id: photo.id, name, path: "files", command: "AttachFile", body, file: photo.sha, made: photo.taken, ...of });
  });
}

/** The last open item of a case: what comes after it goes after it. @param {App} app @param {string | null} number */
export const lastOf = (app, number) =>
  app.pending.filter((one) => number !== null && one.number === number && one.path === "case" && one.state !== "received" && one.state !== "set_aside").at(-1) ?? null;
