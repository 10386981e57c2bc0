// A timed test: values over a span, typed in as it goes or taken from a sensor; the clock runs beside it.

import { h } from "../dom.js";
import { pull } from "../sensors.js";
import { say } from "../words.js";
import { outcomes } from "./parts.js";

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

export function draw(item, answer, ctx) {
  const points = Array.isArray(answer.values) ? answer.values : [];
  const begun = () => ctx.answer().begun_at;
  const passed = () => (begun() ? Math.max(0, Math.round((Date.now() - new Date(begun())) / 1000)) : 0);
  const input = h("input", { class: "in", type: "text", inputmode: "decimal", autocomplete: "off", id: `values-${item.key}` });
  const add = async (value, note) => {
    if (!Number.isFinite(value)) return;
    const first = !begun();
    const held = first ? [] : ctx.answer().values || [];
    const at = first ? 0 : passed();
    await ctx.put({
      values: [...held.filter(([second]) => second !== at), [at, value]], ...(first ? { begun_at: new Date().toISOString() } : {}),
      ...(note ? { note: [ctx.answer().note, note].filter(Boolean).join("\n") } : {}),
    });
    ctx.redraw();
  };
  const told = h("p", { class: "where", role: "timer" });
  const tick = () => {
    if (!told.isConnected && told.dataset.seen) return;
    told.dataset.seen = "1";
    told.textContent = begun() ? say(`已进行 ${clock(passed())}，须满 ${clock(item.seconds)}`, `${clock(passed())} of ${clock(item.seconds)}`) : say(`须满 ${clock(item.seconds)}；第一个数值开始计时`, `${clock(item.seconds)} are needed; the first value starts the clock`);
    setTimeout(tick, 1000);
  };
  requestAnimationFrame(tick);
  return [told,
    h("table", { class: "points" }, h("tbody", {}, points.map(([second, value]) => h("tr", {}, h("td", {}, clock(second)), h("td", {}, `${value} ${item.unit || ""}`))))),
    h("div", { class: "field" }, h("label", { for: `values-${item.key}` }, say("现在的数值", "The value now"), ` ${item.unit || ""}`), input),
    h("div", { class: "row" },
      h("button", { type: "button", class: "b main", onclick: () => input.value.trim() && add(Number(input.value.replace(",", "."))) }, say("记录", "Record")),
      h("button", { type: "button", class: "b", onclick: () => pull(ctx, item, (reading) => add(reading.value, reading.words)) }, say("取传感器读数", "From a sensor")),
      points.length ? h("button", { type: "button", class: "b", onclick: async () => { await ctx.put({ values: null, begun_at: null }); ctx.redraw(); } }, say("重新开始", "Start over")) : null),
    outcomes(item, answer, ctx, say("按数值", "By the values"))];
}
