// Keeps a published draw up to date for those who watch: asks for its state and loads the page anew when it changes.

const place = document.querySelector("[data-live-draw]");
const EVERY = 4000;

async function look() {
  if (!document.hidden) {
    try {
      const reply = await fetch(place.dataset.liveDraw, { cache: "no-store" });
      const told = reply.ok ? await reply.json() : null;
      if (told && told.state !== place.dataset.state) return location.reload();
    } catch (_) { /* no connection: asked again in a moment */ }
  }
  return setTimeout(look, EVERY);
}

if (place) setTimeout(look, EVERY);
