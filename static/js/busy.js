// A pressed button rests until the answer is there, so nothing is sent twice.
addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.busy) return event.preventDefault();
  form.dataset.busy = "true";
  submitter?.setAttribute("aria-busy", "true");
});

function rest() {
  for (const form of document.querySelectorAll("[data-busy]")) delete form.dataset.busy;
  for (const button of document.querySelectorAll("[aria-busy=true]")) button.removeAttribute("aria-busy");
}

addEventListener("pageshow", rest);
addEventListener("htmx:finally:request", rest);
