// @ts-check
// What the phone keeps, in IndexedDB. Each row belongs to one user and is sealed (AES-GCM) under that user's key, which
// cannot be taken out of the browser: whoever signs in next on this phone cannot read it, and destroying the key is
// wiping it.

const NAME = "anjuan-inspect";
const ROWS = "rows";
const KEYS = "keys";

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
const asked = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

/** @param {IDBTransaction} tx @returns {Promise<void>} */
const done = (tx) => new Promise((resolve, reject) => {
  tx.oncomplete = () => resolve();
  tx.onabort = tx.onerror = () => reject(tx.error);
});

/** @type {Promise<IDBDatabase> | null} */
let opened = null;

function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(ROWS, { keyPath: ["owner", "kind", "id"] });
      request.result.createObjectStore(KEYS, { keyPath: "owner" });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

/** Whose phone it is now: who signed in last. */
export const owner = () => localStorage.getItem("anjuan-inspect-owner");

/** @param {string | null} login */
export function belongTo(login) {
  if (login === null) localStorage.removeItem("anjuan-inspect-owner");
  else localStorage.setItem("anjuan-inspect-owner", login);
}

/** @param {string} owner @returns {Promise<CryptoKey>} */
async function keyOf(owner) {
  const db = await database();
  const known = await asked(db.transaction(KEYS).objectStore(KEYS).get(owner));
  if (known) return known.key;
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const tx = db.transaction(KEYS, "readwrite");
  // Another window may have been first: its key stands.
  const stands = await asked(tx.objectStore(KEYS).get(owner));
  if (!stands) tx.objectStore(KEYS).put({ owner, key });
  await done(tx);
  return stands ? stands.key : key;
}

/** Who else left something to be sent on this phone, and how much. @param {string} owner */
export async function others(owner) {
  const db = await database();
  /** @type {Map<string, number>} */
  const found = new Map();
  for (const row of await asked(db.transaction(ROWS).objectStore(ROWS).getAll())) {
    if (row.owner !== owner && row.kind === "item" && row.mark !== "received") found.set(row.owner, (found.get(row.owner) ?? 0) + 1);
  }
  return found;
}

/**
 * The store of one user.
 * @param {string} owner
 */
export async function store(owner) {
  const db = await database();
  const key = await keyOf(owner);
  /** @param {string} kind @param {string} id */
  const bound = (kind, id) => new TextEncoder().encode(`${owner}\n${kind}\n${id}`);

  /** @param {string} kind @param {string} id @param {unknown} value @param {string} mark */
  async function sealed(kind, id, value, mark) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const bytes = value instanceof Uint8Array;
    const plain = bytes ? value : new TextEncoder().encode(JSON.stringify(value));
    const secret = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: bound(kind, id) }, key, /** @type {BufferSource} */ (plain));
    return { owner, kind, id, mark, bytes, iv, secret };
  }

  /** @param {any} row */
  async function unsealed({ kind, id, bytes, iv, secret }) {
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: bound(kind, id) }, key, secret);
    return bytes ? new Uint8Array(plain) : JSON.parse(new TextDecoder().decode(plain));
  }

  /** @param {string} kind */
  const range = (kind) => IDBKeyRange.bound([owner, kind], [owner, kind, []]);

  return {
    owner,
    /** Several values, all or none. @param {[kind: string, id: string, value: unknown, mark?: string][]} values */
    async put(values) {
      const rows = await Promise.all(values.map(([kind, id, value, mark = ""]) => sealed(kind, id, value, mark)));
      const tx = db.transaction(ROWS, "readwrite", { durability: "strict" });
      for (const row of rows) tx.objectStore(ROWS).put(row);
      await done(tx);
    },
    /** @param {string} kind @param {string} id @returns {Promise<any>} */
    async get(kind, id) {
      const row = await asked(db.transaction(ROWS).objectStore(ROWS).get([owner, kind, id]));
      return row ? unsealed(row) : null;
    },
    /** @param {string} kind @returns {Promise<any[]>} */
    async all(kind) {
      return Promise.all((await asked(db.transaction(ROWS).objectStore(ROWS).getAll(range(kind)))).map(unsealed));
    },
    /** @param {string} kind @returns {Promise<string[]>} */
    async ids(kind) {
      return (await asked(db.transaction(ROWS).objectStore(ROWS).getAllKeys(range(kind)))).map((key) => /** @type {any} */ (key)[2]);
    },
    /** @param {string} kind @param {string[]} ids */
    async remove(kind, ids) {
      const tx = db.transaction(ROWS, "readwrite");
      for (const id of ids) tx.objectStore(ROWS).delete([owner, kind, id]);
      await done(tx);
    },
    /** Everything but what is named; with nothing left, the key too. @param {[kind: string, id: string][]} [kept] */
    async wipe(kept = []) {
      const keep = new Set(kept.map(([kind, id]) => `${kind}\n${id}`));
      const tx = db.transaction([ROWS, KEYS], "readwrite");
      const rows = tx.objectStore(ROWS);
      const keys = await asked(rows.getAllKeys(IDBKeyRange.bound([owner], [owner, []])));
      for (const at of /** @type {any[]} */ (keys)) if (!keep.has(`${at[1]}\n${at[2]}`)) rows.delete(at);
      if (keep.size === 0) tx.objectStore(KEYS).delete(owner);
      await done(tx);
    },
  };
}

/** @typedef {Awaited<ReturnType<typeof store>>} Store */
