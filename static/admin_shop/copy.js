/* <button data-copy="id of a field" data-copied="Copied">: its text to the clipboard. */
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  field.select();
  if (navigator.clipboard) await navigator.clipboard.writeText(field.value);
  else document.execCommand("copy"); // over plain HTTP there is no clipboard object
  button.textContent = button.dataset.copied;
});
