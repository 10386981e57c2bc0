// One way to write a JSON value as bytes (RFC 8785), as the server does, so that both compute the same SHA-256.

export function canonical(value) {
  if (value === undefined) throw new TypeError("undefined is no JSON value");
  if (value === null || typeof value !== "object") {
    if (typeof value === "number" && !Number.isFinite(value)) throw new TypeError("not a finite number");
    return JSON.stringify(Object.is(value, -0) ? 0 : value);
  }
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  // JavaScript sorts by UTF-16 units, which is what the standard asks for.
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}

export const bytes = (text) => new TextEncoder().encode(text);
export const hex = (buffer) => Array.from(new Uint8Array(buffer), (each) => each.toString(16).padStart(2, "0")).join("");
export const unhex = (text) => Uint8Array.from(text.match(/../g) || [], (each) => parseInt(each, 16));
export const digest = (data) => crypto.subtle.digest("SHA-256", data);
export const sha256 = async (data) => hex(await digest(data));
export const contentHash = (value) => sha256(bytes(canonical(value)));

// What a receipt stands for: the log of the filling stands in it as its own hash, for not everybody may read it.
export const signedHash = async (body) => contentHash(body.log ? { ...body, log: await contentHash(body.log) } : body);

// A key that sorts by time and is nobody else's (RFC 9562 version 7).
export function uuid7() {
  const random = crypto.getRandomValues(new Uint8Array(10));
  const time = Date.now().toString(16).padStart(12, "0");
  random[0] = (random[0] & 0x0f) | 0x70;
  random[2] = (random[2] & 0x3f) | 0x80;
  const text = time + hex(random);
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join("-");
}
