// @ts-check
// Signing in with a passkey: the browser is asked, and the API takes its answer.

const button = document.querySelector("[data-passkey]");
const said = document.querySelector("[data-passkey-said]");

/** @param {string} text */
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

/** @param {ArrayBuffer} buffer */
const spelt = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

/** @param {string} path @param {unknown} [body] */
async function post(path, body) {
  const answer = await fetch(`/api/v1${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

async function enter() {
  const { ceremony, options } = await post("/session/passkey/begin");
  const asked = options.publicKey;
  asked.challenge = bytes(asked.challenge);
  for (const known of asked.allowCredentials ?? []) known.id = bytes(known.id);
  const found = await navigator.credentials.get({ publicKey: asked });
  if (!(found instanceof PublicKeyCredential) || !(found.response instanceof AuthenticatorAssertionResponse)) throw new Error("none");
  const { authenticatorData, clientDataJSON, signature, userHandle } = found.response;
  await post("/session/passkey/finish", {
    ceremony,
    credential: {
      id: found.id,
      rawId: spelt(found.rawId),
      type: found.type,
      extensions: {},
      response: {
        authenticatorData: spelt(authenticatorData),
        clientDataJSON: spelt(clientDataJSON),
        signature: spelt(signature),
        userHandle: userHandle ? spelt(userHandle) : null,
      },
    },
  });
}

if (button instanceof HTMLButtonElement && "credentials" in navigator) {
  button.hidden = false;
  button.addEventListener("click", () => {
    enter().then(
      () => location.assign(button.dataset.passkey ?? "/"),
      () => { if (said) said.textContent = button.dataset.failed ?? ""; },
    );
  });
}
