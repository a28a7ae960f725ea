// From page to page: the tapped picture grows into the product's.  A transition that
// the browser gives up is no error.
const hero = (picture, name) => picture && (picture.style.viewTransitionName = name);
let tapped;

addEventListener("click", ({ target }) => {
  tapped = target.closest?.(".card")?.querySelector(".card__picture img");
});

addEventListener("pageswap", ({ viewTransition }) => {
  if (!viewTransition || !tapped) return;
  hero(document.querySelector(".gallery__slide img"), "none");
  hero(tapped, "hero");
});

addEventListener("pagereveal", () => {
  hero(tapped, "");
  hero(document.querySelector(".gallery__slide img"), "");
});

for (const moment of ["pageswap", "pagereveal"]) {
  addEventListener(moment, ({ viewTransition }) => {
    viewTransition?.ready.catch(() => {});
    viewTransition?.finished.catch(() => {});
  });
}
