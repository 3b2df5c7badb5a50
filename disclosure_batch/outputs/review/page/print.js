// On paper there is nothing to click: what is folded is opened (but notices, and those in order), what is not yet made
// is made. From the first view the whole report is printed, from any other just that one.

const ON_PAPER = 300; // units, so that a press of a key does not bring a thousand pages

let before = null;

function toPaper() {
  if (before) return;
  const sections = [...document.querySelectorAll("main > section")];
  const hidden = sections.filter((section) => section.hidden);
  if (!byId(FIRST).hidden) sections.forEach(onPaper);
  document.querySelectorAll("main > section:not([hidden]) div").forEach((place) => place.showAll?.(ON_PAPER));
  const folded = document.querySelectorAll("main > section:not([hidden]) details:not([open], .stays-folded)");
  folded.forEach((details) => { details.fill?.(); details.open = true; });
  before = { hidden, folded };
}

function onPaper(section) {
  section.hidden = section.classList.contains("detail");
  drawOnce(section.id);
}

function fromPaper() {
  if (!before) return;
  document.querySelectorAll("main > section").forEach((section) => { section.hidden = before.hidden.includes(section); });
  before.folded.forEach((details) => { details.open = false; });
  before = null;
}

addEventListener("beforeprint", toPaper);
addEventListener("afterprint", fromPaper);
