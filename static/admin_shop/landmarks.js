/* What the theme's pages lack for screen readers: a main landmark to jump to, and
   a name for each row of tabs (that of its first tab). */
document.addEventListener("DOMContentLoaded", () => {
  document.getElementById("main")?.setAttribute("role", "main");
  document.querySelectorAll("#content nav:not([aria-label])").forEach((nav) => {
    nav.setAttribute("aria-label", nav.querySelector("a")?.textContent.trim() ?? "");
  });
});
