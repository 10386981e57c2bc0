// npm's sparkplug-client as an edge node with one device behind it, in the way its own README shows.
//
// node sparkplug.js: the first line it reads is JSON {client, behind, node, device}: the library's configuration, the
// device's name, the metrics of both births. Later lines are {ddata} or {ndata}: metrics to tell; {lose: true}: a
// message counted and never sent. It answers a line for each thing that happens: born, rebirth.
"use strict";
const readline = require("node:readline");
const sparkplug = require("sparkplug-client");

const say = (word) => process.stdout.write(`${word}\n`);
const dated = (metrics) => ({ timestamp: Date.now(), metrics });

function begin({ client: configuration, behind, node, device }) {
  const client = sparkplug.newClient(configuration);
  const beBorn = () => {
    client.publishNodeBirth(dated([...node])); // a copy: the library adds bdSeq to it
    client.publishDeviceBirth(behind, dated(device));
    say("born");
  };
  client.on("birth", beBorn);
  client.on("error", (wrong) => say(`error ${wrong.message}`));
  client.on("ncmd", ({ metrics }) => {
    if (metrics.some(({ name, value }) => name === "Node Control/Rebirth" && value)) {
      say("rebirth");
      beBorn();
    }
  });
  return ({ ddata, ndata, lose }) => {
    if (ddata) client.publishDeviceData(behind, dated(ddata));
    if (ndata) client.publishNodeData(dated(ndata));
    if (lose) client.incrementSeqNum();
  };
}

let tell = null;
readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const told = JSON.parse(line);
  if (tell) tell(told);
  else tell = begin(told);
});
