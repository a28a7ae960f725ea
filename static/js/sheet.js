// Opens a sheet in place: `data-opens` names it, `data-closes` within closes it.
const inPage = (sheet) => getComputedStyle(sheet).position === "static";

addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  const sheet = opener && document.getElementById(opener.dataset.opens);
  if (!sheet?.showModal || sheet.open || inPage(sheet)) return;
  event.preventDefault();
  if (opener.value) sheet.dataset.go = opener.value;
  else delete sheet.dataset.go;
  sheet.showModal();
});

addEventListener("click", (event) => {
  const sheet = event.target.closest("[data-sheet]");
  if (!sheet?.open) return;
  if (event.target === sheet || event.target.closest("[data-closes]")) sheet.close();
});

// What was sent from a sheet is answered on the page below it.
addEventListener("htmx:finally:request", ({ target }) => {
  if (!target.closest?.("[data-keeps-sheet]")) target.closest?.("[data-sheet][open]")?.close();
});

// A sheet that belongs to the page on a wide screen must not stay modal there.
matchMedia("(min-width: 60rem)").addEventListener("change", () => {
  for (const sheet of document.querySelectorAll(".sheet--page[open]")) sheet.close();
});
