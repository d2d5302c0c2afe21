// @ts-check
// Lists by keyboard: j and k move, Enter opens, x selects, / searches, n begins a new one, ? shows all keys.

/** @returns {HTMLElement[]} */
const rows = () => [...document.querySelectorAll("[data-list] tbody tr, [data-list] > li")].filter((row) => row instanceof HTMLElement);

/** @param {HTMLElement} row */
const link = (row) => row.querySelector("a");

let at = -1;

/** @param {number} step */
function move(step) {
  const all = rows();
  if (all.length === 0) return;
  all[at]?.classList.remove("at");
  at = Math.max(0, Math.min(all.length - 1, at + step));
  all[at].classList.add("at");
  link(all[at])?.focus();
}

function help() {
  const dialog = document.querySelector("dialog.keys");
  if (dialog instanceof HTMLDialogElement) dialog.showModal();
}

/** @type {Record<string, () => void>} */
const keys = {
  j: () => move(1),
  k: () => move(-1),
  x: () => rows()[at]?.querySelector("input")?.click(),
  n: () => { const to = document.querySelector('[data-key="n"]'); if (to instanceof HTMLElement) to.click(); },
  "/": () => { const search = document.getElementById("search"); if (search instanceof HTMLInputElement) search.select(); },
  "?": help,
};

document.addEventListener("keydown", (event) => {
  const target = event.target;
  const types = target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName));
  if (types || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.querySelector("dialog[open]")) return;
  const does = keys[event.key];
  if (!does) return;
  event.preventDefault();
  does();
});

document.addEventListener("focusin", (event) => {
  const row = event.target instanceof Element ? event.target.closest("[data-list] tbody tr, [data-list] > li") : null;
  const all = rows();
  const now = row instanceof HTMLElement ? all.indexOf(row) : -1;
  if (now >= 0 && now !== at) { all[at]?.classList.remove("at"); at = now; all[at].classList.add("at"); }
});
