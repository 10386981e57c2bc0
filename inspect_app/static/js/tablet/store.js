// What is kept on the device. A write counts when its transaction is on disk; nothing here is thrown away unasked.

import Dexie from "../../vendor/dexie/dexie.min.js";
import { uuid7 } from "./canonical.js";

export const NAME = "inspect-tablet";
// Strict: the browser answers only after the disk has it, so that a killed tab or a flat battery takes nothing kept.
export const db = new Dexie(NAME, { chromeTransactionDurability: "strict" });

// Signatures stood by role on a list: a rescue file, being JSON, left them out, and so does Dexie's `modify`, which
// copies lists by number. Read and written whole they stay; so this comes before any other change to drafts.
const unlisted = async (change) => {
  const rows = await change.table("drafts").toArray();
  await change.table("drafts").bulkPut(rows.map((draft) => ({ ...draft, signatures: { ...draft.signatures } })));
};

// Every layout that was ever delivered stays here: a tablet that slept for a year goes through all of them.
db.version(1).stores({
  meta: "key",
  visits: "id",
  drafts: "id, visit",
  photos: "sha, draft, received",
  outbox: "id, visit, state",
});
db.version(2).stores({ taps: "++seq, draft", drafts: "id, visit, person" }).upgrade((change) => unlisted(change).then(() => Promise.all([
  // The first layout did not say whose words they were; whoever was logged in then, had written them.
  change.table("meta").get("me").then((me) => change.table("drafts").toCollection().modify((draft) => {
    draft.person = draft.person || me?.value?.id || "";
    draft.changes = draft.changes || [];
  })),
  change.table("photos").toCollection().modify((photo) => { photo.about = photo.about || {}; }),
])));
db.version(3).stores({}).upgrade(unlisted);
db.version(4).stores({ sheets: "sha" });
db.version(5).stores({ arrivals: "id, visit, state" });
db.version(6).stores({ dangers: "id, visit, state" });
db.on("versionchange", () => { db.close(); document.dispatchEvent(new Event("tablet:newer")); });

export const recall = async (key) => (await db.meta.get(key))?.value;
export const keep = (key, value) => db.meta.put({ key, value });
export const changed = () => { document.dispatchEvent(new Event("tablet:changed")); line?.postMessage("changed"); };

// Two windows of the app see the same records.
const line = "BroadcastChannel" in self ? new BroadcastChannel("inspect-tablet") : null;
if (line) line.onmessage = () => document.dispatchEvent(new Event("tablet:changed"));

export async function draftOf(visit, person) {
  const mine = await db.drafts.where("visit").equals(visit).filter((each) => each.person === person).toArray();
  return mine.find((each) => each.state !== "gone") || null;
}

export async function begin(visit, person, place) {
  const draft = {
    id: uuid7(), visit: visit.id, template: visit.template, person: person.id, started_at: new Date().toISOString(),
    state: "open", place, answers: {}, signatures: {}, changes: [],
  };
  await db.drafts.add(draft);
  changed();
  return draft;
}

export const slot = (item, element) => `${item}|${element || ""}`;

// One tap: the log line and what follows from it stand or fall together.
export async function tap(id, what, change, reason = null) {
  const draft = await db.transaction("rw", db.drafts, db.taps, async () => {
    const now = await db.drafts.get(id);
    if (!now || now.state === "sent") throw new Error("this checklist is closed");
    change(now);
    await db.taps.add({ draft: id, at: new Date().toISOString(), what, reason });
    await db.drafts.put(now);
    return now;
  });
  changed();
  return draft;
}

export function answer(id, item, element, fields) {
  const key = slot(item, element);
  return tap(id, { item, element: element || null, fields }, (draft) => {
    draft.answers[key] = { ...(draft.answers[key] || { item, element: element || null }), ...fields, at: new Date().toISOString() };
  });
}

export async function counts(person) {
  const found = { kept: 0, received: 0, sealed: 0, refused: 0, others: 0, drafts: 0 };
  const drafts = new Map((await db.drafts.toArray()).map((each) => [each.id, each]));
  drafts.forEach((each) => { if (each.state === "open" && each.person === person) found.drafts += 1; });
  const rows = await db.outbox.toArray();
  const sealed = new Set(rows.filter((each) => each.state === "sealed").map((each) => each.id));
  rows.forEach((each) => { if (each.person !== person && each.state === "kept") found.others += 1; else found[each.state] += 1; });
  (await db.arrivals.toArray()).forEach((each) => { if (each.state === "refused") found.refused += 1; else if (each.person !== person && each.state === "kept") found.others += 1; else found[each.state === "kept" ? "kept" : "received"] += 1; });
  (await db.dangers.toArray()).forEach((each) => { if (each.person !== person && each.state === "kept") found.others += 1; else found[each.state] += 1; });
  await db.photos.each((photo) => {
    if (photo.dropped) return;
    if (sealed.has(photo.draft)) found.sealed += 1;
    else if (photo.received) found.received += 1;
    else found.kept += 1;
  });
  return found;
}

// Asked for once: without it the browser may clear the device when its disk runs full.
export async function persist() {
  if (!navigator.storage?.persist) return null;
  return (await navigator.storage.persisted()) || navigator.storage.persist();
}
