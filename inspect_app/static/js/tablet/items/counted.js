// A counted item: how many were looked at, and how many of them failed.

import { h } from "../dom.js";
import { say } from "../words.js";
import { outcomes } from "./parts.js";

export function draw(item, answer, ctx) {
  const held = answer.counted || {};
  const box = (name, words) => h("div", { class: "field" }, h("label", { for: `${name}-${item.key}` }, words), h("input", {
    class: "in", type: "text", inputmode: "numeric", autocomplete: "off", id: `${name}-${item.key}`, value: held[name] ?? "",
    oninput: () => ctx.put({ counted: whole(checked) === null && whole(failed) === null ? null : { checked: whole(checked), failed: whole(failed) } }),
  }));
  const whole = (field) => { const text = field.querySelector("input").value.trim(); return /^\d{1,6}$/.test(text) ? Number(text) : null; };
  const checked = box("checked", say("检查数", "Looked at"));
  const failed = box("failed", say("不合格数", "Failed"));
  return [h("div", { class: "versus" }, checked, failed), outcomes(item, answer, ctx, say("按计数", "By the count"))];
}
