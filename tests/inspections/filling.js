// A client of OpenRosa around the engine of ODK Web Forms: takes the form list, fills in one form as told, and sends it.
async ({ auth, visit, answers, rounds, largest }) => {
  const engine = await import("/xforms-engine.js");
  const get = async (path) => {
    const reply = await fetch(path, { headers: { Authorization: auth, "X-OpenRosa-Version": "1.0" } });
    if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`);
    return reply;
  };
  const xml = async (path) => new DOMParser().parseFromString(await (await get(path)).text(), "text/xml");
  const told = (node, name) => node.getElementsByTagName(name)[0].textContent;
  const forms = [...(await xml("/openrosa/formList")).getElementsByTagName("xform")];
  const form = forms.find((each) => told(each, "formID") === visit);
  const files = Object.fromEntries([...(await xml(told(form, "manifestUrl"))).getElementsByTagName("mediaFile")]
    .map((each) => [told(each, "filename"), told(each, "downloadUrl")]));
  const attachment = (url) => get(files[url.href.split("/").pop()]);
  const loaded = await engine.loadForm(await (await get(told(form, "downloadUrl"))).text(), { fetchFormAttachment: attachment });
  if (loaded.status !== "success") throw new Error(`not loaded: ${loaded.status} ${loaded.error}`);
  const { root } = loaded.createInstance();

  const nameOf = (node) => node.currentState.reference.split("/").pop().replace(/\[\d+\]/g, "");
  function* nodes(node) {
    yield node;
    for (const child of node.currentState.children ?? []) yield* nodes(child);
  }
  for (const range of nodes(root)) {
    const wanted = rounds[nameOf(range)];
    if (range.nodeType === "repeat-range:uncontrolled" && wanted) range.addInstances(undefined, wanted - 1);
  }
  const photo = async (name) => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 160, height: 120 });
    const pen = canvas.getContext("2d");
    pen.fillStyle = `hsl(${(name.length * 47) % 360} 80% 50%)`;
    pen.fillRect(0, 0, 160, 120);
    pen.fillText(name, 4, 20);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
    return new File([blob], `${name}.png`, { type: "image/png" });
  };
  const met = {};
  const put = async (node) => {
    const name = nameOf(node);
    met[name] = (met[name] ?? -1) + 1;
    const said = answers[name];
    const value = Array.isArray(said) ? said[met[name]] : said;
    if (node.nodeType === "upload" && (value || node.currentState.required)) node.setValue(await photo(`${name}-${met[name]}`));
    else if (value === undefined || value === null) return;
    else if (node.nodeType === "select") {
      const option = node.currentState.valueOptions.find((each) => [each.value, each.label?.asString].includes(String(value)));
      if (!option) throw new Error(`${name} has no ${value}`);
      node.selectValue(option.value);
    } else node.setValue(node.valueType === "string" ? String(value) : value);
  };
  // Again from the top after every answer, as what is asked depends on it; each question once.
  const seen = new Set();
  for (let left = true; left; ) {
    const next = [...nodes(root)].find((each) => ["input", "select", "upload"].includes(each.nodeType)
      && each.currentState.relevant && !each.currentState.readonly && !seen.has(each.nodeId));
    left = Boolean(next);
    if (next) {
      seen.add(next.nodeId);
      await put(next);
    }
  }
  const asked = [...nodes(root)].filter((each) => seen.has(each.nodeId) && each.currentState.relevant).map(nameOf);
  const payload = await root.prepareInstancePayload({ payloadType: "chunked", maxSize: largest });
  if (payload.status !== "ready") {
    const wrong = payload.violations.map((each) => `${each.reference ?? each.fileName}: ${each.violation?.condition}`);
    return { status: payload.status, wrong, asked };
  }
  const replies = [];
  for (const [number, part] of payload.data.entries()) {
    const sent = new FormData();
    for (const [name, file] of part.entries()) sent.append(name, file, file.name);
    if (number < payload.data.length - 1) sent.append("*isIncomplete*", "yes");
    const reply = await fetch("/openrosa/submission", { method: "POST", headers: { Authorization: auth }, body: sent });
    replies.push({ status: reply.status, text: await reply.text() });
  }
  return { status: payload.status, asked, replies, parts: payload.data.length };
}
