// The checklist on a tablet: keeps a draft on the device, sends photos at once, says how the values would be judged.
// The server judges again; the page works without any of this.

import { ask } from "./asked.js";
import { alone as figures } from "./judged.js";
import { clock, moreLine, moreRound, pad } from "./signing.js";

const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
const store = {
  get(key) { try { return JSON.parse(localStorage.getItem(key)); } catch (_) { return null; } },
  set(key, value) { try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch (_) { return false; } },
  drop(key) { try { localStorage.removeItem(key); } catch (_) { /* private mode: nothing was kept */ } },
};

// The server has it: the draft is needed no more.
all("[data-settles]").forEach((proof) => store.drop(proof.dataset.settles));

const form = document.querySelector("form[data-draft^='checklist:']");
if (form) begin(form);

function begin(form) {
  const say = JSON.parse(form.dataset.say);
  const key = form.dataset.draft;
  const line = form.querySelector("[data-kept]");
  if (!form.dataset.refused) restore(form, store.get(key), () => { line.textContent = say.restored; });
  all("[data-item]", form).forEach((item) => judge(item, say));
  ask(form);
  progress(form, say);

  let wait = 0;
  const write = () => { wait = 0; if (store.set(key, gather(form))) line.textContent = say.kept; };
  const keep = () => {
    clearTimeout(wait);
    wait = setTimeout(write, 300);
  };
  // Whoever leaves within those moments loses nothing; after sending there is nothing left to keep.
  window.addEventListener("pagehide", () => { if (wait) { clearTimeout(wait); write(); } });
  form.addEventListener("submit", () => { clearTimeout(wait); wait = 0; });
  const changed = (event) => {
    form.elements.finished_at.value = "";
    const item = event.target.closest("[data-item]");
    if (item) judge(item, say);
    ask(form);
    progress(form, say);
    keep();
  };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  const ready = (within) => {
    all("[data-more]", within).forEach((button) => button.addEventListener("click", () => more(button, keep)));
    all("[data-more-line]", within).forEach((button) => button.addEventListener("click", () => moreLine(button).querySelector("input").focus()));
    all("[data-clock]", within).forEach((button) => button.addEventListener("click", () => clock(button, say)));
    all(".photo-input, .sign-file", within).forEach((input) => input.addEventListener("change", () => send(form, input, say, keep)));
    all("[data-sign]", within).forEach((canvas) => pad(canvas, (file) => {
      const input = form.querySelector(`[name="image-${CSS.escape(canvas.dataset.sign)}"][type=file]`);
      const chosen = new DataTransfer();
      chosen.items.add(file);
      input.files = chosen.files;
      send(form, input, say, keep);
    }));
    all("[data-photos] input", within).forEach((held) => held.closest("figure").querySelector("button")
      ?.addEventListener("click", () => { held.closest("figure").remove(); keep(); }));
  };
  ready(form);
  all("[data-more-round]", form).forEach((button) => button.addEventListener("click", (event) => {
    event.preventDefault();
    event.stopPropagation();
    const round = moreRound(form, button.dataset.moreRound);
    ready(round);
    ask(form);
    progress(form, say);
    round.querySelector("select").focus();
    keep();
  }));
  // Before the button's own guard: an offline tap must leave the form ready for another try.
  form.addEventListener("submit", (event) => {
    if (event.submitter?.name === "more-round") return;
    if (!form.elements.finished_at.value) form.elements.finished_at.value = new Date().toISOString();
    store.set(key, gather(form));
    if (navigator.onLine === false) { event.preventDefault(); line.textContent = say.offline; }
  }, true);
}

function gather(form) {
  const skip = new Set(["csrf_token"]);
  return Array.from(new FormData(form)).filter(([name, value]) => typeof value === "string" && !skip.has(name));
}

function restore(form, pairs, told) {
  if (!pairs || !pairs.length) return;
  const by = new Map();
  pairs.forEach(([name, value]) => by.set(name, [...(by.get(name) || []), value]));
  by.forEach(([count], name) => {
    for (let n = 1; name.startsWith("rounds-") && n < Number(count); n += 1) moreRound(form, name.slice(7));
  });
  by.forEach((values, name) => {
    if (name.startsWith("rounds-")) return;
    if (name.startsWith("photos-") || name.startsWith("image-")) { values.forEach((sha) => hold(form, name, sha)); return; }
    const inputs = all(`[name="${CSS.escape(name)}"]`, form);
    if (!inputs.length) return;
    if (inputs[0].type === "radio") {
      inputs.forEach((input) => { input.checked = input.value === values[0]; });
    } else {
      while (inputs.length < values.length) inputs.push(grown(form, name, inputs[inputs.length - 1]));
      inputs.forEach((input, n) => { input.value = values[n] ?? ""; });
      const box = inputs[0].closest("details");
      if (box && values[0]) box.open = true;
    }
  });
  told();
}

