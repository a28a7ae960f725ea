// "Back" goes where the shopper came from, when that was one of our pages.  `/` is for search.
addEventListener("click", (event) => {
  const link = event.target.closest("[data-back]");
  if (!link || event.metaKey || event.ctrlKey) return;
  if (!document.referrer.startsWith(`${location.origin}/`) || history.length < 2) return;
  event.preventDefault();
  history.back();
});

addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.target.matches("input, textarea, select, [contenteditable]")) return;
  event.preventDefault();
  document.querySelector("[data-search]")?.focus();
});
