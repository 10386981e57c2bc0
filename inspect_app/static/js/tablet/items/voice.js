// A spoken note: recorded on the device, at most a minute and a megabyte, played only when asked.

import { button, h, tell } from "../dom.js";
import { keepSound, shown } from "../pictures.js";
import { say } from "../words.js";

const LONGEST = 60;
const MOST = 1024 * 1024;
const KINDS = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];

export function draw(item, answer, ctx) {
  const box = h("div", { class: "voice" });
  const show = async () => box.replaceChildren(...await (ctx.answer().voice ? played(ctx, show) : offered(item, ctx, show)));
  show();
  return box;
}

async function played(ctx, show) {
  const { sha256, seconds } = ctx.answer().voice;
  const words = say(`语音备注，${seconds} 秒`, `Spoken note, ${seconds} s`);
  const address = await shown(sha256);
  return [h("audio", { controls: true, preload: "none", src: address, "aria-label": words }), h("div", { class: "row" }, h("span", { class: "muted" }, words),
    button(say("移除录音", "Remove it"), async () => {
      await ctx.put({ voice: null });
      await ctx.release(sha256);
      if (address) URL.revokeObjectURL(address);
      await show();
    }, "quiet"))];
}

const kind = () => (self.MediaRecorder ? KINDS.find((each) => MediaRecorder.isTypeSupported(each)) : undefined);

async function offered(item, ctx, show) {
  if (!navigator.mediaDevices || !kind()) return [];
  return [h("button", { type: "button", class: "b", id: `voice-${item.key}`, onclick: (event) => record(event.target, ctx, show) }, say("录语音备注", "Spoken note"))];
}

async function record(press, ctx, show) {
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch (_) {
    tell(say("没有话筒权限；可改用文字备注。", "No microphone: write the note instead."), "waiting");
    return;
  }
  const put = ctx.put;
  const pieces = [];
  const recorder = new MediaRecorder(stream, { mimeType: kind(), audioBitsPerSecond: 24_000 });
  const begun = performance.now();
  const passed = () => Math.min(LONGEST, Math.max(1, Math.round((performance.now() - begun) / 1000)));
  let size = 0;
  const stop = () => { if (recorder.state !== "inactive") recorder.stop(); };
  const told = h("span", { role: "timer", class: "muted" });
  const end = button(say("停止录音", "Stop"), stop, "main");
  const tick = setInterval(() => {
    told.textContent = `${passed()} / ${LONGEST} ${say("秒", "s")}`;
    // Whoever turns to another item or leaves keeps what was said so far.
    if (!end.isConnected || passed() >= LONGEST) stop();
  }, 250);
  recorder.ondataavailable = ({ data }) => { pieces.push(data); size += data.size; if (size > MOST * 0.9) stop(); };
  recorder.onstop = async () => {
    const seconds = passed();
    clearInterval(tick);
    stream.getTracks().forEach((each) => each.stop());
    const whole = new Blob(pieces, { type: recorder.mimeType.split(";")[0] });
    if (whole.size && whole.size <= MOST) await put({ voice: { sha256: await keepSound(whole, ctx.draft), seconds } });
    else tell(say("录音没有存下，请再录一次。", "The note was not kept: record it again."), "bad");
    ctx.send();
    await show();
  };
  press.replaceWith(h("div", { class: "row" }, end, told));
  end.focus();
  recorder.start(1000);
}
