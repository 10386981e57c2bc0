// A building tree to choose from: find, count, keys, and a branch that is chosen takes all below it along.

const all = (selector, within) => Array.from(within.querySelectorAll(selector));
const boxOf = (row) => row.querySelector(":scope > .pick-row input");
const shown = (row) => row.offsetParent !== null;

// What a branch takes along reads as chosen; opened again, it is as it was.
function cover(box, covered) {
  if (covered && !box.disabled) box.dataset.own = box.checked ? "1" : "";
  if (covered) box.checked = true; else if (box.disabled) box.checked = box.dataset.own === "1";
  box.disabled = covered;
}

// The branch alone is sent: it stands for all below it, also for what is added there later.
function draw(field, say) {
  all("li[data-place]", field).forEach((row) => {
    const above = row.parentElement.closest("li[data-place]");
    const box = boxOf(row);
    const covered = Boolean(above && boxOf(above).checked);
    cover(box, covered);
    row.classList.toggle("covered", covered);
    const inside = all("input:checked", row).some((each) => each !== box && !each.disabled);
    box.indeterminate = !covered && !box.checked && inside;
  });
  const chosen = all("li[data-place]", field).filter((row) => boxOf(row).checked && !boxOf(row).disabled);
  const names = chosen.slice(0, 5).map((row) => row.dataset.place).join(document.documentElement.lang.startsWith("zh") ? "、" : ", ");
  say(chosen.length, names + (chosen.length > 5 ? " …" : ""));
}

function find(field, words) {
  const wanted = words.trim().toLowerCase().split(/\s+/).filter(Boolean);
  let many = 0;
  all("li[data-place]", field).reverse().forEach((row) => {
    const place = row.dataset.place.toLowerCase();
    const own = wanted.every((each) => place.includes(each));
    const below = row.querySelector(":scope > details");
    const deeper = Boolean(below && below.querySelector("li:not([hidden])"));
    row.hidden = wanted.length > 0 && !own && !deeper;
    if (own) many += 1;
    if (below) below.open = wanted.length ? deeper : Boolean(below.querySelector("input:checked"));
  });
  return wanted.length ? many : null;
}

function move(field, event) {
  const row = event.target.closest("li[data-place]");
  if (!row || !event.target.matches("input, summary")) return;
  const below = row.querySelector(":scope > details");
  const rows = all("li[data-place]", field).filter((each) => shown(each) && !boxOf(each).disabled);
  const to = { ArrowDown: rows[rows.indexOf(row) + 1], ArrowUp: rows[rows.indexOf(row) - 1] }[event.key];
  if (to) boxOf(to).focus();
  else if (event.key === "ArrowRight" && below) below.open = true;
  else if (event.key === "ArrowLeft") {
    const above = row.parentElement.closest("li[data-place]");
    if (below && below.open) below.open = false;
    else if (above) boxOf(above).focus();
  } else if (!event.key.startsWith("Arrow")) return;
  event.preventDefault();
}

all("[data-pick]", document).forEach((field) => {
  const [chosen, found] = field.dataset.pick.split("|");
  const search = field.querySelector("input[type='search']");
  const line = field.querySelector("[data-pick-said]");
  const state = { chosen: "", found: "" };
  const tell = () => { line.textContent = [state.found, state.chosen].filter(Boolean).join(" · "); };
  const again = () => draw(field, (many, names) => {
    state.chosen = many ? `${chosen.replace("%d", many)}${names}` : "";
    tell();
  });
  search.addEventListener("input", () => {
    const many = find(field, search.value);
    state.found = many === null ? "" : found.replace("%d", many);
    tell();
  });
  search.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  field.addEventListener("change", again);
  field.querySelector(".pick-box").addEventListener("keydown", (event) => move(field, event));
  again();
});
