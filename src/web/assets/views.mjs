// @ts-check
// What views are made of.
import { t } from "./words.mjs";

/** @typedef {Node | string | number | null | undefined | false} Child */

/** @type {string[]} */
let addresses = [];

/**
 * An element.
 * @param {string} tag @param {Record<string, any>} [given] @param {(Child | Child[])[]} children
 */
export function h(tag, given = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
  for (const child of children.flat()) {
    if (child !== null && child !== undefined && child !== false) element.append(child instanceof Node ? child : String(child));
  }
  return element;
}

/** A link within the page. @param {string} to @param {string} name @param {Record<string, any>} [given] */
export const link = (to, name, given = {}) => h("a", { href: to, ...given }, name);

/** @param {string} key @param {() => unknown} does @param {Record<string, any>} [given] */
export const button = (key, does, given = {}) => h("button", { type: "button", onclick: does, ...given }, t(key));

/** The address of a picture, until the view is left. @param {Uint8Array} bytes */
export function picture(bytes) {
  const address = URL.createObjectURL(new Blob([/** @type {BlobPart} */ (bytes)]));
  addresses.push(address);
  return address;
}

export function leaveView() {
  addresses.forEach((address) => URL.revokeObjectURL(address));
  addresses = [];
}

let count = 0;

/**
 * One of several, as tiles.
 * @param {string} legend @param {[value: string, name: string][]} options @param {string | null} chosen
 * @param {(value: string) => void} pick @param {{ name?: string, two?: boolean }} [how]
 */
export function tiles(legend, options, chosen, pick, { name = "", two = true } = {}) {
  const group = `tiles-${(count += 1)}`;
  const all = options.map(([value, words]) =>
    h("label", { class: "tile" },
      h("input", { type: "radio", name: group, value, checked: value === chosen, onchange: () => pick(value) }),
      h("span", {}, words)));
  return h("fieldset", { class: two ? "tiles two" : "tiles", "data-part": name, tabindex: "-1" }, h("legend", {}, legend), h("div", {}, all));
}

/**
 * Any of several, as tiles.
 * @param {string} legend @param {string[]} options @param {string[]} chosen @param {(value: string, on: boolean) => void} pick
 */
export function checks(legend, options, chosen, pick) {
  const all = options.map((value) =>
    h("label", { class: "tile" },
      h("input", { type: "checkbox", value, checked: chosen.includes(value), onchange: (/** @type {Event} */ event) =>
        pick(value, /** @type {HTMLInputElement} */ (event.target).checked) }),
      h("span", {}, value)));
  return h("fieldset", { class: "tiles two", tabindex: "-1" }, h("legend", {}, legend), h("div", {}, all));
}

/**
 * Asks before something that cannot be taken back.
 * @param {Child[]} content @param {[name: string, answer: string][]} answers @returns {Promise<string>}
 */
export function confirmed(content, answers) {
  return new Promise((resolve) => {
    const dialog = /** @type {HTMLDialogElement} */ (h("dialog", { class: "ask", "aria-labelledby": "ask-title" },
      h("form", { method: "dialog" }, content,
        h("div", { class: "buttons tall" }, answers.map(([name, value]) => h("button", { value }, name))))));
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** What is missing, each a way to where it is missing. @param {[part: string, words: string][]} missing */
export function troubles(missing) {
  return h("div", { class: "trouble", role: "alert", tabindex: "-1" },
    h("p", {}, t("phone.missing")),
    h("ul", {}, missing.map(([part, words]) => h("li", {}, h("button", { type: "button", class: "plain", onclick: () => {
      const at = document.querySelector(`[data-part="${part}"]`);
      if (at instanceof HTMLElement) { at.scrollIntoView({ block: "start" }); at.focus({ preventScroll: true }); }
    } }, words)))));
}
