// The walk: the building tree and the items on the left, one item on the right; on a phone one after the other.

import { arrivalOf, unopened } from "../arrivals.js";
import { danger } from "../dangers.js";
import { all, ask, button, h, link, state, tell } from "../dom.js";
import { located, looked } from "../filling.js";
import { drawItem, drawJudged } from "../items/index.js";
import { judge, lacks } from "../judge.js";
import { mark } from "../layer.js";
import { send } from "../outbox.js";
import { place as locate } from "../pictures.js";
import { asked, elementOf, extrasOf, given, itemsOf } from "../shape.js";
import { answer as keepAnswer, begin, db, draftOf, recall, slot, tap } from "../store.js";
import { pick, say } from "../words.js";
import { brief } from "./brief.js";

const KEPT = say("✓ 已存在本机", "✓ on this device");

export async function draw(show, id, key) {
  const visit = await db.visits.get(id);
  const me = await recall("me");
  if (!visit || !me) return [h("h1", { tabindex: -1 }, say("没有这个任务", "No such visit")), link(say("返回今日", "Back to today"), "#/")];
  const draft = await settled(id, me.id);
  // A drawn visit is begun by whoever has arrived, even where the server has not heard of it yet.
  if (!draft && unopened(visit) && (await arrivalOf(id, me.id))?.state !== "kept") { location.hash = `#/arrive/${id}`; return []; }
  if (!draft) return brief(visit, async () => { await start(visit, me); await show(); });
  if (draft.state === "sent") { location.hash = "#/leave"; return []; }
  return new Walk(visit, draft, show, key).page();
}

// Taps still on their way to the disk, and the item whose tap came there last: a page drawn meanwhile shows both.
let writing = Promise.resolve();
let written = "";

async function settled(visit, person) {
  for (;;) {
    const before = writing;
    await before.catch(() => {});
    const draft = await draftOf(visit, person);
    if (before === writing) return draft;
  }
}

async function start(visit, me) {
  const elements = visit.site.elements || [];
  const draft = await begin(visit, me, elements.length ? elements[0].id : "");
  // Never waited for: a device that does not know where it is starts just as well.
  located(draft.id);
  locate().then((where) => where && tap(draft.id, { where }, (now) => { now.where = where; })).catch(() => {});
}

class Walk {
  constructor(visit, draft, show, key) {
    Object.assign(this, { visit, draft, show });
    this.items = asked(visit, draft, draft.place).flatMap((each) => each.items);
    this.item = this.items.find((each) => each.key === key) || null;
    this.open = Boolean(this.item);
    this.item = this.item || this.items[0] || null;
    this.line = Promise.resolve();
  }

  page() {
    const pane = h("div", { class: "pane", id: "pane" });
    this.pane = pane;
    this.nav = h("nav", { class: "side", "aria-label": say("部位与检查项", "Places and items") });
    this.fillSide();
    if (this.item) this.fillPane();
    else pane.append(h("p", { class: "muted" }, say("这个部位没有要检查的项目。", "Nothing is asked at this place.")));
    return [h("div", { class: "head" }, h("h1", { tabindex: -1 }, pick(this.visit.content)), h("span", { class: "muted" }, `${this.visit.site.name} · ${this.visit.number}`)),
      h("div", { class: `walk ${this.open ? "at-item" : "at-list"}` }, this.nav, pane)];
  }

