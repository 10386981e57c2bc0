// Found besides the checklist: each with its title, place and photos, sent with the checklist and a defect of its own.

import { uuid7 } from "../canonical.js";
import { danger } from "../dangers.js";
import { ask, button, h, link, tell } from "../dom.js";
import { located } from "../filling.js";
import { choose, lines, photos, SEVERITIES } from "../items/parts.js";
import { mark } from "../layer.js";
import { send } from "../outbox.js";
import { extrasOf } from "../shape.js";
import { db, draftOf, recall, tap } from "../store.js";
import { say } from "../words.js";

const KINDS = [["quality", say("质量问题", "Quality")], ["hazard", say("安全隐患", "Hazard")]];
const MOST = 50;

export async function draw(show, id) {
  const [visit, me] = [await db.visits.get(id), await recall("me")];
  const draft = visit && me && await draftOf(id, me.id);
  if (!draft || draft.state === "sent") { location.hash = draft ? "#/leave" : `#/visit/${id}`; return []; }
  return new Extras(visit, draft).page();
}

class Extras {
  constructor(visit, draft) {
    Object.assign(this, { visit, draft, line: Promise.resolve() });
    this.locked = Object.keys(draft.signatures).length > 0;
    this.list = h("div", { id: "extras" });
    this.kept = h("span", { class: "kept", id: "kept", role: "status" });
  }

  page() {
    this.fill();
    return [h("div", { class: "head" }, h("h1", { tabindex: -1 }, say("检查表外的发现", "Found besides the checklist")), h("span", { class: "muted" }, `${this.visit.site.name} · ${this.visit.number}`)),
      h("p", { class: "muted" }, say("随检查表提交，各自开出缺陷；不计入检查结果和评分。", "Sent with the checklist, each a defect of its own; no part of the result or the score.")),
      this.list, h("div", { class: "foot-bar" }, link(say("返回检查", "Back"), `#/visit/${this.visit.id}`), this.kept, link(say("去核对", "Review"), `#/review/${this.visit.id}`, "main"))];
  }

  fill() {
    const found = extrasOf(this.draft);
    this.list.replaceChildren(
      this.locked ? h("div", { class: "note tone-waiting", id: "locked" }, h("p", {}, say("已有人签字：说明原因后才能修改，原因随检查表留存。", "Somebody has signed: a change needs a reason, which goes with the checklist.")),
        button(say("说明原因并修改", "Give a reason and change"), () => this.unlock())) : "",
      h("div", { inert: this.locked }, found.map((each, n) => this.one(each, n)),
        found.length < MOST && button(say("记一处发现", "Add a finding"), () => this.add(), "wide")));
  }

  one(extra, n) {
    const ctx = this.context(extra.id);
    const key = ctx.item.key;
    const title = h("input", { class: "in", id: `title-${key}`, maxlength: 200, autocomplete: "off", value: extra.title, oninput: () => ctx.put({ title: title.value }) });
    const select = (name, label, rows, held) => h("div", { class: "field" }, h("label", { for: `${name}-${key}` }, label),
      h("select", { class: "in", id: `${name}-${key}`, onchange: (event) => ctx.put({ [name]: event.target.value || null }) },
        rows.map(([value, words]) => h("option", { value, selected: value === (held || "") }, words))));
    const places = [["", say("整个工地", "Whole site")], ...(this.visit.site.elements || []).map((each) => [each.id, each.path])];
    return h("section", { class: "sheet", "data-extra": extra.id, "aria-label": say(`发现 ${n + 1}`, `Finding ${n + 1}`) }, h("h2", {}, say(`发现 ${n + 1}`, `Finding ${n + 1}`)),
      h("div", { class: "field" }, h("label", { for: `title-${key}` }, say("什么问题", "What is wrong")), title),
      choose(ctx, "kind", say("类别", "Kind"), KINDS, extra.kind, (kind) => ctx.put({ kind })),
      select("element", say("部位", "Place"), places, extra.element), select("severity", say("严重程度", "Severity"), Object.entries(SEVERITIES), extra.severity),
      lines(`note-${key}`, say("说明", "Description"), extra.note, (note) => ctx.put({ note })),
      photos(ctx.item, extra, ctx), danger(ctx, () => ({ extra: extra.id, element: ctx.answer().element || null, words: [ctx.answer().title, ctx.answer().note].filter(Boolean).join("\n") })),
      h("div", { class: "row" }, button(say("删除这一处", "Remove this finding"), () => this.remove(extra.id), "quiet")));
  }

  context(id) {
    const answer = () => (this.draft.extras || {})[id] || {};
    return {
      item: { key: id, photo: "never" }, draft: this.draft, visit: this.visit, answer,
      marked: () => this.locked || this.change(id, { severity: "major", kind: "hazard" }).then(() => this.fill()), put: (fields) => this.change(id, fields), send: () => { send({ now: true }); },
      about: async () => ({ where: this.draft.where || null, extra: id, element: answer().element || null }),
      mark: (sha) => mark(sha, () => this.fill()), release: (sha) => db.photos.update(sha, { dropped: 1 }),
    };
  }

  // In the order of the taps; said to be kept only when the disk has it.
  change(id, fields) {
    this.kept.textContent = "…";
    located(this.draft.id);
    this.line = this.line.catch(() => {}).then(async () => {
      this.draft = await tap(this.draft.id, { extra: id, fields }, (now) => {
        now.extras = { ...now.extras };
        if (fields) now.extras[id] = { ...now.extras[id], ...fields };
        else delete now.extras[id];
      });
      this.kept.textContent = say("✓ 已存在本机", "✓ on this device");
    });
    this.line.catch(() => { this.kept.textContent = ""; tell(say("没有存下！磁盘可能已满，请导出救援文件。", "Not kept! The disk may be full: export a rescue file."), "bad"); });
    return this.line;
  }

  async add() {
    const id = uuid7();
    await this.change(id, { id, title: "", kind: "quality", severity: "general", element: this.draft.place || null, note: null, photos: [] });
    this.fill();
    document.getElementById(`title-${id}`).focus();
  }

  async remove(id) {
    const sure = await ask(say("删除这一处发现？", "Remove this finding?"), { yes: say("删除", "Remove"), no: say("保留", "Keep it"), words: false });
    if (!sure) return;
    for (const sha of this.draft.extras[id].photos) await db.photos.update(sha, { dropped: 1 });
    await this.change(id, null);
    this.fill();
  }

  async unlock() {
    const reason = await ask(say("签字后为什么修改？", "Why change what was signed?"), { yes: say("修改", "Change"), no: say("不改了", "Leave it") });
    if (!reason) return;
    this.draft = await tap(this.draft.id, { reopened: "extras" }, (now) => {
      now.changes.push({ item: null, element: null, reason, at: new Date().toISOString(), signed: Object.keys(now.signatures) });
    }, reason);
    this.locked = false;
    this.fill();
  }
}
