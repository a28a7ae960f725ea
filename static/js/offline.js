// Says when the network is gone.
addEventListener("offline", () =>
  dispatchEvent(new CustomEvent("toast", { detail: document.body.dataset.textOffline })));
