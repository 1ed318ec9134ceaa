"use strict";
// What the pages do beyond forms and links: files that are dropped, evidence that is
// zoomed, keys of the review. Everything here has a way without it.

// --- files to hand in ---

function chosenFiles(drop) {
  return (drop.chosen ??= []);
}

function takeFiles(drop, files) {
  chosenFiles(drop).push(...files);
  showFiles(drop);
}

function showFiles(drop) {
  const files = chosenFiles(drop);
  const carrier = new DataTransfer();
  for (const file of files) carrier.items.add(file);
  drop.querySelector("[data-files]").files = carrier.files;
  const list = drop.querySelector(".chosen");
  for (const picture of list.querySelectorAll("img")) URL.revokeObjectURL(picture.src);
  list.replaceChildren(...files.map((file, place) => shownFile(drop, file, place)));
}

function shownFile(drop, file, place) {
  const item = document.createElement("li");
  if (file.type.startsWith("image/")) {
    const picture = document.createElement("img");
    picture.src = URL.createObjectURL(file);
    picture.alt = "";
    picture.addEventListener("error", () => picture.remove());
    item.append(picture);
  }
  const remove = document.createElement("button");
  remove.type = "button";
  remove.textContent = "✕";
  remove.setAttribute("aria-label", drop.dataset.remove.replace("{name}", file.name));
  remove.addEventListener("click", () => {
    chosenFiles(drop).splice(place, 1);
    showFiles(drop);
    drop.querySelector("[data-files]").focus();
  });
  item.append(document.createTextNode(file.name), remove);
  return item;
}

document.addEventListener("change", (event) => {
  const field = event.target;
  if (!field.matches?.("[data-files], [data-camera]")) return;
  const files = [...field.files];
  if (field.matches("[data-camera]")) field.value = "";
  takeFiles(field.closest("[data-drop]"), files);
});

for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const drop = event.target.closest?.("[data-drop]");
    if (!drop) return;
    event.preventDefault();
    drop.classList.toggle("over", kind === "dragenter" || kind === "dragover");
    if (kind === "drop") takeFiles(drop, event.dataTransfer.files);
  });
}

document.addEventListener("submit", (event) => {
  const field = event.target.querySelector("[data-required]");
  if (!field) return;
  const drop = field.closest("[data-drop]");
  const bytes = [...field.files].reduce((sum, file) => sum + file.size, 0);
  const { missing, tooMuch, mostFiles, mostBytes } = drop.dataset;
  const wrong = field.files.length === 0 ? missing
    : field.files.length > mostFiles || bytes > mostBytes ? tooMuch : "";
  drop.querySelector("[role=alert]").textContent = wrong;
  if (wrong) {
    event.preventDefault();
    field.focus();
  } else {
    // Whoever clicks twice means one product.
    event.submitter?.setAttribute("disabled", "");
  }
});

// A page that the browser brings back has its button again.
addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("button[disabled]")) button.disabled = false;
});

// --- evidence ---

function around(outlines) {
  const number = (line, side) => +line.getAttribute(side);
  const x = Math.min(...outlines.map((line) => number(line, "x")));
  const y = Math.min(...outlines.map((line) => number(line, "y")));
  const right = Math.max(...outlines.map((line) => number(line, "x") + number(line, "width")));
  const bottom = Math.max(...outlines.map((line) => number(line, "y") + number(line, "height")));
  return { x, y, width: right - x, height: bottom - y };
}

