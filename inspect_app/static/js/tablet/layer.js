// Arrows and circles over a photo: kept as figures beside it, the photo itself stays as it was taken.

import { h, tell } from "./dom.js";
import { shown } from "./pictures.js";
import { changed, db } from "./store.js";
import { say } from "./words.js";

const NS = "http://www.w3.org/2000/svg";
const COLOURS = { red: ["#d5001c", say("红", "Red")], yellow: ["#ffd21f", say("黄", "Yellow")], blue: ["#0a5bd6", say("蓝", "Blue")], white: ["#ffffff", say("白", "White")] };
const KINDS = { arrow: say("箭头", "Arrow"), circle: say("圆圈", "Circle"), line: say("线条", "Line") };
const MOST = 40;
const svg = (tag, attributes) => {
  const made = document.createElementNS(NS, tag);
  Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
  return made;
};

// Points are shares of width and height in thousandths, so that they fit every copy of the photo.
export function figure({ kind, colour, from: [x1, y1], to: [x2, y2] }) {
  const line = { fill: "none", stroke: COLOURS[colour || "red"][0], "stroke-width": 8, "stroke-linecap": "round" };
  if (kind === "circle") return svg("ellipse", { ...line, cx: (x1 + x2) / 2, cy: (y1 + y2) / 2, rx: Math.abs(x2 - x1) / 2, ry: Math.abs(y2 - y1) / 2 });
  if (kind === "line") return svg("path", { ...line, d: `M${x1} ${y1}L${x2} ${y2}` });
  const angle = Math.atan2(y2 - y1, x2 - x1);
  const head = (turn) => `${x2 - 45 * Math.cos(angle + turn)} ${y2 - 45 * Math.sin(angle + turn)}`;
  return svg("path", { ...line, d: `M${x1} ${y1}L${x2} ${y2}M${head(0.5)}L${x2} ${y2}L${head(-0.5)}` });
}

// What goes along with the checklist: the marks over each of its photos, in shares of one.
export async function layersOf(draft) {
  const names = [...new Set([...Object.values(draft.answers), ...Object.values(draft.extras || {})].flatMap((each) => each.photos || []))];
  const share = ([x, y]) => [x / 1000, y / 1000];
  const held = (await db.photos.bulkGet(names)).filter((each) => each?.about?.layer?.length);
  return new Map(held.map(({ sha, about }) => [sha, about.layer.slice(0, MOST).map(({ kind, colour, from, to }) => ({ kind, colour: colour || "red", points: [share(from), share(to)] }))]));
}

export async function mark(sha, done) {
  const photo = await db.photos.get(sha);
  const layer = [...(photo.about.layer || [])];
  let kind = "arrow";
  let colour = "red";
  let begun = null;
  const board = svg("svg", { viewBox: "0 0 1000 1000", preserveAspectRatio: "none", class: "board" });
  const paint = (extra = []) => board.replaceChildren(...[...layer, ...extra].map(figure));
  const at = (event) => {
    const box = board.getBoundingClientRect();
    const share = (x, size) => Math.max(0, Math.min(1000, Math.round((1000 * x) / size)));
    return [share(event.clientX - box.left, box.width), share(event.clientY - box.top, box.height)];
  };
  board.addEventListener("pointerdown", (event) => {
    if (layer.length >= MOST) { tell(say(`一张照片最多 ${MOST} 个标注`, `At most ${MOST} marks on a photo`), "bad"); return; }
    board.setPointerCapture(event.pointerId);
    begun = at(event);
  });
  board.addEventListener("pointermove", (event) => { if (begun) paint([{ kind, colour, from: begun, to: at(event) }]); });
  board.addEventListener("pointerup", (event) => {
    if (!begun) return;
    layer.push({ kind, colour, from: begun, to: at(event) });
    begun = null;
    paint();
  });
  const address = await shown(sha);
  const radio = (group, name, words, held, taken) => h("label", { class: "big tone-neutral" }, h("input", { type: "radio", name: group, value: name, checked: name === held, onchange: () => taken(name) }), h("span", {}, words));
  const group = (label, rows) => h("div", { class: "big-row", role: "radiogroup", "aria-label": label }, rows);
  const sheet = h("dialog", { class: "ask wide", "aria-label": say("在照片上标注", "Mark on the photo") }, h("form", { method: "dialog" },
    h("div", { class: "canvas" }, h("img", { src: address, alt: say("现场照片", "Photo") }), board),
    group(say("标注", "Mark"), Object.entries(KINDS).map(([name, words]) => radio("mark", name, words, kind, (now) => { kind = now; }))),
    group(say("颜色", "Colour"), Object.entries(COLOURS).map(([name, [, words]]) => radio("colour", name, words, colour, (now) => { colour = now; }))),
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
