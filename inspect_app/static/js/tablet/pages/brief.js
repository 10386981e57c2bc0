// Before the walk: what is known of the site, what is open, by which checklist, and the question of interest.

import { button, h, state } from "../dom.js";
import { age, day, pick, say } from "../words.js";

export function brief(visit, begin) {
  const open = visit.site.defects || [];
  const count = visit.content.sections.reduce((sum, each) => sum + each.items.length, 0);
  return [
    h("div", { class: "head" }, h("h1", { tabindex: -1 }, visit.site.name), h("span", { class: "muted" }, `${visit.number} · ${say("期限", "due")} ${day(visit.due_on)}`)),
    h("section", { class: "sheet" }, h("h2", {}, pick(visit.content)),
      h("p", { class: "muted" }, `${count} ${say("个检查项", "items")} · ${visit.content.basis || ""}`),
      h("p", { class: "muted" }, say(`内容取于 ${age(visit.fetched_at)}`, `Taken ${age(visit.fetched_at)}`)),
      h("p", {}, say("与受检单位有利害关系的，应当回避：请联系计划安排人换人。", "Any interest in those inspected? Then step back, and have somebody else sent.")),
      h("div", { class: "row" }, button(say("无利害关系，开始检查", "No interest: begin"), begin, "main"))),
    h("section", { class: "sheet" }, h("h2", {}, say("未关闭的缺陷", "Open defects"), ` ${open.length}`),
      open.length ? h("ul", { class: "plain" }, open.map((each) => h("li", {}, state(each.severity === "general" ? "waiting" : "bad", each.number), " ", each.title, h("small", { class: "muted" }, ` ${each.place}`))))
        : h("p", { class: "muted" }, say("没有未关闭的缺陷。", "None.")))];
}
