// Arrows and circles over a photo: kept as figures beside it, the photo itself stays as it was taken.

import { h } from "./dom.js";
import { shown } from "./pictures.js";
import { changed, db } from "./store.js";
import { say } from "./words.js";

const NS = "http://www.w3.org/2000/svg";
const RED = "#d5001c";
const svg = (tag, attributes) => {
  const made = document.createElementNS(NS, tag);
  Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
  return made;
};

// Points are shares of width and height in thousandths, so that they fit every copy of the photo.
function figure({ kind, from: [x1, y1], to: [x2, y2] }) {
  const line = { fill: "none", stroke: RED, "stroke-width": 8, "stroke-linecap": "round" };
  if (kind === "circle") return svg("ellipse", { ...line, cx: (x1 + x2) / 2, cy: (y1 + y2) / 2, rx: Math.abs(x2 - x1) / 2, ry: Math.abs(y2 - y1) / 2 });
  const angle = Math.atan2(y2 - y1, x2 - x1);
  const head = (turn) => `${x2 - 45 * Math.cos(angle + turn)} ${y2 - 45 * Math.sin(angle + turn)}`;
  return svg("path", { ...line, d: `M${x1} ${y1}L${x2} ${y2}M${head(0.5)}L${x2} ${y2}L${head(-0.5)}` });
}

export async function mark(sha, done) {
  const photo = await db.photos.get(sha);
  const layer = [...(photo.about.layer || [])];
  let kind = "arrow";
  let begun = null;
  const board = svg("svg", { viewBox: "0 0 1000 1000", preserveAspectRatio: "none", class: "board" });
  const paint = (extra = []) => board.replaceChildren(...[...layer, ...extra].map(figure));
  const at = (event) => {
    const box = board.getBoundingClientRect();
    const share = (x, size) => Math.max(0, Math.min(1000, Math.round((1000 * x) / size)));
    return [share(event.clientX - box.left, box.width), share(event.clientY - box.top, box.height)];
  };
  board.addEventListener("pointerdown", (event) => { board.setPointerCapture(event.pointerId); begun = at(event); });
  board.addEventListener("pointermove", (event) => { if (begun) paint([{ kind, from: begun, to: at(event) }]); });
  board.addEventListener("pointerup", (event) => {
    if (!begun) return;
    layer.push({ kind, from: begun, to: at(event) });
    begun = null;
    paint();
  });
  const address = await shown(sha);
  const pickKind = (name, words) => h("label", { class: "big tone-neutral" }, h("input", { type: "radio", name: "mark", checked: name === kind, onchange: () => { kind = name; } }), h("span", {}, words));
  const sheet = h("dialog", { class: "ask wide", "aria-label": say("在照片上标注", "Mark on the photo") }, h("form", { method: "dialog" },
    h("div", { class: "canvas" }, h("img", { src: address, alt: say("现场照片", "Photo") }), board),
    h("div", { class: "big-row", role: "radiogroup", "aria-label": say("标注", "Mark") }, pickKind("arrow", say("箭头", "Arrow")), pickKind("circle", say("圆圈", "Circle"))),
    h("div", { class: "row" }, h("button", { type: "button", class: "b", onclick: () => { layer.pop(); paint(); } }, say("撤销", "Undo")),
      h("button", { class: "b", value: "no" }, say("取消", "Cancel")), h("button", { class: "b main", value: "yes" }, say("保存标注", "Keep the marks")))));
  paint();
  sheet.addEventListener("close", async () => {
    if (sheet.returnValue === "yes") await db.photos.update(sha, { about: { ...photo.about, layer } });
    URL.revokeObjectURL(address);
    sheet.remove();
    changed();
    done();
  });
  document.body.append(sheet);
  sheet.showModal();
}
