// The device itself: language, light, who is logged in, the rescue file, and its own way to the broker.

import { button, h, link, tell } from "../dom.js";
import { send } from "../outbox.js";
import { rescue, restore } from "../rescue.js";
import { persist, recall } from "../store.js";
import { say, speak, when, zh } from "../words.js";
import { enrolment } from "./enrol.js";

export async function draw(show) {
  const [me, known] = [await recall("me"), await recall("key")];
  const changedKey = await recall("key-changed");
  return [
    h("div", { class: "head" }, h("h1", { tabindex: -1 }, say("本机", "This device"))),
    h("section", { class: "sheet" }, h("h2", {}, say("显示", "Display")), h("div", { class: "row" },
      button(zh ? "English" : "中文", () => speak(zh ? "en" : "zh")), theme())),
    h("section", { class: "sheet" }, h("h2", {}, say("使用人", "Who")), h("p", {}, me ? me.name : say("未登录", "Nobody")),
      h("div", { class: "row" }, link(say("登录或换人", "Log in or change"), "/login?next=/tablet"), link(say("网页版", "The site"), "/today"))),
    await enrolment(me, show),
    h("section", { class: "sheet" }, h("h2", {}, say("救援", "Rescue")),
      h("p", {}, say("把本机全部内容存成一个文件，可在另一台平板导入并发送。", "All that is on this device as one file; another tablet can take it in and send it.")),
      h("div", { class: "row" }, button(say("导出到文件", "Export to a file"), save),
        h("label", { class: "b", for: "rescue-in" }, say("从文件导入", "Import a file")),
        h("input", { type: "file", id: "rescue-in", class: "hidden", accept: "application/json,.json", onchange: (event) => bring(event.target, show) }))),
    h("section", { class: "sheet" }, h("h2", {}, say("存储", "Storage")), await storage(show),
      h("p", { class: "muted small" }, say("服务器公钥 ", "Server key "), h("code", {}, known ? known.slice(0, 16) : "—")),
      changedKey && h("p", { class: "field-error" }, say(`服务器公钥在 ${when(changedKey.at)} 变更，请向管理员核实。`, `The server's key changed ${when(changedKey.at)}: ask the administrator.`)))];
}

function theme() {
  const order = ["auto", "light", "dark"];
  const words = { auto: say("明暗：自动", "Theme: auto"), light: say("明暗：浅色", "Theme: light"), dark: say("明暗：深色", "Theme: dark") };
  const now = () => localStorage.getItem("theme") || "auto";
  const press = button(words[now()] || words.auto, () => {
    localStorage.setItem("theme", order[(order.indexOf(now()) + 1) % 3]);
    document.dispatchEvent(new CustomEvent("inspect:look"));
    press.textContent = words[now()];
  });
  return press;
}

async function save() {
  const blob = await rescue();
  const address = URL.createObjectURL(blob);
  const name = `inspect-rescue-${new Date().toISOString().slice(0, 16).replace(/[:T]/g, "-")}.json`;
  h("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

async function bring(input, show) {
  try {
    const came = await restore(input.files[0]);
    tell(say(`已导入 ${came} 条记录。`, `${came} records taken in.`), "good");
    send({ now: true });
  } catch (_) {
    tell(say("这不是可用的救援文件。", "Not a rescue file."), "bad");
  }
  await show();
}

async function storage(show) {
  const sure = await navigator.storage?.persisted?.();
  const { usage = 0, quota = 0 } = (await navigator.storage?.estimate?.()) || {};
  const mega = (x) => `${Math.round(x / 1e5) / 10} MB`;
  return [h("p", {}, say(`已用 ${mega(usage)}，可用 ${mega(quota)}。`, `${mega(usage)} used of ${mega(quota)}.`), " ",
    sure ? say("浏览器已答应长期保存。", "The browser promised to keep it.") : say("浏览器尚未答应长期保存。", "The browser has not promised to keep it.")),
  sure ? null : button(say("请求长期保存", "Ask it to"), async () => { await persist(); await show(); })];
}
