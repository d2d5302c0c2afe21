// @ts-check
// Keeps the page of the inspector's phone: the shell, the style sheets and modules that it names, and nothing that
// anybody wrote. What it holds opens at once, with or without network; a newer shell is fetched beside it and takes its
// place when all that it names has come.
/// <reference lib="webworker" />

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const KEPT = "anjuan-inspect";
const HOME = "/inspect";
const MANIFEST = "/inspect.webmanifest";
/** How often another language or light was chosen: a shell that was fetched before is not the one that is wanted. */
let choices = 0;

/** Fetches the shell with all that it names. Whoever is not signed in gets none, and what is kept stays. */
async function keep() {
  const before = choices;
  const shell = await fetch(HOME, { cache: "no-store", credentials: "same-origin" });
  if (!shell.ok || shell.redirected) return;
  const cache = await caches.open(KEPT);
  const text = await shell.clone().text();
  const named = new Set(text.match(/\/assets\/[\w.-]+/g) ?? []);
  named.add(MANIFEST);
  for (const address of named) {
    if (address === MANIFEST || !(await cache.match(address))) await cache.add(address);
  }
  if (choices !== before) return;
  await cache.put(HOME, shell);
  for (const request of await cache.keys()) {
    const { pathname } = new URL(request.url);
    if (pathname !== HOME && !named.has(pathname)) await cache.delete(request);
  }
}

/** Another language or light was chosen: the next shell is another one. @param {Request} request */
async function chosen(request) {
  const response = await fetch(request);
  choices += 1;
  await (await caches.open(KEPT)).delete(HOME);
  return response;
}

/** @param {Request} request @param {string} name */
async function kept(request, name) {
  const found = await (await caches.open(KEPT)).match(name);
  return found ?? fetch(request);
}

worker.addEventListener("install", (event) => event.waitUntil(keep().then(() => worker.skipWaiting())));
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== worker.location.origin) return;
  const shell = url.pathname === HOME || url.pathname === `${HOME}/place`;
  if (request.mode === "navigate" && shell) {
    if (url.searchParams.has("language") || url.searchParams.has("theme")) {
      event.respondWith(chosen(request));
      return;
    }
    event.respondWith(kept(request, HOME));
    event.waitUntil(keep().catch(() => {}));
  } else if (url.pathname.startsWith("/assets/") || url.pathname === MANIFEST) {
    event.respondWith(kept(request, url.pathname));
  }
});