// A timed test has lines of two inputs, and the other of them may have grown the line already.
function grown(form, name, last) {
  if (!last.closest("tbody")) return another(last);
  moreLine(last);
  const inputs = all(`[name="${CSS.escape(name)}"]`, form);
  return inputs[inputs.indexOf(last) + 1];
}

function another(last) {
  const next = last.cloneNode();
  next.removeAttribute("id");
  next.value = "";
  next.setAttribute("aria-label", last.getAttribute("aria-label").replace(/\d+/, (n) => Number(n) + 1));
  last.after(next);
  return next;
}

function more(button, keep) {
  const inputs = all(`[name="${CSS.escape(button.dataset.more)}"]`, button.parentElement);
  another(inputs[inputs.length - 1]).focus();
  keep();
}

// Says before sending what the server will find: the figures decide whether it passes, a person's "fail" stands.
function judge(item, say) {
  const said = item.querySelector("input[name^='outcome-']:checked")?.value;
  const details = item.querySelector("details.more");
  if (said === "fail" && details) details.open = true;
  const told = item.querySelector("[data-judged]");
  if (!told) return;
  const alone = figures(item, say);
  const passed = alone.passed && said !== "fail";
  told.className = "judged " + (alone.passed === null || said === "na" ? "muted" : passed ? "tone-good" : "tone-bad");
  if (said === "na") told.textContent = alone.words ? say.na : "";
  else if (said === "fail" && alone.passed) told.textContent = `${alone.stands}${alone.count}${say.defect}`;
  else told.textContent = alone.words + (alone.passed === false ? say.defect : "");
}

function progress(form, say) {
  const items = all("[data-item]", form).filter((item) => !item.hidden);
  const done = items.filter((item) => all("input, textarea", item).some((input) =>
    input.type === "radio" ? input.checked && input.value !== "" : /^(values|text|checked)-/.test(input.name) && input.value.trim() !== ""
      || /^(photos|image)-/.test(input.name) && input.type === "hidden"));
  form.querySelector("[data-progress]").textContent = say.done.replace("%a", done.length).replace("%b", items.length);
}

function send(form, input, say, keep) {
  const field = input.name;
  Array.from(input.files).forEach(async (file) => {
    const figure = show(form, field, file, say.sending);
    const body = new FormData();
    body.append("file", file);
    try {
      const headers = { "X-CSRFToken": form.elements.csrf_token.value, Accept: "application/json" };
      const reply = await fetch("/api/files", { method: "POST", body, headers, credentials: "same-origin" });
      const found = await reply.json();
      if (!reply.ok) { caption(figure, Object.values(found.errors || {}).flat()[0] || found.title); return; }
      figure.append(hidden(field, found.sha256));
      caption(figure, say.sent);
      remover(figure, say, keep);
      take(input, file);
      progress(form, say);
      keep();
    } catch (_) {
      caption(figure, say.later);
    }
  });
}

// A photo the server has must not travel again with the form.
function take(input, file) {
  const rest = new DataTransfer();
  Array.from(input.files).filter((other) => other !== file).forEach((other) => rest.items.add(other));
  input.files = rest.files;
}

function show(form, field, file, words) {
  const figure = document.createElement("figure");
  if (file.type.startsWith("image/") && !/hei[cf]$/.test(file.type)) {
    const image = document.createElement("img");
    image.src = URL.createObjectURL(file);
    image.alt = file.name;
    figure.append(image);
  }
  const line = document.createElement("figcaption");
  line.append(document.createElement("span"));
  figure.append(line);
  form.querySelector(`[data-photos="${CSS.escape(field.replace(/^photos-/, ""))}"]`).append(figure);
  caption(figure, words);
  return figure;
}

function hold(form, field, sha) {
  const say = JSON.parse(form.dataset.say);
  const figure = show(form, field, { type: "", name: sha }, `${say.sent} ${sha.slice(0, 8)}`);
  figure.append(hidden(field, sha));
  remover(figure, say, () => {});
}

function remover(figure, say, keep) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-quiet";
  button.textContent = say.remove;
  button.addEventListener("click", () => { figure.remove(); keep(); });
  figure.querySelector("figcaption").append(button);
}

function caption(figure, words) { figure.querySelector("figcaption span").textContent = words; }

function hidden(name, value) {
  const input = document.createElement("input");
  input.type = "hidden";
  input.name = name;
  input.value = value;
  return input;
}
