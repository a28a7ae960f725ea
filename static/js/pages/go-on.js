// <form data-go-on>: its only button is pressed by itself, once; not on the way back.
const form = document.querySelector("[data-go-on]");
const [arrival] = performance.getEntriesByType("navigation");
if (arrival?.type === "navigate") form.requestSubmit(form.querySelector("button"));
