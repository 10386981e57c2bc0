// Before leaving: what is missing, what looks odd, the signatures in their order, and the way out.

import { h, link, state, tell } from "../dom.js";
import { doubts, logOf } from "../filling.js";
import { judge } from "../judge.js";
import { close } from "../closing.js";
import { elementOf, extrasOf, given, missing, odd } from "../shape.js";
import { db, draftOf, recall, tap } from "../store.js";
import { pick, say } from "../words.js";
import { signing } from "./sign.js";

export async function draw(show, id) {
  const [visit, me] = [await db.visits.get(id), await recall("me")];
  const draft = visit && me && await draftOf(id, me.id);
  if (!draft) { location.hash = `#/visit/${id}`; return []; }
  if (draft.state === "sent") { location.hash = "#/leave"; return []; }
  const log = await logOf(draft);
  const [lacking, strange, answered] = [missing(visit, draft), [...odd(visit, draft), ...doubts(log)], given(visit, draft)];
  const counted = (outcome) => answered.filter((each) => judge(each.item, each.answer).outcome === outcome).length;
  return [
    h("div", { class: "head" }, h("h1", { tabindex: -1 }, say("核对与签字", "Review and sign")), h("span", { class: "muted" }, `${visit.site.name} · ${visit.number}`)),
    h("section", { class: "sheet" }, h("h2", {}, say("结果", "Result")),
      h("p", {}, state("good", `${say("合格", "Pass")} ${counted("pass")}`), " ", state("bad", `${say("不合格", "Fail")} ${counted("fail")}`), " ", state("neutral", `${say("不适用", "N/A")} ${counted("na")}`)),
      extrasOf(draft).length ? h("p", {}, h("a", { href: `#/extra/${id}` }, say(`检查表外的发现 ${extrasOf(draft).length} 处`, `${extrasOf(draft).length} found besides the checklist`))) : null),
    lacking.length ? h("section", { class: "sheet" }, h("h2", {}, say("还缺", "Missing"), ` ${lacking.length}`),
      h("ul", { class: "plain" }, lacking.map(({ item, place, words, extra }) => h("li", {}, h("a", { class: "entry", href: extra ? `#/extra/${id}` : `#/visit/${id}/${item.key}`, onclick: (event) => extra || go(event, draft, place, item, id) },
        h("span", {}, pick(item), place ? h("small", { class: "muted" }, ` ${elementOf(visit, place)?.path || ""}`) : ""), state("waiting", words)))))) : null,
    strange.length ? h("section", { class: "sheet" }, h("h2", {}, say("请再看一眼", "Please look again")), h("ul", {}, strange.map((each) => h("li", {}, each))),
      h("p", { class: "muted" }, say("属实就不用改；可在备注里说明。", "If it is right as it is, leave it; a note may explain."))) : null,
    log && h("p", { class: "muted small", id: "goes-along" }, say(
      `随检查表提交：填写顺序与停留、${log.fixes.length} 次定位、${log.changes.length} 处签字后修改；监督人员可见。`,
      `Goes along, seen by supervisors: order and dwell, ${log.fixes.length} place(s), ${log.changes.length} change(s) after signing.`)),
    lacking.length ? null : h("p", {}, link(say("签字前预览、打印", "Preview and print before signing"), `#/paper/${id}`, "wide")),
    lacking.length ? null : signing(visit, draft, me, show),
    h("div", { class: "row" }, link(say("返回检查", "Back to the walk"), `#/visit/${id}`),
      lacking.length ? null : h("button", { type: "button", class: "b main", id: "close", onclick: (event) => finish(event.target, visit, draft, me) }, say("完成并发送", "Finish and send")))];
}

async function go(event, draft, place, item, id) {
  event.preventDefault();
  if ((draft.place || "") !== place) await tap(draft.id, { place }, (now) => { now.place = place; });
  location.hash = `#/visit/${id}/${item.key}`;
}

async function finish(press, visit, draft, me) {
  press.setAttribute("aria-busy", "true");
  const unsigned = (visit.content.signatures || []).filter((role) => !draft.signatures[role]);
  if (unsigned.length) {
    tell(say("还有角色没有签字，也没有记录拒签。", "Some have neither signed nor refused."), "bad");
    press.removeAttribute("aria-busy");
    document.getElementById("signing")?.scrollIntoView();
    return;
  }
  await close(visit, draft, me);
  location.hash = "#/leave";
}
