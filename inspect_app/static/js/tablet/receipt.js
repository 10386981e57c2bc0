// Is this receipt the server's own word? Its ed25519 signature says so, where the browser can check one.

import { bytes, canonical, digest, unhex } from "./canonical.js";

async function stated(purpose, content) {
  const head = bytes(`inspect-app:${purpose}\n`);
  const whole = new Uint8Array(head.length + 32);
  whole.set(head);
  whole.set(new Uint8Array(await digest(content)), head.length);
  return whole;
}

// true: signed by this key; false: not; null: this browser cannot tell.
export async function genuine(receipt, publicKey) {
  let key;
  try {
    key = await crypto.subtle.importKey("raw", unhex(publicKey), { name: "Ed25519" }, false, ["verify"]);
  } catch (_) {
    return null;
  }
  const told = canonical({ at: receipt.at, content: receipt.content, id: receipt.id });
  return crypto.subtle.verify({ name: "Ed25519" }, key, unhex(receipt.signature || ""), await stated("receipt", bytes(told)));
}
