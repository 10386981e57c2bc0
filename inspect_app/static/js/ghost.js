// The photo from before as a ghost over the camera, so that the new one shows the same place from the same angle.

const zh = document.documentElement.lang.startsWith("zh");
const say = (chinese, english) => (zh ? chinese : english);
const before = document.getElementById("ghost").dataset.photo;

function h(tag, attributes, ...children) {
  const made = document.createElement(tag);
  Object.entries(attributes).forEach(([name, value]) => {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value);
  });
  made.append(...children);
  return made;
}

const button = (words, onclick, look = "btn-outline-secondary") => h("button", { type: "button", class: `btn ${look}`, onclick }, words);

// A slider under the picture: how much of the old photo is to be seen.
function slider(words, value, moved) {
  const input = h("input", { type: "range", min: 0, max: 100, value, id: "ghost-slider", oninput: () => moved(Number(input.value)) });
  moved(value);
  return h("div", { class: "field" }, h("label", { for: "ghost-slider" }, words), input);
}

class Camera {
  constructor(input) {
    this.input = input;
    this.stage = h("div", { class: "ghost-stage" });
    this.below = h("div", {});
    this.sheet = h("dialog", { class: "ghost", "aria-label": say("对照原照片拍摄", "Take it from the same angle") }, this.stage, this.below);
    this.sheet.addEventListener("close", () => { this.stop(); this.sheet.remove(); input.focus(); });
    document.body.append(this.sheet);
    this.sheet.showModal();
  }

  // Without a camera the page may look through, the device's own takes the photo, and the two are compared after.
  async begin() {
    const wanted = { video: { facingMode: "environment", width: { ideal: 1920 }, height: { ideal: 1440 } } };
    this.stream = await navigator.mediaDevices?.getUserMedia(wanted).catch(() => null);
    if (!this.sheet.isConnected) this.stop();
    else if (this.stream) await this.live();
    else this.still();
  }

  stop() { this.stream?.getTracks().forEach((each) => each.stop()); this.stream = null; }

  old(name) { return h("img", { src: before, class: name, alt: say("整改前的照片", "The photo from before") }); }

  async live() {
    const video = h("video", { playsinline: "", muted: "", "aria-label": say("相机画面", "What the camera sees") });
    video.muted = true;
    video.srcObject = this.stream;
    const ghost = this.old("ghost-over");
    this.stage.replaceChildren(video, ghost);
    this.below.replaceChildren(slider(say("原照片的浓淡", "How strong the old photo is"), 50, (value) => { ghost.style.opacity = value / 100; }),
      h("div", { class: "actions" }, button(say("拍摄", "Take the photo"), () => this.take(video), "btn-primary"), this.away()));
    await video.play();
  }

  still() {
    const own = h("input", { type: "file", accept: "image/*", capture: "environment", class: "form-control", id: "ghost-file", onchange: () => own.files.length && this.compare(own.files[0], () => this.still()) });
    this.stage.replaceChildren(this.old("ghost-whole"));
    this.below.replaceChildren(h("p", {}, say("照着这张照片的角度拍；拍完可以左右对照。", "Take it from the angle of this photo; the two are compared after.")),
      h("div", { class: "field" }, h("label", { for: "ghost-file" }, say("拍照", "Photo")), own), h("div", { class: "actions" }, this.away()));
  }

  away() { return button(say("取消", "Cancel"), () => this.sheet.close()); }

  async take(video) {
    const canvas = h("canvas", { width: video.videoWidth, height: video.videoHeight });
    canvas.getContext("2d").drawImage(video, 0, 0);
    const blob = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", 0.9); });
    this.compare(new File([blob], `${say("整改后", "after")}-${Date.now()}.jpg`, { type: "image/jpeg" }), () => this.live());
  }

  compare(file, again) {
    const address = URL.createObjectURL(file);
    const now = h("img", { src: address, class: "ghost-now", alt: say("新照片", "The new photo") });
    this.sheet.addEventListener("close", () => URL.revokeObjectURL(address));
    this.stage.replaceChildren(this.old("ghost-whole"), now);
    this.below.replaceChildren(slider(say("左边原照片，右边新照片：左右拖动对照", "Old on the left, new on the right: drag to compare"), 50, (value) => { now.style.clipPath = `inset(0 0 0 ${value}%)`; }),
      h("div", { class: "actions" }, button(say("用这张", "Use this one"), () => this.use(file), "btn-primary"), button(say("重拍", "Take it again"), again), this.away()));
  }

  // Beside those chosen already, as if it had been chosen like them.
  use(file) {
    const chosen = new DataTransfer();
    [...this.input.files, file].forEach((each) => chosen.items.add(each));
    this.input.files = chosen.files;
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
    this.sheet.close();
  }
}

document.querySelectorAll(".move-form input[type=file][name=after], .move-form input[type=file][name=checked]").forEach((input) => {
  const open = button(say("对照原照片拍摄", "Take it from the same angle"), () => new Camera(input).begin());
  input.after(h("div", { class: "actions" }, open));
});
