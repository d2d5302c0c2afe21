// @ts-check
// The phone and the server: the day comes down, the outbox goes up.
import { setClockBy } from "./ids.mjs";

/** @typedef {import("./store.mjs").Store} Store */

const DAY = "/api/v1/inspections/today";
/** Milliseconds after which nothing more is waited for. */
const PATIENCE = 20_000;
const UPLOAD = 180_000;
/** Photographs that are taken along: for the most urgent visits, two of each. */
const VISITS = 40;
const EACH = 2;

/** @param {string} to @param {RequestInit} [how] @param {number} [patience] */
async function ask(to, how = {}, patience = PATIENCE) {
  const headers = { "Accept-Language": document.documentElement.lang, ...how.headers };
  return fetch(to, { cache: "no-store", ...how, headers, signal: AbortSignal.timeout(patience) });
}

/** @param {Response} response */
const answer = async (response) => ({ status: response.status, body: await response.json().catch(() => null) });

/** @type {import("./outbox.mjs").Network} */
export const network = {
  async put(file, bytes) {
    const headers = { "Content-Type": "application/octet-stream" };
    return answer(await ask(`/api/v1/files/${file}`, { method: "PUT", headers, body: /** @type {BodyInit} */ (bytes) }, UPLOAD));
  },
  async send(path, id, version, body) {
    /** @type {Record<string, string>} */
    const headers = { "Content-Type": "application/json", "Idempotency-Key": id };
    if (version !== null) headers["If-Match"] = `"${version}"`;
    return answer(await ask(path, { method: "POST", headers, body: JSON.stringify(body) }));
  },
  async read(number) {
    const at = `/api/v1/cases/${encodeURIComponent(number)}/history`;
    const response = await ask(at);
    return response.ok ? response.json() : null;
  },
};

/** The outbox's shelf in the phone's store. @param {Store} store @returns {import("./outbox.mjs").Shelf} */
export const shelf = (store) => ({
  items: () => store.all("item"),
  save: (items) => store.put(items.map((item) => ["item", item.id, item, item.state])),
  remove: (id) => store.remove("item", [id]),
  bytes: (file) => store.get("photo", file),
  drop: (file) => store.remove("photo", [file]),
});

/**
 * Asks for the day anew.
 * @param {{ etag: string | null }} known
 * @returns {Promise<{ became: "new", day: any, etag: string, login: string } | { became: "same" | "sign_in" | "offline" } | { became: "refused", reason: string }>}
 */
export async function fetchDay({ etag }) {
  let response;
  try {
    response = await ask(DAY, etag ? { headers: { "If-None-Match": etag } } : {});
  } catch {
    return { became: "offline" };
  }
  setClockBy(response.headers.get("Date"));
  if (response.status === 304) return { became: "same" };
  if (response.status === 401) return { became: "sign_in" };
  const { status, body } = await answer(response);
  if (status === 403 && String(body?.code).startsWith("session.")) return { became: "sign_in" };
  if (status >= 500 || !body) return { became: "offline" };
  if (!response.ok) return { became: "refused", reason: body.detail ?? String(status) };
  return { became: "new", day: body, etag: response.headers.get("ETag") ?? "", login: body.login ?? "operator" };
}

/** Takes photographs along that are looked at beside the camera, and forgets those that are not. @param {Store} store @param {any} day */
export async function keepPictures(store, day) {
  const open = day.visits.filter((/** @type {any} */ visit) => visit.hazard).slice(0, VISITS);
  /** @type {string[]} */
  const wanted = open.flatMap((/** @type {any} */ { hazard }) => hazard.photographs.slice(0, EACH).map((/** @type {any} */ { file }) => file));
  const here = await store.ids("before");
  await store.remove("before", here.filter((file) => !wanted.includes(file)));
  for (const file of wanted) {
    if (here.includes(file)) continue;
    const response = await ask(`/api/v1/files/${file}`).catch(() => null);
    if (!response) return;
    if (response.ok) await store.put([["before", file, new Uint8Array(await response.arrayBuffer())]]);
  }
}

/** Signs out. @returns {Promise<boolean>} whether the server knows */
export async function signOut() {
  const response = await ask("/api/v1/session", { method: "DELETE" }).catch(() => null);
  return response !== null && (response.ok || response.status === 401);
}
