// Asks the server, and says plainly how it went: an answer, a refusal, a log-in that has ended, or no network.

import { keep, recall } from "./store.js";

export class Refusal extends Error {
  constructor(status, problem) {
    const fields = Object.values(problem.errors || {}).flat();
    super([problem.title, ...fields.slice(0, 4)].filter(Boolean).join(" ") || String(status));
    this.status = status;
    this.problem = problem;
  }

  // Refusals that pass by themselves.
  get later() { return this.status >= 500 || this.status === 429 || this.status === 408; }
  get logIn() { return this.status === 401 || this.problem.type?.endsWith("log-in-needed"); }
  get stale() { return this.status === 400; }
}

export async function call(path, { method = "GET", body = null, json = null, seconds = 60 } = {}) {
  const headers = { Accept: "application/json" };
  if (json) headers["Content-Type"] = "application/json";
  if (method !== "GET") headers["X-CSRFToken"] = (await recall("csrf")) || "";
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), seconds * 1000);
  try {
    const asked = { method, headers, credentials: "same-origin", signal: over.signal, body: json ? JSON.stringify(json) : body };
    const reply = await fetch(path, asked);
    const found = await reply.json().catch(() => ({}));
    if (!reply.ok) throw new Refusal(reply.status, found);
    return found;
  } finally {
    clearTimeout(timer);
  }
}

// Who is logged in here, what waits for them, and the key that receipts are checked with.
export async function refresh() {
  const found = await call("/api/tablet");
  const known = await recall("key");
  if (known && known !== found.key) await keep("key-changed", { from: known, to: found.key, at: new Date().toISOString() });
  await keep("csrf", found.csrf);
  await keep("key", found.key);
  await keep("me", found.person);
  await keep("clock", { server: found.at, here: new Date().toISOString() });
  return found;
}
