// The paper before signing: exactly what will be signed, to read or print, with its fingerprint.

import { button, h, link } from "../dom.js";
import { demand } from "../judge.js";
import { figure, layersOf } from "../layer.js";
import { shown } from "../pictures.js";
import { SEVERITIES } from "../items/parts.js";
import { placed } from "../sheets.js";
import { bodyOf, elementOf, itemsOf, paperHash } from "../shape.js";
import { db, draftOf, recall } from "../store.js";
import { pick, say, when } from "../words.js";
import { ROLES } from "./sign.js";

const OUTCOMES = { pass: say("合格", "Pass"), fail: say("不合格", "Fail"), na: say("不适用", "N/A") };
const KINDS = { quality: say("质量问题", "Quality"), hazard: say("安全隐患", "Hazard") };

export async function draw(show, id) {
  const [visit, me] = [await db.visits.get(id), await recall("me")];
  const draft = visit && me && await draftOf(id, me.id);
  if (!draft || draft.state === "sent") { location.hash = draft ? "#/leave" : `#/visit/${id}`; return []; }
  const body = bodyOf(visit, draft, draft.started_at, await layersOf(draft));
  const items = itemsOf(visit.content);
  return [h("div", { class: "row no-print" }, link(say("返回核对", "Back to the review"), `#/review/${id}`), button(say("打印或存为 PDF", "Print, or keep as PDF"), () => window.print(), "main")),
    h("article", { class: "sheet paper" }, h("h1", { tabindex: -1 }, pick(visit.content)),
      h("p", { class: "note tone-waiting" }, say("签字前预览：尚未签字，内容以下方指纹为准。", "Before signing: nobody is bound by it yet; the fingerprint below says which content it shows.")),
      facts([[say("项目", "Project"), visit.site.name], [say("编号", "Number"), visit.number], [say("检查人员", "Inspector"), me.name], [say("开始", "Started"), when(body.started_at)],
        [say("检查表版本", "Checklist version"), h("code", {}, body.template)]]),
      h("ol", { class: "found-list" }, body.answers.map((each) => h("li", {}, answered(visit, items.get(each.item), each)))),
      body.extras ? [h("h2", {}, say("检查表外的发现", "Found besides the checklist")), h("ol", { class: "found-list" }, body.extras.map((each) => h("li", {}, beside(visit, each))))] : null,
      h("h2", {}, say("签字", "Signatures")), h("ul", { class: "plain" }, (visit.content.signatures || []).map((role) => h("li", {}, signer(role, draft.signatures[role])))),
      h("h2", {}, say("内容指纹", "Fingerprint of the content")), h("p", { id: "paper-hash" }, h("code", {}, await paperHash(body))),
      h("p", { class: "muted small" }, say("SHA-256，取自以上内容（不含签字、完成时间和填写过程）；提交后的检查记录页上有同一指纹，可以对照。", "SHA-256 of the above (without signatures, the moment of finishing and the log of the filling); the record shows the same one after sending, to compare.")))];
}

const facts = (rows) => h("dl", { class: "paper-facts" }, rows.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
const where = (visit, element) => elementOf(visit, element)?.path || say("整个工地", "Whole site");
const line = (words) => words && h("p", {}, words);

function answered(visit, item, given) {
  const choice = (item.choices || []).find((each) => each.key === given.text);
  const [zero, unit] = [given.values, item.unit || ""];
  const values = Array.isArray(zero) ? zero.map((each) => (Array.isArray(each) ? `${each[0]} s: ${each[1]}` : each)).join("、") : zero && `${zero.device}: ${zero.from} – ${zero.to}`;
  return [h("p", {}, h("b", {}, pick(item)), ` · ${where(visit, given.element)} · `, h("b", {}, OUTCOMES[given.outcome] || say("按记录判定", "judged by what was taken down"))),
    item.clause && h("p", { class: "muted" }, item.clause),
    values && line(`${say("实测值：", "Measured: ")}${values} ${unit} · ${item.kind === "measured" ? demand(item) : ""}`),
    given.counted && line(say(`检查 ${given.counted.checked}，不合格 ${given.counted.failed}`, `${given.counted.checked} looked at, ${given.counted.failed} failed`)),
    line(choice ? pick(choice) : given.text), line(given.note), given.severity && line(`${say("严重程度：", "Severity: ")}${SEVERITIES[given.severity]}`),
    given.pin && line(placed(visit, given.pin)), given.voice && line(say(`语音备注 ${given.voice.seconds} 秒`, `Spoken note, ${given.voice.seconds} s`)),
    pictures([...given.photos, ...(given.image ? [given.image] : [])], given.layers)];
}

const beside = (visit, given) => [h("p", {}, h("b", {}, given.title), ` · ${where(visit, given.element)} · ${KINDS[given.kind]} · ${SEVERITIES[given.severity]}`), line(given.note), pictures(given.photos, given.layers)];

// Each photo under its marks, and named by its SHA-256: what is signed is these very bytes.
function pictures(names, layers = []) {
  if (!names.length) return null;
  const over = new Map(layers.map((each) => [each.photo, each.shapes]));
  return h("div", { class: "paper-photos" }, names.map((sha) => {
    const image = h("img", { alt: say("现场照片", "Photo") });
    shown(sha).then((address) => { image.onload = () => URL.revokeObjectURL(address); image.src = address; });
    const shapes = over.get(sha) || [];
    return h("figure", {}, h("div", { class: "under" }, image, shapes.length ? board(shapes) : null),
      h("figcaption", {}, shapes.length ? say(`${shapes.length} 个标注 · `, `${shapes.length} mark(s) · `) : "", h("code", {}, sha)));
  }));
}

function board(shapes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  Object.entries({ viewBox: "0 0 1000 1000", preserveAspectRatio: "none", "aria-hidden": "true" }).forEach(([name, value]) => made.setAttribute(name, value));
  made.append(...shapes.map(({ kind, colour, points: [from, to] }) => figure({ kind, colour, from: from.map((x) => x * 1000), to: to.map((x) => x * 1000) })));
  return made;
}

function signer(role, given) {
  const words = !given ? say("待签", "to sign") : given.refused ? `${say("拒签", "Refused")}: ${given.name} ${given.refused}` : `${say("已签", "Signed")}: ${given.name}`;
  return [h("b", {}, ROLES[role] || role), ` ${words}`, h("span", { class: "sign-line", "aria-hidden": "true" })];
}
