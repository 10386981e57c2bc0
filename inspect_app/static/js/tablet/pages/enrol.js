// This tablet's own log-in at the broker, made once by an inspector who is logged in.

import { call, Refusal } from "../api.js";
import { button, h, state, tell } from "../dom.js";
import { keep, recall } from "../store.js";
import { say, when } from "../words.js";

export async function enrolment(me, show) {
  const own = await recall("broker");
  return h("section", { class: "sheet" }, h("h2", {}, say("平板登录（MQTT）", "Tablet log-in (MQTT)")),
    own ? h("p", {}, state("good", say("已登记", "Enrolled")), ` ${own.username} · ${when(own.at)}`)
      : h("p", {}, say("登记后，本机经 MQTT 发送；MQTT 不通时自动改用 HTTP，编号相同。", "Once enrolled this tablet sends over MQTT, and over HTTP where that is blocked, with the same ids.")),
    me && h("div", { class: "row" }, button(own ? say("重新登记", "Enrol again") : say("登记本机", "Enrol this tablet"), async () => {
      try {
        const found = await call("/api/tablet/enrol", { method: "POST", json: { name: own?.name || null } });
        await keep("broker", { ...found, person: me.id, at: new Date().toISOString() });
        tell(say("已登记。", "Enrolled."), "good");
      } catch (error) {
        tell(error instanceof Refusal ? error.message : say("没有网络。", "No network."), "bad");
      }
      await show();
    })));
}
