// Fills in where the inspector stands before "I am here" is sent; without a place the site's code remains.

const form = document.querySelector("[data-arrive]");

function ask(event) {
  if (form.elements.lat.value) return;
  event.preventDefault();
  const words = JSON.parse(form.dataset.say);
  const said = form.querySelector("[role=status]");
  said.textContent = words.asking;
  if (!navigator.geolocation) { said.textContent = words.failed; return; }
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      form.elements.lat.value = coords.latitude;
      form.elements.lon.value = coords.longitude;
      form.submit();
    },
    () => { said.textContent = words.failed; },
    { enableHighAccuracy: true, timeout: 15000, maximumAge: 0 },
  );
}

if (form) form.addEventListener("submit", ask);
