/* What the theme's pages lack for screen readers: a main landmark to jump to, a name
   for each row of tabs (that of its first tab) and for each field that searches. */
document.addEventListener("DOMContentLoaded", () => {
  document.getElementById("main")?.setAttribute("role", "main");
  document.querySelectorAll("#content nav:not([aria-label])").forEach((nav) => {
    nav.setAttribute("aria-label", nav.querySelector("a")?.textContent.trim() ?? "");
  });
});

const nameSearches = () =>
  document.querySelectorAll("select.admin-autocomplete[aria-label]").forEach((select) => {
    const shown = document.getElementById(`select2-${select.id}-container`);
    shown?.setAttribute("aria-label", select.getAttribute("aria-label"));
  });
addEventListener("load", () => window.django?.jQuery?.(nameSearches)); // after the theme's own
document.addEventListener("formset:added", () => setTimeout(nameSearches));
