// On paper there is nothing to click: what is folded is opened (but notices, and those in order), what is not yet made
// is made. From the first view the whole report is printed, of each part the beginning, so that a press of a key does
// not bring a thousand pages; from any other just that part, as it is filtered, and all of it.

const OF_EACH_PART = 300; // rows

let before = null;

function toPaper() {
  if (before) return;
  const sections = [...document.querySelectorAll("main > section")];
  const hidden = sections.filter((section) => section.hidden);
  const whole = !byId(FIRST).hidden;
  if (whole) sections.forEach(onPaper);
  const most = whole ? OF_EACH_PART : Infinity;
  document.querySelectorAll("main > section:not([hidden]) div").forEach((place) => place.showAll?.(most));
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
