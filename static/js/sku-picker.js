// Says at once what a choice costs, whether it exists, and shows its picture.
// Reads <script id="sku-matrix">: [{variant, sku, values, price, was, note, left, image}];
// price and was are ready to print.  Words come from the form's data-text-* attributes.
const form = document.querySelector("[data-sku-picker]");
const matrix = JSON.parse(document.getElementById("sku-matrix")?.textContent || "[]");

const radios = () => [...form.querySelectorAll("[data-sku-option] input")];
const chosen = (except) =>
  radios().filter((radio) => radio.checked && radio.name !== except).map((radio) => +radio.value);
const fits = (row, values) => values.every((value) => row.values.includes(value));

function markChips() {
  for (const radio of radios()) {
    const rows = matrix.filter((row) => fits(row, [...chosen(radio.name), +radio.value]));
    const chip = radio.closest(".chip").classList;
    chip.toggle("chip--impossible", !rows.length);
    chip.toggle("chip--sold-out", rows.length > 0 && rows.every((row) => !row.left));
  }
  for (const option of form.querySelectorAll("[data-sku-option]")) {
    const word = option.querySelector(":checked + .chip__text")?.textContent.trim();
    option.querySelector("[data-sku-word]").textContent = word || "";
  }
}

function stockText(left) {
  const { textSoldOut = "", textFew = "", textInStock = "" } = form.dataset;
  if (!left) return textSoldOut;
  return left < 10 ? textFew.replace("{n}", left) : textInStock;
}

function each(name, change) {
  document.querySelectorAll(`[data-sku-${name}]`).forEach(change);
}

function show(row) {
  each("price", (place) => {
    place.querySelector(".price").textContent = row.price;
    const was = place.querySelector(".was");
    if (was) was.hidden = !row.was;
    if (was && row.was) was.lastChild.textContent = ` ${row.was}`;
  });
  each("note", (place) => {
    place.textContent = row.note;
    place.hidden = !row.note;
  });
  each("code", (place) => (place.textContent = row.sku));
  dispatchEvent(new CustomEvent("gallery:show", { detail: row.image }));
  const slide = document.querySelector(`[data-image="${CSS.escape(row.image ?? "")}"] img`);
  if (slide) each("picture", (place) => {
    const picture = place.querySelector("img") || place;
    picture.srcset = slide.srcset;
    picture.src = slide.src;
  });
  const url = new URL(location);
  url.searchParams.set("sku", row.sku);
  history.replaceState(history.state, "", url);
}

function update(event) {
  markChips();
  const complete = chosen().length === form.querySelectorAll("[data-sku-option]").length;
  const row = complete && matrix.find((candidate) => fits(candidate, chosen()));
  const left = row ? row.left : 0;
  if (complete) each("stock", (place) => (place.textContent = stockText(left)));
  each("words", (place) => (place.textContent = [...form.querySelectorAll("[data-sku-word]")]
    .map((word) => word.textContent).filter(Boolean).join(" · ")));
  for (const button of form.querySelectorAll("[name=go]")) button.disabled = complete && !left;
  const field = form.querySelector("[data-stepper] input");
  if (field && left) field.max = Math.min(left, 99);
  field?.dispatchEvent(new Event("change"));
  if (row && event) show(row);
}

if (form && matrix.length) {
  form.addEventListener("change", (event) => event.target.closest("[data-sku-option]") && update(event));
  update();
}
