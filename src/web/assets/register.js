// @ts-check
// While a petition is told: what is known already is looked up, and what is written is kept on the server.

const form = document.querySelector("form[data-register]");
const PAUSE = 800;

/** @param {string} where @param {HTMLFormElement} from */
function send(where, from) {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(from)) if (typeof value === "string") body.append(name, value);
  return fetch(where, { method: "POST", body, credentials: "same-origin" });
}

if (form instanceof HTMLFormElement) {
  const part = form.querySelector("[data-known-part]");
  const said = form.querySelector("[data-draft]");
  let asked = "";
  /** @type {number | undefined} */
  let waiting;

  const keep = async () => {
    waiting = undefined;
    try {
      const kept = await send("/register/draft", form);
      if (said instanceof HTMLElement) said.textContent = kept.ok ? said.dataset.saved ?? "" : "";
      const question = ["petitioner.phone", "petitioner.id_number", "matter", "committee"]
        .map((name) => new FormData(form).get(name)).join("\n");
      if (question === asked || !part) return;
      asked = question;
      const known = await send("/register/known", form);
      if (known.ok) part.innerHTML = await known.text();
    } catch {
      // Without network the page goes on; what was kept last is there.
      if (said instanceof HTMLElement) said.textContent = "";
    }
  };

  form.addEventListener("input", () => {
    if (waiting !== undefined) clearTimeout(waiting);
    waiting = window.setTimeout(keep, PAUSE);
  });
  form.addEventListener("submit", () => {
    if (waiting !== undefined) clearTimeout(waiting);
  });
}
