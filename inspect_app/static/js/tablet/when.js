// Reads the condition of a section or an item: ${key}, numbers, 'words', = != < <= > >=, and, or, not(), selected().

const TOKEN = /\s*(?:(\$\{[^}]+\})|(\d+(?:\.\d+)?)|'([^']*)'|"([^"]*)"|(!=|<=|>=|=|<|>)|([(),-])|([A-Za-z]+))/y;

function tokens(text) {
  const found = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match) throw new SyntaxError(`cannot read ${text.slice(at)}`);
    const [, key, number, single, double, sign, mark, word] = match;
    if (key) found.push(["key", key.slice(2, -1).trim()]);
    else if (number) found.push(["value", Number(number)]);
    else if (single !== undefined || double !== undefined) found.push(["value", single ?? double]);
    else found.push([sign ? "sign" : "mark", sign || mark || word]);
  }
  return found;
}

const same = (a, b) => (typeof a === "number" || typeof b === "number" ? Number(a) === Number(b) : a === b);
const COMPARE = {
  "=": same, "!=": (a, b) => !same(a, b),
  "<": (a, b) => Number(a) < Number(b), "<=": (a, b) => Number(a) <= Number(b),
  ">": (a, b) => Number(a) > Number(b), ">=": (a, b) => Number(a) >= Number(b),
};
// Nothing was answered: no comparison with it holds, except that it is not something.
const compare = (sign, a, b) => (a === null || b === null || a === "" ? sign === "!=" : COMPARE[sign](a, b));

export function holds(text, value) {
  if (!text) return true;
  const rest = tokens(text);
  const next = (mark) => (rest[0] && rest[0][1] === mark && rest[0][0] !== "value" ? rest.shift() : null);
  const need = (mark) => { if (!next(mark)) throw new SyntaxError(`expected ${mark}`); };

  const either = () => { let found = both(); while (next("or")) { const more = both(); found = found || more; } return found; };
  const both = () => { let found = one(); while (next("and")) { const more = one(); found = found && more; } return found; };
  function one() {
    if (next("not")) { need("("); const found = either(); need(")"); return !found; }
    if (next("selected")) {
      need("("); const a = operand(); need(","); const b = operand(); need(")");
      return String(a ?? "").split(" ").includes(String(b));
    }
    if (next("(")) { const found = either(); need(")"); return found; }
    const a = operand();
    const sign = rest[0] && rest[0][0] === "sign" ? rest.shift()[1] : null;
    return sign ? compare(sign, a, operand()) : a !== null && a !== "" && a !== false;
  }
  function operand() {
    const minus = next("-");
    const [kind, word] = rest.shift() || [];
    if (kind === "key") return value(word);
    if (kind === "value") return minus ? -word : word;
    throw new SyntaxError("expected a value");
  }
  const found = either();
  if (rest.length) throw new SyntaxError("more than a condition");
  return found;
}
