// <button data-print>: prints the page it is on.
addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) print();
});
