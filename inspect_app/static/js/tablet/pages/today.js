// The day: what is to be inspected, what is on board and how old it is.

import { Refusal } from "../api.js";
import { arrivalOf, unopened } from "../arrivals.js";
import { h, link, state, tell } from "../dom.js";
import { send } from "../outbox.js";
import { prepare } from "../prepare.js";
import { db, draftOf, recall } from "../store.js";
import { age, day, pick, say, today, when } from "../words.js";
import { sealedTasks } from "./arrive.js";

const KINDS = { spot: say("抽检", "Spot check"), patrol: say("巡检", "Patrol") };

export async function draw(show) {
  const [me, prepared, visits] = [await recall("me"), await recall("prepared"), await db.visits.toArray()];
  const mine = visits.filter((each) => !me || each.person === me.id).sort((a, b) => (a.due_on < b.due_on ? -1 : 1));
  const rows = await Promise.all(mine.map((visit) => row(visit, me)));
  const sealed = me ? await Promise.all((await sealedTasks(me)).map((each) => hidden(each, me))) : [];
  return [
    h("div", { class: "head" }, h("h1", { tabindex: -1 }, say("今日检查", "Today")), h("span", { class: "muted" }, day(today()))),
    h("section", { class: "sheet", "aria-label": say("离线准备", "Offline") },
      h("p", {}, prepared
        ? [state("good", say("可离线使用", "Ready offline")), " ", say(`本机有 ${mine.length} 个任务，取于 ${when(prepared.at)}（${age(prepared.at)}）。`, `${mine.length} visit(s) on board, taken ${when(prepared.at)} (${age(prepared.at)}).`)]
        : [state("waiting", say("尚未准备", "Not prepared")), " ", say("下载今天的任务后，全天无网也能检查。", "Take the day's visits on board, then work without a network.")]),
      prepared && prepared.persisted === false && h("p", { class: "muted" }, say("浏览器未答应长期保存：磁盘满时可能清理。建议安装到主屏幕。", "The browser did not promise to keep this when its disk is full: add the app to the home screen.")),
      h("div", { class: "row" }, h("button", { type: "button", class: `b ${prepared ? "" : "main"}`, id: "prepare", onclick: (event) => take(event.target, show) }, say("准备离线", "Prepare offline")), prepared && link(say("扫现场码", "Scan a site's code"), "#/arrive"))),
    sealed.length ? [h("h2", {}, say("已抽中，尚未开启", "Drawn, still sealed")), h("ul", { class: "rows" }, sealed), h("h2", {}, say("检查任务", "Visits"))] : null,
    rows.length ? h("ul", { class: "rows" }, rows) : h("p", { class: "muted" }, say("准备离线后，这里列出要检查的任务。", "The visits to make will stand here.")),
  ];
}

async function row(visit, me) {
  const draft = me && await draftOf(visit.id, me.id);
  const sent = draft?.state === "sent" ? await db.outbox.get(draft.id) : null;
  const late = visit.due_on < today();
  const how = sent ? (sent.state === "sealed" ? state("good", say("已封存", "Sealed")) : sent.state === "refused" ? state("bad", say("被退回", "Refused")) : state("waiting", say("待发送", "To be sent")))
    : draft ? state("waiting", say("检查中", "Begun")) : late ? state("bad", say("已过期限", "Late")) : state("neutral", say("待检查", "To do"));
  const waits = unopened(visit) && !sent ? await waiting(visit.id, me) : null;
  const goal = sent ? `#/leave` : waits ? `#/arrive/${visit.id}` : `#/visit/${visit.id}`;
  return h("li", {}, h("a", { class: "visit", href: goal },
    h("b", {}, visit.site.name), h("span", {}, `${pick(visit.content)} · ${KINDS[visit.kind] || visit.kind}`),
    h("small", { class: "muted" }, `${visit.number} · ${say("期限", "due")} ${day(visit.due_on)}`), h("span", {}, waits ? [waits, draft ? [" ", how] : null] : how)));
}

// A task that is not open yet: whether its inspector has arrived, as far as this device knows.
async function waiting(id, me) {
  const record = me && await arrivalOf(id, me.id);
  return record?.state === "kept" ? state("waiting", say("到场待发送", "Arrival to be sent")) : record?.state === "refused" ? state("bad", say("到场未被接受", "Arrival not taken")) : state("neutral", say("到场后开启", "Opens on site"));
}

// Before its time a drawn task has a number and no target.
async function hidden(task, me) {
  return h("li", {}, h("a", { class: "visit", href: `#/arrive/${task.visit_id}`, "data-sealed": task.visit_id },
    h("b", {}, say("封存任务", "Sealed task")), h("span", {}, say(`检查对象到 ${when(task.opens_at)} 才告知`, `Its target is told ${when(task.opens_at)}`)),
    h("small", { class: "muted" }, `${task.number} · ${say("期限", "due")} ${day(task.due_on)}`), h("span", {}, await waiting(task.visit_id, me))));
}

async function take(press, show) {
  press.setAttribute("aria-busy", "true");
  try {
    const n = await prepare();
    tell(say(`已准备 ${n} 个任务，可离线使用。`, `${n} visit(s) on board.`), "good");
    send({ now: true });
  } catch (error) {
    const words = error instanceof Refusal ? error.message : say("现在没有网络，本机内容不变。", "No network; what is on board stays.");
    tell(words, "waiting");
    if (error instanceof Refusal && error.logIn) { await show(logIn()); return; }
  }
  await show();
}

export const logIn = () => h("section", { class: "sheet" }, h("h2", {}, say("请登录", "Log in")),
  h("p", {}, say("登录后才能取任务和发送；本机内容不受影响。", "Log in to fetch visits and to send. What is on this device stays.")),
  h("div", { class: "row" }, link(say("登录", "Log in"), "/login?next=/tablet", "main")));
