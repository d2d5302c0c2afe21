// @ts-check
// What is to be sent: each item once, in its order, whatever the network does. Pure: it knows a store and a network by
// what they do, and nothing of a browser.
//
// An item bears the id of its command from the beginning, and the server carries out a command of one id once: so an
// item is simply sent again until an answer has come. Nothing is ever dropped here: what the server does not take is
// kept, with what the server said, until a person decides.

/**
 * @typedef {"waiting" | "received" | "conflict" | "refused" | "set_aside"} State
 * @typedef {{
 *   id: string, name: string, seq: number, state: State, made: string,
 *   path: "new" | "case" | "files", command: string, body: Record<string, unknown>,
 *   number: string | null, from: string | null, after: string[],
 *   version: number | null, file: string | null,
 *   position: number | null, received: string | null, reason: string | null, code: string | null, theirs: unknown, tries: number,
 * }} Item
 * @typedef {{ status: number, body: any }} Answer
 * @typedef {{
 *   items(): Promise<Item[]>, save(items: Item[]): Promise<void>, remove(id: string): Promise<void>,
 *   bytes(file: string): Promise<Uint8Array | null>, drop(file: string): Promise<void>,
 * }} Shelf
 * @typedef {{
 *   put(file: string, bytes: Uint8Array): Promise<Answer>,
 *   send(path: string, id: string, version: number | null, body: unknown): Promise<Answer>,
 *   read(number: string): Promise<unknown>,
 * }} Network
 * @typedef {{ received: number, left: number, stopped: null | "offline" | "sign_in" }} Run
 */

/**
 * A new item; what is not given is as it mostly is.
 * @param {Partial<Item> & Pick<Item, "id" | "name" | "command" | "path" | "body" | "made">} given
 * @returns {Item}
 */
export function item(given) {
  return {
    seq: 0, state: "waiting", number: null, from: null, after: [], version: null, file: null,
    position: null, received: null, reason: null, code: null, theirs: null, tries: 0, ...given,
  };
}

/** Where an item goes; null while the case has no number. @param {Item} item @param {string | null} number */
export function address(item, number) {
  if (item.path === "new") return `/api/v1/fire-hazards/commands/${item.command}`;
  if (!number) return null;
  const name = encodeURIComponent(number);
  const before = item.path === "files" ? `cases/${name}/files` : `fire-hazards/${name}`;
  return `/api/v1/${before}/commands/${item.command}`;
}

/** Whether an item is still to be dealt with. @param {Item} item */
export const isOpen = (item) => item.state !== "received" && item.state !== "set_aside";

/** Statuses after which the very same may be taken later. */
const LATER = new Set([408, 425, 429, 500, 502, 503, 504]);

/** @param {Answer} answer @returns {"received" | "sign_in" | "later" | "conflict" | "refused"} */
export function meaning({ status, body }) {
  const code = typeof body?.code === "string" ? body.code : "";
  if (status >= 200 && status < 300) return "received";
  if (status === 401 || (status === 403 && code.startsWith("session."))) return "sign_in";
  // This clock is a little ahead: the moment will have come when it is sent again.
  if (LATER.has(status) || code.endsWith(".in_the_future")) return "later";
  return status === 409 || status === 412 ? "conflict" : "refused";
}

