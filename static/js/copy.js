// <button data-copy="text">: to the clipboard, and says so.
addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button || !navigator.clipboard) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  dispatchEvent(new CustomEvent("toast", { detail: document.body.dataset.textCopied }));
});
