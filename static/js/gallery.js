// Arrow keys, "2 / 6" and the current thumbnail.  Scrolling itself is CSS.
function start(gallery) {
  const slides = gallery.querySelector("[data-gallery-slides]");
  const count = gallery.querySelector("[data-gallery-count]");
  const thumbs = [...gallery.querySelectorAll(".gallery__thumb")];
  const total = slides.children.length;
  const go = (index) => slides.scrollTo({ left: index * slides.clientWidth });
  const here = () => Math.round(slides.scrollLeft / (slides.clientWidth || 1));

  slides.addEventListener("scroll", () => {
    if (count) count.textContent = `${here() + 1} / ${total}`;
    thumbs.forEach((thumb, index) =>
      index === here() ? thumb.setAttribute("aria-current", "true") : thumb.removeAttribute("aria-current"));
  }, { passive: true });

  slides.addEventListener("keydown", ({ key }) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
    if (step) go(here() + step);
  });

  thumbs.forEach((thumb, index) => thumb.addEventListener("click", (event) => {
    event.preventDefault();
    go(index);
  }));

  addEventListener("gallery:show", ({ detail }) => {
    const index = [...slides.children].findIndex((slide) => slide.dataset.image === detail);
    if (detail && index >= 0) go(index);
  });
}

document.querySelectorAll("[data-gallery]").forEach(start);

// Dots of the banners follow the swipe.
for (const banners of document.querySelectorAll("[data-banners]")) {
  const slides = banners.firstElementChild;
  const dots = [...banners.querySelectorAll(".banners__dot")];
  slides.addEventListener("scroll", () => {
    const here = Math.round(slides.scrollLeft / slides.clientWidth);
    dots.forEach((dot, index) => dot.toggleAttribute("aria-current", index === here));
  }, { passive: true });
  dots.forEach((dot, index) => dot.addEventListener("click", (event) => {
    event.preventDefault();
    slides.scrollTo({ left: index * slides.clientWidth, behavior: "smooth" });
  }));
}
