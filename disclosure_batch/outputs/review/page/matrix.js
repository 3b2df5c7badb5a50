// Units down, sections of the form across; in each field a sign and a word.

function drawMatrix(place, shown) {
  const columns = [{ name: "整个文件", at: null }, ...page.sections.map((name, at) => ({ name, at }))];
  const heads = ["单位", ...columns.map(({ name }) => name)];
  const body = tableBody("各单位各部分的问题", heads, { class: "matrix" });
  const withUnit = shown.filter(({ group }) => group.unit).map(({ group, some }) => ({ unit: group.unit, some }));
  const rows = [...withUnit, ...restOf(shown).map((unit) => ({ unit, some: [] }))];
  inChunks(place, body, rows, (row) => matrixRow(row, columns), 60, "家");
}

function matrixRow({ unit, some }, columns) {
  return make("tr", {}, make("th", { scope: "row" }, unitLink(unit)),
    columns.map(({ at }) => make("td", {}, fieldMark(unit, some.filter((finding) => finding.section === at)))));
}

function fieldMark(unit, some) {
  if (some.length) {
    const gravest = Math.min(...some.map((finding) => finding.severity));
    return mark(gravest, `${page.severities[gravest]} ${some.filter((f) => f.severity === gravest).length}`);
  }
  return unit.file || unit.added ? plainMark("✓", "无") : plainMark("—", "未报", "lacking");
}
