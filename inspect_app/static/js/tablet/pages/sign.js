// Signatures of several roles in their order, each drawn by hand; a refusal is an answer, with its reason.

import SignaturePad from "../../../vendor/signature_pad/signature_pad.min.js";
import { ask, button, h, state, tell } from "../dom.js";
import { paper, shown } from "../pictures.js";
import { tap } from "../store.js";
import { say } from "../words.js";

export const ROLES = {
  inspector: say("检查人员", "Inspector"), contractor: say("施工单位", "Contractor"), supervisor: say("监理单位", "Supervisor"),
  owner: say("建设单位", "Owner"), resident: say("居民代表", "Residents' observer"),
};

export function signing(visit, draft, me, show) {
  const roles = visit.content.signatures || [];
  const next = roles.find((role) => !draft.signatures[role]);
  if (!roles.length) return null;
  return h("section", { class: "sheet", id: "signing" }, h("h2", {}, say("签字", "Signatures")),
    h("ol", { class: "signers" }, roles.map((role) => h("li", {}, h("b", {}, ROLES[role] || role), " ", draft.signatures[role] ? signed(draft, role, show)
      : role === next ? pad(role, draft, me, show) : state("neutral", say("待前一人签完", "after the one before"))))));
}

function signed(draft, role, show) {
  const given = draft.signatures[role];
  const image = h("img", { alt: say("签名", "Signature"), class: "signature" });
  if (given.image) shown(given.image).then((address) => { image.src = address; });
  return h("div", { class: "signed" },
    given.refused ? state("bad", say("拒签", "Refused")) : state("good", say("已签", "Signed")), ` ${given.name} `, given.refused || "",
    given.image && image, button(say("重签", "Sign again"), () => again(draft, role, show), "quiet"));
}

// A signature that was given is taken back only with a reason, which stays.
async function again(draft, role, show) {
  const reason = await ask(say("为什么重签？", "Why sign again?"), { yes: say("重签", "Sign again"), no: say("不改了", "Leave it") });
  if (!reason) return;
  await tap(draft.id, { unsigned: role }, (now) => {
    now.changes.push({ role, reason, at: new Date().toISOString(), was: now.signatures[role] });
    delete now.signatures[role];
  }, reason);
  await show();
}

function pad(role, draft, me, show) {
  const name = h("input", { class: "in", id: `name-${role}`, autocomplete: "off", value: role === "inspector" ? me.name : "" });
  const canvas = h("canvas", { class: "sign-pad", width: 900, height: 300, tabindex: -1, "aria-hidden": "true" });
  const hand = new SignaturePad(canvas, { penColor: "#16202b", minWidth: 1.5, maxWidth: 4 });
  // The pad counts in the canvas's own points, the finger in those of the screen.
  requestAnimationFrame(() => { canvas.width = canvas.clientWidth || 900; canvas.height = canvas.clientHeight || 200; hand.clear(); });
  const named = () => { if (name.value.trim()) return true; name.focus(); tell(say("请先写姓名。", "Write the name first."), "bad"); return false; };
  const put = async (given) => { await tap(draft.id, { signed: role }, (now) => { now.signatures[role] = { role, name: name.value.trim(), at: new Date().toISOString(), ...given }; }); await show(); };
  return h("div", { class: "pad" }, h("div", { class: "field" }, h("label", { for: `name-${role}` }, say("姓名", "Name")), name), canvas,
    h("p", { class: "muted small" }, say("在框内手写；不便手写的，只填姓名也算签字。", "Sign in the box; the name alone counts where a hand cannot write.")),
    h("div", { class: "row" },
      button(say("清除", "Clear"), () => hand.clear()),
      button(say("拒绝签字", "Refuses to sign"), async () => {
        if (!named()) return;
        const reason = await ask(say("拒签原因", "Why refused"), { yes: say("记录拒签", "Record the refusal"), no: say("取消", "Cancel") });
        if (reason) await put({ refused: reason });
      }),
      button(say("签字", "Sign"), async () => { if (named()) await put(hand.isEmpty() ? {} : { image: await paper(canvas, draft) }); }, "main")));
}
