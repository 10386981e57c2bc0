// Danger now: kept on the device first, told to the server before anything else, and whom to call, network or not.

import { call, Refusal } from "./api.js";
import { uuid7 } from "./canonical.js";
import { ask, button, h, state } from "./dom.js";
import { changed, db } from "./store.js";
import { pick, say, when } from "./words.js";

const ALWAYS = [
  { phone: "119", zh: "火警、抢险救援", en: "Fire and rescue" }, { phone: "120", zh: "医疗急救", en: "Ambulance" },
  { phone: "110", zh: "报警", en: "Police" },
];

export const keptDangers = (me) => db.dangers.where("state").equals("kept").filter((each) => each.person === me);

const dangerAt = async (visit, person, named, element) => (await db.dangers.where("visit").equals(visit).toArray())
  .find((each) => each.person === person && (each.item || each.extra) === named && (each.element || "") === (element || "")) || null;

export async function sendDangers(me) {
  for (const row of await keptDangers(me).sortBy("seen_at")) {
    try {
      const { id, item, extra, element, words, seen_at } = row;
      const found = await call(`/api/visits/${row.visit}/dangers`, { method: "POST", json: { id, item, extra, element, words, seen_at }, seconds: 20 });
      await db.dangers.update(id, { state: "received", received_at: found.received_at, defect: found.defect });
    } catch (error) {
      if (!(error instanceof Refusal) || error.later || error.logIn || error.stale) throw error;
      await db.dangers.update(row.id, { state: "refused", error: error.message });
    }
    changed();
  }
}

const STATES = { kept: ["waiting", say("存在本机，有网即发", "on device, to be sent")], received: ["good", say("已送达", "received")], refused: ["bad", say("未被接受，请打电话", "not taken: call")] };
export const dangerLine = (row) => [state(...STATES[row.state]), ` ${say("立即危险", "Danger now")} · ${when(row.seen_at)}${row.defect ? ` · ${row.defect}` : ""}`, row.error ? h("span", { class: "field-error" }, ` ${row.error}`) : ""];

// The red button of an item or a finding, or what became of it. `about` says which, where and in which words.
export function danger(ctx, about) {
  const place = h("div", { class: "danger", "data-danger": "", role: "status" });
  const draw = async () => {
    const { item = null, extra = null, element = null } = about();
    const row = await dangerAt(ctx.visit.id, ctx.draft.person, item || extra, element);
    place.replaceChildren(row ? h("p", {}, ...dangerLine(row)) : "",
      row ? button(say("打电话", "Call"), () => numbers(ctx.visit)) : button(say("⚠ 立即危险", "⚠ Danger now"), report, "alarm"));
  };
  const report = async () => {
    const sure = await ask(say("立即危险？", "Danger now?"), {
      hint: say("将立刻登记重大隐患，并为监督机构拟停工通知。先让人离开！", "A major hazard is entered at once and a stop-work notice drafted for the authority. Get people away first!"),
      yes: say("是，上报", "Yes, report it"), no: say("不是", "No"), words: false,
    });
    if (!sure) return;
    const { item = null, extra = null, element = null, words = "" } = about();
    await db.dangers.add({ id: uuid7(), visit: ctx.visit.id, number: ctx.visit.number, person: ctx.draft.person, item, extra, element, words, seen_at: new Date().toISOString(), state: "kept", error: "" });
    changed();
    await draw();
    ctx.send();
    numbers(ctx.visit);
    await ctx.marked?.();
  };
  draw();
  return place;
}

// Whom to call, from what was taken on board.
export function numbers(visit) {
  const rows = [...(visit.site.contacts || []), ...ALWAYS];
  const sheet = h("dialog", { class: "ask wide", id: "numbers", "aria-label": say("打电话", "Call") }, h("form", { method: "dialog" },
    h("h2", {}, say("先让人离开，再打电话", "Get people away, then call")),
    h("ul", { class: "plain calls" }, rows.map((each) => h("li", {}, h("a", { class: "b wide", href: `tel:${each.phone.replace(/[^+0-9]/g, "")}` },
      h("b", {}, each.phone), " ", pick(each), [each.name, each.party].filter(Boolean).map((words) => ` · ${words}`).join(""))))),
    visit.site.contacts?.length ? "" : h("p", { class: "muted" }, say("本机没有现场负责人的电话：请有网时重新“准备离线”。", "No phone of the site's people is on board: prepare offline again with a network.")),
    h("div", { class: "row" }, h("button", { class: "b", value: "" }, say("关闭", "Close")))));
  sheet.addEventListener("close", () => sheet.remove());
  document.body.append(sheet);
  sheet.showModal();
}
