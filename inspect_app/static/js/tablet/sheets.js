// Drawings of the site taken along, and the place of an item on one of them. Leaflet comes only where one is opened.

import { h } from "./dom.js";
import { db } from "./store.js";
import { say } from "./words.js";

const PER = 1000;
const library = () => (self.L ? Promise.resolve() : new Promise((done, no) => {
  document.head.append(h("link", { rel: "stylesheet", href: "/static/vendor/leaflet/leaflet.css" }));
  document.head.append(h("script", { src: "/static/vendor/leaflet/leaflet.js", onload: done, onerror: () => no(new Error("no drawing library")) }));
}));

// Takes along the pictures of the drawings that are not here yet, and lets go of those no visit names any more.
export async function stow(sites) {
  const wanted = new Map(sites.flatMap((site) => site.sheets || []).map((each) => [each.sha256, each]));
  const held = new Set(await db.sheets.toCollection().primaryKeys());
  for (const sha of held) if (!wanted.has(sha)) await db.sheets.delete(sha);
  let lacking = 0;
  for (const [sha, sheet] of wanted) {
    if (held.has(sha)) continue;
    try {
      const reply = await fetch(sheet.image, { credentials: "same-origin" });
      if (!reply.ok) throw new Error(String(reply.status));
      await db.sheets.put({ sha, bytes: await reply.arrayBuffer() });
    } catch (_) {
      lacking += 1;
    }
  }
  return lacking;
}

const above = (visit, place) => {
  const path = (visit.site.elements || []).find((each) => each.id === place)?.path || "";
  return (sheet) => {
    const own = (visit.site.elements || []).find((each) => each.id === sheet.element)?.path;
    return !own || path === own || path.startsWith(`${own} / `) || own.startsWith(`${path} / `);
  };
};

// The drawings of a place: of the place itself, of what it is part of, and of the whole site.
export function sheetsAt(visit, place) {
  const all = visit.site.sheets || [];
  const near = all.filter(above(visit, place));
  return near.length ? near : all;
}

export const placed = (visit, pin) => {
  const sheet = (visit.site.sheets || []).find((each) => each.id === pin?.sheet);
  return sheet ? say(`图上位置：${sheet.name}，距左 ${Math.round(pin.x / 10)} %，距上 ${Math.round(pin.y / 10)} %`, `On ${sheet.name}: ${Math.round(pin.x / 10)} % from the left, ${Math.round(pin.y / 10)} % from the top`) : "";
};

// Shows a drawing and lets a place be chosen on it: by a tap, or by moving the sliders. Answers the pin, or undefined.
export async function choosePlace(visit, place, pin, defects) {
  await library();
  const sheets = sheetsAt(visit, place);
  let sheet = sheets.find((each) => each.id === pin?.sheet) || sheets[0];
  let at = pin?.sheet === sheet.id ? { x: pin.x, y: pin.y } : null;
  const board = h("div", { class: "map", role: "application", "aria-label": say("图纸", "Drawing") });
  const told = h("p", { class: "muted small", role: "status" });
  const slider = (name, words) => h("label", { class: "small" }, words, h("input", { type: "range", class: "in", min: 0, max: PER, step: 5, "data-axis": name, value: at ? at[name] : PER / 2, oninput: (event) => put({ ...(at || { x: PER / 2, y: PER / 2 }), [name]: Number(event.target.value) }) }));
  const axes = [slider("x", say("左右", "Across")), slider("y", say("上下", "Down"))];
  const pick = h("select", { class: "in", "aria-label": say("图纸", "Drawing"), onchange: async () => { sheet = sheets[pick.selectedIndex]; at = null; await show(); } },
    sheets.map((each) => h("option", { selected: each === sheet }, each.name)));
  let map = null;
  let mark = null;
  let address = "";
  const point = ({ x, y }) => [-(y / PER) * sheet.height, (x / PER) * sheet.width];
  const put = (place) => {
    at = place;
    axes.forEach((each) => { const input = each.querySelector("input"); input.value = at[input.dataset.axis]; });
    told.textContent = placed(visit, { sheet: sheet.id, ...at });
    if (mark) mark.setLatLng(point(at));
    else mark = self.L.circleMarker(point(at), { radius: 14, color: "#fff", weight: 4, fillColor: "#d5001c", fillOpacity: 1 }).addTo(map);
  };
  const show = async () => {
    map?.remove();
    if (address) URL.revokeObjectURL(address);
    mark = null;
    told.textContent = at ? placed(visit, { sheet: sheet.id, ...at }) : say("点一下图纸，标出位置。", "Tap the drawing to mark the place.");
    const kept = await db.sheets.get(sheet.sha256);
    if (!kept) told.textContent = say("这张图纸没有带上：有网时重新“准备离线”。位置仍可用滑块标。", "This drawing is not on board; prepare again with a network. The sliders still work.");
    const box = [[-sheet.height, 0], [0, sheet.width]];
    map = self.L.map(board, { crs: self.L.CRS.Simple, minZoom: -6, maxZoom: 2, attributionControl: false, zoomSnap: 0.25, maxBounds: box, maxBoundsViscosity: 0.8 });
    address = kept ? URL.createObjectURL(new Blob([kept.bytes], { type: "image/jpeg" })) : "";
    if (address) self.L.imageOverlay(address, box, { alt: sheet.name }).addTo(map);
    map.fitBounds(box);
    defects.filter((each) => each.pin?.sheet === sheet.id).forEach((each) => self.L.circleMarker(point(each.pin), { radius: 8, color: "#16202b", weight: 2, fillColor: "#ffb000", fillOpacity: 1 })
      .bindTooltip(`${each.number} ${each.title}`).addTo(map));
    map.on("click", ({ latlng }) => {
      const share = (value, size) => Math.max(0, Math.min(PER, Math.round((PER * value) / size)));
      put({ x: share(latlng.lng, sheet.width), y: share(-latlng.lat, sheet.height) });
    });
    if (at) put(at);
  };
  return new Promise((answer) => {
    const dialog = h("dialog", { class: "ask wide", "aria-label": say("在图纸上标位置", "Mark the place on a drawing") }, h("form", { method: "dialog" },
      sheets.length > 1 && pick, board, told, h("div", { class: "versus" }, axes),
      h("div", { class: "row" }, pin && h("button", { class: "b", value: "none" }, say("去掉标记", "Take it off")),
        h("button", { class: "b", value: "no" }, say("取消", "Cancel")), h("button", { class: "b main", value: "yes" }, say("保存位置", "Keep the place")))));
    dialog.addEventListener("close", () => {
      map?.remove();
      if (address) URL.revokeObjectURL(address);
      dialog.remove();
      answer(dialog.returnValue === "none" ? null : dialog.returnValue === "yes" && at ? { sheet: sheet.id, ...at } : undefined);
    });
    document.body.append(dialog);
    dialog.showModal();
    show();
  });
}
