// What is otherwise than at the last run, one by one.

function drawChanges() {
  const heads = ["类别", "变化", "单位", "内容", "上次", "本次", "增减", "来自哪些单位"];
  const body = tableBody("本次变化", heads, { class: "decisions" });
  inChunks(byId("changes"), body, records(page.changes), changeRow, 60, "条");
}

function changeRow({ of, what, severity, unit, name, was, now, by, through, field }) {
  const known = units.find((one) => one.name === unit);
  return make("tr", {}, make("td", {}, of), make("td", {}, severity === null ? null : mark(severity), " ", what),
    make("td", {}, known ? unitLink(known) : unit),
    make("td", { class: "what" }, field === null ? name : link(toTotal(fields[field]), name)),
    figure(was), figure(now), figure(by), make("td", {}, through));
}
