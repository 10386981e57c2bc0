// Arrivals on drawn sites: kept on the device first, told to the server when there is a network. The server decides.

import { call, Refusal } from "./api.js";
import { uuid7 } from "./canonical.js";
import { changed, db, keep, recall } from "./store.js";
import { say } from "./words.js";

const CODE = /^[A-Za-z0-9_-]{1,59}\.[0-9a-f]{20}$/;

// The code in what was scanned or typed: it may stand alone or at the end of the address on the sign; "" where none is.
export function codeIn(text) {
  const last = text.trim().split("/arrive/").pop().split(/[?#]/)[0];
  return CODE.test(last) ? last : "";
}

export const siteOf = (code) => code.split(".")[0];
export const unopened = (visit) => Boolean(visit.seal) && !visit.seal.arrived_at;

// A new arrival stands for those before it that were not taken.
export async function arrived(visit, person, { number, code = "", where = null }) {
  const row = { id: uuid7(), visit, number, person, code, where, at: new Date().toISOString(), state: "kept", error: "" };
  await db.transaction("rw", db.arrivals, async () => {
    await db.arrivals.where("visit").equals(visit).filter((each) => each.person === person && each.state === "refused").delete();
    await db.arrivals.add(row);
  });
  changed();
  return row;
}

// The last arrival of a person at a visit, null where there is none.
export async function arrivalOf(visit, person) {
  const rows = await db.arrivals.where("visit").equals(visit).filter((each) => each.person === person).sortBy("at");
  return rows.pop() || null;
}

export const keptArrivals = (me) => db.arrivals.where("state").equals("kept").filter((each) => each.person === me);

export async function sendArrivals(me) {
  for (const row of await keptArrivals(me).sortBy("at")) {
    try {
      const json = { code: row.code, lat: row.where?.lat ?? null, lon: row.where?.lon ?? null, scanned_at: row.at };
      await opened(row, await call(`/api/visits/${row.visit}/arrive`, { method: "POST", json, seconds: 20 }));
    } catch (error) {
      if (!(error instanceof Refusal) || error.later || error.logIn || error.stale) throw error;
      const words = error.status === 404 ? say("还没到开启时刻，或任务已不由您承担。", "Its time has not come, or it is no longer yours.") : error.message;
      await db.arrivals.update(row.id, { state: "refused", error: words });
    }
    changed();
    document.dispatchEvent(new Event("tablet:arrived"));
  }
}

async function opened(row, found) {
  await db.transaction("rw", db.arrivals, db.visits, async () => {
    await db.arrivals.update(row.id, { state: "opened", opened: found.arrived_at });
    const visit = await db.visits.get(row.visit);
    if (visit) await db.visits.update(row.visit, { seal: { ...visit.seal, arrived_at: found.arrived_at } });
  });
  if (await db.visits.get(row.visit)) return;
  // What was sealed when the day was taken on board, is fetched now that it is open.
  const { prepare } = await import("./prepare.js");
  await prepare().catch(() => {});
}

// One tap: the interest is declared, and a drawn visit nobody has opened goes to the next on the draw's own list.
export async function recuse(visit) {
  const mark = `recused:${visit.id}`;
  if (!(await recall(mark))) {
    await call("/api/recusals/", { method: "POST", json: { kind: "interest", project_id: visit.project_id } });
    await keep(mark, new Date().toISOString());
  }
  if (!unopened(visit)) return false;
  await call(`/api/visits/${visit.id}/replace`, { method: "POST", json: { reason: say("与受检单位有利害关系", "an interest in those inspected") } });
  await db.transaction("rw", db.visits, db.arrivals, async () => {
    await db.visits.delete(visit.id);
    await db.arrivals.where("visit").equals(visit.id).filter((each) => each.state !== "opened").delete();
  });
  changed();
  return true;
}
