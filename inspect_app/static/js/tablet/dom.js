// Makes elements: text is always text, never markup.

export function h(tag, props, ...children) {
  const made = document.createElement(tag);
  Object.entries(props || {}).forEach(([name, value]) => {
    if (value === null || value === undefined || value === false) return;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked" || name === "srcObject") made[name] = value;
    else made.setAttribute(name, value === true ? "" : value);
  });
  made.append(...children.flat(Infinity).filter((each) => each !== null && each !== undefined && each !== false));
  return made;
}

export const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));

const MARKS = { good: "✓", bad: "✕", neutral: "–", waiting: "•", missing: "?" };

// A state: one colour, one sign and one word, never the colour alone.
export const state = (tone, words) => h("span", { class: `state tone-${tone}` }, h("span", { "aria-hidden": "true" }, MARKS[tone]), " ", words);

export const button = (words, click, kind = "") => h("button", { type: "button", class: `b ${kind}`, onclick: click }, words);
export const link = (words, href, kind = "") => h("a", { class: `b ${kind}`, href }, words);

// A word at the foot of the screen, read out to whoever cannot see it.
export function tell(words, tone = "neutral") {
  const place = document.getElementById("told");
  place.className = `told tone-${tone}`;
  place.textContent = words;
}

// Asks for a sentence in a sheet of its own; answers null when the person thinks better of it.
export function ask(question, { hint = "", yes, no, words = true } = {}) {
  return new Promise((answer) => {
    const input = h("textarea", { class: "in", rows: 3, id: "ask-words", "aria-label": question });
    const sheet = h("dialog", { class: "ask", "aria-label": question },
      h("form", { method: "dialog" },
        h("h2", {}, question), hint && h("p", { class: "muted" }, hint), words && input,
        h("div", { class: "row" },
          h("button", { class: "b", value: "no" }, no), h("button", { class: "b main", value: "yes" }, yes))));
    sheet.addEventListener("close", () => {
      const given = sheet.returnValue === "yes" ? (words ? input.value.trim() : "yes") : null;
      sheet.remove();
      answer(given || null);
    });
    document.body.append(sheet);
    sheet.showModal();
  });
}
