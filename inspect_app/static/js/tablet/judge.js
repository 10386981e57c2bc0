// What the server will find of an answer, said before it is sent. The server judges again, by the same rules.

import { say } from "./words.js";

const exact = (x) => Math.round(x * 1e9) / 1e9;
export const low = (item) => (item.minus === null || item.minus === undefined ? -Infinity : exact(item.norm - item.minus));
export const high = (item) => (item.plus === null || item.plus === undefined ? Infinity : exact(item.norm + item.plus));
export const within = (item, value) => low(item) <= value && value <= high(item);

export function demand(item) {
  const unit = item.unit || "";
  const limits = low(item) === -Infinity ? `≤ ${high(item)}` : high(item) === Infinity ? `≥ ${low(item)}`
    : item.plus === item.minus ? `${item.norm} ± ${item.plus}` : `${low(item)} – ${high(item)}`;
  const parts = [`${limits} ${unit}`.trim()];
  if ((item.points || 1) > 1) parts.push(say(`${item.points} 点`, `${item.points} points`));
  if ((item.least_rate || 1) < 1) parts.push(say(`合格点不少于 ${Math.round(item.least_rate * 100)} %`, `at least ${Math.round(item.least_rate * 100)} % within`));
  return parts.join(say("，", ", "));
}

const none = (field) => ({ outcome: null, field });
const KINDS = {
  judged: (_item, answer) => (answer.outcome ? { outcome: answer.outcome } : none("outcome")),
  measured(item, answer) {
    const values = answer.values || [];
    const good = values.filter((each) => within(item, each)).length;
    if (values.length < (item.points || 1)) return { ...none("values"), good, n: values.length };
    return { outcome: good >= exact((item.least_rate || 1) * values.length) ? "pass" : "fail", good, n: values.length };
  },
  choice: (item, answer) => ({ outcome: item.choices.find((each) => each.key === answer.text)?.outcome || null, field: "text" }),
  text: (_item, answer) => ((answer.text || "").trim() ? { outcome: answer.outcome || "pass" } : none("text")),
  signature: (_item, answer) => ((answer.text || "").trim() && answer.image ? { outcome: answer.outcome || "pass" } : none("image")),
  counted(item, answer) {
    const { checked = null, failed = null } = answer.counted || {};
    if (checked === null || failed === null || failed > checked || checked < (item.least || 1)) return none("counted");
    // A sampling plan's numbers stay with the server: here the count is only taken down.
    if (item.plan) return { outcome: failed === 0 ? "pass" : "later", good: checked - failed, n: checked };
    return { outcome: failed <= item.accept ? "pass" : "fail", good: checked - failed, n: checked };
  },
  timed(item, answer) {
    const points = [...(Array.isArray(answer.values) ? answer.values : [])].sort((a, b) => a[0] - b[0]);
    if (points.length < 2 || points[points.length - 1][0] - points[0][0] < item.seconds) return none("values");
    const [start, first] = points[0];
    const closing = points.find(([at]) => at - start >= item.seconds)[0];
    const lowest = Math.min(...points.filter(([at]) => at <= closing).map(([, value]) => value));
    return { outcome: first >= item.start_least && exact(first - lowest) <= item.drop_most ? "pass" : "fail" };
  },
  photo: (_item, answer) => ((answer.photos || []).length ? { outcome: answer.outcome || "pass" } : none("photos")),
};

export const register = (kind, rule) => { KINDS[kind] = rule; };

export function judge(item, answer = {}) {
  if (answer.outcome === "na") return { outcome: "na" };
  const found = (KINDS[item.kind] || KINDS.text)(item, answer);
  return answer.outcome === "fail" ? { ...found, outcome: "fail" } : found;
}

// What an answer still lacks, in words; "" for nothing.
export function lacks(item, answer) {
  if (!answer || !judge(item, answer).outcome) return say("未作答", "not answered");
  const outcome = judge(item, answer).outcome;
  const rule = item.photo || (item.kind === "photo" ? "always" : "never");
  const wanted = (rule === "always" && outcome !== "na") || (rule === "on_fail" && outcome === "fail");
  return wanted && !(answer.photos || []).length ? say("缺照片", "needs a photo") : "";
}
