// The outbox against a store and a network that fail in every way that they can: whatever happens, each command is
// carried out once, in its order, and its file is there before it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { address, isOpen, item, outbox } from "../../../src/web/assets/outbox.mjs";
import { uuid7 } from "../../../src/web/assets/ids.mjs";

/** Numbers that repeat. */
function dice(seed) {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13; state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5; state >>>= 0;
    return state / 2 ** 32;
  };
}

class Crash extends Error {}

/** A store whose writes are all or nothing, and before or after which the phone may die. */
class Shelf {
  rows = new Map();
  files = new Map();
  constructor(roll, rate) { Object.assign(this, { roll, rate }); }
  maybe() { if (this.roll() < this.rate) throw new Crash("the phone went off"); }
  async items() { return [...this.rows.values()].map((row) => structuredClone(row)); }
  async save(items) {
    this.maybe();
    for (const one of items) this.rows.set(one.id, structuredClone(one));
    this.maybe();
  }
  async remove(id) { this.rows.delete(id); }
  async bytes(file) { return this.files.get(file) ?? null; }
  async drop(file) { this.maybe(); this.files.delete(file); }
}

/** A server that carries a command of one id out once, and a network that loses what goes to it and what comes back. */
class Server {
  done = new Map();
  order = [];
  files = new Set();
  numbers = 0;
  calls = 0;
  expired = false;
  constructor(roll, rate) { Object.assign(this, { roll, rate }); }
  async through(work) {
    this.calls += 1;
    if (this.roll() < this.rate) throw new TypeError("the network is gone");
    if (this.expired || this.roll() < this.rate / 4) return { status: 401, body: { code: "session.missing" } };
    if (this.roll() < this.rate / 2) return { status: 503, body: { code: "storage.busy" } };
    const answer = work();
    if (this.roll() < this.rate) throw new TypeError("the answer was lost");
    return answer;
  }
  put(file) { return this.through(() => { this.files.add(file); return { status: 201, body: {} }; }); }
  send(path, id, version, body) {
    return this.through(() => {
      const known = this.done.get(id);
      if (known) {
        assert.deepEqual(known.said, { path, body }, "the same key says the same");
        return known.answer;
      }
      if (body.file) assert.ok(this.files.has(body.file), "the file is there before what names it");
      const number = path.includes("FindHazard") ? `XH2026-${(this.numbers += 1)}` : decodeURIComponent(path.split("/")[4]);
      if (!path.includes("FindHazard")) assert.ok([...this.done.values()].some((one) => one.answer.body.number === number), "the case is there");
      const answer = { status: 201, body: { number, position: this.order.length + 1 } };
      this.done.set(id, { said: { path, body }, answer });
      this.order.push(id);
      return answer;
    });
  }
  async read() { return null; }
}

/** A finding with photographs, an order that follows it, and a re-inspection that follows that. */
function finding(roll, shelf) {
  const made = "2026-11-26T10:00:00+08:00";
  const find = item({ id: uuid7(), name: "finding", path: "new", command: "FindHazard", body: { kind: "wiring", occurred: made }, made });
  const photos = Array.from({ length: 1 + Math.floor(roll() * 20) }, (_, at) => {
    const file = uuid7();
    shelf.files.set(file, new Uint8Array([at]));
    return item({ id: uuid7(), name: "photograph", path: "files", command: "AttachFile", body: { file }, file, from: find.id, made });
  });
  const order = item({ id: uuid7(), name: "order", path: "case", command: "OrderRectification", body: { deadline: "2026-12-10" }, from: find.id, made });
  const again = item({ id: uuid7(), name: "again", path: "case", command: "ReinspectHazard", body: { outcome: "passed" }, from: find.id, after: [order.id], made });
  return [find, ...photos, order, again];
}

for (let seed = 1; seed <= 200; seed += 1) {
  test(`each command is carried out once, in order: schedule ${seed}`, async () => {
    const roll = dice(seed * 2654435761);
    const shelf = new Shelf(roll, 0.03);
    const server = new Server(roll, 0.05 + 0.3 * roll());
    const now = () => "2026-11-26T12:00:00+08:00";
    let box = outbox({ shelf, network: server, now });
    const wanted = Array.from({ length: 1 + Math.floor(roll() * 3) }, () => finding(roll, shelf));
    const files = shelf.files.size;
    assert.ok(files > 0);
    for (const items of wanted) {
      // Handed in again after the phone went off in the middle, it is the same finding.
      for (;;) {
        try { await box.add(items); break; } catch (error) { if (!(error instanceof Crash)) throw error; box = outbox({ shelf, network: server, now }); }
      }
      if (roll() < 0.5) await box.flush().catch(() => {});
    }
    let rounds = 0;
    while ((await shelf.items()).some(isOpen)) {
      assert.ok((rounds += 1) < 2000, "it comes to an end");
      try {
        server.expired = roll() < 0.1;
        await Promise.all([box.flush(), box.flush()]);
      } catch (error) {
        if (!(error instanceof Crash)) throw error;
      }
      // The phone is switched on again: nothing is left but the store.
      if (roll() < 0.2) box = outbox({ shelf, network: server, now });
    }
    const all = wanted.flat();
    assert.equal(server.order.length, all.length, "each once");
    assert.deepEqual(new Set(server.order), new Set(all.map(({ id }) => id)));
    for (const items of wanted) {
      const at = items.map(({ id }) => server.order.indexOf(id));
      assert.ok(at.slice(1).every((place) => place > at[0]), "the finding first");
      assert.ok(at.at(-1) > at.at(-2), "the re-inspection after the order");
    }
    const rows = await shelf.items();
    assert.ok(rows.every((row) => row.state === "received" && row.number && row.position > 0), "each with its number");
  });
}

