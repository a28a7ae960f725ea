// <form data-auto-submit>: a change sends it; its "Update" button is `.only-plain`.
addEventListener("change", ({ target }) => {
  const form = target.form;
  if (!form?.matches("[data-auto-submit]") || target.matches("[data-no-submit]")) return;
  if (form.checkValidity()) form.requestSubmit();
});
