// The resident's signature by hand: what was drawn becomes the file of the form that signs the card.

import { pad } from "./signing.js";

const box = document.querySelector("[data-resident-pad]");
const target = document.querySelector('#move-sign input[type="file"]');
if (box && target) {
  pad(box.querySelector("canvas"), (file) => {
    const files = new DataTransfer();
    files.items.add(file);
    target.files = files.files;
    const said = box.querySelector("[data-sign-said]");
    said.textContent = said.dataset.words;
    target.closest("details").open = true;
  });
}
