// The data behind one curve: points in order of their time, gaps as gaps, alarms as stretches. No drawing here.

export const seconds = (at) => (typeof at === "number" ? at : Date.parse(at) / 1000);

// China has kept one hour offset since 1991 and no summer time: arithmetic is enough, and fast.
const two = (number) => String(number).padStart(2, "0");
export function clock(at, { day = true, second = false } = {}) {
  const there = new Date((at + 8 * 3600) * 1000);
  const date = `${there.getUTCFullYear()}-${two(there.getUTCMonth() + 1)}-${two(there.getUTCDate())} `;
  const time = `${two(there.getUTCHours())}:${two(there.getUTCMinutes())}`;
  return (day ? date : "") + time + (second ? `:${two(there.getUTCSeconds())}` : "");
}

// The limits whose words have room at their line, the graver first: words on words cannot be read.
export function apart(limits, position, room) {
  const grave = (limit) => (limit.tone === "waiting" ? 1 : 0);
  const taken = [];
  return [...limits].sort((one, other) => grave(one) - grave(other)).filter((limit) => {
    const at = position(limit);
    if (taken.some((other) => Math.abs(other - at) < room)) return false;
    taken.push(at);
    return true;
  });
}

// What of some stretches ([from, to], seconds) lies where there is data, joined: no band covers a gap.
export function within(spans, held) {
  const joined = [];
  [...spans].sort((one, other) => one[0] - other[0]).forEach(([from, to]) => {
    const last = joined[joined.length - 1];
    if (last && from <= last[1]) last[1] = Math.max(last[1], to); else joined.push([from, to]);
  });
  return joined.flatMap(([from, to]) => held.filter(([first, end]) => first < to && end >= from)
    .map(([first, end]) => [Math.max(first, from), Math.min(end, to)]));
}

// How a curve was drawn, in words: each value, or least and most of each step, and what they were read from.
export function drawnFrom(series, say) {
  if (!series.step) return say.every;
  const [size, unit] = series.step < 60 ? [1, say.s] : series.step < 3600 ? [60, say.min] : [3600, say.h];
  const length = `${Math.round((series.step / size) * 10) / 10} ${unit}`;
  return `${say.steps.replace("%s", length)}${say[`from_${series.grain}`] || ""}`;
}

const MOST = 20000; // points kept in an open page; older ones leave

export class Series {
  constructor(answer) {
    this.channel = answer.channel;
    this.gap = answer.gap_seconds || 0;
    this.grain = answer.grain;
    this.step = answer.step_seconds || 0;
    this.limits = answer.limits || [];
    this.alarms = answer.alarms || [];
    this.corrected = answer.corrected || [];
    this.doubts = answer.doubts || [];
    [this.times, this.values] = answer.series;
    // The server has marked the gaps of what it sent, knowing the pace of then; the rest is ours to mark.
    this.marked = this.times.length ? this.times[this.times.length - 1] : -Infinity;
  }

  // Late and doubled readings find their place: the same instant is one point, whatever came first.
  add(at, value) {
    const { times, values } = this;
    let place = times.length;
    while (place > 0 && times[place - 1] > at) place -= 1;
    if (place > 0 && times[place - 1] === at) {
      values[place - 1] = value;
      return;
    }
    times.splice(place, 0, at);
    values.splice(place, 0, value);
    if (times.length > MOST) {
      times.splice(0, times.length - MOST);
      values.splice(0, values.length - MOST);
    }
  }

  alarm(news) {
    const same = this.alarms.findIndex((old) => (news.id !== undefined && old.id === news.id) || old.from === news.from);
    if (same < 0) this.alarms.push(news); else this.alarms[same] = { ...this.alarms[same], ...news };
  }

  // Where readings stopped for longer than the channel's gap, an empty point breaks the line.
  drawn() {
    const times = [];
    const values = [];
    this.times.forEach((at, index) => {
      const before = this.times[index - 1];
      if (this.gap && index && at > this.marked && at - before > this.gap) {
        times.push((before + at) / 2);
        values.push(null);
      }
      times.push(at);
      values.push(this.values[index]);
    });
    return [times, values];
  }

  // Where there is data, as stretches: a gap parts them.
  held() {
    const [times, values] = this.drawn();
    const found = [];
    let open = null;
    times.forEach((at, index) => {
      if (values[index] === null) open = null;
      else if (open) open[1] = at;
      else found.push(open = [at, at]);
    });
    return found;
  }

  // The alarms that were not taken back.
  standing() {
    return this.alarms.filter((alarm) => !alarm.withdrawn);
  }

  lastSeen() {
    for (let index = this.values.length - 1; index >= 0; index -= 1) {
      if (this.values[index] !== null) return this.times[index];
    }
    return null;
  }

  range(low, high) {
    const all = [low, high, ...this.limits.map((limit) => limit.value)].filter((value) => Number.isFinite(value));
    if (!all.length) return [0, 1];
    const least = Math.min(...all);
    const most = Math.max(...all);
    const room = (most - least) * 0.08 || Math.abs(most) * 0.1 || 1;
    return [least >= 0 && least - room < 0 ? 0 : least - room, most + room];
  }
}
