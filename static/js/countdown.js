// Draws the time left by the server's clock; at zero the page is asked for again.
const pad = (number) => String(number).padStart(2, "0");

for (const place of document.querySelectorAll("[data-countdown]")) {
  const { end, now, ended } = place.dataset;
  const offset = Date.parse(now) - Date.now();
  const draw = () => {
    const left = Math.max(0, Math.ceil((Date.parse(end) - Date.now() - offset) / 1000));
    const hours = Math.floor(left / 3600);
    const minutes = pad(Math.floor(left / 60) % 60);
    place.textContent = `${hours ? `${pad(hours)}:` : ""}${minutes}:${pad(left % 60)}`;
    if (left) return;
    clearInterval(ticking);
    place.textContent = ended || place.textContent;
    if (Date.parse(end) > Date.parse(now)) setTimeout(() => location.reload(), 1000 + Math.random() * 1500);
  };
  const ticking = setInterval(draw, 1000);
  draw();
}
