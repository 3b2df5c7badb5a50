// Whom to call: who has sent nothing, or has to mend or to verify, how late, and what to write to each.

const DAY = 24 * 60 * 60 * 1000;

// Of what has been sent by the day written in it; of what has not, by the day on which this page is looked at.
function lateness(unit) {
  if (unit.late) return `晚 ${unit.late} 天`;
  if (unit.file || !page.deadline) return "";
  const now = new Date();
  const today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate());
  const days = Math.round((today - Date.parse(page.deadline)) / DAY);
  return days > 0 ? `到今天晚 ${days} 天` : "";
}

function drawCalls() {
  const asked = tasks.filter((task) => task.unit?.asked);
  const numbers = tally(asked.map((task) => task.unit.kind));
  const kind = make("select", {}, make("option", { value: "" }, `全部（${asked.length}）`),
    numbers.map(([name, number]) => make("option", { value: name }, `${name}（${number}）`)));
  const list = make("div");
  const draw = () => inChunks(list, make("ul", { class: "calls" }),
    asked.filter((task) => !kind.value || task.unit.kind === kind.value), callItem, 40, "家");
  kind.addEventListener("change", draw);
  fill(byId("calls"), asked.length ? make("form", { class: "filters" }, labelled("状态", kind)) : "", list);
  draw();
}

function callItem({ unit }) {
  const late = lateness(unit);
  return make("li", { class: "call" },
    make("div", {}, make("b", {}, unitLink(unit)), make("br"), standing(unit)),
    make("div", {}, unit.contact || "（没有联系人）", make("br"), unit.phone ? phoneLink(unit.phone) : "（没有电话）"),
    make("div", {}, late ? [make("b", {}, late), make("br")] : null,
      unit.filed ? make("span", { class: "soft" }, "填报日期 ", make("span", { class: "day" }, unit.filed)) : null),
    unitLinks(unit) ?? make("div"));
}

function drawGroupText() {
  const text = byId("chat");
  const copies = text && copyButton("复制群发文字", text.textContent.trim(), "群发文字");
  text?.before(make("p", { class: "links" }, copies));
}
