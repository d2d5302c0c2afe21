// The program itself, serving an office in which a few people work. The store is told by ANJUAN_STORE, the program by
// ANJUAN_BIN; without them an embedded store in a temporary folder, and target/debug/anjuan.
import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const ROOT = new URL("../../../", import.meta.url).pathname;
const BIN = process.env.ANJUAN_BIN ?? join(ROOT, "target/debug/anjuan");
export const PASSWORD = "purple-tram-41-lantern";

/** Starts it. */
export async function office() {
  const folder = await mkdtemp(join(tmpdir(), "anjuan-journey-"));
  const env = {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("ANJUAN_"))),
    ANJUAN_STORE: process.env.ANJUAN_STORE ?? `sqlite:${join(folder, "store.sqlite")}`,
    ANJUAN_FILES_PLACE: `file://${folder}/files`,
    ANJUAN_LANG: "en",
  };
  const run = async (...args) => (await promisify(execFile)(BIN, args, { env })).stdout;
  await run("office", "add", "--file", join(ROOT, "samples/2019/office.json"));
  const service = spawn(BIN, ["serve", "--listen", "127.0.0.1:0"], { env, stdio: ["ignore", "ignore", "pipe"] });
  const said = [];
  const origin = await new Promise((resolve, reject) => {
    const lines = createInterface({ input: service.stderr });
    lines.on("line", (line) => {
      said.push(line);
      const told = /^serving (http:\/\/[\d.:]+)/.exec(line);
      if (told) resolve(told[1]);
    });
    service.on("exit", () => reject(new Error(`it ended: ${said.join("\n")}`)));
  });
  return {
    origin, run,
    /** Somebody of this role, who has followed the link and chosen a password. */
    async user(login, name, ...more) {
      const said = await run("user", "add", login, "--name", name, ...more);
      const token = /\/links\/(\S+)/.exec(said)[1];
      const answer = await fetch(`${origin}/api/v1/links/${token}`, {
        method: "POST", headers: { "Content-Type": "application/json", "Sec-Fetch-Site": "same-origin" }, body: JSON.stringify({ password: PASSWORD }),
      });
      if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
    },
    /** Somebody's session outside a browser. */
    async api(login) {
      const headers = { "Content-Type": "application/json", "Sec-Fetch-Site": "same-origin" };
      const entered = await fetch(`${origin}/api/v1/session`, { method: "POST", headers, body: JSON.stringify({ login, password: PASSWORD }) });
      if (!entered.ok) throw new Error(`${entered.status} ${await entered.text()}`);
      const cookie = entered.headers.getSetCookie().map((one) => one.split(";")[0]).join("; ");
      return async (method, path, body) => {
        const answer = await fetch(`${origin}/api/v1/${path}`, { method, headers: { ...headers, cookie }, body: body && JSON.stringify(body) });
        return { status: answer.status, body: await answer.json().catch(() => null) };
      };
    },
    async close() {
      service.removeAllListeners("exit");
      const ended = new Promise((resolve) => service.on("exit", resolve));
      service.kill("SIGTERM");
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
