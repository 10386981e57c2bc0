// Keeps the app itself on board: exactly the files of one version, taken in whole or not at all.
/* global VERSION, FILES, SHELL */

const CACHE = `tablet-${VERSION}`;
const hex = (buffer) => Array.from(new Uint8Array(buffer), (each) => each.toString(16).padStart(2, "0")).join("");

async function fetched(path, sum) {
  const reply = await fetch(path, { cache: "reload", credentials: "same-origin" });
  if (!reply.ok) throw new Error(`${path}: ${reply.status}`);
  // While a server is renewed, old and new files come side by side: only those of this version are taken.
  if (sum && hex(await crypto.subtle.digest("SHA-256", await reply.clone().arrayBuffer())) !== sum) throw new Error(`${path} is of another version`);
  return reply;
}

async function takeIn() {
  const cache = await caches.open(CACHE);
  const paths = [[SHELL, ""], ...Object.entries(FILES)];
  const replies = await Promise.all(paths.map(([path, sum]) => fetched(path, sum)));
  await Promise.all(paths.map(([path], n) => cache.put(path, replies[n])));
}

async function clear() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("tablet-") && name !== CACHE).map((name) => caches.delete(name)));
  await self.clients.claim();
}

self.addEventListener("install", (event) => event.waitUntil(takeIn()));
self.addEventListener("activate", (event) => event.waitUntil(clear()));
self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== self.location.origin) return;
  const shell = event.request.mode === "navigate" && address.pathname === SHELL;
  if (!shell && !(address.pathname in FILES)) return;  // data always from the network; what it said is in the store
  const path = shell ? SHELL : address.pathname;
  event.respondWith(caches.open(CACHE).then((cache) => cache.match(path)).then((kept) => kept || fetch(event.request)));
});
