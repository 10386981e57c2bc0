// The app: which page is shown, the light that says what is where, and the worker that keeps the app itself on board.

import { refresh } from "./api.js";
import { all, h, tell } from "./dom.js";
import { away } from "./filling.js";
import { keepSending, light } from "./outbox.js";
import { draw as arrive } from "./pages/arrive.js";
import { draw as device } from "./pages/device.js";
import { draw as extra } from "./pages/extra.js";
import { draw as leave } from "./pages/leave.js";
import { draw as paper } from "./pages/paper.js";
import { draw as review } from "./pages/review.js";
import { draw as today } from "./pages/today.js";
import { draw as walk } from "./pages/walk.js";
import { counts, db, recall } from "./store.js";
import { say } from "./words.js";

const PAGES = { "": today, visit: walk, arrive, extra, paper, review, leave, device };
const MENU = [["#/", say("今日", "Today")], ["#/leave", say("回执", "Receipts")], ["#/device", say("本机", "Device")]];
const main = document.getElementById("main");
let turn = 0;

async function show(first = null) {
  const own = (turn += 1);
  const [, name = "", ...rest] = location.hash.split("/");
  if (name !== "visit") away();
  const made = await (PAGES[name] || today)(() => show(), ...rest.map(decodeURIComponent));
  if (own !== turn) return;
  main.replaceChildren(...[first, ...made].flat(Infinity).filter(Boolean));
  document.title = `${main.querySelector("h1")?.textContent || ""} · ${say("安居巡检", "Inspect")}`;
  all("#menu a").forEach((each) => each.toggleAttribute("aria-current", each.getAttribute("href") === (name === "leave" || name === "device" ? `#/${name}` : "#/")));
  document.documentElement.dataset.ready = "1";
}

// A new page begins at its head, for eyes and for ears.
async function turned() {
  await show();
  window.scrollTo(0, 0);
  const item = location.hash.split("/").length > 3;
  main.querySelector(item ? "#item-head" : "h1")?.focus({ preventScroll: true });
}

async function lamp() {
  const found = await counts((await recall("me"))?.id);
  const tone = found.refused ? "bad" : found.kept ? "waiting" : "good";
  const words = say(`本机 ${found.kept} · 收到 ${found.received} · 封存 ${found.sealed}`, `Device ${found.kept} · Received ${found.received} · Sealed ${found.sealed}`);
  document.getElementById("lamp").replaceChildren(h("a", { href: "#/leave", class: `lamp tone-${tone}`, "data-light": light.state }, words));
  // The page of receipts follows what happens; the others are not pulled from under a finger.
  if (location.hash === "#/leave" && !document.querySelector("dialog[open]")) await show();
}

function dress() {
  document.getElementById("menu").replaceChildren(...MENU.map(([href, words]) => h("a", { href }, words)));
  document.getElementById("menu").setAttribute("aria-label", say("菜单", "Menu"));
  document.querySelector(".skip").textContent = say("跳到正文", "Skip to content");
  document.querySelector(".skip").addEventListener("click", (event) => { event.preventDefault(); main.focus(); });
}

async function worker() {
  if (!("serviceWorker" in navigator)) return;
  const found = await navigator.serviceWorker.register("/tablet/sw.js", { scope: "/tablet", updateViaCache: "none" });
  const ready = (fresh) => fresh && navigator.serviceWorker.controller && tell(say("有新版本：下次打开时启用。", "A new version is on board and takes over when the app is opened next."), "neutral");
  ready(found.waiting);
  found.addEventListener("updatefound", () => {
    const fresh = found.installing;
    fresh?.addEventListener("statechange", () => { if (fresh.state === "installed") ready(fresh); });
  });
}

let soon = 0;
document.addEventListener("tablet:changed", () => { clearTimeout(soon); soon = setTimeout(lamp, 60); });
// The server said whether a task is open: the pages that wait for it show it at once.
document.addEventListener("tablet:arrived", () => { if (/^(#\/?(arrive\/.*)?)?$/.test(location.hash) && !document.querySelector("dialog[open]")) show(); });
document.addEventListener("tablet:newer", () => tell(say("应用已更新，请重新打开。", "The app was renewed: open it again."), "waiting"));
window.addEventListener("hashchange", turned);
dress();
db.open().then(turned).then(lamp).then(() => {
  worker().catch(() => {});
  return refresh().catch(() => {});
}).then(keepSending).catch((error) => tell(say("本机存储打不开：", "The store of this device does not open: ") + error.message, "bad"));
