// @ts-check
// Photographs: taken with the phone's own camera, kept as the bytes that it gave, told by their SHA-256, with the time
// and, where the phone knows it, the place.
import { moment, sha256 } from "./ids.mjs";

/** Bytes above which a photograph is made smaller. */
export const LARGE = 8 * 1024 * 1024;

/** @typedef {{ latitude: number, longitude: number }} Point in millionths of a degree */
/** @typedef {{ sha: string, taken: string, place: Point | null, what: string }} Photo */

/** @type {{ at: number, point: Point } | null} */
let here = null;

/** Asks where the phone is, so that it is known when the shutter goes. */
export function locate() {
  if (!("geolocation" in navigator)) return Promise.resolve(null);
  if (here && Date.now() - here.at < 60_000) return Promise.resolve(here.point);
  return new Promise((resolve) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const micro = (/** @type {number} */ degrees) => Math.round(degrees * 1_000_000);
        here = { at: Date.now(), point: { latitude: micro(coords.latitude), longitude: micro(coords.longitude) } };
        resolve(here.point);
      },
      () => resolve(null),
      { enableHighAccuracy: true, maximumAge: 60_000, timeout: 5_000 },
    );
  });
}

/** Smaller, until it is no longer large. @param {Blob} picture @returns {Promise<Blob>} */
async function smaller(picture) {
  const bitmap = await createImageBitmap(picture, { imageOrientation: "from-image" });
  try {
    let side = Math.min(4096, Math.max(bitmap.width, bitmap.height));
    for (;;) {
      const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.max(1, Math.round(bitmap.width * scale));
      canvas.height = Math.max(1, Math.round(bitmap.height * scale));
      canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
      /** @type {Blob | null} */
      const made = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.88));
      if (!made || side < 512) return made ?? picture;
      if (made.size <= LARGE) return made;
      side = Math.round(side * 0.75);
    }
  } finally {
    bitmap.close();
  }
}

/**
 * A photograph and its bytes. It is made smaller only if it is large.
 * @param {File | Blob} picture @param {string} what `photograph_before`, `photograph_after`, `form`
 * @returns {Promise<{ photo: Photo, bytes: Uint8Array }>}
 */
export async function photograph(picture, what) {
  const taken = moment();
  // The place was asked for when the form was opened; a picture does not wait long for it, a signature not at all.
  const soon = new Promise((resolve) => setTimeout(resolve, 2_000, null));
  const place = what === "form" ? null : await Promise.race([locate(), soon]);
  const kept = picture.size > LARGE ? await smaller(picture) : picture;
  const bytes = new Uint8Array(await kept.arrayBuffer());
  return { photo: { sha: await sha256(bytes), taken, place, what }, bytes };
}
