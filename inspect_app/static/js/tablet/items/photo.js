// A photo item: the picture itself is the answer.

import { say } from "../words.js";
import { outcomes } from "./parts.js";

export const draw = (item, answer, ctx) => [outcomes(item, answer, ctx, say("如照片所示", "As the photo shows"))];
