// One line, three seconds, also for those who listen: dispatch `toast` with a text as detail;
// `news` for those alone.
const toast = document.querySelector("#toast");
const live = document.querySelector("#live");
let hiding;

function announce(text) {
  live.textContent = "";
  setTimeout(() => (live.textContent = text), 100);
}

addEventListener("toast", ({ detail }) => {
  announce(detail);
  if (!toast?.showPopover) return;
  clearTimeout(hiding);
  toast.textContent = detail;
  if (!toast.matches(":popover-open")) toast.showPopover();
  hiding = setTimeout(() => toast.hidePopover(), 3000);
});

addEventListener("news", ({ detail }) => announce(detail));

function announceNews(root) {
  const news = [...root.querySelectorAll("[data-announce]")].map((item) => item.textContent.trim());
  if (news.length) announce(news.join(" "));
}

announceNews(document);
addEventListener("htmx:after:swap", () => announceNews(document));
document.querySelector("[data-focus]")?.focus();
