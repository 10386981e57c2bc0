// A small curve of a sensor: a gap is a gap, a limit is a line, and everything it shows is said in words too.

import { h } from "./dom.js";
import { say, when } from "./words.js";

const NS = "http://www.w3.org/2000/svg";
const WIDE = 320;
const HIGH = 88;
const svg = (tag, attributes, ...children) => {
  const made = document.createElementNS(NS, tag);
  Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
  made.append(...children);
  return made;
};
const short = (x) => String(Number(x.toPrecision(4)));

// The strokes of a curve: a new one begins after each gap, and a lonely value is a dot.
export function strokes({ times, values }, x, y) {
  const found = [];
  let now = [];
  const end = () => { if (now.length) found.push(now.length > 1 ? `M${now.join("L")}` : `M${now[0]}h.01`); now = []; };
  times.forEach((time, n) => (values[n] === null ? end() : now.push(`${x(time).toFixed(1)} ${y(values[n]).toFixed(1)}`)));
  end();
  return found.join("");
}

export function curve(each) {
  const said = each.values.filter((value) => value !== null);
  const name = `${say(each.zh, each.en)} · ${each.device}`;
  if (!said.length) return h("figure", { class: "curve" }, h("figcaption", {}, h("b", {}, name), " ", say("没有数据", "no data")));
  const [least, most] = [Math.min(...said), Math.max(...said)];
  // A limit far off is said in words and not drawn: the curve would be flat.
  const reach = (most - least || Math.abs(most) || 1) * 3;
  const lines = each.limits.filter(({ value }) => value >= least - reach && value <= most + reach);
  const low = Math.min(least, ...lines.map(({ value }) => value));
  const high = Math.max(most, ...lines.map(({ value }) => value));
  const x = (time) => ((time - each.from) / (each.to - each.from || 1)) * WIDE;
  const y = (value) => HIGH - 6 - ((value - low) / (high - low || 1)) * (HIGH - 12);
  const limits = each.limits.map((one) => `${say(one.zh, one.en)} ${short(one.value)}`);
  const gaps = each.values.length - said.length;
  const words = say(
    `最低 ${short(least)}，最高 ${short(most)}，最新 ${short(said[said.length - 1])} ${each.unit}${gaps ? `；中断 ${gaps} 次` : ""}${limits.length ? `；限值：${limits.join("、")}` : ""}`,
    `least ${short(least)}, most ${short(most)}, last ${short(said[said.length - 1])} ${each.unit}${gaps ? `; ${gaps} gap(s)` : ""}${limits.length ? `; limits: ${limits.join(", ")}` : ""}`);
  return h("figure", { class: "curve", "data-gaps": gaps },
    h("figcaption", {}, h("b", {}, name), h("small", { class: "muted" }, ` ${when(each.from * 1000)}–${when(each.to * 1000)}`)),
    svg("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, preserveAspectRatio: "none", role: "img", "aria-label": `${name}：${words}` },
      ...lines.map(({ value }) => svg("line", { class: "limit", x1: 0, x2: WIDE, y1: y(value), y2: y(value) })),
      svg("path", { class: "line", d: strokes(each, x, y) })),
    h("p", { class: "small muted" }, words));
}
