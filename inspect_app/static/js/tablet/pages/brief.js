// Before the walk: what was found last, what is open, what the contractor is known for, what the sensors say, by which
// checklist and law, and the question of interest. All of it as taken on board, with its age.

import { Refusal } from "../api.js";
import { recuse } from "../arrivals.js";
import { curve } from "../curves.js";
import { button, h, state, tell } from "../dom.js";
import { age, day, pick, say, when } from "../words.js";

export function brief(visit, begin) {
  const count = visit.content.sections.reduce((sum, each) => sum + each.items.length, 0);
  return [
    h("div", { class: "head" }, h("h1", { tabindex: -1 }, visit.site.name), h("span", { class: "muted" }, `${visit.number} · ${say("期限", "due")} ${day(visit.due_on)}`)),
    h("section", { class: "sheet" }, h("h2", {}, pick(visit.content)),
      h("p", { class: "muted", id: "law" }, `${count} ${say("个检查项", "items")} · `, say(`检查表第 ${visit.version ?? "?"} 版`, `checklist version ${visit.version ?? "?"}`), " ", h("code", {}, visit.template.slice(0, 8)),
        h("br"), say("依据：", "Basis: "), visit.content.basis || say("检查表未写明", "not given in the checklist")),
      h("p", { class: "muted", id: "age" }, say(`以下内容取于 ${when(visit.fetched_at)}（${age(visit.fetched_at)}）`, `All of this was taken ${when(visit.fetched_at)} (${age(visit.fetched_at)})`)),
      interest(visit),
      h("div", { class: "row" }, button(say("无利害关系，开始检查", "No interest: begin"), begin, "main"))),
    ...background(visit)];
}

// The question comes before the walk, and of a drawn visit before it is opened.
export function interest(visit) {
  return h("div", { id: "interest" }, h("p", {}, say("与受检单位有利害关系吗？有则应当回避。", "Any interest in those inspected? Then step back.")),
    h("div", { class: "row" }, button(say("有利害关系，请换人", "I have an interest: send another"), (event) => step(event.target, visit))));
}

async function step(press, visit) {
  press.setAttribute("aria-busy", "true");
  try {
    const gone = await recuse(visit);
    tell(gone ? say("已申报回避，任务转给抽取名单中的下一人。", "Declared: the next on the draw's list takes it.")
      : say("已申报回避。请勿检查，并请计划安排人换人。", "Declared. Do not inspect; have whoever planned it send another."), "good");
    if (gone) location.hash = "#/";
  } catch (error) {
    tell(error instanceof Refusal ? error.message : say("没有网络，未能申报：请勿检查，有网后再点。", "No network, not declared: do not inspect, and tap again with one."), "waiting");
  }
  press.removeAttribute("aria-busy");
}

export function background(visit) {
  // What an older version of the app took on board has no brief.
  const known = visit.site.brief || { last: null, pattern: null, curves: [] };
  return [last(known.last), open(visit.site.defects || []), pattern(known.pattern), curves(known.curves)];
}

const none = (words) => h("p", { class: "muted" }, words);

function last(one) {
  const rest = one ? one.failed - one.findings.length : 0;
  return h("section", { class: "sheet", id: "last" }, h("h2", {}, say("上次检查", "Last visit")),
    one ? h("p", {}, state(one.tone, pick(one)), ` ${when(one.at)} · ${one.number} · ${say(`不合格 ${one.failed} 项`, `${one.failed} failed`)}`) : none(say("没有您可查看的上次检查。", "No earlier visit that you may see.")),
    one && one.findings.length ? h("ul", { class: "plain" }, one.findings.map((each) => h("li", {}, pick(each), each.note && `：${each.note}`, h("small", { class: "muted" }, [each.place, each.clause].filter(Boolean).map((words) => ` · ${words}`).join("")))),
      rest > 0 && h("li", { class: "muted" }, say(`另有 ${rest} 项`, `and ${rest} more`))) : null);
}

function open(found) {
  return h("section", { class: "sheet", id: "open" }, h("h2", {}, say("未关闭的缺陷", "Open defects"), ` ${found.length}`),
    found.length ? h("ul", { class: "plain" }, found.map((each) => h("li", {}, state(each.severity === "general" ? "waiting" : "bad", each.number), " ", each.title, h("small", { class: "muted" }, ` ${each.place}`))))
      : none(say("没有未关闭的缺陷。", "None.")));
}

function pattern(one) {
  const head = h("h2", {}, say("施工单位近 12 个月的缺陷", "The contractor's defects, last 12 months"));
  if (!one) return h("section", { class: "sheet", id: "pattern" }, head, none(say("项目未登记施工单位。", "The project has no contractor.")));
  const most = Math.max(1, ...one.clauses.map((each) => each.count));
  return h("section", { class: "sheet", id: "pattern" }, head,
    h("p", {}, one.party, h("small", { class: "muted" }, say(` · ${one.since} 起，您可查看的 ${one.sites} 个工地`, ` · since ${one.since}, ${one.sites} site(s) you may see`))),
    h("p", {}, one.kinds.map((each) => h("span", { class: "count" }, `${pick(each)} `, h("b", {}, String(each.count))))),
    one.clauses.length ? h("ul", { class: "plain bars" }, one.clauses.map((each) => h("li", {}, h("span", {}, each.clause), h("b", {}, String(each.count)), h("i", { "aria-hidden": "true", style: `width:${Math.round((100 * each.count) / most)}%` }))))
      : none(say("没有记录到条款的缺陷。", "None with a clause.")));
}

function curves(found) {
  return h("section", { class: "sheet", id: "curves" }, h("h2", {}, say("监测曲线", "Sensor curves")),
    found.length ? h("div", { class: "curves" }, found.map(curve)) : none(say("近 24 小时没有监测数据。", "No sensor spoke in the last 24 hours.")));
}
