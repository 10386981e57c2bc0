// A photo in one tap: made small enough to travel, with its camera's own words about time and place kept in it.

import { sha256 } from "./canonical.js";
import { changed, db } from "./store.js";

const SIDE = 1600;
const QUALITY = 0.82;
const ORIENTATION = 0x0112;

// Returns the photo's name. It is on disk when this answers, and only then may it be shown as kept.
export async function take(file, draft, about = {}) {
  const original = new Uint8Array(await file.arrayBuffer());
  const small = await shrink(file, original).catch(() => null);
  const bytes = small || original;
  const type = small ? "image/jpeg" : file.type || "application/octet-stream";
  const sha = await sha256(bytes);
  const row = {
    sha, draft: draft.id, visit: draft.visit, person: draft.person, bytes: bytes.buffer, type, received: 0, dropped: 0,
    about: { ...about, was: original.length }, made: new Date().toISOString(),
  };
  await db.transaction("rw", db.photos, async () => {
    const known = await db.photos.get(sha);
    if (!known) await db.photos.add(row);
    else if (known.dropped) await db.photos.update(sha, { dropped: 0 });
  });
  changed();
  return sha;
}

async function shrink(file, original) {
  const image = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, SIDE / Math.max(image.width, image.height));
  if (scale === 1 && file.type === "image/jpeg" && original.length < 700_000) { image.close(); return null; }
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(image.width * scale);
  canvas.height = Math.round(image.height * scale);
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
  const blob = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", QUALITY); });
  if (!blob) return null;
  return withCamera(new Uint8Array(await blob.arrayBuffer()), camera(original));
}

// The EXIF part of a JPEG as it stands, null where there is none.
export function camera(data) {
  if (data[0] !== 0xff || data[1] !== 0xd8) return null;
  let at = 2;
  while (at + 4 < data.length && data[at] === 0xff) {
    const kind = data[at + 1];
    const length = (data[at + 2] << 8) | data[at + 3];
    const exif = kind === 0xe1 && String.fromCharCode(...data.slice(at + 4, at + 8)) === "Exif";
    if (exif) return data.slice(at, at + 2 + length);
    if (kind === 0xda || length < 2) return null;
    at += 2 + length;
  }
  return null;
}

// The canvas has turned the picture upright already: the camera's word of how it lay must not turn it again.
function upright(part) {
  const view = new DataView(part.buffer, part.byteOffset);
  const start = 10;
  const little = view.getUint16(start) === 0x4949;
  const first = start + view.getUint32(start + 4, little);
  const entries = view.getUint16(first, little);
  for (let n = 0; n < entries; n += 1) {
    const entry = first + 2 + 12 * n;
    if (view.getUint16(entry, little) === ORIENTATION) view.setUint16(entry + 8, 1, little);
  }
}

function withCamera(jpeg, part) {
  if (!part) return jpeg;
  try { upright(part); } catch (_) { return jpeg; }
  const whole = new Uint8Array(jpeg.length + part.length);
  whole.set(jpeg.subarray(0, 2));
  whole.set(part, 2);
  whole.set(jpeg.subarray(2), 2 + part.length);
  return whole;
}

// What a hand drew, on white, as a picture of its own.
export async function paper(canvas, draft) {
  const sheet = document.createElement("canvas");
  sheet.width = canvas.width;
  sheet.height = canvas.height;
  const brush = sheet.getContext("2d");
  brush.fillStyle = "#fff";
  brush.fillRect(0, 0, sheet.width, sheet.height);
  brush.drawImage(canvas, 0, 0);
  return take(await new Promise((done) => { sheet.toBlob(done, "image/png"); }), draft, { signature: true });
}

// A spoken note, kept like a photo and under a name of the same kind.
export async function keepSound(blob, draft) {
  const bytes = await blob.arrayBuffer();
  const sha = await sha256(bytes);
  await db.photos.put({ sha, draft: draft.id, visit: draft.visit, person: draft.person, bytes, type: blob.type, received: 0, dropped: 0, about: { sound: true }, made: new Date().toISOString() });
  changed();
  return sha;
}

// An address that shows a kept photo; whoever shows it gives it back.
export async function shown(sha) {
  const photo = await db.photos.get(sha);
  return photo ? URL.createObjectURL(new Blob([photo.bytes], { type: photo.type })) : "";
}

// Where the device is, if it will say so in time; null otherwise. A place may be so many milliseconds old.
export const place = (old = 60_000) => new Promise((done) => {
  if (!navigator.geolocation) { done(null); return; }
  const round = (x) => Math.round(x * 1e6) / 1e6;
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => done({ lat: round(coords.latitude), lon: round(coords.longitude), accuracy: Math.round(coords.accuracy) }),
    () => done(null), { timeout: 8000, maximumAge: old, enableHighAccuracy: true });
});
