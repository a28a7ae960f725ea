// Draws the time left by the server's clock; at zero the page is asked for again.
const DAY = 86400;
const pad = (number) => String(number).padStart(2, "0");
const days = new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: "day", unitDisplay: "long" });
const offsets = new WeakMap();

function written(left) {
  const hours = Math.floor(left / 3600);
  const clock = `${pad(Math.floor(left / 60) % 60)}:${pad(left % 60)}`;
  const withHours = hours ? `${pad(hours % 24)}:${clock}` : clock;
  return left < DAY ? withHours : `${days.format(Math.floor(left / DAY))} ${withHours}`;
}

function draw(place) {
  const { end, now, ended } = place.dataset;
  if (!offsets.has(place)) offsets.set(place, Date.parse(now) - Date.now());
  const left = Math.max(0, Math.ceil((Date.parse(end) - Date.now() - offsets.get(place)) / 1000));
  const text = left ? written(left) : ended || written(0);
  if (place.textContent !== text) place.textContent = text;
  if (left || place.dataset.over) return;
  place.dataset.over = "1";
  if (Date.parse(end) > Date.parse(now)) place.dispatchEvent(new Event("countdown:over", { bubbles: true, cancelable: true }));
}

const drawAll = () => document.querySelectorAll("[data-countdown]").forEach(draw);

// A part that renews itself prevents this.
addEventListener("countdown:over", (event) => {
  if (!event.defaultPrevented) setTimeout(() => location.reload(), 1000 + Math.random() * 1500);
});

if (document.querySelector("[data-countdown], [data-live]")) setInterval(drawAll, 1000);
drawAll();
