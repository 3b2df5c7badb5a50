// A total and the units behind it, the largest first, with their share.

function drawTotal(id) {
  const at = fieldAt.get(id);
  const place = byId("合计");
  const total = page.totals[at];
  if (total === undefined) return fill(place, make("h2", { tabindex: "-1" }, "没有这个合计"));
  const field = fields[at];
  const rows = behind(at, Number(total));
  const some = rows.filter((row) => Number(row.now));
  const blank = rows.filter((row) => row.now === null);
  const zero = rows.length - some.length - blank.length;
  const heads = ["单位", "本年", "占合计", ...(page.last ? ["上年", "增减"] : [])];
  const body = tableBody(`${field.name}：各单位`, heads, { class: "behind" }, (column) => column > 0);
  const list = make("div");
  fill(place, wayBack(),
    make("h2", { tabindex: "-1" }, field.name),
    make("p", {}, `“${page.sections[field.section]}”，合计 `, make("b", {}, total), ` ${field.unit}`,
      ` 来自 ${some.length} 家`, zero ? `；${zero} 家是 0` : "", blank.length ? `；${blank.length} 家没有填` : "", "。"),
    list);
  inChunks(list, body, some, (row) => unitRow(row, Number(total), Number(some[0].now)), 60, "家");
  if (blank.length) list.after(make("p", { class: "names" }, "没有填的：",
    blank.slice(0, 200).flatMap((row, n) => [n ? "、" : "", unitLink(row.unit)]), blank.length > 200 ? "等" : ""));
}

function behind(at) {
  return units.filter((unit) => unit.added).map((unit) => ({
    unit, now: figuresOf(unit, "now")?.[at] ?? null, last: figuresOf(unit, "last")?.[at] ?? null,
    stood: stoodAt(unit, at),
  })).sort((one, other) => Number(other.now) - Number(one.now));
}

function unitRow({ unit, now, last, stood }, total, most) {
  const share = total ? (100 * Number(now)) / total : 0;
  const bar = make("span", { class: "bar", "aria-hidden": "true" });
  bar.style.inlineSize = `${Math.max(0, (60 * Number(now)) / most)}%`;
  return make("tr", {}, make("th", { scope: "row" }, unitLink(unit)),
    figure(now, stood === undefined ? null : make("small", {}, correctedFrom(stood))),
    make("td", { class: "n share" }, bar, `${share.toFixed(1)}%`),
    page.last ? [figure(last ?? "—"), figure(change(now, last))] : null);
}

function change(now, last) {
  if (last === null) return "—";
  const places = Math.max(...[now, last].map((figure) => figure.split(".")[1]?.length ?? 0));
  const gap = Number((Number(now) - Number(last)).toFixed(places));
  return gap > 0 ? `增 ${gap}` : gap < 0 ? `减 ${-gap}` : "持平";
}
