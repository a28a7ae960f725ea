// <button data-share="url">: the browser's own sheet, where it has one; WeChat has a menu for it.
const inWeChat = /MicroMessenger/i.test(navigator.userAgent);

for (const hint of document.querySelectorAll("[data-in-wechat]")) hint.hidden = !inWeChat;

for (const button of document.querySelectorAll("[data-share]")) {
  button.hidden = !navigator.share || inWeChat;
  button.onclick = () =>
    navigator.share({ title: button.dataset.shareTitle, url: button.dataset.share }).catch(() => {});
}

// A team's page is the same for everybody; whoever is in it sees the way to the order.
addEventListener("here", ({ detail }) => {
  const page = document.querySelector("[data-team]");
  if (!page) return;
  page.toggleAttribute("data-mine", Boolean(detail.team));
  if (detail.team) page.querySelector("[data-team-order]").href = detail.team;
});
