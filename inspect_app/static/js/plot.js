// What every chart is drawn with: the library when it is needed, axes in China's time, numbers, rows of the key.

import { css, pixels } from "./marks.js";
import { clock } from "./series.js";

const font = () => `${pixels()}px ${getComputedStyle(document.body).fontFamily}`;
let library = null;
export function uplot(url) {
  library = library || new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = url;
    script.onload = () => done(window.uPlot);
    script.onerror = () => { library = null; failed(new Error("uPlot")); };
    document.head.append(script);
  });
  return library;
}

export function ticks(_plot, splits) {
  const day = (at) => Math.floor((at + 8 * 3600) / 86400);
  return splits.map((at, index) => {
    const newDay = index === 0 || day(at) !== day(splits[index - 1]);
    return newDay ? `${clock(at, { day: false })}\n${clock(at).slice(5, 10)}` : clock(at, { day: false });
  });
}

export function axis(more) {
  return { stroke: () => css("--ink-2"), grid: { stroke: () => css("--line"), width: 1 },
    ticks: { stroke: () => css("--line"), width: 1, size: 4 }, font: font(), ...more };
}

export const number = (value) => (value === null || value === undefined ? null : String(Math.round(value * 1000) / 1000));

export function keyRow(look, words) {
  const row = document.createElement("li");
  const mark = document.createElement("span");
  mark.className = `key-mark ${look}`;
  row.append(mark, words);
  return row;
}

// The axis of values is as wide as its widest number.
export const valueAxis = () => axis({
  size: (_plot, values) => 16 + pixels() * 0.62 * Math.max(2, ...(values || []).map((value) => value.length)),
});
// `room`: pixels between the plot and the words of time, for what is drawn there.
export const timeAxis = (room = 0) => axis({ values: ticks, space: pixels() * 6, size: pixels() * 3.4 + room, gap: 5 + room });
export const china = (at) => new Date((at + 8 * 3600) * 1000);
