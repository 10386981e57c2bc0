// Registers a file of devices and shows how far it is. Whoever cancels or leaves before the end registers none of
// them; without this script the form does the same at one go.

const form = document.getElementById("take");
const shown = document.getElementById("bringing");
const bar = shown.querySelector("progress");
const count = shown.querySelector(".progress-count");

function tell(told) {
  bar.max = told.of;
  bar.value = told.done;
  count.textContent = `${told.done} / ${told.of}`;
}

function put(page) {
  document.open();
  document.write(page);
  document.close();
}

async function lines(answer, take) {
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const whole = (rest + value).split("\n");
    rest = whole.pop();
    whole.forEach((line) => take(JSON.parse(line)));
  }
}

async function bring(stop) {
  let page = "";
  try {
    const headers = { Accept: "application/x-ndjson" };
    const answer = await fetch(location.href, { method: "POST", body: new FormData(form), headers, signal: stop.signal });
    if (answer.ok) await lines(answer, (told) => { if (told.page) page = told.page; else if (told.of) tell(told); });
  } catch (_) { /* cancelled, or cut off: below */ }
  if (page) put(page);
  else if (stop.signal.aborted) location.assign(shown.dataset.list);
  else form.submit(); // nothing came of it: sent as usual, it says why
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  shown.hidden = false;
  const stop = new AbortController();
  shown.querySelector("button").addEventListener("click", () => stop.abort(), { once: true });
  bring(stop);
});
