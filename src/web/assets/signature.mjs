// @ts-check
// A signature by finger, and the sheet that says why there is none. Both are pictures (PNG), attached like photographs.

const INK = "#1c1b19";

/** @param {HTMLCanvasElement} canvas @returns {Promise<Blob>} */
const png = (canvas) => new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png"));

/**
 * Lets a finger write on a canvas.
 * @param {HTMLCanvasElement} canvas @param {(signed: boolean) => void} changed
 */
export function signing(canvas, changed) {
  const scale = Math.min(3, window.devicePixelRatio || 1);
  /** @type {CanvasRenderingContext2D | null} */
  let pen = null;
  let signed = false;
  /** @type {[number, number] | null} */
  let last = null;

  /** The paper: as large as the canvas is drawn, white, so that it can be read in any light. */
  function paper() {
    const box = canvas.getBoundingClientRect();
    canvas.width = Math.max(1, Math.round(box.width * scale));
    canvas.height = Math.max(1, Math.round(box.height * scale));
    pen = canvas.getContext("2d");
    if (!pen) return;
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.strokeStyle = pen.fillStyle = INK;
    pen.lineWidth = 2.6 * scale;
    pen.lineCap = pen.lineJoin = "round";
    signed = false;
  }

  /** @param {PointerEvent} event @returns {[number, number]} */
  function at(event) {
    const box = canvas.getBoundingClientRect();
    return [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
  }

  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    if (!pen) paper();
    canvas.setPointerCapture(event.pointerId);
    last = at(event);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!last || !pen) return;
    for (const one of event.getCoalescedEvents?.() ?? [event]) {
      const next = at(one);
      pen.beginPath();
      pen.moveTo(...last);
      pen.lineTo(...next);
      pen.stroke();
      last = next;
    }
    signed = true;
  });
  const lift = () => {
    if (last && signed) changed(true);
    last = null;
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  return {
    clear() {
      paper();
      changed(false);
    },
    picture: () => png(canvas),
  };
}

/** A sheet with these lines on it. @param {string[]} lines */
export function sheet(lines) {
  const canvas = document.createElement("canvas");
  const font = '28px "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif';
  canvas.width = 900;
  const pen = canvas.getContext("2d");
  if (!pen) return png(canvas);
  pen.font = font;
  const rows = lines.flatMap((line) => wrapped(pen, line, canvas.width - 80));
  canvas.height = 80 + rows.length * 44;
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = INK;
  pen.font = font;
  rows.forEach((row, at) => pen.fillText(row, 40, 72 + at * 44));
  return png(canvas);
}

/** @param {CanvasRenderingContext2D} pen @param {string} line @param {number} width */
function wrapped(pen, line, width) {
  const rows = [""];
  for (const letter of line) {
    const longer = rows[rows.length - 1] + letter;
    if (pen.measureText(longer).width > width) rows.push(letter);
    else rows[rows.length - 1] = longer;
  }
  return rows;
}