  fillSide() {
    const elements = this.visit.site.elements || [];
    const done = given(this.visit, this.draft);
    const depth = (each) => each.path.split(" / ").length - 1;
    const rows = [{ id: "", path: say("整个工地", "Whole site") }, ...elements];
    this.nav.replaceChildren(
      h("label", { for: "place", class: "small" }, say("检查部位", "Place")),
      h("select", { class: "in", id: "place", onchange: (event) => this.move(event.target.value) }, rows.map((each) => {
        const n = done.filter((one) => one.place === each.id).length;
        const name = each.id ? `${"\u2003".repeat(depth(each))}${each.path.split(" / ").pop()}` : each.path;
        return h("option", { value: each.id, selected: each.id === (this.draft.place || "") }, `${name}${n ? `（${n}）` : ""}`);
      })),
      elements.length ? button(say("扫部位码", "Scan an element's code"), () => this.scanned(), "quiet") : "",
      ...asked(this.visit, this.draft, this.draft.place).flatMap(({ section, items }) => [h("h2", {}, pick(section)),
        h("ol", { class: "items" }, items.map((item) => this.entry(item)))]),
      link(say("检查表外的发现", "Found besides the checklist") + (extrasOf(this.draft).length ? `（${extrasOf(this.draft).length}）` : ""), `#/extra/${this.visit.id}`, "wide"),
      link(say("检查完毕，核对", "Done: review"), `#/review/${this.visit.id}`, "main wide"));
  }

  entry(item) {
    const found = this.draft.answers[slot(item.key, this.draft.place)];
    const outcome = found && judge(item, found).outcome;
    const lack = found && lacks(item, found);
    const tone = !outcome ? "waiting" : lack ? "missing" : { pass: "good", fail: "bad" }[outcome] || "neutral";
    const words = !outcome ? say("待查", "open") : lack || { pass: say("合格", "pass"), fail: say("不合格", "fail"), na: say("不适用", "n/a"), later: say("已记录", "taken down") }[outcome];
    const here = item.key === this.item?.key;
    return h("li", {}, h("a", { href: `#/visit/${this.visit.id}/${item.key}`, class: "entry", "aria-current": here ? "true" : null, "data-key": item.key },
      h("span", {}, pick(item)), state(tone, words)));
  }

  fillPane() {
    const n = this.items.indexOf(this.item);
    if (this.open || matchMedia("(min-width: 760px)").matches) looked(this.draft.id, this.item.key, this.draft.place);
    const to = (other) => (other ? `#/visit/${this.visit.id}/${other.key}` : `#/review/${this.visit.id}`);
    this.pane.replaceChildren(
      link(say("检查项列表", "All items"), `#/visit/${this.visit.id}`, "quiet phone-only"),
      h("p", { class: "muted where" }, elementOf(this.visit, this.draft.place)?.path || say("整个工地", "Whole site"), ` · ${n + 1}/${this.items.length}`),
      this.locked() ? h("div", { class: "note tone-waiting", id: "locked" }, h("p", {}, say("已有人签字：说明原因后才能修改，原因随检查表留存。", "Somebody has signed: a change needs a reason, which goes with the checklist.")),
        button(say("说明原因并修改", "Give a reason and change"), () => this.unlock())) : "",
      h("div", { id: "danger" }), h("div", { inert: this.locked() }, drawItem(this.item, this.context())),
      h("div", { class: "foot-bar" }, n > 0 && link(say("上一项", "Back"), to(this.items[n - 1])),
        h("span", { class: "kept", id: "kept", role: "status" }, written === this.key() ? KEPT : ""), link(n + 1 < this.items.length ? say("下一项", "Next") : say("去核对", "Review"), to(this.items[n + 1]), "main")));
    this.told();
  }

  // What was signed is changed only with a reason; it is asked for once each time an item is opened.
  locked() { return !this.mayChange && Object.keys(this.draft.signatures).length > 0; }

  async unlock() {
    const reason = await ask(say("签字后为什么修改？", "Why change what was signed?"), { yes: say("修改", "Change"), no: say("不改了", "Leave it") });
    if (!reason) return;
    const [item, element] = [this.item.key, this.draft.place || null];
    this.draft = await tap(this.draft.id, { reopened: item }, (now) => {
      now.changes.push({ item, element, reason, at: new Date().toISOString(), signed: Object.keys(now.signatures) });
    }, reason);
    this.mayChange = true;
    this.fillPane();
    this.pane.querySelector("#item-head")?.focus();
  }

