// Takes the day's work on board: visits, their checklists, the building trees and what is open on site.

import { refresh } from "./api.js";
import { stow } from "./sheets.js";
import { changed, db, keep, persist } from "./store.js";

export async function prepare() {
  const found = await refresh();
  const at = new Date().toISOString();
  const rows = found.visits.map((visit) => ({
    ...visit, person: found.person.id, content: found.templates[visit.template], version: found.versions[visit.template], seal: found.seals[visit.id] || null, site: found.projects[visit.project_id], fetched_at: at,
  }));
  const fresh = new Set(rows.map((each) => each.id));
  await db.transaction("rw", db.visits, db.drafts, async () => {
    const worked = new Set((await db.drafts.toArray()).map((each) => each.visit));
    // What somebody works on keeps the text it was begun with, whatever the server says by now.
    const held = new Map((await db.visits.toArray()).map((each) => [each.id, each]));
    for (const [id, old] of held) if (!fresh.has(id) && !worked.has(id)) await db.visits.delete(id);
    for (const row of rows) {
      const old = held.get(row.id);
      await db.visits.put(old && worked.has(row.id) ? { ...row, content: old.content, template: old.template, version: old.version } : row);
    }
  });
  const lacking = await stow(rows.map((each) => each.site));
  // Arrivals the server has answered go with their task.
  const tasks = new Set([...fresh, ...found.sealed.map((each) => each.visit_id)]);
  await db.arrivals.filter((each) => each.state !== "kept" && each.person === found.person.id && !tasks.has(each.visit)).delete();
  await keep("sealed", { person: found.person.id, rows: found.sealed });
  await keep("prepared", { at, visits: rows.length, persisted: await persist(), lacking });
  changed();
  return rows.length;
}
