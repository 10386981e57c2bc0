// Which stretch of time a chart shows: plain figures, no drawing.

const LEAST = 60; // seconds; nearer nobody measures
const MOST = 3660 * 86400;

const iso = (at) => new Date(at * 1000).toISOString().replace(/\.\d+/, "");

// The address of a curve, for the stretch that was asked for; without one as the page said it.
export function addressOf(address, view) {
  if (!view) return address;
  const [path, query] = address.split("?");
  const asked = new URLSearchParams(query);
  asked.delete("hours");
  asked.set("from", iso(Math.floor(view[0])));
  asked.set("to", iso(Math.ceil(view[1])));
  return `${path}?${asked}`;
}

// The next stretch after a step: in and out around the middle, back and on by half; never beyond now, never reversed.
export function stepped([from, to], step, now) {
  const length = to - from;
  const factor = { in: 0.5, out: 2 }[step] || 1;
  const shift = { back: -0.5, on: 0.5 }[step] || 0;
  const wanted = Math.min(MOST, Math.max(LEAST, length * factor));
  const middle = (from + to) / 2 + shift * length;
  const end = Math.min(now, middle + wanted / 2);
  return [end - wanted, end];
}