/** @param {{ shelf: Shelf, network: Network, now: () => string, changed?: () => void }} parts */
export function outbox({ shelf, network, now, changed = () => {} }) {
  /** @type {Promise<Run> | null} */
  let running = null;
  /** Whether something came since the run began. */
  let more = false;

  const sorted = async () => (await shelf.items()).sort((one, other) => one.seq - other.seq || (one.id < other.id ? -1 : 1));

  /** Takes items in; one that it has already is the same one. @param {Item[]} items */
  async function add(items) {
    const known = await sorted();
    let seq = known.length === 0 ? 0 : known[known.length - 1].seq;
    const fresh = items.filter((item) => !known.some(({ id }) => id === item.id));
    await shelf.save(fresh.map((item) => ({ ...item, seq: (seq += 1) })));
    more = true;
    changed();
  }

  /** @param {Item} item @param {Partial<Item>} change */
  async function become(item, change) {
    Object.assign(item, change);
    await shelf.save([item]);
    changed();
  }

  /** One item. @param {Item} item @param {Map<string, Item>} all @returns {Promise<"received" | "sign_in" | "later" | "kept">} */
  async function deliver(item, all) {
    const opener = item.from === null ? undefined : all.get(item.from);
    const number = item.number ?? opener?.number ?? null;
    const to = address(item, number);
    if (to === null) return "kept";
    if (item.file !== null) {
      const bytes = await shelf.bytes(item.file);
      if (bytes !== null) {
        const put = await network.put(item.file, bytes);
        const met = meaning(put);
        if (met === "sign_in" || met === "later") return met;
        if (met !== "received") return refuse(item, put);
      }
    }
    const answer = await network.send(to, item.id, item.version, item.body);
    const met = meaning(answer);
    if (met === "sign_in" || met === "later") return met;
    if (met === "refused") return refuse(item, answer);
    if (met === "conflict") {
      const theirs = number === null ? null : await network.read(number).catch(() => null);
      await become(item, { state: "conflict", theirs, reason: answer.body?.detail ?? null, code: answer.body?.code ?? null });
      return "kept";
    }
    const { number: given = number, position = null } = answer.body ?? {};
    await become(item, { state: "received", number: given, position, received: now(), reason: null, code: null, theirs: null });
    await forget(item);
    return "received";
  }

  /** @param {Item} item @param {Answer} answer @returns {Promise<"kept">} */
  async function refuse(item, { status, body }) {
    await become(item, { state: "refused", reason: body?.detail ?? body?.title ?? String(status), code: body?.code ?? null });
    return "kept";
  }

  /** Bytes that no other item needs any more. @param {Item} item */
  async function forget({ id, file }) {
    if (file === null) return;
    const others = await shelf.items();
    if (!others.some((other) => other.file === file && other.id !== id && other.state !== "received")) await shelf.drop(file);
  }

  /** @returns {Promise<Run>} */
  async function run() {
    const items = await sorted();
    const all = new Map(items.map((item) => [item.id, item]));
    /** @type {Run} */
    const done = { received: 0, left: 0, stopped: null };
    for (const item of items) {
      if (item.state !== "waiting") continue;
      const before = item.from === null ? item.after : [item.from, ...item.after];
      // What was removed or taken has nothing to wait for; what stands before it in trouble holds it back.
      if (before.some((id) => (all.get(id)?.state ?? "received") !== "received")) continue;
      let met;
      try {
        met = await deliver(item, all);
      } catch {
        done.stopped = "offline";
        break;
      }
      if (met === "received") done.received += 1;
      if (met === "sign_in") {
        done.stopped = "sign_in";
        break;
      }
      if (met === "later") await become(item, { tries: item.tries + 1 });
    }
    done.left = (await shelf.items()).filter(isOpen).length;
    return done;
  }

  /** Sends what can be sent; what runs already is waited for. @returns {Promise<Run>} */
  function flush() {
    running ??= runs().finally(() => { running = null; });
    return running;
  }

  async function runs() {
    const sum = { received: 0 };
    for (;;) {
      more = false;
      const done = await run();
      sum.received += done.received;
      if (!more || done.stopped !== null) return { ...done, ...sum };
    }
  }

  /** An item, once nothing is under way. @param {string} id */
  async function found(id) {
    await running?.catch(() => {});
    return (await shelf.items()).find((item) => item.id === id);
  }

  /**
   * Sends an item again: one in conflict on top of what is there now, one that waits for others without them.
   * @param {string} id
   */
  async function again(id) {
    const item = await found(id);
    if (!item || item.state === "received") return;
    const version = item.state === "conflict" ? null : item.version;
    const after = item.state === "waiting" ? [] : item.after;
    await become(item, { state: "waiting", version, after, reason: null, code: null });
  }

  /** Keeps an item here and does not send it. @param {string} id */
  async function setAside(id) {
    const item = await found(id);
    if (item && item.state !== "received") await become(item, { state: "set_aside" });
  }

  /** Removes an item for good: a person said so by its name. @param {string} id */
  async function remove(id) {
    const item = await found(id);
    if (!item) return;
    await shelf.remove(id);
    await forget(item);
    changed();
  }

  /** Forgets what was received before this moment, unless something still follows it. @param {string} before */
  async function prune(before) {
    const items = await shelf.items();
    const needed = new Set(items.filter(({ state }) => state !== "received").flatMap(({ from, after }) => [from, ...after]));
    const old = items.filter(({ id, state, received }) => state === "received" && received !== null && received < before && !needed.has(id));
    for (const { id } of old) await shelf.remove(id);
  }

  return { add, all: sorted, flush, again, setAside, remove, prune };
}
