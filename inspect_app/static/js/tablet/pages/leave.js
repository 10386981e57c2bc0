// What became of everything that left the hand: on the device, received, sealed; and what came back.

import { dangerLine } from "../dangers.js";
import { button, h, link, state } from "../dom.js";
import { reopen } from "../closing.js";
import { light, send } from "../outbox.js";
import { counts, db, recall } from "../store.js";
import { pick, say, when } from "../words.js";
import { logIn } from "./today.js";

const STATES = {
  kept: ["waiting", say("存在本机，待发送", "On this device, to be sent")], received: ["neutral", say("已收到", "Received")],
  sealed: ["good", say("已封存：回执已验签", "Sealed: receipt verified")], refused: ["bad", say("被退回，仍存在本机", "Refused, kept on this device")],
};
const DOUBTS = {
  content: say("回执与本机内容不一致，请勿删除并联系管理员。", "The receipt is for other content: keep this and tell the administrator."),
  signature: say("回执签名不是本服务器的，请联系管理员。", "The receipt is not signed by this server: tell the administrator."),
  unchecked: say("此浏览器不能验签。", "This browser cannot check the signature."),
};
const LIGHTS = {
  idle: say("全部已送达。", "Everything has arrived."), sending: say("正在发送…", "Sending…"), waiting: say("等待发送。", "Waiting to be sent."),
  offline: say("没有网络：有网后自动发送。", "No network: it goes by itself when there is one."), trouble: say("服务器暂时不能接收，会自动再试：", "The server cannot take it now and is tried again: "),
};

export async function draw(show) {
  const me = await recall("me");
  const [found, rows] = [await counts(me?.id), (await db.outbox.orderBy("id").reverse().toArray())];
  const arrivals = await db.arrivals.orderBy("id").reverse().filter((each) => each.person === me?.id).toArray();
  const dangers = await db.dangers.orderBy("id").reverse().filter((each) => each.person === me?.id).toArray();
  return [
    h("div", { class: "head" }, h("h1", { tabindex: -1 }, say("发送与回执", "Sent and receipts"))),
    light.state === "log-in" ? logIn() : null,
    h("section", { class: "sheet" }, h("dl", { class: "three" },
      [["kept", say("本机", "On device")], ["received", say("已收到", "Received")], ["sealed", say("已封存", "Sealed")]].map(([name, words]) => h("div", {}, h("dt", {}, words), h("dd", { id: `n-${name}` }, String(found[name]))))),
    found.others ? h("p", {}, say(`另有 ${found.others} 份属于其他人，由本人登录后发送。`, `${found.others} more of somebody else, sent when they log in.`)) : null,
    h("p", { role: "status" }, found.kept ? (LIGHTS[light.state] || LIGHTS.waiting) + (light.state === "trouble" ? light.words : "") : LIGHTS.idle),
    h("div", { class: "row" }, button(say("立即发送", "Send now"), async () => { await send({ now: true }); await show(); }))),
    dangers.length ? h("section", { class: "sheet", id: "dangers" }, h("h2", {}, say("立即危险", "Danger now")), h("ul", { class: "plain" }, dangers.map((row) => h("li", {}, dangerLine(row), h("small", { class: "muted" }, ` · ${row.number}`))))) : null,
    arrivals.length ? h("section", { class: "sheet", id: "arrivals" }, h("h2", {}, say("到场", "Arrivals")), h("ul", { class: "plain" }, arrivals.map(arrival))) : null,
    rows.length ? h("ul", { class: "rows" }, rows.map((row) => record(row, show))) : h("p", { class: "muted" }, say("完成检查后，这里显示每份检查表和回执。", "Finished checklists and their receipts will stand here.")),
  ];
}

const ARRIVALS = { kept: ["waiting", say("存在本机，待发送", "On this device, to be sent")], opened: ["good", say("已开启", "Open")], refused: ["bad", say("未被接受", "Not taken")] };
const arrival = (row) => h("li", {}, state(...ARRIVALS[row.state]), " ", h("a", { href: `#/arrive/${row.visit}` }, row.number), h("small", { class: "muted" }, ` · ${when(row.at)}`), row.error && h("span", { class: "field-error" }, ` ${row.error}`));

function record(row, show) {
  const [tone, words] = STATES[row.state];
  return h("li", { class: "sheet", "data-record": row.id, "data-state": row.state },
    h("b", {}, row.name), h("div", {}, pick(row.title), h("small", { class: "muted" }, ` · ${row.number} · ${when(row.made)}`)),
    h("p", {}, state(tone, words), row.doubt ? ` ${DOUBTS[row.doubt]}` : "", row.via ? h("small", { class: "muted" }, ` · ${row.via}`) : ""),
    row.receipt && h("p", { class: "muted small" }, say("回执 ", "Receipt "), h("code", {}, row.receipt.content.slice(0, 16)), ` · ${when(row.receipt.at)}`, row.receipt.merged ? h("span", {}, " · ", say("已与另一台平板合并", "merged with another tablet")) : ""),
    row.error && h("p", { class: "field-error" }, row.error),
    row.state === "refused" && h("div", { class: "row" }, button(say("打开修改", "Open and mend"), async () => { await reopen(row); location.hash = `#/review/${row.visit}`; }, "main"), link(say("导出到文件", "Export to a file"), "#/device")),
    row.state === "sealed" && h("a", { href: `/submissions/${row.id}` }, say("查看记录", "See the record")));
}
