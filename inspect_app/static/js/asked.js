// Which items of a checklist are asked: the same conditions the server goes through, and hidden here what they leave out.
// What is hidden keeps what was typed; the server drops it, and shows everything where there are no scripts.

import { found } from "./judged.js";

const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));

export function ask(form) {
  all("[data-section]", form).forEach((section) => {
    const open = holds(section.dataset.when, form, null);
    section.hidden = !open;
    all("[data-item]", section).forEach((item) => { item.hidden = !open || !holds(item.dataset.when, form, item); });
  });
}

// A section of which nothing is asked stands for no answer, and so does an item further down that hangs on it.
function holds(text, form, item) {
  return !text || truth(JSON.parse(text), (key) => value(form, key, item));
}

export function truth([sign, ...rest], value) {
  if (sign === "and") return rest.every((part) => truth(part, value));
  if (sign === "or") return rest.some((part) => truth(part, value));
  if (sign === "not") return !truth(rest[0], value);
  const [key, against] = rest;
  const { word, number } = value(key);
  if (typeof against === "string") return (word === against) === (sign === "=");
  if (number === null) return sign === "!=";
  return { "=": number === against, "!=": number !== against, "<": number < against, "<=": number <= against,
    ">": number > against, ">=": number >= against }[sign];
}

function value(form, key, item) {
  const own = item?.closest(".round")?.querySelector(`[data-key="${CSS.escape(key)}"]`);
  const named = own || form.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!named || named.hidden || named.closest("[data-section]").hidden) return { word: "", number: null };
  return found(named);
}
