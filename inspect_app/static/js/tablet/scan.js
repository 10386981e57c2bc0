// Reads a QR code with the camera, or from a photo where no camera is allowed. The reader itself comes only now.

import { h } from "./dom.js";
import { say } from "./words.js";

const PACE = 180;
const LIVE = 720;
const STILL = [1600, 800, 400];
const reader = () => (self.jsQR ? Promise.resolve() : new Promise((done, no) => {
  document.head.append(h("script", { src: "/static/vendor/jsqr/jsQR.js", onload: done, onerror: () => no(new Error("no code reader")) }));
}));

// What a picture of this size says; "" where no code is seen.
function read(source, width, height, side, inversion) {
  const scale = Math.min(1, side / Math.max(width, height));
  const canvas = h("canvas", { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) });
  const brush = canvas.getContext("2d", { willReadFrequently: true });
  brush.drawImage(source, 0, 0, canvas.width, canvas.height);
  const { data } = brush.getImageData(0, 0, canvas.width, canvas.height);
  return self.jsQR(data, canvas.width, canvas.height, { inversionAttempts: inversion })?.data || "";
}

export async function readPhoto(file) {
  await reader();
  const image = await createImageBitmap(file, { imageOrientation: "from-image" });
  try {
    for (const side of STILL) {
      const found = read(image, image.width, image.height, side, "attemptBoth");
      if (found) return found;
    }
    return "";
  } finally {
    image.close();
  }
}

const GATE = {
  title: say("扫现场码", "Scan the site's code"), hint: say("对准工地门口的二维码。", "Point at the code at the site's gate."),
  wrong: say("这不是现场码，请对准工地门口的码。", "This is not a site's code: point at the one at the gate."),
};

// Answers what the first fitting code says, or "" when the person closes the sheet. `fits` says which codes are meant.
export async function scan(fits, words = GATE) {
  await reader();
  const video = h("video", { autoplay: true, muted: true, playsinline: true, "aria-label": say("相机画面", "Camera") });
  video.muted = true;
  const told = h("p", { role: "status" }, say("正在打开相机…", "Opening the camera…"));
  const sheet = h("dialog", { class: "ask wide", "aria-label": words.title }, h("form", { method: "dialog" },
    h("h2", {}, words.title), h("div", { class: "finder" }, video), told,
    h("div", { class: "row" }, h("button", { class: "b", value: "" }, say("关闭", "Close")))));
  let stream = null;
  let timer = 0;
  let found = "";
  const look = () => {
    if (video.readyState >= 2 && video.videoWidth) {
      const said = read(video, video.videoWidth, video.videoHeight, LIVE, "dontInvert");
      if (said && fits(said)) { found = said; sheet.close(); return; }
      if (said) told.textContent = words.wrong;
    }
    timer = setTimeout(look, PACE);
  };
  return new Promise((answer) => {
    sheet.addEventListener("close", () => {
      clearTimeout(timer);
      stream?.getTracks().forEach((each) => each.stop());
      sheet.remove();
      answer(found);
    });
    document.body.append(sheet);
    sheet.showModal();
    open().then((made) => {
      stream = made;
      if (!sheet.isConnected) { stream.getTracks().forEach((each) => each.stop()); return; }
      video.srcObject = stream;
      told.textContent = words.hint;
      look();
    }).catch(() => { video.parentNode.hidden = true; told.textContent = words.blind || say("相机打不开或未授权：请关闭此窗，用照片读码，或输入编码。", "No camera, or not allowed: close this and read the code from a photo, or type it."); });
  });
}

const open = () => (navigator.mediaDevices?.getUserMedia
  ? navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false }) : Promise.reject(new Error("no camera")));
