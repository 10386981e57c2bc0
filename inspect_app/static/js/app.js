// Small comforts on every page; each page works without them.

const root = document.documentElement;
const zh = root.lang.startsWith("zh");
const say = (chinese, english) => (zh ? chinese : english);
const store = {
  get(key) { try { return localStorage.getItem(key); } catch (_) { return null; } },
  set(key, value) { try { localStorage.setItem(key, value); } catch (_) { /* private mode: nothing is kept */ } },
  drop(key) { try { localStorage.removeItem(key); } catch (_) { /* likewise */ } },
};
const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
const lookAgain = () => document.dispatchEvent(new CustomEvent("inspect:look"));

function bigType(button) {
  const show = () => button.setAttribute("aria-pressed", String(root.classList.contains("big")));
  button.addEventListener("click", () => {
    store.set("big", root.classList.contains("big") ? "0" : "1");
    lookAgain();
    show();
  });
  show();
}

function theme(button) {
  const order = ["auto", "light", "dark"];
  const words = button.dataset.theme.split("|");
  const now = () => Math.max(0, order.indexOf(store.get("theme")));
  const show = () => { button.textContent = words[now()]; };
  button.addEventListener("click", () => {
    store.set("theme", order[(now() + 1) % order.length]);
    lookAgain();
    show();
  });
  show();
}

function menu(button) {
  const panel = document.getElementById(button.getAttribute("aria-controls"));
  const set = (open) => { panel.classList.toggle("open", open); button.setAttribute("aria-expanded", String(open)); };
  button.addEventListener("click", () => set(button.getAttribute("aria-expanded") !== "true"));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && panel.classList.contains("open")) { set(false); button.focus(); }
  });
}

// A second press must not send twice; but when the page comes back from the browser's memory, or the
// network never answers, the button has to work again, with everything typed still there.
function sendOnce(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (form.method === "get" || event.defaultPrevented) return;
    form.dataset.sent = "1";
    const button = event.submitter;
    if (button) button.setAttribute("aria-busy", "true");
    setTimeout(() => release(form), 20000);
  });
}

function release(form) {
  delete form.dataset.sent;
  all("[aria-busy]", form).forEach((button) => button.removeAttribute("aria-busy"));
}

function preview(input) {
  const place = document.getElementById(input.dataset.preview);
  if (!place) return;
  input.addEventListener("change", () => {
    all("img", place).forEach((image) => URL.revokeObjectURL(image.src));
    place.replaceChildren(...Array.from(input.files, (file) => {
      const figure = document.createElement("figure");
      const caption = document.createElement("figcaption");
      caption.textContent = `${file.name} · ${file.size < 1e6 ? `${Math.ceil(file.size / 1e3)} kB` : `${(file.size / 1e6).toFixed(1)} MB`}`;
      if (file.type.startsWith("image/") && !/hei[cf]$/.test(file.type)) {
        const image = document.createElement("img");
        image.src = URL.createObjectURL(file);
        image.alt = say("待上传的照片", "Photo to be sent");
        figure.append(image);
      }
      figure.append(caption);
      return figure;
    }));
  });
}

// What was typed into a long answer stays on this device until the server has it.
function keepDraft(area) {
  const form = area.form;
  if (!form || !form.id || area.dataset.draft === "off") return;
  const key = `draft:${location.pathname}:${form.id}:${area.name}`;
  const line = document.createElement("p");
  line.className = "draft-line";
  line.setAttribute("role", "status");
  area.after(line);
  const kept = store.get(key);
  if (kept && !area.value) {
    area.value = kept;
    line.textContent = say("已恢复上次未提交的内容（存在本设备）", "Restored what you had not sent (kept on this device)");
  }
  let wait = 0;
  area.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(() => {
      if (area.value) store.set(key, area.value); else store.drop(key);
      line.textContent = area.value ? say("草稿已存在本设备", "Draft kept on this device") : "";
    }, 400);
  });
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    const sent = JSON.parse(store.get("drafts-sent") || "[]").filter((other) => other !== key);
    store.set("drafts-sent", JSON.stringify([...sent, key]));
  });
}

// Only the server's own word of success proves receipt: a broken line or a refused form keeps the draft.
function forgetSentDrafts() {
  const received = document.querySelector(".messages .tone-good");
  const refused = document.querySelector(".error-summary, .field-error");
  if (!received || refused) return;
  JSON.parse(store.get("drafts-sent") || "[]").forEach(store.drop);
  store.drop("drafts-sent");
}

// Each line of the summary begins with the name of its field, as the form says it.
function nameField(link) {
  const field = document.getElementById(link.hash.slice(1));
  if (!field) return;
  const group = field.matches("fieldset") ? field : field.type === "radio" && field.closest("fieldset");
  const label = group ? group.querySelector("legend") : document.querySelector(`label[for="${field.id}"]`);
  const words = label && label.firstChild ? label.firstChild.textContent.trim() : "";
  if (words && !link.textContent.includes(words)) link.prepend(words, say("：", ": "));
}

// A tablet is shared: whoever logs out leaves no words behind for the next person.
function forgetAllDrafts() {
  try {
    Object.keys(localStorage).filter((key) => key.startsWith("draft")).forEach(store.drop);
  } catch (_) { /* nothing was kept */ }
}

all("[data-big]").forEach(bigType);
all("[data-theme]").forEach(theme);
all(".menu-button").forEach(menu);
forgetSentDrafts();
all("textarea").forEach(keepDraft);
all("form").forEach(sendOnce);
all("form.account").forEach((form) => form.addEventListener("submit", forgetAllDrafts));
all("input[data-preview]").forEach(preview);
all("select[data-autosubmit]").forEach((select) => select.addEventListener("change", () => select.form.requestSubmit()));
all("[data-print]").forEach((button) => button.addEventListener("click", () => window.print()));
all("[data-marks]").forEach((button) => button.addEventListener("click", () => {
  button.setAttribute("aria-pressed", String(button.closest("figure").classList.toggle("plain")));
}));
all(".error-summary a[href^='#']").forEach(nameField);
const summary = document.querySelector("[data-focus]");
if (summary) summary.focus();
window.addEventListener("pageshow", (event) => { if (event.persisted) all("form").forEach(release); });
document.addEventListener("inspect:look", () => all("[data-big]").forEach(
  (button) => button.setAttribute("aria-pressed", String(root.classList.contains("big")))));