  told() {
    drawJudged(this.pane.querySelector("[data-judged]"), this.item, this.answer());
    this.alarm();
    const entry = all(".entry", this.nav).find((each) => each.dataset.key === this.item.key);
    if (entry) entry.parentNode.replaceWith(this.entry(this.item));
  }

  // Offered where something fails, signed or not: danger does not wait for the checklist.
  alarm() {
    const place = this.pane.querySelector("#danger");
    const failed = judge(this.item, this.answer()).outcome === "fail";
    // Beside the outcome, where the eye is; outside of what signatures have locked.
    if (failed && !this.locked()) this.pane.querySelector(".big-row")?.after(place);
    if (failed === Boolean(place.firstChild)) return;
    const { item, draft } = this;
    const about = () => ({ item: item.key, element: draft.place || null, words: [pick(item), this.answer().note].filter(Boolean).join("\n") });
    place.replaceChildren(...(failed ? [danger({ ...this.context(), marked: () => this.locked() || this.put(item, { severity: "major" }).then(() => this.fillPane()) }, about)] : []));
  }

  key(item = this.item) { return `${this.draft.id}|${slot(item.key, this.draft.place)}`; }

  answer() { return this.draft.answers[slot(this.item.key, this.draft.place)] || {}; }

  context() {
    const item = this.item;
    return {
      item, draft: this.draft, visit: this.visit, answer: () => this.answer(), send: () => { send({ now: true }); },
      put: (fields) => this.put(item, fields), redraw: () => this.fillPane(), mark: (sha) => mark(sha, () => this.fillPane()),
      about: async () => ({ where: this.draft.where || null, item: item.key, element: this.draft.place || null }),
      // A photo somebody took out is kept until the checklist is sealed, and not sent.
      release: (sha) => db.photos.update(sha, { dropped: 1 }),
    };
  }

  // In the order of the taps; shown as kept only when the disk has it.
  put(item, fields) {
    const kept = this.pane.querySelector("#kept");
    kept.textContent = "…";
    located(this.draft.id);
    const opened = JSON.stringify(asked(this.visit, this.draft, this.draft.place).map((each) => each.items.length));
    this.line = this.line.catch(() => {}).then(async () => {
      this.draft = await keepAnswer(this.draft.id, item.key, this.draft.place, fields);
      this.told();
      const now = JSON.stringify(asked(this.visit, this.draft, this.draft.place).map((each) => each.items.length));
      if (opened !== now) { this.items = asked(this.visit, this.draft, this.draft.place).flatMap((each) => each.items); this.fillSide(); }
      written = this.key(item);
      kept.textContent = KEPT;
    });
    writing = this.line;
    this.line.catch(() => { kept.textContent = ""; tell(say("没有存下！磁盘可能已满，请导出救援文件。", "Not kept! The disk may be full: export a rescue file."), "bad"); });
    return this.line;
  }

  // The code that hangs in the stairwell names its element; a code of another site is none of this walk's.
  async scanned() {
    const { scan } = await import("../scan.js");
    const at = (text) => (this.visit.site.elements || []).find((each) => each.id === elementIn(text));
    const said = await scan(at, {
      title: say("扫部位码", "Scan an element's code"), hint: say("对准楼道或设备旁的二维码。", "Point at the code in the stairwell or by the equipment."),
      wrong: say("这个码不是本项目的部位。", "This code is no element of this project."),
      blind: say("相机打不开或未授权：请关闭此窗，从列表选择部位。", "No camera, or not allowed: close this and choose the place from the list."),
    }).catch(() => { tell(say("读码程序没有带上：请从列表选择部位。", "The code reader is not on board: choose from the list."), "bad"); return ""; });
    if (said) await this.move(at(said).id);
  }

  async move(place) {
    this.draft = await tap(this.draft.id, { place }, (now) => { now.place = place; });
    await this.show();
  }
}

const elementIn = (text) => { try { return new URL(text).searchParams.get("element"); } catch (_) { return ""; } };
export const itemNamed = (visit, key) => itemsOf(visit.content).get(key);
