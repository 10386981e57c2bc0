// npm's mqtt as a device: publishes what the spec names and writes down what it sent and what was acknowledged.
//
// node mqtt.js SPEC LEDGER: the spec is a JSON file {options, url, topic, payloads, qualities, cuts, pause}; the ledger
// holds lines `sent N` and `kept N`. `cuts` are the numbers before which the connection is torn down under it. What is
// sent again after that is sent by the library, out of its own store.
"use strict";
const fs = require("node:fs");
const mqtt = require("mqtt");

const [specPath, ledgerPath] = process.argv.slice(2);
const spec = JSON.parse(fs.readFileSync(specPath, "utf8"));
const ledger = fs.openSync(ledgerPath, "a");
const write = (word, number) => fs.writeSync(ledger, `${word} ${number}\n`);
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

// A broker that begins anew lets nobody in until its intake is ready: then it is tried again.
const patient = { reconnectPeriod: 200, reconnectOnConnackError: true, keepalive: 5 };
const client = mqtt.connect(spec.url, { ...patient, ...spec.options });
client.on("error", (wrong) => {
  if (spec.options.reconnectPeriod === 0) {
    write(`refused ${wrong.message.replaceAll(" ", "-")}`, wrong.code ?? 0);
    process.exit(3);
  }
});

client.once("connect", async () => {
  const kept = [];
  for (const [number, payload] of spec.payloads.entries()) {
    if (spec.cuts.includes(number)) client.stream.destroy();
    write("sent", number);
    const qos = spec.qualities[number % spec.qualities.length];
    kept.push(client.publishAsync(spec.topic, payload, { qos }).then(() => write("kept", number)));
    await pause(spec.pause);
  }
  await Promise.all(kept);
  await client.endAsync();
});
