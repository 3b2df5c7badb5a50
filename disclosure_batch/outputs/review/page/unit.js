// One unit: where it stands, what is found of it, and its whole form beside last year's.

function drawUnit(key) {
  const unit = unitOf.get(key);
  const place = byId("单位");
  if (!unit) return fill(place, make("h2", { tabindex: "-1" }, "没有这个单位"));
  const some = findingsOf(unit);
  fill(place, wayBack(),
    make("h2", { tabindex: "-1" }, unit.code ? `${unit.code} ${unit.name}` : unit.name),
    make("p", {}, standing(unit)),
    make("dl", { class: "facts" }, facts(unit)),
    unitLinks(unit),
    some.some(isOpen) ? findingList(some.filter(isOpen)) : make("p", { class: "soft" }, "没有待处理的问题。"),
    foldedSettled(some.filter((finding) => !finding.open)),
    foldedNotices(some.filter((finding) => finding.open && finding.severity === NOTICE)),
    wholeForm(unit),
    ownWords(unit));
}

function facts(unit) {
  const known = [
    ["类别", unit.category], ["联系人", unit.contact], ["联系电话", unit.phone && phoneLink(unit.phone)],
    ["填报日期", unit.filed], ["迟报", lateness(unit)], ["采用的文件", unit.file], ["校验码", unit.checksum],
  ];
  return known.filter(([, value]) => value).map(([name, value]) =>
    make("div", {}, make("dt", {}, name), make("dd", {}, value)));
}

function wholeForm(unit) {
  const now = figuresOf(unit, "now");
  const last = figuresOf(unit, "last");
  if (!now && !last) return make("p", { class: "soft" }, "没有读到它的数字，上年的也没有。");
  const marked = new Map(findingsOf(unit).filter(isOpen).reverse().map((finding) => [finding.field, finding.severity]));
  const heads = last ? `小字是${page.lastYear ?? "上"}年的数字，不同的才列出。` : "上年的数字不知道。";
  return make("div", {}, make("h3", {}, "整份表"), make("p", { class: "soft" }, now ? heads : `今年没有读到数字。${heads}`),
    page.blocks.map((block) => formTable(block, now, last, marked, (field) => stoodAt(unit, field))));
}

function formTable({ title, columns, rows }, now, last, marked, stood) {
  const heads = [title, ...columns.map((name) => name || "数字")];
  const body = tableBody(title, heads, { class: "totals" }, (column) => column > 0);
  body.append(...rows.map(([name, at]) => make("tr", {}, make("th", { scope: "row" }, name),
    at.map((field) => formCell(field, now?.[field], last?.[field], marked.get(field), stood(field))))));
  return body.closest(".wide");
}

function formCell(field, now, last, severity, stood) {
  const words = now ?? (now === undefined ? "" : "空白");
  const known = last !== null && last !== undefined;
  return make("td", { class: now === "0" ? "n zero" : "n" },
    severity === undefined ? null : mark(severity),
    words ? link(toTotal(fields[field]), words, { "aria-label": `${words}，${fields[field].name}，看各单位` }) : null,
    stood === undefined ? null : make("small", {}, correctedFrom(stood)),
    known && last !== now ? make("small", {}, `上年 ${last}`) : null);
}

const correctedFrom = (stood) => `已更正，单位填的是${stood}`;

function ownWords(unit) {
  if (!page.words) return make("p", { class: "soft" }, "单位写的文字见文字材料汇编。");
  const texts = page.words[unit.at];
  if (!texts.length) return null;
  return make("div", {}, make("h3", {}, "文字"), texts.map(([field, text]) =>
    make("div", {}, make("h4", {}, fields[field].name), text.split("\n").map((line) => make("p", {}, line)))));
}
