// A live value of the site's own sensors, taken into an item with its device, its time and its age.

import { call } from "./api.js";
import { h, tell } from "./dom.js";
import { age, say, when } from "./words.js";

export async function pull(ctx, item, take) {
  let channels;
  try {
    channels = await call(`/api/projects/${ctx.visit.project_id}/channels`, { seconds: 10 });
  } catch (_) {
    tell(say("现在取不到传感器读数（没有网络）。", "No sensor value now (no network)."), "waiting");
    return;
  }
  const fit = channels.filter((each) => each.value !== null && each.at);
  const close = fit.filter((each) => each.unit === item.unit);
  const listed = close.length ? close : fit;
  const sheet = h("dialog", { class: "ask", "aria-label": say("传感器读数", "Sensor values") },
    h("form", { method: "dialog" }, h("h2", {}, say("传感器读数", "Sensor values")),
      listed.length ? null : h("p", { class: "muted" }, say("工地没有可用的传感器。", "No sensor of this site has a value.")),
      h("div", { class: "stack" }, listed.map((each) => h("button", { class: "b wide", value: String(each.id) },
        h("b", {}, `${each.value} ${each.unit}`), ` ${each.quantity} · ${each.device}`, h("br"),
        h("small", { class: "muted" }, when(each.at), "，", age(each.at), trust(each))))),
      h("button", { class: "b", value: "" }, say("取消", "Cancel"))));
  sheet.addEventListener("close", async () => {
    const chosen = listed.find((each) => String(each.id) === sheet.returnValue);
    sheet.remove();
    if (!chosen) return;
    await take({ value: chosen.value, words: source(chosen) });
    ctx.redraw();
  });
  document.body.append(sheet);
  sheet.showModal();
}

// What a value is worth: its own flag, and whether the device still speaks.
const trust = (each) => (each.missing ? say("；数据中断", "; data missing") : each.flag !== "N" ? say(`；标志 ${each.flag}`, `; flag ${each.flag}`) : "");

const source = (each) => say(
  `传感器 ${each.device} ${each.quantity} ${each.value} ${each.unit}，${when(each.at)}（取值时 ${age(each.at)}${trust(each)}）`,
  `sensor ${each.device} ${each.quantity} ${each.value} ${each.unit}, ${when(each.at)} (${age(each.at)} when taken${trust(each)})`);
