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

const COMPARE = {
  "=": (a, b) => a === b, "!=": (a, b) => a !== b, "<": (a, b) => a < b, "<=": (a, b) => a <= b, ">": (a, b) => a > b, ">=": (a, b) => a >= b,
};
const MIRRORED = { "<": ">", "<=": ">=", ">": "<", ">=": "<=" };
const literal = (x) => typeof x !== "object" || x === null;

// An item stands for a word and perhaps for a number; what it is compared with says which is meant.
// Where nothing was answered no comparison holds, except that it is not something.
function compare(sign, a, b) {
  if (literal(a) && a !== null && !literal(b)) return compare(MIRRORED[sign] || sign, b, a);
  const said = a === null ? null : typeof b === "number" ? a.number : a.said;
  if (said === null || said === "") return sign === "!=";
  return COMPARE[sign](said, b);
}

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
      return compare("=", a, String(b));
    }
    if (next("(")) { const found = either(); need(")"); return found; }
    const a = operand();
    const sign = rest[0] && rest[0][0] === "sign" ? rest.shift()[1] : null;
    if (!sign) throw new SyntaxError("expected a comparison");
    return compare(sign, a, operand());
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
