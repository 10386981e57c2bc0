// Curves of readings: every [data-chart] on the page becomes a uPlot that stays current by itself.

import { css, drawAlarms, drawLimits, pixels } from "./marks.js";
import { Series, clock, seconds } from "./series.js";
import { listen } from "./stream.js";
import "./newest.js";

const font = () => `${pixels()}px ${getComputedStyle(document.body).fontFamily}`;
const charts = [];

let library = null;
function uplot(url) {
  library = library || new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = url;
    script.onload = () => done(window.uPlot);
    script.onerror = () => { library = null; failed(new Error("uPlot")); };
    document.head.append(script);
  });
  return library;
}

function ticks(_plot, splits) {
  const day = (at) => Math.floor((at + 8 * 3600) / 86400);
  return splits.map((at, index) => {
    const newDay = index === 0 || day(at) !== day(splits[index - 1]);
    return newDay ? `${clock(at, { day: false })}\n${clock(at).slice(5, 10)}` : clock(at, { day: false });
  });
}

function axis(more) {
  return { stroke: () => css("--ink-2"), grid: { stroke: () => css("--line"), width: 1 },
    ticks: { stroke: () => css("--line"), width: 1, size: 4 }, font: font(), ...more };
}

const number = (value) => (value === null || value === undefined ? null : String(Math.round(value * 1000) / 1000));

function keyRow(look, words) {
  const row = document.createElement("li");
  const mark = document.createElement("span");
  mark.className = `key-mark ${look}`;
  row.append(mark, words);
  return row;
}

class Chart {
  constructor(box) {
    this.box = box;
    this.say = JSON.parse(box.dataset.say);
    this.plotBox = box.querySelector(".chart-plot");
    this.stateLine = box.querySelector(".chart-state");
    this.connected = null;
    this.due = 0;
    this.wait = 2000;
  }

  async start() {
    this.state("", this.say.connecting);
    await this.load();
    if (this.box.dataset.stream) this.follow(this.box.dataset.stream);
    setInterval(() => this.showState(), 5000);
    new ResizeObserver(() => this.fit()).observe(this.plotBox);
  }

