// A signature as an item: a name and what a hand wrote.

import SignaturePad from "../../../vendor/signature_pad/signature_pad.min.js";
import { button, h } from "../dom.js";
import { paper, shown } from "../pictures.js";
import { say } from "../words.js";
import { outcomes } from "./parts.js";

export function draw(item, answer, ctx) {
  const name = h("input", { class: "in", id: `text-${item.key}`, autocomplete: "off", value: answer.text || "", oninput: () => ctx.put({ text: name.value.trim() || null }) });
  const head = h("div", { class: "field" }, h("label", { for: `text-${item.key}` }, say("姓名", "Name")), name);
  const last = outcomes(item, answer, ctx, say("如签名", "As signed"));
  if (answer.image) {
    const image = h("img", { alt: say("签名", "Signature"), class: "signature" });
    shown(answer.image).then((address) => { image.src = address; });
    return [head, image, button(say("重签", "Sign again"), async () => { await ctx.put({ image: null }); ctx.redraw(); }), last];
  }
  const canvas = h("canvas", { class: "sign-pad", width: 600, height: 200, "aria-hidden": "true" });
  const hand = new SignaturePad(canvas, { penColor: "#16202b" });
  requestAnimationFrame(() => { canvas.width = canvas.clientWidth || 600; canvas.height = canvas.clientHeight || 200; hand.clear(); });
  return [head, canvas, button(say("保存签名", "Keep the signature"), async () => { if (!hand.isEmpty()) { await ctx.put({ image: await paper(canvas, ctx.draft) }); ctx.redraw(); } }, "main"), last];
}
