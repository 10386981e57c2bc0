// A judged item: pass, fail or not applicable, by looking.

import { outcomes } from "./parts.js";

export const draw = (item, answer, ctx) => [outcomes(item, answer, ctx)];
