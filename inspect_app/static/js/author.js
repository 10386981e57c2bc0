// Writing a checklist: keeps the draft by itself, says faults at their fields, shows the preview, moves by dragging.
// Every button works without it: the server does each step and shows the page again.

const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
const form = document.querySelector("form[data-author]");
const say = JSON.parse(form.dataset.say);
const line = form.querySelector("[data-kept]");
let wait = 0;
let turn = Promise.resolve();

preview();
// The browser itself goes to the fragment once all is loaded; the focus is set after that.
window.addEventListener("load", () => setTimeout(land, 0));
form.addEventListener("input", () => soon(600));
form.addEventListener("change", (event) => {
  // Another kind of item has other fields: the server shows them.
  if (event.target.matches("[data-turn]")) step(`save:${event.target.closest("[data-path]").dataset.path}`);
  else soon(0);
});
all(".w-grip", form).forEach(drag);
// A step waits for the draft that is on its way, so that the later of both is what stands.
form.addEventListener("submit", (event) => {
  event.preventDefault();
  event.stopImmediatePropagation();
  step(event.submitter?.value || "save");
}, true);

function soon(after) {
  clearTimeout(wait);
  wait = setTimeout(() => { turn = turn.then(keep); }, after);
}

async function keep() {
  const body = new URLSearchParams(new FormData(form));
  body.set("act", "save");
  try {
    const reply = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" }, credentials: "same-origin" });
    // A step or another window has saved since: what stands there now is not overwritten.
    if (reply.status === 409) { line.textContent = say.stale; return; }
    if (!reply.ok) throw new Error(reply.status);
    told(await reply.json());
    await preview();
  } catch (_) {
    line.textContent = say.failed;
    clearTimeout(wait);
    wait = setTimeout(() => soon(0), 5000);
  }
}

function told({ faults, words, stamp }) {
  line.textContent = say.kept;
  form.elements.stamp.value = stamp;
  const count = Object.keys(faults).length;
  form.querySelector("[data-count]").textContent = count ? say.count.replace("%d", count) : say.sound;
  all("[data-fault]", form).forEach((place) => show(place, faults[place.dataset.fault]));
  all("[data-said]", form).forEach((place) => show(place, words[place.dataset.said]));
}

function show(place, words) {
  place.hidden = !words;
  place.querySelector("[data-words]").textContent = words || "";
}

async function preview() {
  const place = document.querySelector("[data-preview]");
  const reply = await fetch(place.dataset.preview, { credentials: "same-origin" });
  if (!reply.ok) return;
  const page = new DOMParser().parseFromString(await reply.text(), "text/html");
  const main = page.querySelector("main");
  // Its headings and ids are those of another page.
  all("[id]", main).forEach((each) => each.removeAttribute("id"));
  all("label[for]", main).forEach((each) => each.removeAttribute("for"));
  place.replaceChildren(...main.childNodes);
}

function step(act) {
  const chosen = form.querySelector("[data-act]");
  chosen.disabled = false;
  chosen.value = act;
  clearTimeout(wait);
  turn.then(() => { clearTimeout(wait); form.submit(); });
}

// After a step the page comes back at the thing that was touched: the keyboard goes on from there.
function land() {
  const at = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!at) return;
  all("details", at).filter((each) => each.querySelector(".field-error:not([hidden])")).forEach((each) => { each.open = true; });
  (at.matches("input, select, textarea") ? at : at.querySelector("input:not([type=hidden])") || at).focus();
}

// By pointer, not by the browser's own dragging: that one does not work with a finger.
function drag(grip) {
  const mine = grip.closest("[data-path]");
  const level = (path) => path.includes(".items.");
  let over = null;
  const mark = (next) => { over?.classList.remove("over"); over = next; over?.classList.add("over"); };
  grip.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    mine.classList.add("dragged");
  });
  grip.addEventListener("pointermove", (event) => {
    if (!mine.classList.contains("dragged")) return;
    const edge = event.clientY < 80 ? -20 : event.clientY > innerHeight - 140 ? 20 : 0;
    scrollBy(0, edge);
    const below = document.elementsFromPoint(event.clientX, event.clientY).map((each) => each.closest("[data-path]"));
    mark(below.find((each) => each && each !== mine && level(each.dataset.path) === level(mine.dataset.path)) || null);
  });
  grip.addEventListener("pointerup", () => {
    mine.classList.remove("dragged");
    if (over) step(`move:${mine.dataset.path}>${over.dataset.path}`);
  });
  grip.addEventListener("pointercancel", () => { mine.classList.remove("dragged"); mark(null); });
}
