// Below curves compared one strip for each device: a ground where it has data, its alarms on it solid, its doubts striped.

import { css } from "./marks.js";
import { clock, seconds, within } from "./series.js";

export const ROW = 20; // pixels of a strip and the space before it
const LANE = 7;
const MOST = 50; // stretches told in words; the picture shows all

const ends = (span) => [seconds(span.from), span.to === null || span.to === undefined ? Infinity : seconds(span.to)];

// rows: [{series, colour, dash}] from the top, in the order of the key; they lie between the plot and its words of time.
export function drawBands(plot, rows) {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const edge = bbox.left + bbox.width;
  const block = (from, to, top, high, paint) => {
    const left = Math.max(plot.valToPos(from, "x", true), bbox.left);
    const right = Math.min(to === Infinity ? edge : plot.valToPos(to, "x", true), edge);
    if (right < bbox.left || left > edge) return;
    paint(left, top, Math.max(right - left, 2 * ratio), high);
  };
  ctx.save();
  rows.forEach(({ series, colour, dash }, index) => {
    const top = bbox.top + bbox.height + (6 + index * ROW) * ratio;
    const high = LANE * ratio;
    const held = series.held();
    ctx.setLineDash([]);
    ctx.lineWidth = ratio;
    ctx.strokeStyle = css("--ink-2");
    ctx.fillStyle = css("--neutral-wash");
    held.forEach(([from, to]) => block(from, to, top, 2 * high, (x, y, wide, tall) => {
      ctx.fillRect(x, y, wide, tall);
      ctx.strokeRect(x, y, wide, tall);
    }));
    ctx.fillStyle = css("--bad");
    series.standing().map(ends).forEach(([from, to]) => block(from, to, top, high, (x, y, wide, tall) => ctx.fillRect(x, y, wide, tall)));
    within(series.doubts.map(ends), held).forEach(([from, to]) => block(from, to, top + high, high, (...at) => stripes(ctx, ratio, ...at)));
    ctx.strokeStyle = colour;
    ctx.lineWidth = 3 * ratio;
    ctx.setLineDash(dash.map((each) => each * ratio));
    ctx.beginPath();
    ctx.moveTo(bbox.left - 28 * ratio, top + high);
    ctx.lineTo(bbox.left - 5 * ratio, top + high);
    ctx.stroke();
  });
  ctx.restore();
}

function stripes(ctx, ratio, left, top, wide, high) {
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, wide, high);
  ctx.clip();
  ctx.fillStyle = css("--waiting-wash");
  ctx.fillRect(left, top, wide, high);
  ctx.strokeStyle = css("--waiting");
  ctx.lineWidth = 2 * ratio;
  const step = 6 * ratio;
  for (let x = Math.floor((left - high) / step) * step; x < left + wide; x += step) {
    ctx.beginPath();
    ctx.moveTo(x, top + high);
    ctx.lineTo(x + high, top);
    ctx.stroke();
  }
  ctx.restore();
}

// The same in words: a sentence of counts, and a table of the stretches, the newest first.
export function tellBands(box, rows, say) {
  const told = rows.map(({ name, series }) => [
    ...series.standing().map((one) => ({ name, what: say.alarm, why: one.label, span: ends(one) })),
    ...series.doubts.map((one) => ({ name, what: say.doubt, why: one.label, span: ends(one) })),
  ]);
  const count = (list, what) => String(list.filter((one) => one.what === what).length);
  box.querySelector(".chart-bands-said").textContent = rows.map(({ name }, index) => say.counted
    .replace("%n", name).replace("%a", count(told[index], say.alarm)).replace("%d", count(told[index], say.doubt))).join(say.apart);
  const all = told.flat().sort((one, other) => other.span[0] - one.span[0]);
  const lines = all.slice(0, MOST).map(({ name, what, why, span }) => {
    const row = document.createElement("tr");
    const until = span[1] === Infinity ? say.still : clock(span[1]);
    [name, `${what}${say.colon}${why || ""}`, clock(span[0]), until].forEach((words) => { row.insertCell().textContent = words; });
    return row;
  });
  const list = box.querySelector(".chart-bands-list");
  list.hidden = !all.length;
  list.querySelector("tbody").replaceChildren(...lines);
  list.querySelector(".chart-bands-more").textContent = all.length > MOST ? say.more.replace("%d", String(all.length - MOST)) : "";
}
