// The language of the tablet: kept on the device, because the shell is the same stored page for everybody.

const KEY = "tablet-lang";
const kept = () => { try { return localStorage.getItem(KEY); } catch (_) { return null; } };
export const zh = (kept() || document.documentElement.lang || "zh").startsWith("zh");
document.documentElement.lang = zh ? "zh-CN" : "en";

export const say = (chinese, english) => (zh ? chinese : english);
export const pick = (thing) => (zh ? thing.zh : thing.en) || thing.zh || "";

export function speak(language) {
  try { localStorage.setItem(KEY, language); } catch (_) { /* nothing is kept: it lasts as long as the page */ }
  location.reload();
}

const CHINA = "Asia/Shanghai";
const locale = zh ? "zh-CN" : "en-GB";
const clock = new Intl.DateTimeFormat(locale, { timeZone: CHINA, month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const days = new Intl.DateTimeFormat(locale, { timeZone: CHINA, month: "numeric", day: "numeric", weekday: "short" });
export const when = (moment) => clock.format(new Date(moment));
export const day = (text) => days.format(new Date(`${text}T04:00:00Z`));
export const today = (now = new Date()) => new Intl.DateTimeFormat("en-CA", { timeZone: CHINA }).format(now);

// How old something is, said roughly: what matters is whether it is of this morning.
export function age(moment, now = Date.now()) {
  const minutes = Math.max(0, Math.round((now - new Date(moment)) / 60000));
  if (minutes < 1) return say("刚刚", "just now");
  if (minutes < 60) return say(`${minutes} 分钟前`, `${minutes} min ago`);
  if (minutes < 2880) return say(`${Math.round(minutes / 60)} 小时前`, `${Math.round(minutes / 60)} h ago`);
  return say(`${Math.round(minutes / 1440)} 天前`, `${Math.round(minutes / 1440)} days ago`);
}
