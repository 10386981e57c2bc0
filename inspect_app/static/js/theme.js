// Runs before the first paint: light or dark, and big type, as this browser was last told.
(function () {
  "use strict";
  var root = document.documentElement;
  var kept = function (key) { try { return localStorage.getItem(key); } catch (_) { return null; } };
  var dark = window.matchMedia("(prefers-color-scheme: dark)");
  var apply = function () {
    var theme = kept("theme");
    root.setAttribute("data-bs-theme", theme === "light" || theme === "dark" ? theme : dark.matches ? "dark" : "light");
    root.classList.toggle("big", kept("big") === "1");
  };
  root.classList.add("js");
  apply();
  dark.addEventListener("change", apply);
  window.addEventListener("storage", apply);
  document.addEventListener("inspect:look", apply);
})();
