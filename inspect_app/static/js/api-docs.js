// The API's document: drawn by the vendored Swagger UI from this installation's own openapi.json.

const place = document.getElementById("api-docs");
window.SwaggerUIBundle({
  url: place.dataset.url,
  domNode: place,
  deepLinking: true,
  docExpansion: "none",
  validatorUrl: null,
  presets: [window.SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
});
