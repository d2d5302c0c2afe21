// @ts-check
// The sliders over a case's history: what they stand at is told while they move, and the page changes under them once
// they rest. Without this module the button does the same.

/** @param {HTMLInputElement} slider */
function words(slider) {
  const first = slider.dataset.first;
  if (first) {
    if (slider.value === slider.max) return slider.dataset.last ?? "";
    const day = new Date(`${first}T00:00:00Z`);
    day.setUTCDate(day.getUTCDate() + Number(slider.value));
    return day.toISOString().slice(0, 10);
  }
  const stop = slider.list?.querySelector(`option[value="${slider.value}"]`);
  return stop?.getAttribute("label") ?? "";
}

/** @param {EventTarget | null} target @returns {HTMLInputElement | null} */
const slider = (target) => target instanceof HTMLInputElement && target.closest("[data-replay]") ? target : null;

let waiting = 0;
let asked = 0;

/** @param {HTMLFormElement} form @param {string} held */
async function show(form, held) {
  const mine = ++asked;
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) query.set(name, String(value));
  const answer = await fetch(`${form.action}?${query}`, { headers: { accept: "text/html" } });
  if (mine !== asked) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
  const main = document.querySelector("main");
  if (!answer.ok || !page || !main) { form.submit(); return; }
  main.replaceChildren(...page.childNodes);
  history.replaceState(null, "", answer.url);
  document.getElementById(held)?.focus();
}

document.addEventListener("input", (event) => {
  const moved = slider(event.target);
  const told = moved?.parentElement?.querySelector("output");
  if (moved && told) told.textContent = words(moved);
});

document.addEventListener("change", (event) => {
  const moved = slider(event.target);
  const form = moved?.form;
  if (!moved || !form) return;
  clearTimeout(waiting);
  waiting = window.setTimeout(() => show(form, moved.id).catch(() => form.submit()), 150);
});
