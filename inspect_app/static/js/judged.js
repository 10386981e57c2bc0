// What the server will find of an item, said before sending: the same rules, in decimals and not binary fractions.

const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
const round = (x) => Math.round(x * 1e9) / 1e9;
const read = (input) => (input?.value ?? "").trim().replace(",", ".");
const NOTHING = { passed: null, words: "" };
const SILENT = new Proxy({}, { get: () => "" });

// The word and the number an item stands for in a condition.
export function found(item) {
  const said = item.querySelector("input[name^='outcome-']:checked")?.value || "";
  const text = read(item.querySelector("input[name^='text-']:checked") || item.querySelector("textarea[name^='text-']"));
  if (said === "na") return { word: "na", number: null };
  if (item.dataset.kind === "choice" || item.dataset.kind === "text") return { word: text, number: null };
  const values = all("input[name^='values-']", item).map(read).filter((each) => each !== "" && Number.isFinite(Number(each)));
  const number = item.dataset.kind === "measured" && item.dataset.points === "1" && values.length ? Number(values[0]) : null;
  if (said === "fail") return { word: "fail", number };
  const figures = alone(item, SILENT);
  if (figures) return { word: figures.passed === null ? "" : figures.passed ? "pass" : "fail", number };
  const given = all("[data-photos] input", item).length > 0;
  return { word: said || (given ? "pass" : ""), number };
}

// What the figures give by themselves; null where an item has none.
export function alone(item, say) {
  const kinds = { measured, choice, counted, timed };
  return kinds[item.dataset.kind]?.(item, say) ?? null;
}

function choice(item, say) {
  const chosen = item.querySelector("input[name^='text-']:checked");
  if (!chosen) return NOTHING;
  const passed = chosen.dataset.outcome !== "fail";
  return { passed, words: passed ? say.fits : say.unfit, stands: say.chosen_stands, count: "" };
}

function measured(item, say) {
  const limits = item.dataset;
  const low = limits.minus === "" ? -Infinity : round(limits.norm - limits.minus);
  const high = limits.plus === "" ? Infinity : round(Number(limits.norm) + Number(limits.plus));
  let good = 0;
  let n = 0;
  all("input[name^='values-']", item).forEach((input) => {
    const text = read(input);
    const value = Number(text);
    const within = text !== "" && Number.isFinite(value) && low <= value && value <= high;
    input.classList.toggle("outside", text !== "" && !within);
    if (text !== "") n += 1;
    if (within) good += 1;
  });
  const short = Number(limits.points) - n;
  if (n === 0) return NOTHING;
  if (short > 0) return { passed: null, words: say.more.replace("%a", short) };
  return told(good >= round(limits.rate * n), ` (${good}/${n})`, say);
}

function counted(item, say) {
  const [checked, failed] = ["checked", "failed"].map((name) => read(item.querySelector(`input[name^='${name}-']`)));
  if (!/^\d+$/.test(checked) || !/^\d+$/.test(failed)) return NOTHING;
  if (Number(failed) > Number(checked)) return { passed: null, words: say.odd };
  if (Number(checked) < Number(item.dataset.least)) return { passed: null, words: say.count_short.replace("%a", item.dataset.least) };
  const accepts = JSON.parse(item.dataset.accepts);
  const most = accepts.length === 1 ? accepts[0] : accepts[Number(checked)];
  if (most === undefined) return NOTHING;
  return told(Number(failed) <= most, ` (${failed}/${checked})`, say);
}

function timed(item, say) {
  if (item.querySelector("input[name^='device-']")?.value) return NOTHING;
  const times = all("input[name^='times-']", item).map(read);
  const points = all("input[name^='values-']", item).map((input, n) => [Number(times[n] || 0), read(input)])
    .filter(([at, value]) => value !== "" && Number.isFinite(at) && Number.isFinite(Number(value)))
    .map(([at, value]) => [at, Number(value)]).sort((a, b) => a[0] - b[0]);
  if (!points.length) return NOTHING;
  const { seconds, start, drop } = item.dataset;
  const closing = points.find(([at]) => at - points[0][0] >= Number(seconds));
  if (points.length < 2 || !closing) return { passed: null, words: say.hold_short };
  const lowest = Math.min(...points.filter(([at]) => at <= closing[0]).map(([, value]) => value));
  const lost = round(points[0][1] - lowest);
  return told(points[0][1] >= Number(start) && lost <= Number(drop), ` (−${lost})`, say);
}

function told(passed, count, say) {
  return { passed, words: (passed ? say.good : say.bad) + count, stands: say.stands, count };
}
