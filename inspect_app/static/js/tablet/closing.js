// Closes a checklist: from here on it only waits to be sent. One transaction, so that it is either open or in the outbox.

import { signedHash } from "./canonical.js";
import { logOf } from "./filling.js";
import { layersOf } from "./layer.js";
import { send } from "./outbox.js";
import { bodyOf } from "./shape.js";
import { changed, db } from "./store.js";

export async function close(visit, draft, me) {
  const finished = new Date().toISOString();
  // A clock that was set back must not make it end before it began.
  const log = await logOf(draft);
  const body = { ...bodyOf(visit, draft, finished < draft.started_at ? draft.started_at : finished, await layersOf(draft)), ...(log ? { log } : {}) };
  const content = await signedHash(body);
  await db.transaction("rw", db.drafts, db.outbox, async () => {
    const now = await db.drafts.get(draft.id);
    if (now.state === "sent") return;
    await db.drafts.put({ ...now, state: "sent" });
    await db.outbox.put({
      id: draft.id, visit: draft.visit, person: me.id, body, content, state: "kept", made: finished,
      number: visit.number, project: visit.project_id, name: visit.site.name, code: visit.site.site, title: { zh: visit.content.zh, en: visit.content.en },
    });
  });
  changed();
  send({ now: true });
}

// A refused checklist goes back into the walk, with everything in it.
export async function reopen(row) {
  await db.transaction("rw", db.drafts, db.outbox, async () => {
    await db.drafts.update(row.id, { state: "open" });
    await db.outbox.delete(row.id);
  });
  changed();
}
