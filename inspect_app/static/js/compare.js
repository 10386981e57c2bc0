// Several devices in one chart: the same quantity of up to six channels, each with its own line, told apart without colour.

import { ROW, drawBands, tellBands } from "./bands.js";
import { drawLimits, pixels } from "./marks.js";
import { china, number, timeAxis, uplot, valueAxis } from "./plot.js";
import { Series, clock, drawnFrom, seconds } from "./series.js";
import { listen } from "./stream.js";
import { tools } from "./tools.js";
import { addressOf } from "./zoom.js";

const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b8860b", "#3aa0d8"];
const DASHES = [[], [10, 4], [3, 3], [12, 4, 3, 4], [6, 6], [1, 4]];

export class Compared {
  constructor(box) {
    this.box = box;
    this.say = { ...JSON.parse(box.dataset.say), ...JSON.parse(box.dataset.bands) };
    this.told = JSON.parse(box.dataset.compare); // [{url, name}]
    this.hidden = new Set();
    this.plotBox = box.querySelector(".chart-plot");
    this.view = null;
    this.wait = 2000;
    this.due = 0;
  }

  async start() {
    tools(this);
    this.key();
    await this.load();
    if (this.box.dataset.stream) {
      listen(this.box.dataset.stream, { state: () => {}, again: () => this.load(), reading: (news) => this.heard(news),
        alarm: (news) => this.alarmed(news) });
    }
    new ResizeObserver(() => {
      const width = this.plotBox.clientWidth;
      if (this.plot && width && width !== this.plot.width) this.fit(width);
    }).observe(this.plotBox);
  }

  async load() {
    const view = this.view;
    const state = this.box.querySelector(".chart-state");
    try {
      const answers = await Promise.all(this.told.map(async (one) => {
        const answer = await fetch(addressOf(one.url, view), { headers: { Accept: "application/json" } });
        if (!answer.ok) throw new Error(String(answer.status));
        return answer.json();
      }));
      const Plot = await uplot(this.box.dataset.uplot);
      if (view !== this.view) return;
      this.all = answers.map((answer) => new Series(answer));
      this.wait = 2000;
      state.textContent = "";
      // The coarsest of them: what holds for it holds for all.
      const coarsest = this.all.reduce((one, other) => (other.step > one.step ? other : one));
      this.box.querySelector(".chart-grain").textContent = drawnFrom(coarsest, this.say);
      this.draw(Plot);
    } catch (_) {
      state.textContent = this.say.failed;
      await new Promise((again) => { setTimeout(again, this.wait); });
      this.wait = Math.min(this.wait * 2, 60000);
      await this.load();
    }
  }

  of(news) {
    return this.all && this.all.find((each) => String(each.channel.id) === String(news.channel));
  }

  heard(news) {
    const one = this.of(news);
    if (!one || typeof news.value !== "number" || (this.view && seconds(news.at) > this.view[1])) return;
    one.add(seconds(news.at), news.value);
    this.soon();
  }

  alarmed(news) {
    const one = this.of(news);
    if (!one || news.from === undefined) return;
    one.alarm(news);
    this.soon();
  }

  // Ten readings in a burst are one drawing.
  soon() {
    if (this.due) return;
    this.due = setTimeout(() => {
      this.due = 0;
      this.plot.setData(this.joined(window.uPlot));
      tellBands(this.box, this.rows(), this.say);
    }, 500);
  }

  // Those that are shown, as strips below the plot and in words.
  rows() {
    return this.shown().map((index) => ({ name: this.told[index].name, series: this.all[index], colour: COLOURS[index], dash: DASHES[index] }));
  }

  height(width) {
    return (width < 480 ? 240 : 340) + ROW * this.shown().length;
  }

  fit(width) {
    this.plot.setSize({ width, height: this.height(width) });
  }

  // One column of moments for all: where another curve has a point and this one none, its line goes on; a gap stays one.
  joined(Plot) {
    const wholeGaps = this.all.map(() => [2, 2]); // uPlot's NULL_EXPAND: also where another curve has points within the gap
    return Plot.join(this.all.map((one) => one.drawn()), wholeGaps);
  }

  draw(Plot) {
    if (this.plot) this.plot.destroy();
    const unit = this.all[0].channel.unit || "";
    const shown = { limits: this.all[0].limits };
    const width = this.plotBox.clientWidth;
    this.plot = new Plot({
      width, height: this.height(width), tzDate: china,
      padding: [pixels(), pixels() * 1.5, 0, 0],
      scales: { x: { time: true, ...(this.view ? { range: () => this.view } : {}) },
        y: { range: (_plot, low, high) => this.all[0].range(low, high) } },
      axes: [timeAxis(ROW * this.shown().length), valueAxis()],
      series: [{ label: this.say.time, value: (_plot, at) => (at === null ? "—" : clock(at, { second: true })) },
        ...this.told.map((one, index) => ({ label: one.name, stroke: COLOURS[index], dash: DASHES[index], width: 2,
          show: !this.hidden.has(index), spanGaps: false, points: { show: false },
          value: (_plot, value) => (value === null || value === undefined ? "—" : `${number(value)} ${unit}`) }))],
      legend: { show: true, live: true },
      cursor: { y: false, drag: { x: true, y: false, setScale: false } },
      hooks: { draw: [(plot) => drawLimits(plot, shown), (plot) => drawBands(plot, this.rows())],
        setSelect: [(plot) => {
          if (plot.select.width < 4) return;
          const ends = [plot.select.left, plot.select.left + plot.select.width].map((at) => plot.posToVal(at, "x"));
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          this.zoom(ends);
        }] },
    }, this.joined(Plot), this.plotBox);
    this.plot.over.addEventListener("dblclick", () => this.zoom(null));
    tellBands(this.box, this.rows(), this.say);
  }

  // Each device is a button: it takes its curve away and brings it back, also by keyboard.
  key() {
    const rows = this.told.map((one, index) => {
      const row = document.createElement("li");
      const button = document.createElement("button");
      const line = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
      line.setAttribute("class", "key-line");
      line.setAttribute("aria-hidden", "true");
      path.setAttribute("d", "M0 6H40");
      path.setAttribute("stroke", COLOURS[index]);
      path.setAttribute("stroke-dasharray", DASHES[index].join(" "));
      line.append(path);
      button.type = "button";
      button.className = "btn btn-quiet";
      button.setAttribute("aria-pressed", "true");
      button.append(line, one.name);
      button.addEventListener("click", () => {
        const show = this.hidden.has(index);
        if (show) this.hidden.delete(index); else this.hidden.add(index);
        button.setAttribute("aria-pressed", String(show));
        if (this.plot) this.draw(window.uPlot);
      });
      row.append(button);
      return row;
    });
    const key = this.box.querySelector(".chart-key");
    key.replaceChildren(...rows);
    key.hidden = false;
  }

  zoom(view) {
    this.view = view;
    return this.load();
  }

  shown() {
    return this.told.map((_one, index) => index).filter((index) => !this.hidden.has(index));
  }

  lines() {
    return this.shown().map((index) => ({ name: this.told[index].name, colour: COLOURS[index], dash: DASHES[index] }));
  }

  columns() {
    const unit = this.all[0].channel.unit;
    const kept = this.shown();
    return { names: kept.map((index) => this.told[index].name + (unit ? ` (${unit})` : "")),
      table: [this.plot.data[0], ...kept.map((index) => this.plot.data[index + 1])] };
  }
}
