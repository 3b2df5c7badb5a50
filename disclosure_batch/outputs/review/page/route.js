// The address says what is shown: #问题, #单位/410801, #合计/requests.new.total. The browser's own way back leads back.

const DETAILS = { 单位: drawUnit, 合计: drawTotal };
const DRAWN_WHEN_SEEN = { 问题: drawProblems, 催报: drawCalls, 变化: drawChanges, 文件: drawFiles };
const FIRST = "现在";

const left = new Map(); // by address: where somebody was, and by which link it was left
let clicked = false;

function asked() {
  try {
    const [view, ...key] = decodeURIComponent(location.hash.slice(1)).split("/");
    return { view: byId(view)?.matches("main > section") ? view : FIRST, key: key.join("/") };
  } catch {
    return { view: FIRST, key: "" };
  }
}

function show() {
  const { view, key } = asked();
  const section = byId(view);
  if (view in DETAILS) DETAILS[view](key);
  drawOnce(view);
  document.querySelectorAll("main > section").forEach((other) => { other.hidden = other !== section; });
  document.querySelectorAll("nav a").forEach((item) => {
    if (decodeURIComponent(item.hash.slice(1)) === view) item.setAttribute("aria-current", "page");
    else item.removeAttribute("aria-current");
  });
  document.title = `${section.querySelector("h2")?.textContent ?? ""} - ${title}`;
}

function drawOnce(view) {
  DRAWN_WHEN_SEEN[view]?.();
  delete DRAWN_WHEN_SEEN[view];
}

function arrive() {
  show();
  const section = document.querySelector("main > section:not([hidden])");
  const place = clicked ? null : left.get(location.hash);
  const back = place && [...section.querySelectorAll("a")].find((item) => item.getAttribute("href") === place.href);
  clicked = false;
  (back ?? section.querySelector("h2")).focus({ preventScroll: true });
  scrollTo(0, place?.scrolled ?? 0);
}

function leave(event) {
  const item = event.target.closest?.("a[href^='#']:not(.skip)");
  if (!item) return;
  left.set(location.hash, { href: item.getAttribute("href"), scrolled: scrollY });
  clicked = item.hash !== location.hash;
}

// A browser's own button is not always at hand: of a page that somebody opened here there is one above it.
const wayBack = () => left.size
  ? make("button", { type: "button", class: "back", onclick: () => history.back() }, "← 返回") : null;

const title = document.title;

function skip(event) {
  event.preventDefault(); // the address stays: it says what is shown
  document.querySelector("main > section:not([hidden]) h2").focus();
}

function linkTotals() {
  for (const cell of document.querySelectorAll("[data-field]")) {
    const field = fields[fieldAt.get(cell.dataset.field)];
    const text = cell.firstChild;
    const words = `${text.textContent.trim()}，${field.name}，看各单位`;
    text.replaceWith(link(toTotal(field), text.textContent.trim(), { "aria-label": words }));
  }
}

function linkUnits() {
  for (const cell of document.querySelectorAll("[data-unit]")) {
    const unit = unitOf.get(cell.dataset.unit);
    if (unit) cell.replaceChildren(unitLink(unit));
  }
}

function start() {
  document.documentElement.classList.add("scripted");
  drawTasks();
  drawFilters();
  drawGroupText();
  linkTotals();
  linkUnits();
  for (const [id, matrix] of [["as-list", false], ["as-matrix", true]]) {
    byId(id).addEventListener("click", () => { asMatrix = matrix; drawProblems(); });
  }
  document.querySelector(".skip").addEventListener("click", skip);
  addEventListener("hashchange", arrive);
  document.addEventListener("click", leave, true);
  show();
}

start();