  async load() {
    try {
      const answer = await fetch(this.box.dataset.chart, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const body = await answer.json();
      const Plot = await uplot(this.box.dataset.uplot);
      this.series = new Series(body);
      this.wait = 2000;
      this.draw(Plot);
    } catch (_) {
      this.state("bad", this.say.failed);
      await new Promise((again) => { setTimeout(again, this.wait); });
      this.wait = Math.min(this.wait * 2, 60000);
      await this.load();
    }
  }

  follow(url) {
    listen(url, {
      state: (isOpen) => { this.connected = isOpen; this.showState(); },
      again: () => this.load(),
      reading: (news) => {
        if (news.channel !== undefined && String(news.channel) !== String(this.series.channel.id)) return;
        this.series.add(seconds(news.at), news.value);
        this.soon();
      },
      alarm: (news) => {
        if (news.channel !== undefined && String(news.channel) !== String(this.series.channel.id)) return;
        if (news.from === undefined) return;
        this.series.alarm(news);
        this.soon();
      },
    });
  }

  // Ten readings in a burst are one drawing.
  soon() {
    if (this.due) return;
    this.due = setTimeout(() => {
      this.due = 0;
      this.plot.setData(this.series.drawn(), !this.zoomed);
      this.words();
    }, 250);
  }

  draw(Plot) {
    const unit = this.series.channel.unit || "";
    if (this.plot) this.plot.destroy();
    this.plot = new Plot({
      width: this.plotBox.clientWidth, height: this.height(), tzDate: (at) => new Date((at + 8 * 3600) * 1000),
      padding: [pixels(), pixels() * 1.5, 0, 0],
      scales: { x: { time: true }, y: { range: (_plot, low, high) => this.series.range(low, high) } },
      axes: [axis({ values: ticks, space: pixels() * 6, size: pixels() * 3.4 }),
        axis({ size: (_plot, values) => 16 + pixels() * 0.62 * Math.max(2, ...(values || []).map((value) => value.length)) })],
      series: [{ label: this.say.time, value: (_plot, at) => (at === null ? "—" : clock(at, { second: true })) },
        { label: this.series.channel.name, stroke: () => css("--accent"), width: 2, spanGaps: false,
          points: { size: 5 }, value: (_plot, value) => (value === null ? "—" : `${number(value)} ${unit}`) }],
      cursor: { y: false, drag: { x: true, y: false } },
      hooks: {
        drawClear: [(plot) => drawAlarms(plot, this.series)], draw: [(plot) => drawLimits(plot, this.series)],
        setSelect: [(plot) => { this.zoomed = plot.select.width > 0; }],
      },
    }, this.series.drawn(), this.plotBox);
    this.plot.over.addEventListener("dblclick", () => { this.zoomed = false; });
    this.words();
  }

  height() { return this.plotBox.clientWidth < 480 ? 220 : 260; }

  fit() {
    const width = this.plotBox.clientWidth;
    if (this.plot && width && width !== this.plot.width) this.plot.setSize({ width, height: this.height() });
  }

  // Everything the picture says is also said in words: state, key of alarms, the last ten values.
  words() {
    this.showState();
    this.showKey();
    const { times, values, channel } = this.series;
    this.box.classList.toggle("no-data", !times.length);
    this.box.querySelector(".chart-table .num").textContent = `${this.say.value}${channel.unit ? ` (${channel.unit})` : ""}`;
    const rows = times.slice(-10).map((at, index) => {
      const row = document.createElement("tr");
      const value = number(values[Math.max(0, values.length - 10) + index]);
      row.insertCell().textContent = clock(at, { second: true });
      const cell = row.insertCell();
      cell.className = "num";
      cell.textContent = value === null ? this.say.missing : value;
      return row;
    });
    this.box.querySelector(".chart-table tbody").replaceChildren(...rows.reverse());
  }

  // Every limit stands here with its figure: at its line its words may have found no room.
  showKey() {
    const key = this.box.querySelector(".chart-key");
    const limits = this.series.limits.map((limit) => keyRow(`tone-${limit.tone || "bad"}`, `${limit.label} ${limit.value}`));
    const alarms = this.series.alarms.slice(-3).reverse().map((alarm) => {
      const from = clock(seconds(alarm.from)).slice(5);
      const to = alarm.to === null || alarm.to === undefined ? "" : clock(seconds(alarm.to)).slice(5);
      return keyRow("key-band tone-bad", `${alarm.label || this.say.alarm} ${from} – ${to}`);
    });
    key.replaceChildren(...limits, ...alarms);
    key.hidden = !key.childElementCount;
  }

  showState() {
    if (!this.series) return;
    const last = this.series.lastSeen();
    // A stretch of the past that is shown without its stream may well end before now.
    const quiet = this.box.dataset.stream && last !== null && this.series.gap && Date.now() / 1000 - last > this.series.gap;
    if (last === null) this.state("missing", this.say.none);
    else if (this.connected === false) this.state("waiting", this.say.connecting + (quiet ? ` ${this.say.since}${clock(last)}` : ""));
    else if (quiet) this.state("missing", this.say.since + clock(last));
    else if (this.connected) this.state("good", this.say.live);
    else this.state("neutral", `${this.say.stored} · ${clock(last)}`);
  }

  state(tone, words) {
    const name = `chart-state${tone ? ` state tone-${tone}` : ""}`;
    if (this.stateLine.className !== name) this.stateLine.className = name;
    if (this.stateLine.textContent !== words) this.stateLine.textContent = words;
  }
}

// Colours and letters are drawn, not styled: a change of light or size draws anew.
function redrawAll() {
  charts.forEach((chart) => { if (chart.plot) chart.draw(window.uPlot); });
}

document.querySelectorAll("[data-chart]").forEach((box) => {
  const chart = new Chart(box);
  charts.push(chart);
  chart.start();
});
document.addEventListener("inspect:look", redrawAll);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => setTimeout(redrawAll));
