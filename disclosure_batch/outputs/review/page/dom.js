// Elements. What comes from outside is only ever text here, never markup.

const byId = (id) => document.getElementById(id);

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

const fill = (place, ...children) => place.replaceChildren(...make("div", {}, ...children).childNodes);

const link = (href, words, attributes = {}) => make("a", { href, ...attributes }, words);
const toFile = (path) => path.split("/").map(encodeURIComponent).join("/");
const toUnit = (unit) => `#单位/${encodeURIComponent(unit.key)}`;
const toTotal = (field) => `#合计/${encodeURIComponent(field.id)}`;
const unitLink = (unit) => link(toUnit(unit), unit.name);

// Rows are made as they are needed: the first of them at once, the others when somebody asks. Printing asks for all.
function inChunks(place, list, items, draw, size, counter) {
  const more = make("button", { type: "button", class: "more" });
  const lacking = make("p", { class: "on-paper" });
  let done = 0;

  function next(number) {
    const row = document.createDocumentFragment();
    const from = done;
    for (const item of items.slice(done, done + number)) row.append(draw(item, done++));
    list.append(row);
    const left = items.length - done;
    more.hidden = lacking.hidden = left === 0;
    more.textContent = `再显示 ${Math.min(size, left)} ${counter}（还有 ${left} ${counter}）`;
    lacking.textContent = `还有 ${left} ${counter}没有印出来。要印全部，请打开这一部分再打印。`;
    return list.children[from];
  }

  more.addEventListener("click", () => focusFirst(next(size)));
  place.replaceChildren(list.closest(".wide") ?? list, more, lacking);
  next(size);
  place.showAll = (most = Infinity) => next(Math.max(0, Math.min(most, items.length) - done));
}

function focusFirst(element) {
  const target = element?.querySelector("a, button, summary") ?? element;
  target?.focus();
}

// A control below its name.
let controls = 0;

function labelled(words, control, kind = "choice") {
  control.id = `control-${++controls}`;
  return make("div", { class: kind }, make("label", { for: control.id }, words), control);
}

// The body of a new table. A wide one scrolls within its own frame, also by keyboard.
function tableBody(name, heads, look = {}, isFigure = () => false) {
  const body = make("tbody");
  const row = heads.map((head, at) => make("th", { scope: "col", class: isFigure(at) ? "n" : null }, head));
  const table = make("table", look, make("thead", {}, make("tr", {}, row)), body);
  make("div", { class: "wide", tabindex: "0", role: "region", "aria-label": name }, table);
  return body;
}

const figure = (words, ...small) => make("td", { class: "n" }, words, small);

// Heavy content of a fold is made when it is opened.
function fold(words, content, attributes = {}) {
  const details = make("details", attributes, make("summary", {}, words));
  const open = () => { if (details.childElementCount === 1) details.append(content()); };
  details.addEventListener("toggle", () => details.open && open());
  details.fill = open;
  return details;
}
