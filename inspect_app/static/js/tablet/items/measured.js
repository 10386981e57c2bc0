// A measured item: the values against norm and tolerance, typed in or taken from a sensor of the site.

import { h } from "../dom.js";
import { within } from "../judge.js";
import { pull } from "../sensors.js";
import { say } from "../words.js";
import { figures, outcomes } from "./parts.js";

export function draw(item, answer, ctx) {
  const held = answer.values || [];
  const row = h("div", { class: "values", role: "group", "aria-label": say("实测值", "Measured values") });
  const unit = h("span", { class: "unit" }, item.unit || "");
  const mark = (input) => input.classList.toggle("outside", input.value.trim() !== "" && !within(item, Number(input.value.replace(",", "."))));
  const add = (value) => {
    const n = row.querySelectorAll("input").length + 1;
    const input = h("input", {
      class: "in", type: "text", inputmode: "decimal", autocomplete: "off", value: value ?? "", id: n === 1 ? `values-${item.key}` : null,
      "aria-label": say(`第 ${n} 点`, `Point ${n}`),
      oninput: () => { mark(input); ctx.put({ values: figures(row) }); },
    });
    row.insertBefore(input, unit);
    mark(input);
    return input;
  };
  row.append(unit);
  for (let n = 0; n < Math.max(item.points || 1, held.length); n += 1) add(held[n]);
  const take = (reading) => {
    const empty = Array.from(row.querySelectorAll("input")).find((each) => each.value.trim() === "") || add();
    empty.value = String(reading.value);
    mark(empty);
    return ctx.put({ values: figures(row), note: [ctx.answer().note, reading.words].filter(Boolean).join("\n") });
  };
  return [row, h("div", { class: "row" },
    h("button", { type: "button", class: "b", onclick: () => add().focus() }, say("加一点", "One more")),
    h("button", { type: "button", class: "b", onclick: () => pull(ctx, item, take) }, say("取传感器读数", "From a sensor"))),
  outcomes(item, answer, ctx, say("按实测值", "By the values"))];
}
