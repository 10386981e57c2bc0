// Boxes over a photo that say what is painted over: drawn, moved and sized by finger, mouse or keys.

const WHOLE = 10000;
const LEAST = 100;
const STEP = 100;
const stage = document.querySelector("[data-covers]");
const field = document.getElementById("f-boxes");
const say = JSON.parse(stage.dataset.say);
const most = Number(stage.dataset.most);
const clamp = (value, low, high) => Math.min(high, Math.max(low, Math.round(value)));

let boxes = field.value.split(";").filter(Boolean).map((each) => each.split(",").map(Number));
let chosen = -1;
let drag = null;

function fitted([left, top, width, height]) {
  const x = clamp(left, 0, WHOLE - LEAST);
  const y = clamp(top, 0, WHOLE - LEAST);
  return [x, y, clamp(width, LEAST, WHOLE - x), clamp(height, LEAST, WHOLE - y)];
}

function moved([left, top, width, height], x, y) {
  return [clamp(left + x, 0, WHOLE - width), clamp(top + y, 0, WHOLE - height), width, height];
}

function place(element, [left, top, width, height]) {
  element.style.left = `${left / 100}%`;
  element.style.top = `${top / 100}%`;
  element.style.width = `${width / 100}%`;
  element.style.height = `${height / 100}%`;
}

function write() {
  field.value = boxes.map((each) => each.join(",")).join(";");
  document.querySelector("[data-covers-count]").textContent = say.count.replace("%d", boxes.length);
  document.querySelector("[data-covers-remove]").disabled = chosen < 0;
}

function draw(focus = false) {
  stage.querySelectorAll(".cover").forEach((each) => each.remove());
  boxes.forEach((box, number) => {
    const cover = document.createElement("button");
    cover.type = "button";
    cover.className = "cover";
    cover.dataset.number = number;
    cover.setAttribute("aria-pressed", String(number === chosen));
    cover.setAttribute("aria-label", say.box.replace("%d", number + 1));
    const corner = document.createElement("span");
    corner.className = "cover-corner";
    cover.append(corner);
    place(cover, box);
    stage.append(cover);
  });
  write();
  if (focus && chosen >= 0) stage.querySelector(`[data-number="${chosen}"]`).focus();
}

function add(box) {
  if (boxes.length >= most) return;
  boxes.push(fitted(box));
  chosen = boxes.length - 1;
  draw(true);
}

function remove() {
  if (chosen < 0) return;
  boxes.splice(chosen, 1);
  chosen = Math.min(chosen, boxes.length - 1);
  draw(true);
}

function at(event) {
  const frame = stage.getBoundingClientRect();
  return [((event.clientX - frame.left) / frame.width) * WHOLE, ((event.clientY - frame.top) / frame.height) * WHOLE];
}

stage.addEventListener("pointerdown", (event) => {
  if (event.button) return;
  event.preventDefault();
  const cover = event.target.closest(".cover");
  const [x, y] = at(event);
  if (cover) {
    chosen = Number(cover.dataset.number);
    drag = { kind: event.target.closest(".cover-corner") ? "size" : "move", x, y, from: boxes[chosen] };
  } else {
    drag = { kind: "new", x, y };
  }
  stage.setPointerCapture(event.pointerId);
  if (cover) draw(true);
});

stage.addEventListener("pointermove", (event) => {
  if (!drag) return;
  const [x, y] = at(event);
  if (drag.kind === "new") {
    // A finger that only rests on the photo draws nothing.
    if (Math.abs(x - drag.x) < LEAST * 2 || Math.abs(y - drag.y) < LEAST * 2 || boxes.length >= most) return;
    boxes.push([0, 0, LEAST, LEAST]);
    chosen = boxes.length - 1;
    drag.kind = "pull";
  }
  if (drag.kind === "pull") {
    const left = clamp(Math.min(x, drag.x), 0, WHOLE);
    const top = clamp(Math.min(y, drag.y), 0, WHOLE);
    boxes[chosen] = fitted([left, top, clamp(Math.max(x, drag.x), 0, WHOLE) - left, clamp(Math.max(y, drag.y), 0, WHOLE) - top]);
  } else if (drag.kind === "move") {
    boxes[chosen] = moved(drag.from, Math.round(x - drag.x), Math.round(y - drag.y));
  } else {
    const [left, top, width, height] = drag.from;
    boxes[chosen] = fitted([left, top, width + x - drag.x, height + y - drag.y]);
  }
  draw();
});

const end = () => {
  drag = null;
  draw(true);
};
stage.addEventListener("pointerup", end);
stage.addEventListener("pointercancel", end);

stage.addEventListener("focusin", (event) => {
  const cover = event.target.closest(".cover");
  if (!cover || chosen === Number(cover.dataset.number)) return;
  chosen = Number(cover.dataset.number);
  stage.querySelectorAll(".cover").forEach((each) => each.setAttribute("aria-pressed", String(each === cover)));
  write();
});

stage.addEventListener("keydown", (event) => {
  const way = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[event.key];
  if (chosen < 0) return;
  if (event.key === "Delete" || event.key === "Backspace") {
    event.preventDefault();
    remove();
  } else if (way) {
    event.preventDefault();
    const [left, top, width, height] = boxes[chosen];
    boxes[chosen] = event.shiftKey ? fitted([left, top, width + way[0], height + way[1]]) : moved(boxes[chosen], ...way);
    place(stage.querySelector(`[data-number="${chosen}"]`), boxes[chosen]);
    write();
  }
});

document.querySelector("[data-covers-add]").addEventListener("click", () => add([4000, 4000, 2000, 1500]));
document.querySelector("[data-covers-remove]").addEventListener("click", remove);
document.querySelector("[data-covers-none]").addEventListener("click", () => {
  boxes = [];
  chosen = -1;
  draw();
});
field.closest(".field").hidden = true;
draw();
