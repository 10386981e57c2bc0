// What is drawn over a curve: bands of alarms, lines of limits with their words.

import { apart, seconds } from "./series.js";

export const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
export const pixels = () => Math.round(parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.8125);

// Bands of alarms lie under the curve, with a mark at the top so that colour is not needed.
export function drawAlarms(plot, series) {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  ctx.save();
  series.alarms.forEach((alarm) => {
    const ends = alarm.to === null || alarm.to === undefined;
    const left = Math.max(plot.valToPos(seconds(alarm.from), "x", true), bbox.left);
    const right = ends ? bbox.left + bbox.width : Math.min(plot.valToPos(seconds(alarm.to), "x", true), bbox.left + bbox.width);
    if (right < bbox.left || left > bbox.left + bbox.width) return;
    ctx.fillStyle = css("--bad-wash");
    ctx.fillRect(left, bbox.top, Math.max(right - left, ratio), bbox.height);
    ctx.fillStyle = css("--bad");
    ctx.fillRect(left, bbox.top, ratio, bbox.height);
    ctx.beginPath();
    ctx.moveTo(left, bbox.top);
    ctx.lineTo(left + 9 * ratio, bbox.top + 5 * ratio);
    ctx.lineTo(left, bbox.top + 10 * ratio);
    ctx.fill();
  });
  ctx.restore();
  drawCorrected(plot, series.corrected || []);
}

// A corrected value has a ring around it, and a stroke to where the first one was.
function drawCorrected(plot, corrected) {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.strokeStyle = css("--ink-2");
  ctx.lineWidth = 1.5 * ratio;
  corrected.forEach((one) => {
    const x = plot.valToPos(seconds(one.at), "x", true);
    const y = plot.valToPos(one.value, "y", true);
    const first = plot.valToPos(one.first, "y", true);
    ctx.beginPath();
    ctx.arc(x, y, 5 * ratio, 0, 2 * Math.PI);
    ctx.stroke();
    ctx.setLineDash([2 * ratio, 3 * ratio]);
    ctx.beginPath();
    ctx.moveTo(x, y);
    ctx.lineTo(x, first);
    ctx.stroke();
    ctx.setLineDash([]);
  });
  ctx.restore();
}

// Stretches in doubt are a striped band along the foot of the curve: the line above stays as it was told.
export function drawDoubts(plot, series) {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const high = 10 * ratio;
  const foot = bbox.top + bbox.height;
  ctx.save();
  (series.doubts || []).forEach((doubt) => {
    const open = doubt.to === null || doubt.to === undefined;
    const edge = bbox.left + bbox.width;
    const left = Math.max(plot.valToPos(seconds(doubt.from), "x", true), bbox.left);
    const right = Math.min(open ? edge : plot.valToPos(seconds(doubt.to), "x", true), edge);
    if (right < bbox.left || left > edge) return;
    const width = Math.max(right - left, 2 * ratio);
    ctx.save();
    ctx.beginPath();
    ctx.rect(left, foot - high, width, high);
    ctx.clip();
    ctx.fillStyle = css("--waiting-wash");
    ctx.fillRect(left, foot - high, width, high);
    ctx.strokeStyle = css("--waiting");
    ctx.lineWidth = 2 * ratio;
    for (let x = left - high; x < left + width; x += 7 * ratio) {
      ctx.beginPath();
      ctx.moveTo(x, foot);
      ctx.lineTo(x + high, foot - high);
      ctx.stroke();
    }
    ctx.restore();
  });
  ctx.restore();
}

export function drawLimits(plot, series) {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.font = `${pixels() * ratio}px ${getComputedStyle(document.body).fontFamily}`;
  ctx.textAlign = "left";
  ctx.textBaseline = "bottom";
  const position = (limit) => Math.round(plot.valToPos(limit.value, "y", true));
  const colour = (limit) => css(`--${limit.tone || "bad"}`);
  series.limits.forEach((limit) => {
    ctx.strokeStyle = colour(limit);
    ctx.lineWidth = 1.5 * ratio;
    ctx.setLineDash(limit.tone === "waiting" ? [3 * ratio, 3 * ratio] : [8 * ratio, 4 * ratio]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, position(limit));
    ctx.lineTo(bbox.left + bbox.width, position(limit));
    ctx.stroke();
  });
  // The words come after all lines: none runs through them.
  ctx.setLineDash([]);
  ctx.lineJoin = "round";
  apart(series.limits, position, pixels() * 1.4 * ratio).forEach((limit) => {
    const text = `${limit.label} ${limit.value}`;
    if (ctx.measureText(text).width > bbox.width) return;
    ctx.lineWidth = 4 * ratio;
    ctx.strokeStyle = css("--sheet");
    ctx.strokeText(text, bbox.left + 4 * ratio, position(limit) - 2 * ratio);
    ctx.fillStyle = colour(limit);
    ctx.fillText(text, bbox.left + 4 * ratio, position(limit) - 2 * ratio);
  });
  ctx.restore();
}
