// A choice: one of the listed answers, each with its outcome.

import { pick, say } from "../words.js";
import { choose, outcomes } from "./parts.js";

export const draw = (item, answer, ctx) => [
  choose(ctx, "text", say("选项", "Choices"), item.choices.map((each) => [each.key, pick(each)]), answer.text, (text) => ctx.put({ text })),
  outcomes(item, answer, ctx, say("按所选项", "As chosen")),
];
