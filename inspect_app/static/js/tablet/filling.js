// How the checklist was filled in: what was looked at and for how long, where, and whether the clock jumped. It goes
// with the checklist, is seen by the inspector first, and never keeps anything from being sent.

import { db } from "./store.js";
import { say } from "./words.js";

const MOST = { items: 2000, fixes: 200, changes: 100, clock: 50, reason: 400 };
const REACH = 2_678_400;
const LONGEST_LOOK = 1800;
const PAUSE = 120_000;
const JUMP = 30_000;

let drift = Date.now() - performance.now();
let asked = { draft: "", at: 0 };
let open = null;

const line = (draft, what) => db.taps.add({ draft, at: new Date().toISOString(), what, reason: null });

// A clock that was set differs from the page's own; one that slept with the device may only run ahead.
async function clock(draft) {
  const now = Date.now() - performance.now();
  const by = now - drift;
  drift = now;
  if (Math.abs(by) > JUMP) await line(draft, { clock: Math.round(by / 1000) });
}

// An item comes on the screen; drawn again, it is still the same look.
export function looked(draft, item, element) {
  const now = { draft, item, element: element || null };
  if (open && open.draft === draft && open.item === item && open.element === now.element) return;
  open = now;
  clock(draft).then(() => line(draft, { seen: item, element: now.element })).catch(() => {});
}

// Nothing is looked at any more: another page, or the screen is dark.
export function away() {
  if (!open) return;
  const { draft } = open;
  open = null;
  clock(draft).then(() => line(draft, { seen: null })).catch(() => {});
}
let held = null;
document.addEventListener("visibilitychange", () => {
  if (document.hidden) { held = open; away(); } else if (held && !open) looked(held.draft, held.item, held.element);
});

// Where the device is, asked now and then; that it will not say is a fact of its own.
export function located(draft) {
  if (asked.draft === draft && performance.now() - asked.at < PAUSE) return;
  asked = { draft, at: performance.now() };
  fix().then((found) => line(draft, { fix: found })).catch(() => {});
}

const fix = () => new Promise((done) => {
  if (!navigator.geolocation) { done("none"); return; }
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => done({ lat: coords.latitude, lon: coords.longitude, accuracy: coords.accuracy }),
    (error) => done(error.code === 1 ? "refused" : "none"), { timeout: 8000, maximumAge: 0, enableHighAccuracy: true });
});

// The log of a checklist that is about to be closed, in the form it is signed in; null where none can be made.
export async function logOf(draft) {
  try {
    const taps = await db.taps.where("draft").equals(draft.id).sortBy("seq");
    return written(draft, taps, Date.now());
  } catch (_) {
    return null;
  }
}

export function written(draft, taps, until) {
  const start = new Date(draft.started_at).getTime();
  const second = (moment) => Math.max(-REACH, Math.min(REACH, Math.round((new Date(moment).getTime() - start) / 1000)));
  const cut = { n: 0 };
  const some = (rows, most) => { cut.n += Math.max(0, rows.length - most); return rows.slice(0, most); };
  const said = taps.filter((each) => each.what.fix).map((each) => ({ at: second(each.at), found: each.what.fix }));
  const fixes = said.filter((each) => typeof each.found === "object").map(({ at, found }) => ({ at, lat: found.lat, lon: found.lon, accuracy: sane(found.accuracy) }));
  const last = said[said.length - 1]?.found;
  return {
    place: fixes.length ? "given" : !said.length ? "unasked" : last === "refused" ? "refused" : "none",
    items: some(items(taps, second, until), MOST.items), fixes: some(spread(fixes, cut), MOST.fixes),
    changes: some((draft.changes || []).map((each) => ({
      at: second(each.at), item: each.item || null, element: each.element || null, role: each.role || null, reason: each.reason.slice(0, MOST.reason),
    })), MOST.changes),
    clock: some(taps.filter((each) => each.what.clock).map((each) => ({ at: second(each.at), by: Math.max(-REACH, Math.min(REACH, each.what.clock)) })), MOST.clock),
    cut: Math.min(cut.n, 1_000_000),
  };
}

const sane = (accuracy) => (Number.isFinite(accuracy) && accuracy >= 0 && accuracy <= 1e8 ? accuracy : null);

// Of too many places every so-and-so-many-th is kept, so that the whole way stays to be seen.
function spread(fixes, cut) {
  const step = Math.ceil(fixes.length / MOST.fixes);
  if (step < 2) return fixes;
  const kept = fixes.filter((_, n) => n % step === 0);
  cut.n += fixes.length - kept.length;
  return kept;
}

// In the order of the first answer: how long each was looked at, and how often it was answered anew afterwards.
function items(taps, second, until) {
  const found = new Map();
  const spent = new Map();
  const name = (item, element) => `${item}|${element || ""}`;
  let seen = null;
  const close = (moment) => {
    if (!seen) return;
    const seconds = (new Date(moment) - new Date(seen.at)) / 1000;
    spent.set(seen.key, (spent.get(seen.key) || 0) + Math.max(0, Math.min(LONGEST_LOOK, seconds)));
    seen = null;
  };
  let before = "";
  taps.forEach(({ at, what }) => {
    if ("seen" in what) {
      close(at);
      before = "";
      if (what.seen) seen = { key: name(what.seen, what.element), at };
    } else if (what.item) {
      const key = name(what.item, what.element);
      const row = found.get(key);
      // Typing on in the same sitting is one answer; coming back to it is a change.
      if (!row) found.set(key, { item: what.item, element: what.element || null, at: second(at), changed: 0 });
      else if (before !== key) row.changed += 1;
      before = key;
    }
  });
  close(until);
  return [...found].map(([key, row]) => ({ ...row, spent: Math.min(1_000_000, Math.round(spent.get(key) || 0)) }));
}

// What the server will mark, told to the inspector first, in the same words of doubt.
export function doubts(log) {
  if (!log) return [];
  const found = [];
  if (log.fixes.some((each) => each.accuracy === 0)) found.push(say("有定位精度为 0 米：如开了模拟定位，请关闭。", "A fix was exact to 0 m: if a mock place is on, switch it off."));
  if (log.clock.some((each) => each.by < -JUMP * 4 / 1000)) found.push(say("填写时设备时钟被拨回，请核对时间。", "The clock went back meanwhile; check the time."));
  if (log.place === "refused") found.push(say("未授权定位：会如实记录，不影响提交。", "The place was not given: that is noted, and keeps nothing from being sent."));
  return found;
}
