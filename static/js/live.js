// A part of a page that changes by itself: asked for again while somebody looks at it.
// The server says what is true; whole crowds never ask in the same moment.
const EVERY = 4000;
const SPREAD = 1500;
const shown = new WeakMap();

// What is to be seen of it, whatever a clock on it says.
function essence(place) {
  const copy = place.cloneNode(true);
  for (const clock of copy.querySelectorAll("[data-countdown]")) {
    clock.removeAttribute("data-now");
    clock.removeAttribute("data-over");
    clock.textContent = "";
  }
  return copy;
}

async function renew(place) {
  if (document.hidden || !place.dataset.live) return;
  const answer = await fetch(place.dataset.live);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById(place.id);
  if (!fresh || shown.get(place).isEqualNode(essence(fresh))) return;
  const focused = place.contains(document.activeElement) && document.activeElement.id;
  shown.set(place, essence(fresh));
  place.replaceChildren(...fresh.childNodes);
  if (!fresh.dataset.live) delete place.dataset.live;
  if (focused) document.getElementById(focused)?.focus();
}

function watch(place) {
  shown.set(place, essence(place));
  const again = () => setTimeout(() => {
    if (place.dataset.live) renew(place).catch(() => {}).finally(again);
  }, EVERY + Math.random() * SPREAD);
  again();
}

addEventListener("countdown:over", (event) => {
  const place = event.target.closest("[data-live]");
  if (!place) return;
  event.preventDefault();
  setTimeout(() => renew(place).catch(() => {}), Math.random() * SPREAD);
}, { capture: true });

document.querySelectorAll("[data-live]").forEach(watch);