/** A box over answers that are told. */
function told(answers) {
  const asked = [];
  const shelf = new Shelf(() => 1, 0);
  const network = {
    put: async () => ({ status: 201, body: {} }),
    send: async (path, id, version, body) => { asked.push({ path, id, version, body }); return answers.shift() ?? { status: 200, body: { number: "XH2026-1", position: 9 } }; },
    read: async (number) => ({ number, phase: "closed_off", events: [] }),
  };
  return { box: outbox({ shelf, network, now: () => "2026-11-26T12:00:00+08:00" }), shelf, asked };
}

const again = (more = {}) => item({ id: uuid7(), name: "again", path: "case", command: "ReinspectHazard", body: { outcome: "failed" }, number: "XH2026-1", version: 4, made: "2026-11-26T10:00:00+08:00", ...more });

test("a conflict keeps both versions, holds back what follows, and is sent on top only when a person says so", async () => {
  const { box, asked } = told([{ status: 412, body: { code: "command.stale", detail: "it went on" } }]);
  const first = again();
  const next = again({ command: "CloseOff", after: [first.id] });
  await box.add([first, next]);
  assert.deepEqual(await box.flush(), { received: 0, left: 2, stopped: null });
  const [mine, held] = await box.all();
  assert.deepEqual([mine.state, mine.body, mine.theirs.phase, held.state], ["conflict", { outcome: "failed" }, "closed_off", "waiting"]);
  await box.flush();
  assert.equal(asked.length, 1, "nothing is sent by itself");
  await box.again(first.id);
  assert.equal((await box.flush()).received, 2);
  assert.deepEqual(asked.map(({ version }) => version), [4, null, 4]);
  assert.equal(asked[1].id, first.id, "under the same key");
});

test("what is set aside or refused stays until a person removes it", async () => {
  const { box } = told([{ status: 409, body: { code: "hazard.out_of_order" } }, { status: 422, body: { detail: "two inspectors" } }]);
  const [one, other] = [again(), again({ number: "XH2026-2" })];
  await box.add([one, other]);
  await box.flush();
  await box.setAside(one.id);
  assert.deepEqual((await box.all()).map(({ state, reason }) => [state, reason]), [["set_aside", null], ["refused", "two inspectors"]]);
  await box.remove(one.id);
  assert.equal((await box.all()).length, 1);
});

test("an expired sign-in stops the run and keeps everything", async () => {
  for (const answer of [{ status: 401, body: {} }, { status: 403, body: { code: "session.second_factor" } }]) {
    const { box, asked } = told([answer]);
    await box.add([again(), again({ number: "XH2026-2" })]);
    assert.deepEqual(await box.flush(), { received: 0, left: 2, stopped: "sign_in" });
    assert.equal(asked.length, 1);
    assert.equal((await box.flush()).received, 2);
  }
});

test("a clock that is ahead makes an item wait, not fail", async () => {
  const { box } = told([{ status: 422, body: { code: "hazard.in_the_future" } }]);
  await box.add([again()]);
  await box.flush();
  assert.equal((await box.all())[0].state, "waiting");
  assert.equal((await box.flush()).received, 1);
});

test("what was handed in twice is sent once, and what comes during a run goes with it", async () => {
  const { box, asked } = told([]);
  const one = again();
  await box.add([one]);
  const run = box.flush();
  await box.add([one, again({ number: "XH2026-2" })]);
  assert.equal((await run).received, 2);
  assert.equal(asked.length, 2);
});

test("what was received is forgotten after a while, unless something follows it", async () => {
  const { box } = told([{ status: 201, body: { number: "XH2026-1", position: 1 } }, { status: 201, body: { number: "XH2026-2", position: 2 } }, { status: 409, body: {} }]);
  const [one, other] = [again({ path: "new", command: "FindHazard" }), again({ path: "new", command: "FindHazard" })];
  const follows = again({ number: null, from: other.id });
  await box.add([one, other, follows]);
  await box.flush();
  await box.prune("2026-11-26T12:00:00+08:00");
  assert.equal((await box.all()).length, 3);
  await box.prune("2026-11-29T12:00:00+08:00");
  assert.deepEqual((await box.all()).map(({ id }) => id), [other.id, follows.id]);
});

test("a picture that two items need is dropped with the last of them", async () => {
  const { box, shelf } = told([{ status: 200, body: { position: 1 } }, { status: 422, body: {} }]);
  shelf.files.set("f", new Uint8Array([1]));
  const attach = () => again({ path: "files", command: "AttachFile", body: { file: "f" }, file: "f", version: null });
  const [one, other] = [attach(), attach()];
  await box.add([one, other]);
  await box.flush();
  assert.ok(shelf.files.has("f"));
  await box.remove(other.id);
  assert.ok(!shelf.files.has("f"));
});

test("items go to the API's routes", () => {
  assert.equal(address(again(), "XH2026-1"), "/api/v1/fire-hazards/XH2026-1/commands/ReinspectHazard");
  assert.equal(address(again({ path: "files", command: "AttachFile" }), "消/1"), "/api/v1/cases/%E6%B6%88%2F1/files/commands/AttachFile");
  assert.equal(address(again({ path: "new", command: "FindHazard" }), null), "/api/v1/fire-hazards/commands/FindHazard");
  assert.equal(address(again(), null), null);
});

test("ids are UUIDs of version 7, in the order in which they are made", () => {
  const ids = [1_700_000_000_000, 1_700_000_000_001, 1_800_000_000_000].map((now) => uuid7(now));
  assert.ok(ids.every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id)), ids.join(" "));
  assert.deepEqual([...ids].sort(), ids);
});
