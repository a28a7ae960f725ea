// The personal bits of a page that is the same for everybody: cart count, name, language,
// and what `data-here-ask` names.
const offer = document.querySelector("[data-offer]");

function fill(bits) {
  for (const place of document.querySelectorAll("[data-here]")) {
    const value = bits[place.dataset.here];
    const text = typeof value === "number" && value > 99 ? "99+" : value || "";
    if (place.textContent !== String(text)) place.textContent = text;
  }
  document.documentElement.toggleAttribute("data-signed-in", Boolean(bits.signed_in));
}

function suggest({ code, text }) {
  const page = document.querySelector(`link[rel=alternate][hreflang="${code}"]`);
  if (!page || code === document.documentElement.lang || localStorage.getItem("language-declined") === code) return;
  const link = offer.querySelector("[data-offer-link]");
  link.textContent = text;
  link.lang = link.hreflang = code;
  link.href = new URL(page.href).pathname + location.search;
  offer.hidden = false;
  offer.querySelector("[data-offer-close]").onclick = () => {
    localStorage.setItem("language-declined", code);
    offer.hidden = true;
  };
}

async function look() {
  const { hereUrl } = document.body.dataset;
  if (!hereUrl) return;
  const url = new URL(hereUrl, location);
  for (const { dataset } of document.querySelectorAll("[data-here-ask]")) url.searchParams.set(dataset.hereAsk, "1");
  const answer = await fetch(url, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const bits = await answer.json();
  fill(bits);
  dispatchEvent(new CustomEvent("here", { detail: bits }));
  if (bits.offer && offer) suggest(bits.offer);
}

look().catch(() => {});
addEventListener("pageshow", (event) => event.persisted && look().catch(() => {}));
