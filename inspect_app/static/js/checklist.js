// The checklist on a tablet: keeps a draft on the device, sends photos at once, says how the values would be judged.
// The server judges again; the page works without any of this.

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
  progress(form, say);

  let wait = 0;
  const keep = () => {
    clearTimeout(wait);
    wait = setTimeout(() => { if (store.set(key, gather(form))) line.textContent = say.kept; }, 300);
  };
  const changed = (event) => {
    form.elements.finished_at.value = "";
    const item = event.target.closest("[data-item]");
    if (item) judge(item, say);
    progress(form, say);
    keep();
  };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  all("[data-more]", form).forEach((button) => button.addEventListener("click", () => more(button, keep)));
  all(".photo-input", form).forEach((input) => input.addEventListener("change", () => send(form, input, say, keep)));
  all("[data-photos] input", form).forEach((held) => held.closest("figure").querySelector("button")
    ?.addEventListener("click", () => { held.closest("figure").remove(); keep(); }));
  // Before the button's own guard: an offline tap must leave the form ready for another try.
  form.addEventListener("submit", (event) => {
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
  by.forEach((values, name) => {
    if (name.startsWith("photos-")) { values.forEach((sha) => hold(form, name, sha)); return; }
    const inputs = all(`[name="${CSS.escape(name)}"]`, form);
    if (!inputs.length) return;
    if (inputs[0].type === "radio") {
      inputs.forEach((input) => { input.checked = input.value === values[0]; });
    } else {
      while (inputs.length < values.length) inputs.push(another(inputs[inputs.length - 1]));
      inputs.forEach((input, n) => { input.value = values[n] ?? ""; });
      const box = inputs[0].closest("details");
      if (box && values[0]) box.open = true;
    }
  });
  told();
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
  const alone = item.dataset.kind === "choice" ? choice(item, say) : measured(item, say);
  const passed = alone.passed && said !== "fail";
  told.className = "judged " + (alone.passed === null || said === "na" ? "muted" : passed ? "tone-good" : "tone-bad");
  if (said === "na") told.textContent = alone.words ? say.na : "";
  else if (said === "fail" && alone.passed) told.textContent = `${alone.stands}${alone.count}${say.defect}`;
  else told.textContent = alone.words + (alone.passed === false ? say.defect : "");
}

function choice(item, say) {
  const chosen = item.querySelector("input[name^='text-']:checked");
  if (!chosen) return { passed: null, words: "" };
  const passed = chosen.dataset.outcome !== "fail";
  return { passed, words: passed ? say.fits : say.unfit, stands: say.chosen_stands, count: "" };
}

// The same rule as the server's: the share of values within the tolerance, in decimals and not binary fractions.
function measured(item, say) {
  const limits = item.dataset;
  const round = (x) => Math.round(x * 1e9) / 1e9;
  const low = limits.minus === "" ? -Infinity : round(limits.norm - limits.minus);
  const high = limits.plus === "" ? Infinity : round(Number(limits.norm) + Number(limits.plus));
  let good = 0;
  let n = 0;
  all("input[name^='values-']", item).forEach((input) => {
    const text = input.value.trim().replace(",", ".");
    const value = Number(text);
    const within = text !== "" && Number.isFinite(value) && low <= value && value <= high;
    input.classList.toggle("outside", text !== "" && !within);
    if (text !== "") n += 1;
    if (within) good += 1;
  });
  const short = Number(limits.points) - n;
  if (n === 0) return { passed: null, words: "" };
  if (short > 0) return { passed: null, words: say.more.replace("%a", short) };
  const passed = good >= round(limits.rate * n);
  const count = ` (${good}/${n})`;
  return { passed, words: (passed ? say.good : say.bad) + count, stands: say.stands, count };
}

function progress(form, say) {
  const items = all("[data-item]", form);
  const done = items.filter((item) => all("input, textarea", item).some((input) =>
    input.type === "radio" ? input.checked && input.value !== "" : /^(values|text)-/.test(input.name) && input.value.trim() !== ""
      || /^photos-/.test(input.name) && input.type === "hidden"));
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
  form.querySelector(`[data-photos="${CSS.escape(field.slice(7))}"]`).append(figure);
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
