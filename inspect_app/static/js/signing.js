// A signature by hand on a tablet, the clock of a timed test, and one more round of a repeated section.

const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));

export function pad(canvas, keep) {
  const pen = canvas.getContext("2d");
  const box = canvas.parentElement;
  let drawing = false;
  let drawn = false;
  const clear = () => { pen.fillStyle = "#fff"; pen.fillRect(0, 0, canvas.width, canvas.height); drawn = false; };
  const place = (event) => {
    const area = canvas.getBoundingClientRect();
    return [(event.clientX - area.left) * canvas.width / area.width, (event.clientY - area.top) * canvas.height / area.height];
  };
  clear();
  canvas.addEventListener("pointerdown", (event) => {
    drawing = true;
    canvas.setPointerCapture(event.pointerId);
    Object.assign(pen, { lineWidth: 4, lineCap: "round", strokeStyle: "#000" });
    pen.beginPath();
    pen.moveTo(...place(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    pen.lineTo(...place(event));
    pen.stroke();
    drawn = true;
  });
  canvas.addEventListener("pointerup", () => { drawing = false; });
  box.querySelector("[data-sign-clear]").addEventListener("click", clear);
  box.querySelector("[data-sign-keep]").addEventListener("click", () => {
    if (drawn) canvas.toBlob((blob) => keep(new File([blob], "signature.png", { type: "image/png" })), "image/png");
  });
}

export function clock(button, say) {
  const line = button.parentElement.querySelector("[data-clock-line]");
  const started = Date.now();
  const needed = Number(button.dataset.seconds);
  button.disabled = true;
  const tick = () => {
    const passed = Math.floor((Date.now() - started) / 1000);
    line.textContent = say.ticking.replace("%a", passed).replace("%b", needed);
    if (passed >= needed) { button.disabled = false; return; }
    setTimeout(tick, 1000);
  };
  tick();
}

export function moreLine(button) {
  const rows = all("tbody tr", button.closest("[data-item]"));
  const next = rows[rows.length - 1].cloneNode(true);
  all("input", next).forEach((input) => {
    input.value = "";
    input.removeAttribute("id");
    input.setAttribute("aria-label", input.getAttribute("aria-label").replace(/\d+/, rows.length + 1));
  });
  rows[rows.length - 1].after(next);
  return next;
}

// The server's own markup of a round, with the next number in it; without scripts the button asks the server.
export function moreRound(form, key) {
  const count = form.elements[`rounds-${key}`];
  const place = form.querySelector(`template[data-round="${CSS.escape(key)}"]`);
  count.value = Number(count.value) + 1;
  const made = document.createElement("div");
  made.innerHTML = place.innerHTML.replaceAll("0n0", count.value);
  const round = made.firstElementChild;
  place.previousElementSibling.before(round);
  return round;
}