// Places of one picture; `card` is the statement that asks for them, if one does.
function zoom(places, card) {
  const dialog = document.getElementById("zoom");
  const [place] = places;
  const outlines = places.map((one) => one.querySelector(".outline"));
  const sheet = place?.closest("svg");
  if (!dialog || !sheet || outlines.includes(null)) return false;
  const box = around(outlines);
  const page = sheet.viewBox.baseVal;
  const width = Math.min(Math.max(box.width * 1.25, page.width / 3), page.width);
  const height = Math.min(Math.max(box.height * 1.6, width * 0.45), page.height);
  const middle = box.x + box.width / 2 - width / 2;
  const center = box.y + box.height / 2 - height / 2;
  const x = Math.min(Math.max(middle, 0), page.width - width);
  const y = Math.min(Math.max(center, 0), page.height - height);
  const view = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  view.setAttribute("viewBox", `${x} ${y} ${width} ${height}`);
  view.setAttribute("role", "img");
  const read = places.map((one) => one.dataset.read).join(" … ");
  view.setAttribute("aria-label", read);
  view.append(sheet.querySelector("image").cloneNode());
  for (const one of places) {
    for (const line of one.querySelectorAll("rect")) view.append(line.cloneNode());
  }
  dialog.querySelector(".view").replaceChildren(view);
  dialog.querySelector("q").textContent = read;
  dialog.querySelector(".sure").textContent = places.length === 1 ? place.dataset.sure : "";
  const link = dialog.querySelector(".finding");
  link.textContent = card?.querySelector("h3").textContent ?? place.dataset.title;
  link.href = card ? `#${card.id}` : place.getAttribute("href");
  dialog.showModal();
  return true;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a");
  const address = link?.getAttribute("href") ?? "";
  if (link?.matches("#zoom .finding")) {
    document.getElementById("zoom").close();
    return;
  }
  const numbers = link?.dataset.places?.split(" ") ?? [address.replace("#box-", "")];
  const places = link?.id?.startsWith("box-")
    ? [link]
    : numbers.map((number) => document.getElementById(`box-${number}`)).filter(Boolean);
  const asked = link?.closest(".card");
  if (places.length && zoom(places, asked)) event.preventDefault();
});

document.addEventListener("click", (event) => {
  if (event.target.id === "zoom") event.target.close();
  const cancel = event.target.closest?.("[data-cancel]");
  const edit = cancel?.closest(".edit");
  if (edit) {
    event.preventDefault();
    edit.previousElementSibling.focus();
    edit.replaceChildren();
  }
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// --- correcting ---

// The verdict follows along the lower edge while it is out of sight.
const sight = new IntersectionObserver((entries) => {
  const near = entries[entries.length - 1].isIntersecting;
  document.querySelector(".follow")?.classList.toggle("near", near);
});

function watchVerdict() {
  sight.disconnect();
  const verdict = document.querySelector(".verdict");
  if (verdict) sight.observe(verdict);
}

document.addEventListener("DOMContentLoaded", watchVerdict);

let corrected = "";

document.addEventListener("submit", (event) => {
  corrected = event.target.closest?.(".edit")?.id.replace("edit-", "correct-") ?? "";
});

document.addEventListener("htmx:after:swap", () => {
  watchVerdict();
  const form = document.querySelector(".edit .correction");
  if (form && !form.contains(document.activeElement)) {
    form.querySelector("textarea, select")?.focus();
  }
  const link = !form && corrected && document.getElementById(corrected);
  if (link) {
    corrected = "";
    link.scrollIntoView({ block: "center" });
    link.focus({ preventScroll: true });
  }
});

// Whoever types means that the label says it.
document.addEventListener("input", (event) => {
  if (event.target.name !== "text") return;
  const found = event.target.form.querySelector("input[value=found]");
  if (found) found.checked = true;
});

// --- keys ---

let doubtful = -1;

function stepTo(places, step) {
  if (places.length === 0) return;
  const at = places.indexOf(document.activeElement?.closest?.(".card"));
  const next = places[Math.min(Math.max(at + step, 0), places.length - 1)];
  next.tabIndex = -1;
  next.focus();
  next.scrollIntoView({ block: "center" });
}

document.addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-doubtful]")) return;
  const places = [...document.querySelectorAll(".correct[data-doubt]")];
  const all = places.length ? places : [...document.querySelectorAll(".correct")];
  doubtful = (doubtful + 1) % all.length;
  all[doubtful].scrollIntoView({ block: "center" });
  all[doubtful].click();
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") {
    document.querySelector(".edit [data-cancel]")?.click();
    return;
  }
  if (event.target.matches?.("input, select, textarea") || document.querySelector("dialog[open]")) {
    return;
  }
  const button = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (button) {
    event.preventDefault();
    button.click();
  } else if (document.querySelector(".reviewing") && (event.key === "j" || event.key === "k")) {
    event.preventDefault();
    stepTo([...document.querySelectorAll(".card")], event.key === "j" ? 1 : -1);
  }
});
