// Sends what is finished, by itself and as often as it takes: arrivals and dangers first, then photos by their SHA-256,
// then the checklist by its id.

import { call, refresh, Refusal } from "./api.js";
import { keptArrivals, sendArrivals } from "./arrivals.js";
import { signedHash } from "./canonical.js";
import { keptDangers, sendDangers } from "./dangers.js";
import { genuine } from "./receipt.js";
import { changed, db, recall } from "./store.js";

const LONGEST = 300_000;
let failures = 0;
let timer = 0;
let running = null;
let restUntil = 0;
export const light = { state: "idle", words: "" };

// Called whenever things may have got better; never two at once, not even from two windows.
export function send({ now = false } = {}) {
  if (now) { failures = 0; restUntil = 0; clearTimeout(timer); }
  if (!running) running = alone(turn).finally(() => { running = null; changed(); });
  return running;
}

const alone = (work) => (navigator.locks
  ? navigator.locks.request("inspect-tablet-outbox", { ifAvailable: true }, (held) => held && work()) : work());

async function turn() {
  const me = (await recall("me"))?.id;
  if (!me || !(await waiting(me))) { light.state = "idle"; return; }
  light.state = "sending";
  changed();
  try {
    let before;
    do {
      before = await finished(me).primaryKeys();
      // A drawn visit takes no checklist before somebody has arrived.
      await sendArrivals(me);
      await sendDangers(me);
      await mqtt(me);
      await photos(me);
      await submissions(me, before);
      // What was finished meanwhile neither waits for the next minute nor goes past a broker that would take it.
    } while ((await finished(me).primaryKeys()).some((id) => !before.includes(id)));
    failures = 0;
    light.state = (await waiting(me)) ? "waiting" : "idle";
  } catch (error) {
    await failed(error);
  }
}

// Blocked or slow: HTTP takes over at once, and the broker is not asked again for a while.
async function mqtt(me) {
  if (performance.now() < restUntil || !(await recall("broker"))?.url) return;
  try {
    const { overBroker } = await import("./broker.js");
    await overBroker(me);
  } catch (_) {
    restUntil = performance.now() + LONGEST;
  }
}

async function failed(error) {
  failures += 1;
  const known = error instanceof Refusal;
  light.state = known && error.logIn ? "log-in" : known ? "trouble" : "offline";
  light.words = known ? error.message : "";
  if (known && error.stale) await refresh().catch(() => {});
  clearTimeout(timer);
  // Counted by the page's own clock: one that is set forward or back neither hurries nor stops it.
  timer = setTimeout(() => send(), Math.min(LONGEST, 1000 * 2 ** failures) * (0.75 + Math.random() / 2));
}

const finished = (me) => db.outbox.where("state").equals("kept").filter((each) => each.person === me);

const waiting = async (me) => (await finished(me).count())
  + (await db.photos.where("received").equals(0).filter((each) => each.person === me && !each.dropped && !each.refused).count())
  + (await keptArrivals(me).count()) + (await keptDangers(me).count());

async function photos(me) {
  const names = await db.photos.where("received").equals(0).primaryKeys();
  for (const sha of names) {
    const photo = await db.photos.get(sha);
    if (!photo || photo.dropped || photo.refused || photo.person !== me) continue;
    try {
      const found = await call(photo.about?.sound ? "/api/sounds" : "/api/files", { method: "POST", body: new Blob([photo.bytes], { type: photo.type }), seconds: 120 });
      if (found.sha256 !== sha) throw new TypeError("the server named the photo otherwise");
      await db.photos.update(sha, { received: 1 });
    } catch (error) {
      if (!(error instanceof Refusal) || error.later || error.logIn || error.stale) throw error;
      await db.photos.update(sha, { refused: error.message });
    }
    changed();
  }
}

async function submissions(me, ids) {
  const rows = await finished(me).sortBy("made");
  for (const row of rows.filter((each) => ids.includes(each.id))) {
    try {
      await settle(row, await call("/api/submissions", { method: "POST", json: row.body }));
    } catch (error) {
      if (!(error instanceof Refusal) || error.later || error.logIn || error.stale) throw error;
      if (await photosAgain(row, error)) throw error;
      if (!(await refused(row, error.problem, error.message))) throw error;
    }
    changed();
  }
}

// A refusal stops a checklist; one of the log alone does not: what was found on site goes without it.
export async function refused(row, problem, words) {
  const errors = problem.errors || {};
  const names = Object.keys(errors);
  if (row.body.log && names.length && names.every((each) => /^log\b/.test(each))) {
    const { log, ...body } = row.body;
    await db.outbox.update(row.id, { body, content: await signedHash(body), unsent: log });
    return false;
  }
  await db.outbox.update(row.id, { state: "refused", error: words, errors });
  return true;
}

// The server lacks photos it once had, or never had: they are still here, and go again.
async function photosAgain(row, error) {
  if (!error.problem.type?.endsWith("photos-missing")) return false;
  const named = [...(row.body.extras || []).flatMap((each) => each.photos), ...row.body.answers.flatMap((each) => [...each.photos, each.image, each.voice?.sha256]), ...row.body.signatures.map((each) => each.image)];
  await db.photos.where("sha").anyOf(named.filter(Boolean)).modify({ received: 0, dropped: 0 });
  return true;
}

// A receipt counts for exactly this content; with the server's signature it is sealed.
export async function settle(row, receipt, way = {}) {
  const own = await signedHash(row.body);
  const signed = receipt.content === own && (await genuine(receipt, (await recall("key")) || ""));
  const doubt = receipt.content !== own ? "content" : signed === false ? "signature" : signed === null ? "unchecked" : "";
  await db.outbox.update(row.id, { state: doubt ? "received" : "sealed", doubt, receipt, settled: new Date().toISOString(), ...way });
  changed();
}

export function keepSending() {
  const soon = () => send({ now: true });
  window.addEventListener("online", soon);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) soon(); });
  // Some tablets never say that the network is back.
  setInterval(() => send(), 60_000);
  return soon();
}
