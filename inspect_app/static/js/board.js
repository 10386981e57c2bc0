// The wall board: it shows what the stream brings, takes the whole board anew each minute, and says how old it is.

import { clock, seconds } from "./series.js";
import { listen } from "./stream.js";

const EVERY = 60_000; // a whole new board
const LATE = 150_000; // older than this, the board says so
const board = document.getElementById("board");
const say = JSON.parse(board.dataset.say);
let ahead = Number(board.dataset.now) - Date.now(); // how far the server's clock is before this screen's
let heard = Date.now(); // when the server was last heard, by this screen's clock
let open = null;
let login = false;
let wait = EVERY;
let timer = 0;
let due = Infinity; // when the board is taken anew, by this screen's clock
let asking = false; // it is being taken anew
let again = false; // and was wanted once more meanwhile

const now = () => Date.now() + ahead;
const words = (ms) => {
  const minutes = Math.max(0, Math.floor((now() - ms) / 60_000));
  if (minutes < 1) return say.now;
  if (minutes < 120) return say.minutes.replace("%d", minutes);
  return minutes < 2880 ? say.hours.replace("%d", Math.floor(minutes / 60)) : say.ago.replace("%d", Math.floor(minutes / 1440));
};
const put = (node, text) => { if (node && node.textContent !== text) node.textContent = text; };

// What is written each second: the clock, the age of each value, and whether the board itself is still current.
function tick() {
  const at = now() / 1000;
  put(board.querySelector("[data-clock]"), clock(at, { day: false }));
  put(board.querySelector("[data-date]"), `${clock(at).slice(0, 10)} ${say.days.split(" ")[new Date((at + 8 * 3600) * 1000).getUTCDay()]}`);
  board.querySelectorAll("[data-at]").forEach((tile) => {
    if (Number(tile.dataset.at) >= 0) put(tile.querySelector("[data-age]"), words(Number(tile.dataset.at)));
  });
  board.querySelectorAll("[data-since]").forEach((mark) => put(mark, words(Number(mark.dataset.since))));
  const old = Date.now() - heard > LATE;
  board.classList.toggle("stale", old || login);
  const line = board.querySelector("[data-line]");
  put(line, login ? say.login : old ? `${say.lost}${clock((heard + ahead) / 1000)} (${words(heard + ahead)})` : "");
  line.hidden = !line.textContent;
  put(board.querySelector("[data-state]"), open && !old ? `${say.live} · ${clock(at, { day: false, second: true })}` : say.again);
}

async function renew() {
  asking = true;
  try {
    const answer = await fetch(location.href, { cache: "no-store", signal: AbortSignal.timeout(20_000) });
    login = answer.redirected && new URL(answer.url).pathname === "/login";
    if (!answer.ok && answer.status !== 401) throw new Error(String(answer.status));
    const fresh = login ? null : new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("board");
    if (fresh) {
      // A new release brings new scripts with it.
      if (fresh.dataset.release !== board.dataset.release) { location.reload(); return; }
      ahead = Number(fresh.dataset.now) - Date.now();
      heard = Date.now();
      board.replaceChildren(...fresh.childNodes);
    }
    wait = EVERY;
  } catch (_) {
    wait = Math.min(Math.max(5_000, wait === EVERY ? 5_000 : wait * 2), EVERY);
  }
  tick();
  asking = false;
  due = Infinity;
  soon(again ? 1_000 : wait);
  again = false;
}

// Whoever asks again before it is time does not put it off: alarms may come one upon the other.
function soon(after) {
  if (asking) again = true; // what is being answered may not hold it yet
  if (asking || Date.now() + after >= due) return;
  clearTimeout(timer);
  due = Date.now() + after;
  timer = setTimeout(renew, after);
}

const tiles = (channel, among = "") => board.querySelectorAll(`${among} [data-channel="${CSS.escape(String(channel))}"]`);

// What has just gone over a limit shows it at once; the board that is taken anew says the rest.
function mark(news) {
  if (news.to !== null || news.withdrawn) return;
  tiles(news.channel, ".board-tiles").forEach((tile) => {
    tile.className = "tone-bad is-over";
    tile.querySelector(".state").replaceChildren(board.querySelector("[data-over]").content.cloneNode(true));
  });
}

listen(board.dataset.stream, {
  state: (isOpen) => { open = isOpen; },
  again: () => soon(500),
  reading: (news) => {
    if (typeof news.value !== "number") return;
    heard = Date.now();
    const at = seconds(news.at) * 1000;
    tiles(news.channel).forEach((tile) => {
      if (tile.dataset.at !== undefined && at < Number(tile.dataset.at)) return;
      if (tile.dataset.at !== undefined) tile.dataset.at = at;
      put(tile.querySelector("[data-value]"), news.value.toFixed(Number(tile.dataset.digits)));
      if (tile.classList.contains("is-silent")) soon(2_000);
    });
  },
  alarm: (news) => { mark(news); soon(1_000); },
});
setInterval(tick, 1_000);
tick();
soon(EVERY);
