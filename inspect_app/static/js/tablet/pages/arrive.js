// Arriving on a drawn site: by the code at its gate, by place, or by typing the code. The server decides; without a
// network the arrival waits on the device.

import { arrivalOf, arrived, codeIn, sendArrivals, siteOf, unopened } from "../arrivals.js";
import { button, h, link, state, tell } from "../dom.js";
import { send } from "../outbox.js";
import { place as locate } from "../pictures.js";
import { db, recall } from "../store.js";
import { age, day, say, when } from "../words.js";
import { interest } from "./brief.js";

const sealedOf = async (me) => { const kept = await recall("sealed"); return kept && kept.person === me.id ? kept.rows : []; };
export const sealedTasks = async (me) => {
  const aboard = new Set(await db.visits.toCollection().primaryKeys());
  return (await sealedOf(me)).filter((each) => !aboard.has(each.visit_id));
};

export async function draw(show, id, typed = "") {
  const me = await recall("me");
  if (!me) return [h("h1", { tabindex: -1 }, say("到场", "Arrive")), link(say("返回今日", "Back to today"), "#/")];
  if (!id) return anywhere(me);
  const visit = await db.visits.get(id);
  const sealed = (await sealedOf(me)).find((each) => each.visit_id === id);
  if (visit ? visit.person !== me.id : !sealed) return [h("h1", { tabindex: -1 }, say("没有这个任务", "No such task")), link(say("返回今日", "Back to today"), "#/")];
  const record = await arrivalOf(id, me.id);
  if (visit && !unopened(visit)) return [h("h1", { tabindex: -1 }, visit.site.name), h("p", {}, state("good", say("已到场，任务已开启", "You are on site: it is open"))), h("div", { class: "row" }, link(say("去检查", "To the visit"), `#/visit/${id}`, "main"))];
  const use = (found) => came(show, me, (visit || sealed).number, id, visit, found);
  return [
    h("div", { class: "head" }, h("h1", { tabindex: -1 }, visit ? visit.site.name : say("封存任务", "Sealed task")), h("span", { class: "muted" }, `${(visit || sealed).number} · ${say("期限", "due")} ${day((visit || sealed).due_on)}`)),
    about(visit, sealed, record), visit ? h("section", { class: "sheet" }, h("h2", {}, say("回避", "Recusal")), interest(visit)) : null,
    ways(use, { typed })];
}

function about(visit, sealed, record) {
  const opens = visit ? visit.seal.opens_at : sealed.opens_at;
  return h("section", { class: "sheet", id: "arrival" }, h("h2", {}, say("双随机任务", "Drawn task")),
    h("p", {}, visit ? say("检查对象已告知；到场后开启检查表。", "The target is told; its checklist opens on site.")
      : say(`检查对象封存到 ${when(opens)}；到时用现场码开启，检查对象随即告知。`, `The target is sealed until ${when(opens)}; then the site's code opens it, and it is told.`)),
    h("p", { class: "muted" }, `${say("抽取编号", "Draw")} ${visit ? visit.seal.draw : sealed.draw}`),
    record && told(record, visit));
}

const HOW = (record) => (record.code ? say("扫码", "code scanned") : say("定位", "place"));

// What became of the arrival, and what happens next, in words.
function told(record, visit) {
  if (record.state === "refused") return h("p", { class: "field-error", role: "status" }, say(`${when(record.at)} 的到场未被接受：`, `The arrival of ${when(record.at)} was not taken: `), record.error);
  if (record.state === "opened") return h("p", { role: "status" }, state("good", say("已开启", "Open")), " ", say("有网后“准备离线”即可取下检查表。", "Prepare offline with a network to take the checklist on board."));
  return h("div", { class: "note tone-waiting", "data-arrival": record.state, role: "status" },
    h("p", {}, say(`到场已存在本机：${HOW(record)}，${when(record.at)}（${age(record.at)}）。`, `Your arrival is on this device: ${HOW(record)}, ${when(record.at)} (${age(record.at)}).`)),
    h("p", {}, say("有网后自动发送，由服务器判定是否开启；这里会显示结果。", "It goes by itself with a network; the server decides, and the answer shows here.")),
    visit ? [h("p", {}, say("可以先检查：检查表排在到场之后发送；如到场不被接受，检查表会退回本机。", "You may begin: the checklist is sent after the arrival, and comes back to this device if that is not taken.")), h("div", { class: "row" }, link(say("先开始检查", "Begin meanwhile"), `#/visit/${visit.id}`, "main"))]
      : h("p", {}, say("检查表还不在本机，开启后自动取下。", "The checklist is not on this device yet; it is fetched once it is open.")));
}

