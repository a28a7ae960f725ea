// Marks the coupons of a public list that one has already: “Use it” instead of “Claim”.
addEventListener("here", ({ detail }) => {
  const had = new Set(detail.coupons || []);
  for (const ticket of document.querySelectorAll("[data-coupon]")) {
    ticket.toggleAttribute("data-had", had.has(Number(ticket.dataset.coupon)));
  }
});
