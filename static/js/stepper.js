// Plus and minus beside a number.  At a limit the button rests.
function rest(stepper) {
  const field = stepper.querySelector("input");
  const [less, more] = stepper.querySelectorAll("[data-step]");
  less.disabled = +field.value <= +(field.min || 1);
  more.disabled = field.max !== "" && +field.value >= +field.max;
}

addEventListener("click", (event) => {
  const button = event.target.closest("[data-step]");
  if (!button) return;
  const field = button.closest("[data-stepper]").querySelector("input");
  const before = field.value;
  field.stepUp(+button.dataset.step);
  if (field.value !== before) field.dispatchEvent(new Event("change", { bubbles: true }));
});

addEventListener("change", ({ target }) => {
  const stepper = target.closest?.("[data-stepper]");
  if (!stepper) return;
  if (target.max && +target.value > +target.max) target.value = target.max;
  rest(stepper);
}, true);

const restAll = () => document.querySelectorAll("[data-stepper]").forEach(rest);
restAll();
addEventListener("htmx:after:swap", restAll);
