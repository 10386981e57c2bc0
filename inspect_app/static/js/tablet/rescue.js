// The whole device in one file, and back: for a tablet that is broken, full, or never gets a network again.

import { sha256 } from "./canonical.js";
import { changed, db } from "./store.js";

const FORMAT = "inspect-tablet-rescue";
const TABLES = ["visits", "drafts", "taps", "outbox", "arrivals", "dangers"];
const PIECE = 0x8000;

function base64(buffer) {
  const data = new Uint8Array(buffer);
  let text = "";
  for (let at = 0; at < data.length; at += PIECE) text += String.fromCharCode(...data.subarray(at, at + PIECE));
  return btoa(text);
}
const unbase64 = (text) => Uint8Array.from(atob(text), (each) => each.charCodeAt(0)).buffer;

// Written piece by piece: a day's photos do not fit into one string.
export async function rescue() {
  const pieces = [`{"format":"${FORMAT}","version":1,"made":${JSON.stringify(new Date().toISOString())}`];
  for (const name of TABLES) pieces.push(`,"${name}":${JSON.stringify(await db.table(name).toArray())}`);
  pieces.push(',"photos":[');
  const names = await db.photos.toCollection().primaryKeys();
  for (const [n, sha] of names.entries()) {
    const photo = await db.photos.get(sha);
    pieces.push((n ? "," : "") + JSON.stringify({ ...photo, bytes: base64(photo.bytes) }));
  }
  pieces.push("]}");
  return new Blob(pieces, { type: "application/json" });
}

// Takes in what is not here yet; what is here is never overwritten. Answers how many records came.
export async function restore(file) {
  const found = JSON.parse(await file.text());
  if (found.format !== FORMAT) throw new TypeError("not a rescue file");
  const photos = [];
  for (const each of found.photos || []) {
    const photo = { ...each, bytes: unbase64(each.bytes) };
    if ((await sha256(photo.bytes)) === photo.sha) photos.push(photo);
  }
  let came = 0;
  await db.transaction("rw", db.visits, db.drafts, db.outbox, db.photos, db.taps, db.arrivals, db.dangers, async () => {
    for (const [table, key, rows] of [[db.visits, "id", found.visits], [db.drafts, "id", found.drafts], [db.outbox, "id", found.outbox], [db.arrivals, "id", found.arrivals], [db.dangers, "id", found.dangers], [db.photos, "sha", photos]]) {
      for (const row of rows || []) {
        if (await table.get(row[key])) continue;
        await table.add(row);
        came += 1;
      }
    }
    const lines = new Set((await db.taps.toArray()).map((each) => JSON.stringify([each.draft, each.at, each.what])));
    await db.taps.bulkAdd((found.taps || []).filter((each) => !lines.has(JSON.stringify([each.draft, each.at, each.what]))).map(({ seq, ...rest }) => rest));
  });
  changed();
  return came;
}
