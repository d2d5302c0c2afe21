// @ts-check
// The words, as the server put them into the page: the keys and texts of its .ftl files in the reader's language.

/** @type {Record<string, string>} */
let words = {};

/** @param {Record<string, string>} all */
export function speak(all) {
  words = all;
}

/** Whether there are words under the key. @param {string} key */
export const has = (key) => spelt(key) in words;

/** As the files spell a key. @param {string} key */
const spelt = (key) => key.replace(/[._]/g, "-");

/**
 * The words under a key, values put in.
 * @param {string} key @param {Record<string, string | number>} [values]
 */
export function t(key, values = {}) {
  const text = words[spelt(key)];
  if (text === undefined) return `⟦${key}⟧`;
  return text.replace(/\{\$(\w+)\}/g, (all, name) => (name in values ? String(values[name]) : all));
}

/** How far away a last day is, in words and as a name. @param {string} due @param {string} today @returns {[string, string]} */
export function left(due, today) {
  const days = Math.round((Date.parse(`${due}T00:00:00Z`) - Date.parse(`${today}T00:00:00Z`)) / 86_400_000);
  if (days === 0) return [t("page.due.today"), "today"];
  const key = days < 0 ? "page.due.overdue" : "page.due.days";
  const count = Math.abs(days);
  const name = days < 0 ? "overdue" : days <= 3 ? "soon" : "later";
  return [count === 1 ? t(`${key}.one`) : t(key, { days: count }), name];
}
