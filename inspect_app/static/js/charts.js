// Curves of readings: every [data-chart] on the page becomes a uPlot that stays current by itself.

import { Compared } from "./compare.js";
import { css, drawAlarms, drawDoubts, drawLimits, pixels } from "./marks.js";
import { china, keyRow, number, timeAxis, uplot, valueAxis } from "./plot.js";
import { Series, clock, drawnFrom, seconds } from "./series.js";
import { listen } from "./stream.js";
import { tools } from "./tools.js";
import { addressOf } from "./zoom.js";
import "./newest.js";

const charts = [];

class Chart {
  constructor(box) {
    this.box = box;
    this.say = JSON.parse(box.dataset.say);
    this.plotBox = box.querySelector(".chart-plot");
    this.stateLine = box.querySelector(".chart-state");
    this.connected = null;
    this.due = 0;
    this.wait = 2000;
    this.view = null; // the stretch that was asked for, [from, to] in seconds; null: that of the page, and live
  }

  async start() {
    this.state("", this.say.connecting);
    tools(this);
    await this.load();
    if (this.box.dataset.stream) this.follow(this.box.dataset.stream);
    setInterval(() => this.showState(), 5000);
    new ResizeObserver(() => this.fit()).observe(this.plotBox);
  }

  async load() {
    try {
      const view = this.view;
      const answer = await fetch(addressOf(this.box.dataset.chart, view), { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const body = await answer.json();
      const Plot = await uplot(this.box.dataset.uplot);
      if (view !== this.view) return; // another stretch was asked for meanwhile
      this.series = new Series(body);
      // What is only tried is drawn in the place of what was: two kinds of bands could not be told apart.
      if (this.box.dataset.marks) this.series.alarms = JSON.parse(this.box.dataset.marks);
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
        if (!this.series || (this.view && seconds(news.at) > this.view[1])) return;
        this.series.add(seconds(news.at), news.value);
        this.soon();
      },
      alarm: (news) => {
        if (news.channel !== undefined && String(news.channel) !== String(this.series.channel.id)) return;
        if (!this.series || news.from === undefined) return;
        this.series.alarm(news);
        this.soon(0);
      },
    });
  }

  // Ten readings in a burst are one drawing; an alarm does not wait for them.
  soon(after = 250) {
    if (this.due && after) return;
    clearTimeout(this.due);
    this.due = setTimeout(() => {
      this.due = 0;
      this.plot.setData(this.series.drawn());
      this.words();
    }, after);
  }

  draw(Plot) {
    const unit = this.series.channel.unit || "";
    if (this.plot) this.plot.destroy();
    this.plot = new Plot({
      width: this.plotBox.clientWidth, height: this.height(), tzDate: china,
      padding: [pixels(), pixels() * 1.5, 0, 0],
      scales: { x: { time: true, ...this.edges() }, y: { range: (_plot, low, high) => this.series.range(low, high) } },
      axes: [timeAxis(), valueAxis()],
      series: [{ label: this.say.time, value: (_plot, at) => (at === null ? "—" : clock(at, { second: true })) },
        { label: this.series.channel.name, stroke: () => css("--accent"), width: 2, spanGaps: false,
          points: { size: 5 }, value: (_plot, value) => (value === null ? "—" : `${number(value)} ${unit}`) }],
      cursor: { y: false, drag: { x: true, y: false, setScale: false } },
      hooks: {
        drawClear: [(plot) => drawAlarms(plot, this.series)], draw: [(plot) => drawDoubts(plot, this.series), (plot) => drawLimits(plot, this.series)],
        setSelect: [(plot) => this.selected(plot)],
      },
    }, this.series.drawn(), this.plotBox);
    this.plot.over.addEventListener("dblclick", () => this.zoom(null));
    this.words();
  }

  // A stretch that was asked for is shown whole, also where nothing was measured in it.
  edges() {
    return this.view ? { range: () => this.view } : {};
  }

  selected(plot) {
    if (plot.select.width < 4) return;
    const [from, to] = [plot.select.left, plot.select.left + plot.select.width].map((at) => plot.posToVal(at, "x"));
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.zoom([from, to]);
  }

  // The server draws each stretch anew: as many points for an hour as for a month.
  zoom(view) {
    this.view = view;
    return this.load();
  }

  // What is seen, for a file: a column of moments and one of values.
  columns() {
    const unit = this.series.channel.unit;
    return { names: [this.series.channel.name + (unit ? ` (${unit})` : "")], table: this.plot.data };
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
    this.box.querySelector(".chart-grain").textContent = times.length ? drawnFrom(this.series, this.say) : "";
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
    const corrected = this.series.corrected.slice(-3).reverse().map((one) => keyRow("key-ring", `○ ${one.label} ${clock(seconds(one.at)).slice(5)}`));
    const doubts = this.series.doubts.slice(-3).reverse().map((doubt) => {
      const until = doubt.to === null || doubt.to === undefined ? "" : clock(seconds(doubt.to)).slice(5);
      return keyRow("key-band tone-waiting", `${doubt.label} ${clock(seconds(doubt.from)).slice(5)} – ${until}`);
    });
    key.replaceChildren(...limits, ...alarms, ...corrected, ...doubts);
    key.hidden = !key.childElementCount;
  }

  showState() {
    if (!this.series) return;
    const last = this.series.lastSeen();
    // A stretch of the past that is shown without its stream may well end before now.
    const quiet = this.box.dataset.stream && last !== null && this.series.gap && Date.now() / 1000 - last > this.series.gap;
    if (last === null) this.state("missing", this.say.none);
    else if (this.view) this.state("neutral", `${this.say.stored} · ${clock(last)}`);
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

// On paper: as wide as a sheet at most, and in the colours for a white ground.
const SHEET = 660;
addEventListener("beforeprint", () => {
  document.documentElement.setAttribute("data-bs-theme", "light");
  charts.forEach(({ plot }) => { if (plot) plot.setSize({ width: Math.min(plot.width, SHEET), height: plot.height }); });
});
addEventListener("afterprint", () => document.dispatchEvent(new Event("inspect:look")));

document.querySelectorAll("[data-chart], [data-compare]").forEach((box) => {
  const chart = box.dataset.compare ? new Compared(box) : new Chart(box);
  charts.push(chart);
  chart.start();
});
document.addEventListener("inspect:look", redrawAll);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => setTimeout(redrawAll));
