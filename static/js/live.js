// A part of a page that changes by itself: asked for again while somebody looks at it.
// The server says what is true, and how many seconds that may be old (`data-every`);
// whole crowds never ask in the same moment.
const EVERY = 4;
const SPREAD = 1500;
const shown = new WeakMap();
const waiting = new WeakMap();

// What is to be seen of it, whatever a clock on it says.
function essence(place) {
  const copy = place.cloneNode(true);
  delete copy.dataset.every;
  for (const clock of copy.querySelectorAll("[data-countdown]")) {
    clock.removeAttribute("data-now");
    clock.removeAttribute("data-over");
    clock.textContent = "";
  }
  return copy;
}

// What whoever listens is told when it changes.
const told = (place) => [...place.querySelectorAll("[data-told]")].map((one) => one.textContent.trim()).join(" ");

// The link, button or choice that stands there instead of one: it leads to, or sends,
// the same.
function again(place, one) {
  const traits = ["tagName", "id", "name", "value", "href"];
  const others = [...place.querySelectorAll("a, :enabled")];
  return others.find((other) => traits.every((trait) => other[trait] === one[trait]));
}

// Whatever was chosen in it stays so, and whoever was at something in it stays there.
function replace(place, fresh) {
  const chosen = [...place.querySelectorAll("input:checked")];
  const here = place.contains(document.activeElement) && document.activeElement;
  place.replaceChildren(...fresh.childNodes);
  for (const one of chosen) {
    const other = again(place, one);
    if (other) other.checked = true;
  }
  if (!here) return;
  place.tabIndex = -1; // for who was at something that is gone
  (again(place, here) ?? place).focus({ preventScroll: true });
}

async function renew(place) {
  if (document.hidden || !place.dataset.live) return;
  const answer = await fetch(place.dataset.live);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById(place.id);
  if (!fresh) return;
  place.dataset.every = fresh.dataset.every ?? "";
  if (shown.get(place).isEqualNode(essence(fresh))) return;
  const [before, news] = [told(place), told(fresh)];
  shown.set(place, essence(fresh));
  replace(place, fresh);
  if (news && news !== before) dispatchEvent(new CustomEvent("news", { detail: news }));
  if (!fresh.dataset.live) delete place.dataset.live;
}

function renewIn(place, milliseconds) {
  clearTimeout(waiting.get(place));
  const ask = () => renew(place).catch(() => {}).finally(() => goOn(place));
  waiting.set(place, setTimeout(ask, milliseconds));
}

function goOn(place) {
  const seconds = Number(place.dataset.every) || EVERY;
  if (place.dataset.live) renewIn(place, seconds * 1000 + Math.random() * SPREAD);
}

addEventListener("countdown:over", (event) => {
  const place = event.target.closest("[data-live]");
  if (!place) return;
  event.preventDefault();
  renewIn(place, Math.random() * SPREAD);
}, { capture: true });

for (const place of document.querySelectorAll("[data-live]")) {
  shown.set(place, essence(place));
  goOn(place);
}
