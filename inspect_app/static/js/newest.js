// The newest value of each channel, beside its curve: what the stream brings is written into it, and its age grows.

import { clock, seconds } from "./series.js";
import { listen } from "./stream.js";

const source = document.querySelector("[data-chart][data-stream]");
const heard = new Map();

function write(row, at, value) {
  const before = heard.get(row) || Date.parse(row.querySelector("time")?.dateTime) / 1000 || 0;
  // Late readings belong into the curve only. A value never heard before asks for a page that has room for it.
  if (at < before || !row.querySelector("time")) return;
  heard.set(row, at);
  row.querySelector("[data-value]").textContent = value.toFixed(Number(row.dataset.digits));
  if (row.classList.contains("tone-missing")) {
    row.classList.replace("tone-missing", "tone-neutral");
    row.querySelector(".state.tone-missing")?.remove();
  }
  age(row);
}

function age(row) {
  const at = heard.get(row);
  const say = JSON.parse(source.dataset.say);
  const time = row.querySelector("time");
  const minutes = Math.floor((Date.now() / 1000 - at) / 60);
  const day = document.createElement("span");
  day.className = "nowrap";
  day.textContent = clock(at).slice(0, 10);
  const exact = document.createElement("small");
  exact.append(day, ` ${say.days.split(" ")[new Date((at + 8 * 3600) * 1000).getUTCDay()]} ${clock(at, { day: false })}`);
  time.dateTime = new Date(at * 1000).toISOString();
  time.replaceChildren(`${minutes < 1 ? say.now : say.minutes.replace("%d", minutes)} `, exact);
}

if (source && document.querySelector("[data-newest]")) {
  listen(source.dataset.stream, {
    state: () => {},
    reading: (news) => {
      if (typeof news.value !== "number") return;
      document.querySelectorAll(`[data-newest="${CSS.escape(String(news.channel))}"]`)
        .forEach((row) => write(row, seconds(news.at), news.value));
    },
  });
  setInterval(() => heard.forEach((_at, row) => age(row)), 20000);
}
