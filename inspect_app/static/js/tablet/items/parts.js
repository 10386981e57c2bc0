// What the items of every kind have in common: outcome buttons, photos, note and severity.

import { all, h } from "../dom.js";
import { shown, take } from "../pictures.js";
import { choosePlace, placed } from "../sheets.js";
import { db } from "../store.js";
import { say } from "../words.js";

const TONES = { pass: "good", fail: "bad", na: "neutral", "": "neutral" };
const MARKS = { pass: "✓", fail: "✕", na: "–", "": "•" };
export const SEVERITIES = { general: say("一般", "General"), serious: say("较重", "Serious"), major: say("重大", "Major") };

export const outcomes = (item, answer, ctx, first) => choose(ctx, "outcome", say("判定", "Outcome"), [
  ...(first ? [["", first]] : [["pass", say("合格", "Pass")]]), ["fail", say("不合格", "Fail")], ["na", say("不适用", "N/A")],
], answer.outcome ?? (first ? "" : null), (value) => ctx.put({ outcome: value || null }));

// Big buttons of which one is chosen.
export function choose(ctx, name, label, choices, held, taken) {
  return h("div", { class: "big-row", role: "radiogroup", "aria-label": label }, choices.map(([value, words]) => h("label", { class: `big tone-${TONES[value] || "neutral"}` },
    h("input", { type: "radio", name: `${name}-${ctx.item.key}`, value, checked: held === value, onchange: () => taken(value) }),
    h("span", {}, h("span", { "aria-hidden": "true", class: "sign" }, MARKS[value] ?? ""), words))));
}

export function photos(item, answer, ctx) {
  const strip = h("div", { class: "strip" });
  const rule = item.photo || (item.kind === "photo" ? "always" : "never");
  const words = { always: say("（必须）", " (needed)"), on_fail: say("（不合格时必须）", " (needed if it fails)") }[rule] || "";
  const show = () => fill(strip, ctx.answer().photos || [], ctx);
  const input = h("input", {
    type: "file", accept: "image/*", capture: "environment", multiple: true, class: "hidden", id: `photo-${item.key}`,
    async onchange() {
      const files = Array.from(input.files);
      for (const file of files) {
        const sha = await take(file, ctx.draft, await ctx.about());
        const held = ctx.answer().photos || [];
        if (!held.includes(sha)) await ctx.put({ photos: [...held, sha] });
        await show();
      }
      input.value = "";
      ctx.send();
    },
  });
  show();
  return h("div", { class: "photos" }, h("label", { class: "b", for: `photo-${item.key}` }, say("拍照", "Photo"), words), input, strip);
}

async function fill(strip, names, ctx) {
  const figures = await Promise.all(names.map(async (sha) => {
    const [address, photo] = [await shown(sha), await db.photos.get(sha)];
    const kept = photo?.received ? say("已收到", "received") : say("存在本机", "on device");
    return h("figure", { "data-photo": sha },
      h("button", { type: "button", class: "picture", "aria-label": say("在照片上标注", "Mark on the photo"), onclick: () => ctx.mark(sha) },
        h("img", { src: address, alt: say("现场照片", "Photo"), onload: () => URL.revokeObjectURL(address) })),
      h("figcaption", {}, h("span", { class: "muted" }, kept, photo?.about?.layer?.length ? say(` · ${photo.about.layer.length} 个标注`, ` · ${photo.about.layer.length} mark(s)`) : ""),
        h("button", { type: "button", class: "b quiet", onclick: () => remove(sha, ctx, strip) }, say("移除", "Remove"))));
  }));
  strip.replaceChildren(...figures);
}

async function remove(sha, ctx, strip) {
  await ctx.put({ photos: (ctx.answer().photos || []).filter((each) => each !== sha) });
  await ctx.release(sha);
  await fill(strip, ctx.answer().photos, ctx);
}

// Where on a drawing: offered where the site has drawings at all.
export function onDrawing(item, answer, ctx) {
  if (!(ctx.visit.site.sheets || []).length) return null;
  const told = h("span", { class: "muted", "data-pin": "" }, placed(ctx.visit, answer.pin));
  const choose = async () => {
    const pin = await choosePlace(ctx.visit, ctx.draft.place, ctx.answer().pin, ctx.visit.site.defects || []).catch(() => undefined);
    if (pin === undefined) return;
    await ctx.put({ pin });
    told.textContent = placed(ctx.visit, pin);
  };
  return h("div", { class: "row" }, h("button", { type: "button", class: "b", id: `pin-${item.key}`, onclick: choose }, say("在图上标位置", "Place on a drawing")), told);
}

// Typed words are kept with every letter.
export const lines = (id, label, held, put, rows = 2) => h("div", { class: "field" }, h("label", { for: id }, label),
  h("textarea", { class: "in", id, rows, value: held || "", oninput: (event) => put(event.target.value || null) }));

export function more(item, answer, ctx) {
  const severity = h("select", { class: "in", id: `severity-${item.key}`, onchange: () => ctx.put({ severity: severity.value || null }) },
    h("option", { value: "" }, say("按检查表：", "As the checklist says: "), SEVERITIES[item.severity] || ""),
    Object.entries(SEVERITIES).map(([value, words]) => h("option", { value, selected: answer.severity === value }, words)));
  const open = answer.note || answer.severity || answer.outcome === "fail";
  return h("details", { class: "more", open }, h("summary", {}, say("备注、严重程度", "Note, severity")),
    lines(`note-${item.key}`, say("备注", "Note"), answer.note, (note) => ctx.put({ note })),
    h("div", { class: "field" }, h("label", { for: `severity-${item.key}` }, say("严重程度", "Severity")), severity));
}

export const figures = (within) => all("input", within).map((each) => each.value.trim().replace(",", ".")).filter((each) => each !== "")
  .map(Number).filter(Number.isFinite);
