// One item on the screen: what is asked, its answer by kind, how it would be judged. A new kind is a new file here.

import { h, state } from "../dom.js";
import { demand, judge, lacks } from "../judge.js";
import { pick, say } from "../words.js";
import * as choice from "./choice.js";
import * as counted from "./counted.js";
import * as judged from "./judged.js";
import * as measured from "./measured.js";
import { more, onDrawing, photos } from "./parts.js";
import * as photo from "./photo.js";
import * as signature from "./signature.js";
import * as text from "./text.js";
import * as timed from "./timed.js";
import * as voice from "./voice.js";

const KINDS = { judged, measured, choice, text, photo, counted, timed, signature };
const WORDS = { pass: ["good", say("合格", "Pass")], fail: ["bad", say("不合格，提交后开出缺陷", "Fail: sending opens a defect")], na: ["neutral", say("不适用", "Not applicable")], later: ["neutral", say("已记录，由服务器按抽样方案判定", "Taken down; the server judges by the sampling plan")] };

// What the checklist of a newer server asks and this version of the app does not know, is still asked: in words.
export const known = (kind) => kind in KINDS;

export function drawItem(item, ctx) {
  const answer = ctx.answer();
  const kind = KINDS[item.kind] || text;
  return h("section", { class: "item", "data-item": item.key, "data-kind": item.kind, "aria-labelledby": "item-head" },
    h("h2", { id: "item-head", tabindex: -1 }, pick(item), item.veto || item.guarantee ? [" ", state("bad", item.veto ? say("否决项", "Veto") : say("保证项目", "Guarantee"))] : ""),
    h("p", { class: "demand" }, item.kind === "measured" && h("b", {}, demand(item), " · "), h("span", { class: "muted" }, item.clause || ""),
      item.hint_zh && [h("br"), h("span", { class: "muted" }, say(item.hint_zh, item.hint_en || item.hint_zh))]),
    !known(item.kind) && h("p", { class: "note tone-waiting" }, say("此项需要新版应用；先用文字记录，更新后再补。", "This item needs a newer version of the app; write it down for now.")),
    kind.draw(item, answer, ctx),
    photos(item, answer, ctx),
    onDrawing(item, answer, ctx),
    voice.draw(item, answer, ctx),
    h("p", { class: "judged", role: "status", "data-judged": "" }),
    more(item, answer, ctx));
}

export function drawJudged(place, item, answer) {
  const { outcome, n, good } = judge(item, answer);
  const lack = lacks(item, answer);
  const [tone, words] = outcome ? WORDS[outcome] : ["waiting", lack];
  const more = [n ? `（${good}/${n}）` : "", outcome && lack ? `${say("，", ", ")}${lack}` : ""].join("");
  place.replaceChildren(state(outcome && lack ? "waiting" : tone, words + more));
}
