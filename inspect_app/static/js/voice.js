// Say it instead of writing it: records at most a minute into the form's own file field. Without this, the field itself asks the phone's recorder.

const LONGEST = 60;
const MOST = 1024 * 1024;
const KINDS = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];
const zh = document.documentElement.lang.startsWith("zh");
const say = (chinese, english) => (zh ? chinese : english);
const kind = () => (self.MediaRecorder ? KINDS.find((each) => MediaRecorder.isTypeSupported(each)) : undefined);

function put(input, blob, seconds) {
  const held = new DataTransfer();
  held.items.add(new File([blob], "voice", { type: blob.type }));
  input.files = held.files;
  document.getElementById(input.dataset.seconds).value = String(seconds);
}

async function record(button, input, told) {
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch (_) {
    told.textContent = say("没有话筒权限，请写文字。", "No microphone: please write instead.");
    return;
  }
  const pieces = [];
  const recorder = new MediaRecorder(stream, { mimeType: kind(), audioBitsPerSecond: 24_000 });
  const begun = performance.now();
  const passed = () => Math.min(LONGEST, Math.max(1, Math.round((performance.now() - begun) / 1000)));
  const stop = () => { if (recorder.state !== "inactive") recorder.stop(); };
  const tick = setInterval(() => {
    told.textContent = `${passed()} / ${LONGEST} ${say("秒", "s")}`;
    if (passed() >= LONGEST) stop();
  }, 250);
  recorder.ondataavailable = ({ data }) => pieces.push(data);
  recorder.onstop = () => {
    const seconds = passed();
    clearInterval(tick);
    stream.getTracks().forEach((each) => each.stop());
    const whole = new Blob(pieces, { type: recorder.mimeType.split(";")[0] });
    const good = whole.size > 0 && whole.size <= MOST;
    if (good) put(input, whole, seconds);
    told.textContent = good ? say(`已录 ${seconds} 秒`, `${seconds} s recorded`) : say("没有录上，请再录一次。", "Not recorded: try again.");
    button.textContent = say("重新录音", "Record again");
    button.onclick = () => record(button, input, told);
  };
  button.textContent = say("说完了，停止", "Done: stop");
  button.onclick = stop;
  recorder.start(1000);
}

for (const input of document.querySelectorAll("input[data-voice]")) {
  if (!navigator.mediaDevices || !kind()) continue;
  const button = document.createElement("button");
  const told = document.createElement("p");
  button.type = "button";
  button.className = "btn btn-outline-secondary w-100 mb-2";
  button.textContent = say("点一下，开始说", "Tap and speak");
  told.className = "muted";
  told.setAttribute("role", "status");
  button.onclick = () => record(button, input, told);
  input.before(button, told);
}
