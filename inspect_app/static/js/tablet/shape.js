// Which items of a checklist are asked at which place, and what is still missing of the whole.

import { contentHash } from "./canonical.js";
import { judge, lacks } from "./judge.js";
import { slot } from "./store.js";
import { pick, say } from "./words.js";
import { holds } from "./when.js";

// The answer an expression means by ${key}: at this place if there is one, else anywhere.
const valueOf = (items, answers, element) => (key) => {
  const item = items.get(key);
  const found = answers[slot(key, element)] || Object.values(answers).find((each) => each.item === key);
  if (!item || !found) return null;
  if (item.kind === "choice" || item.kind === "text") return { said: found.outcome === "na" ? "na" : found.text || "", number: null };
  const number = item.kind === "measured" && (item.points || 1) === 1 && found.outcome !== "na" && found.values?.length ? found.values[0] : null;
  return { said: judge(item, found).outcome || "", number };
};

export const itemsOf = (content) => new Map(content.sections.flatMap((section) => section.items).map((each) => [each.key, each]));
export const elementOf = (visit, id) => (visit.site.elements || []).find((each) => each.id === id) || null;

const inside = (visit, element, kind) => {
  const here = elementOf(visit, element);
  return Boolean(here) && here.kind === kind;
};

// The sections with the items asked at a place ("" for the whole site).
export function asked(visit, draft, element) {
  const items = itemsOf(visit.content);
  const value = valueOf(items, draft.answers, element);
  const open = (thing) => { try { return holds(thing.when, value); } catch (_) { return true; } };
  return visit.content.sections
    .filter((section) => open(section) && (!section.repeat || inside(visit, element, section.repeat.over)))
    .map((section) => ({ section, items: section.items.filter(open) }))
    .filter((each) => each.items.length);
}

// Places that have answers, the present one among them.
export const places = (draft) => [...new Set([...Object.values(draft.answers).map((each) => each.element || ""), draft.place || ""])];

// Answers that count: those to items still asked. What a condition closed again stays on the device, unsent.
export function given(visit, draft) {
  const found = [];
  places(draft).forEach((place) => asked(visit, draft, place).forEach(({ items }) => items.forEach((item) => {
    const answer = draft.answers[slot(item.key, place)];
    const touched = answer && (answer.outcome || answer.values?.length || answer.text || answer.photos?.length || answer.counted || answer.image || answer.note || answer.severity || answer.pin || answer.voice);
    if (touched) found.push({ item, answer, place });
  })));
  return found;
}

const many = (names) => names.slice(0, 3).join("、") + (names.length > 3 ? "…" : "");

// What was found besides the checklist, in the order it was found: its keys sort by time.
export const extrasOf = (draft) => Object.values(draft.extras || {}).sort((a, b) => (a.id < b.id ? -1 : 1));

// What keeps the whole from being sent: items nobody answered, and answers that lack something.
export function missing(visit, draft) {
  const found = [];
  const answered = given(visit, draft);
  const at = draft.place || "";
  asked(visit, draft, at).forEach(({ items }) => items.forEach((item) => {
    if (item.kind !== "text" && !answered.some((each) => each.item.key === item.key)) found.push({ item, place: at, words: say("未作答", "not answered") });
  }));
  answered.forEach(({ item, answer, place }) => {
    const lack = lacks(item, answer);
    if (lack) found.push({ item, place, words: lack });
  });
  const named = { zh: "检查表外的发现", en: "Found besides the checklist" };
  extrasOf(draft).forEach((each) => { if (!each.title.trim()) found.push({ item: named, place: each.element || "", words: say("没有写问题", "not said what is wrong"), extra: true }); });
  return found;
}

// What looks odd and may still be right: told to the inspector first, and kindly.
export function odd(visit, draft, at = Date.now(), where = null) {
  const found = [];
  const answered = given(visit, draft);
  const seconds = (at - new Date(draft.started_at)) / 1000;
  if (seconds < 0) found.push(say("设备时钟早于开始时间，请核对时间。", "The clock of this device is before the start; check the time."));
  else if (answered.length > 3 && seconds / answered.length < 5) {
    found.push(say(`${answered.length} 项只用了 ${Math.round(seconds)} 秒，比平常快。`, `${answered.length} items in ${Math.round(seconds)} s: faster than usual.`));
  }
  const seen = new Map();
  answered.forEach(({ item, answer }) => (answer.photos || []).forEach((sha) => seen.set(sha, [...(seen.get(sha) || []), pick(item)])));
  seen.forEach((names) => { if (names.length > 1) found.push(say(`同一张照片用于：${many(names)}`, `The same photo at: ${many(names)}`)); });
  const far = distance(where || draft.where, visit.site);
  if (far !== null && far > 500) found.push(say(`距项目登记位置约 ${Math.round(far / 100) / 10} 公里。`, `About ${Math.round(far / 100) / 10} km from the site's place.`));
  return found;
}

function distance(a, b) {
  if (!a || !b || typeof b.lat !== "number" || typeof b.lon !== "number") return null;
  const rad = Math.PI / 180;
  const x = (a.lon - b.lon) * rad * Math.cos(((a.lat + b.lat) / 2) * rad);
  return Math.hypot(x, (a.lat - b.lat) * rad) * 6_371_000;
}

// The submission in its normal form: every field there, null where nothing was given.
export function bodyOf(visit, draft, finished, layers = new Map()) {
  const over = (photos) => photos.filter((sha) => layers.has(sha)).map((photo) => ({ photo, shapes: layers.get(photo) }));
  const answers = given(visit, draft).map(({ item, answer, place }) => ({
    item: item.key, outcome: answer.outcome ?? null, values: answer.values?.length ? answer.values : null, text: answer.text ?? null,
    severity: answer.severity ?? null, note: answer.note ?? null, element: place || null, photos: answer.photos || [],
    // Fields of version 2: absent where they are not given, so that older answers keep their bytes.
    ...(answer.counted ? { counted: answer.counted } : {}), ...(answer.image ? { image: answer.image } : {}),
    ...(answer.pin ? { pin: answer.pin } : {}), ...(answer.voice ? { voice: answer.voice } : {}),
    ...(over(answer.photos || []).length ? { layers: over(answer.photos) } : {}),
  }));
  const signatures = Object.values(draft.signatures).filter((each) => each.name)
    .map((each) => ({ role: each.role, name: each.name, image: each.image ?? null, refused: each.refused ?? null }));
  const extras = extrasOf(draft).map(({ id, title, kind, severity, element, note, photos }) => ({
    id, title, kind, severity, element: element || null, note: note || null, photos, ...(over(photos).length ? { layers: over(photos) } : {}),
  }));
  return {
    id: draft.id, visit: draft.visit, template: draft.template, started_at: draft.started_at, finished_at: finished,
    answers, place: draft.where || null, signatures, ...(extras.length ? { extras } : {}),
  };
}

// What stands before anybody signs; the server reckons the same fingerprint of what it received.
const SHOWN = ["id", "visit", "template", "started_at", "answers", "extras"];
export const paperHash = (body) => contentHash(Object.fromEntries(SHOWN.filter((each) => each in body).map((each) => [each, body[each]])));
