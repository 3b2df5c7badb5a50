// A finding: where, what stands there and belongs there, what would mend it, what was said and decided of it.

function findingItem(finding) {
  const field = finding.field === null ? null : fields[finding.field];
  return make("li", { class: "finding", "data-at": finding.at },
    make("p", { class: "head" },
      mark(finding.severity), " ",
      make("b", { class: "where" }, finding.where ?? ""), " ",
      field ? make("span", {}, field.name) : null, " ",
      make("span", { class: "soft" }, `规则 ${finding.rule} ${page.rules[finding.rule] ?? ""}`)),
    make("p", {}, finding.message),
    sides(finding),
    candidates(finding),
    finding.also ? make("p", { class: "soft" }, `相关单元格 ${finding.also}`) : null,
    finding.file ? make("p", { class: "soft path" }, `文件 ${finding.file}`) : null,
    finding.explanation ? make("p", {}, `单位的说明：${finding.explanation}`) : null,
    finding.decision ? make("p", { class: "decision" }, `处理决定：${finding.decision}`) : null,
    findingLinks(finding));
}

function sides({ stands, other }) {
  if (stands === null || other === null) return null;
  return make("p", { class: "sides" }, "填的是 ", make("b", {}, stands), "，对照的是 ", make("b", {}, other));
}

function candidates({ candidates: some }) {
  if (!some?.length) return null;
  const words = some.map(([cell, stands, becomes]) => `${cell} ${stands} → ${becomes}`);
  return make("p", { class: "sides" }, `能对上的改法：${words.join("；")}`);
}

function findingLinks({ row, key, unit, severity }) {
  const place = page.workbook && row && `${toFile(page.workbook)}#'${page.sheet}'!A${row}`;
  const links = [
    place && link(place, `汇总表“${page.sheet}”第 ${row} 行`),
    ...(severity === NOTICE || unit === null ? [] : papersOf(units[unit])),
    key && copyButton("复制编号", key, `处理决定表里的编号 ${key}`),
  ].filter(Boolean);
  return links.length ? make("p", { class: "links" }, links) : null;
}

const findingList = (some) => make("ol", { class: "findings" }, some.map(findingItem));

function unitLinks(unit) {
  const chat = unit.chat && copyButton("复制私聊文字", unit.chat, `发给${unit.name}的私聊文字`);
  const links = [...papersOf(unit), chat].filter(Boolean);
  return links.length ? make("p", { class: "links" }, links) : null;
}

const papersOf = ({ notice, copy }) => [notice && link(toFile(notice), "通知"), copy && link(toFile(copy), "标好的表")];

const foldedNotices = (some) => some.length
  ? fold(`提示 ${some.length} 条（只供留存，不必处理）`, () => findingList(some), { class: "stays-folded" }) : null;

const foldedSettled = (some) => some.length
  ? fold(`已处理 ${some.length} 条`, () => findingList(some)) : null;
