// A part of a page that changes by itself: asked for again while somebody looks at it.
// The server says what is true; whole crowds never ask in the same moment.
const EVERY = 4000;
const shown = new WeakMap();

async function renew(place) {
  if (document.hidden) return;
  const answer = await fetch(place.dataset.live);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById(place.id);
  if (!fresh || shown.get(place)?.isEqualNode(fresh)) return;
  const focused = place.contains(document.activeElement) && document.activeElement.id;
  shown.set(place, fresh.cloneNode(true));
  place.replaceChildren(...fresh.childNodes);
  if (!fresh.dataset.live) delete place.dataset.live;
  if (focused) document.getElementById(focused)?.focus();
}

function watch(place) {
  const again = () => setTimeout(() => {
    if (place.dataset.live) renew(place).catch(() => {}).finally(again);
  }, EVERY + Math.random() * 1500);
  again();
}

document.querySelectorAll("[data-live]").forEach(watch);
