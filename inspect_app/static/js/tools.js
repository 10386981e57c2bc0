// The tools below a chart: nearer, farther, back, on, whole; what is seen as CSV or as a picture. All by keyboard too.

import { csv } from "./csv.js";
import { css, pixels } from "./marks.js";
import { clock } from "./series.js";
import { stepped } from "./zoom.js";

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

const moment = (at) => `${clock(at, { second: true }).replace(" ", "T")}+08:00`;
const seen = (chart) => [chart.plot.scales.x.min, chart.plot.scales.x.max];

function nameOf(chart, ending) {
  const title = chart.box.querySelector(".chart-title").textContent.replace(/[^\p{L}\p{N}.]+/gu, "-").replace(/^-|-$/g, "");
  const [from, to] = seen(chart).map((at) => clock(at).replace(/[: ]/g, "").replace(/-/g, ""));
  return `${title}_${from}_${to}.${ending}`;
}

// The curve as it stands, with its title and on its ground: a canvas alone is drawn on nothing.
function picture(chart) {
  const from = chart.plot.ctx.canvas;
  const canvas = document.createElement("canvas");
  const size = pixels() * devicePixelRatio;
  canvas.width = from.width;
  const lines = chart.lines ? chart.lines() : [];
  const head = size * (2.5 + 1.6 * lines.length);
  canvas.height = from.height + head;
  const ctx = canvas.getContext("2d");
  ctx.fillStyle = css("--sheet");
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  ctx.fillStyle = css("--ink");
  ctx.font = `${size * 1.2}px ${getComputedStyle(document.body).fontFamily}`;
  ctx.fillText(chart.box.querySelector(".chart-title").textContent, size, size * 1.7, canvas.width - 2 * size);
  // Of several curves the picture says which is which.
  ctx.font = `${size}px ${getComputedStyle(document.body).fontFamily}`;
  lines.forEach(({ name, colour, dash }, index) => {
    const y = size * (3 + 1.6 * index);
    ctx.fillText(name, size * 5, y + size * 0.35, canvas.width - 6 * size);
    ctx.strokeStyle = colour;
    ctx.lineWidth = 2 * devicePixelRatio;
    ctx.setLineDash(dash.map((each) => each * devicePixelRatio));
    ctx.beginPath();
    ctx.moveTo(size, y);
    ctx.lineTo(size * 4.5, y);
    ctx.stroke();
  });
  ctx.drawImage(from, 0, head);
  canvas.toBlob((blob) => save(blob, nameOf(chart, "png")), "image/png");
}

export function tools(chart) {
  chart.box.querySelectorAll("[data-do]").forEach((button) => button.addEventListener("click", () => {
    if (!chart.plot) return;
    const step = button.dataset.do;
    if (step === "whole") chart.zoom(null);
    else if (step === "png") picture(chart);
    else if (step === "csv") {
      const { names, table } = chart.columns();
      save(new Blob([csv(chart.say.time, names, table, seen(chart), moment)], { type: "text/csv" }), nameOf(chart, "csv"));
    } else chart.zoom(stepped(seen(chart), step, Date.now() / 1000));
  }));
}
