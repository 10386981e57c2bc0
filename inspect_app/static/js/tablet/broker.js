// The way over MQTT: the same bytes under the same ids as over HTTP, and a signed receipt for each.

import { bytes, canonical } from "./canonical.js";
import { refused, settle } from "./outbox.js";
import { changed, db, recall } from "./store.js";

const MOST = 8 * 1024 * 1024 - 4096;
const PATIENCE = 6000;
const ANSWER = 20_000;

const library = () => (self.mqtt ? Promise.resolve() : new Promise((done, no) => {
  const script = document.createElement("script");
  script.src = "/static/vendor/mqtt/mqtt.min.js";
  script.onload = done;
  script.onerror = () => no(new Error("no network"));
  document.head.append(script);
}));

function connect(own) {
  return new Promise((done, no) => {
    const client = self.mqtt.connect(own.url, {
      path: "/mqtt", clientId: own.username, username: own.username, password: own.secret, clean: false, protocolVersion: 4,
      reconnectPeriod: 0, timerVariant: "native", connectTimeout: PATIENCE, keepalive: 30,
    });
    const fail = (error) => { client.end(true); no(error instanceof Error ? error : new Error("closed")); };
    const timer = setTimeout(() => fail(new Error("the broker does not answer")), PATIENCE);
    client.once("connect", () => { clearTimeout(timer); done(client); });
    client.once("error", fail);
    client.once("close", fail);
  });
}

// Sends what waits for this person. Whatever is not settled afterwards goes over HTTP.
export async function overBroker(me) {
  const own = await recall("broker");
  if (!own?.url || own.person !== me) return false;
  await library();
  const client = await connect(own);
  const topic = (kind) => `site/${own.site}/tablet/${own.name}/${kind}`;
  const awaited = new Map();
  client.on("message", (_topic, payload) => heard(JSON.parse(new TextDecoder().decode(payload)), awaited).catch(() => {}));
  try {
    await client.subscribeAsync(topic("receipt"), { qos: 1 });
    const say = async (id, kind, payload) => {
      const answer = new Promise((done, no) => { awaited.set(id, done); setTimeout(() => no(new Error("no receipt in time")), ANSWER); });
      await Promise.all([client.publishAsync(topic(kind), payload, { qos: 1 }), answer]);
    };
    for (const sha of await db.photos.where("received").equals(0).primaryKeys()) {
      const photo = await db.photos.get(sha);
      if (photo && !photo.dropped && !photo.refused && photo.person === me && !photo.about?.sound && photo.bytes.byteLength <= MOST) await say(sha, "photo", new Uint8Array(photo.bytes));
    }
    for (const row of await db.outbox.where("state").equals("kept").filter((each) => each.person === me).sortBy("made")) {
      // Spoken notes go over HTTP alone, and a checklist never before what it names.
      if (await silent(row)) continue;
      await say(row.id, "submission", bytes(canonical(row.body)));
    }
  } finally {
    client.removeAllListeners();
    client.on("error", () => {});
    client.end(true);
  }
  return true;
}

async function silent(row) {
  const named = row.body.answers.map((each) => each.voice?.sha256).filter(Boolean);
  return (await db.photos.bulkGet(named)).some((each) => each && !each.received);
}

async function heard(receipt, awaited) {
  const row = await db.outbox.get(receipt.id);
  if (receipt.status === "received") {
    if (row) await settle(row, receipt, { via: "MQTT" }); else await db.photos.update(receipt.id, { received: 1 });
  } else if (row && row.state === "kept") {
    const told = receipt.problem || {};
    await refused(row, told, [told.title, ...Object.values(told.errors || {}).flat()].filter(Boolean).join(" "));
  }
  changed();
  awaited.get(receipt.id)?.();
}