// The ways to show where one is. `use` is given {code} or {where}.
function ways(use, { typed = "", placed = true }) {
  const input = h("input", { class: "in", id: "code", autocomplete: "off", autocapitalize: "off", spellcheck: "false", value: typed, "aria-describedby": "code-error" });
  const wrong = h("p", { class: "field-error", id: "code-error", role: "alert" });
  const take = (text) => {
    const code = codeIn(text);
    wrong.textContent = code ? "" : say("这不是现场码：应为工地名、点和 20 位数字字母。", "Not a site's code: it is the site's name, a dot and 20 digits.");
    return code ? use({ code }) : input.focus();
  };
  return h("section", { class: "sheet" }, h("h2", {}, say("证明到场", "Show that you are there")),
    h("div", { class: "row" },
      button(say("扫现场码", "Scan the site's code"), async () => { const { scan } = await import("../scan.js"); const said = await scan((text) => Boolean(codeIn(text))).catch(noReader); if (said) await take(said); }, "main"),
      h("label", { class: "b", for: "code-photo" }, say("从照片读码", "Read from a photo")),
      h("input", { type: "file", id: "code-photo", class: "hidden", accept: "image/*", onchange: (event) => photo(event.target, take) }),
      placed && button(say("用定位", "Use my place"), (event) => here(event.target, use))),
    h("form", { class: "field", onsubmit: (event) => { event.preventDefault(); take(input.value); } },
      h("label", { for: "code" }, say("或输入编码（印在二维码下方）", "Or type the code (printed below it)")), input, wrong,
      h("div", { class: "row" }, h("button", { class: "b" }, say("用此编码", "Use this code")))));
}

const noReader = () => { tell(say("读码程序没有带上：请有网时打开一次，或输入编码。", "The code reader is not on board: type the code."), "bad"); return ""; };

async function photo(input, take) {
  const [file] = input.files;
  input.value = "";
  if (!file) return;
  const { readPhoto } = await import("../scan.js");
  const said = await readPhoto(file).catch(() => "");
  if (said) await take(said);
  else tell(say("照片里没有读到二维码：请靠近、对正、避开反光再拍。", "No code in this photo: closer, straight, without glare."), "waiting");
}

async function here(press, use) {
  press.setAttribute("aria-busy", "true");
  // Fresh: whoever was told to come nearer has walked meanwhile.
  const where = await locate(0);
  press.removeAttribute("aria-busy");
  if (where) await use({ where });
  else tell(say("没有取到定位：请允许定位，或扫现场码。", "No place found: allow it, or scan the code."), "waiting");
}

// Kept first, then sent at once if that can be.
async function came(show, me, number, id, visit, { code = "", where = null }) {
  if (code && visit && siteOf(code) !== visit.site.site) {
    tell(say("这是另一个工地的现场码。", "This is another site's code."), "bad");
    return;
  }
  await arrived(id, me.id, { number, code, where: where || (await quick()) });
  // Shown as kept before the network is tried: a slow one must not look like nothing happened.
  await show();
  document.querySelector("main h1")?.focus({ preventScroll: true });
  await sendArrivals(me.id).catch(() => {});
  send();
  const now = await db.visits.get(id);
  if (now && !unopened(now)) {
    tell(say("已到场，任务开启。", "You are on site: the task is open."), "good");
    location.hash = `#/visit/${id}`;
  } else await show();
}

// Beside a code the place is a help and no condition: it is not waited for long.
const quick = () => Promise.race([locate(), new Promise((done) => { setTimeout(() => done(null), 1500); })]);

// A code scanned from the day's list leads to the task it belongs to.
async function anywhere(me) {
  const found = h("div", { id: "found", role: "status" });
  const use = async ({ code }) => {
    const visits = code ? (await db.visits.toArray()).filter((each) => each.person === me.id && each.site.site === siteOf(code)) : [];
    const to = (visit) => (unopened(visit) ? `#/arrive/${visit.id}/${encodeURIComponent(code)}` : `#/visit/${visit.id}`);
    if (visits.length === 1) { location.hash = to(visits[0]); return; }
    const sealed = await sealedTasks(me);
    found.replaceChildren(...(visits.length ? visits.map((each) => link(`${each.number} · ${day(each.due_on)}`, to(each), "wide"))
      : sealed.length ? [h("p", {}, say("本机没有此工地的任务。是下面的封存任务吗？", "No task of this site is on board. Is it one of the sealed ones?")), ...sealed.map((each) => link(each.number, `#/arrive/${each.visit_id}/${encodeURIComponent(code)}`, "wide"))]
        : [h("p", {}, say("本机没有此工地的任务：请先“准备离线”。", "No task of this site is on board: prepare offline first."))]));
  };
  return [h("div", { class: "head" }, h("h1", { tabindex: -1 }, say("扫码找任务", "Find a task by its code"))), ways(use, { placed: false }), found];
}
