// @ts-check
// Names that are made here: of commands (UUID v7) and of files (SHA-256), and the time as the server counts it.

/** @param {Uint8Array} bytes */
export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** A UUID v7: sorted by when it was made. @param {number} [now] milliseconds */
export function uuid7(now = Date.now()) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let at = 5, rest = now; at >= 0; at -= 1, rest = Math.floor(rest / 256)) bytes[at] = rest % 256;
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const text = hex(bytes);
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`;
}

/** @param {BufferSource} bytes */
export const sha256 = async (bytes) => hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));

/** How much this clock is ahead of the server's, in milliseconds. */
let ahead = 0;

/** @param {string | null} date the server's header */
export function setClockBy(date) {
  const server = date ? Date.parse(date) : NaN;
  if (Number.isFinite(server)) ahead = Math.max(0, Date.now() - server);
}

/** A moment in Asia/Shanghai, as the API takes it; never later than the server's clock. @param {number} [at] */
export function moment(at = Date.now()) {
  return new Date(at - ahead + 8 * 3_600_000).toISOString().replace("Z", "+08:00");
}

/** A day there. @param {number} [plus] days from today */
export const day = (plus = 0) => moment(Date.now() + plus * 86_400_000).slice(0, 10);

/** `14:02` there. @param {string | number} at */
export const clock = (at) => moment(typeof at === "number" ? at + ahead : Date.parse(at) + ahead).slice(11, 16);
