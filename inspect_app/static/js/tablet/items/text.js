// A text item: what is to be written down in words.

import { say } from "../words.js";
import { lines, outcomes } from "./parts.js";

export const draw = (item, answer, ctx) => [
  lines(`text-${item.key}`, say("记录", "Record"), answer.text, (text) => ctx.put({ text }), 4),
  outcomes(item, answer, ctx, say("如实记录", "As recorded")),
];
