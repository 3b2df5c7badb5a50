// What of the units and their findings is to be seen. A unit that fits by its name is seen with all that is found of it.

const OPEN = "open", SETTLED = "settled", ALL = "all";
const wanted = { text: "", kind: "", section: "", rule: "", category: "", severity: OPEN };

const haystack = new Map();

function hay(thing) {
  if (!haystack.has(thing)) haystack.set(thing, textOf(thing).toLowerCase());
  return haystack.get(thing);
}

function textOf(thing) {
  if ("message" in thing) return [thing.rule, thing.where, thing.message, thing.explanation, thing.decision].join(" ");
  if ("path" in thing) return [thing.path, thing.unit, thing.status].join(" ");
  return [thing.title, thing.code, thing.name, thing.standing, thing.contact, thing.phone, thing.file].join(" ");
}

const ofSeverity = (finding) => {
  if (wanted.severity === OPEN) return isOpen(finding);
  if (wanted.severity === SETTLED) return !finding.open;
  return wanted.severity === ALL || (finding.open && finding.severity === Number(wanted.severity));
};

const WHOLE = "whole"; // what is said of no section

function fits(finding) {
  return ofSeverity(finding)
    && (!wanted.rule || finding.rule === wanted.rule)
    && (!wanted.section || wanted.section === String(finding.section ?? WHOLE));
}

const unitFits = (unit) =>
  (!wanted.kind || unit.kind === wanted.kind) && (!wanted.category || unit.category === wanted.category);

const UNFILTERED = { ...wanted };
const isFiltered = () => Object.entries(wanted).some(([name, value]) => value !== UNFILTERED[name]);
const isOfUnits = () => Boolean(wanted.kind || wanted.category);

// The findings to be shown of a group; none where the group is not to be seen.
function chosen(group) {
  if (group.unit ? !unitFits(group.unit) : isOfUnits()) return [];
  const some = group.findings.filter(fits);
  if (!wanted.text || hay(group.unit ?? group).includes(wanted.text)) return some;
  return some.filter((finding) => hay(finding).includes(wanted.text));
}

function ofEverySeverity(count) {
  const { severity } = wanted;
  wanted.severity = ALL;
  const number = count();
  wanted.severity = severity;
  return number;
}

function unitsChosen() {
  return units.filter((unit) => unitFits(unit) && (!wanted.text || hay(unit).includes(wanted.text)));
}

// ------------------------------------------------------------ the controls

function drawFilters() {
  const kinds = tally(units.map((unit) => unit.kind));
  const categories = tally(units.map((unit) => unit.category).filter(Boolean));
  const rules = tally(findings.map((finding) => finding.rule));
  const sections = page.sections.map((name, at) => [at, name]).filter(([at]) => findings.some((f) => f.section === at));
  byId("filters").replaceChildren(
    search(),
    select("状态", "kind", [["", "全部"], ...kinds.map(([kind, n]) => [kind, `${kind}（${n}）`])]),
    select("级别", "severity", [[OPEN, "待处理的错误和警告"], ...page.severities.map((word, at) => [at, word]),
      [SETTLED, "已处理"], [ALL, "全部"]]),
    select("部分", "section", [["", "全部"], [WHOLE, "整个文件"], ...sections]),
    select("规则", "rule", [["", "全部"], ...rules.map(([rule, n]) => [rule, `${rule} ${page.rules[rule] ?? ""}（${n}）`])]),
    categories.length ? select("类别", "category", [["", "全部"], ...categories.map(([c, n]) => [c, `${c}（${n}）`])]) : null,
    make("button", { type: "button", onclick: clearFilters }, "全部清除"));
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
}

function tally(values) {
  const numbers = new Map();
  for (const value of values) numbers.set(value, (numbers.get(value) ?? 0) + 1);
  return [...numbers].sort(([one], [other]) => (one < other ? -1 : 1));
}

function search() {
  const input = make("input", { type: "search", name: "text", autocomplete: "off", oninput: readFilters });
  return labelled("搜索", input, "search");
}

function select(words, name, options) {
  const choices = options.map(([value, text]) => make("option", { value }, text));
  return labelled(words, make("select", { name, onchange: readFilters }, choices));
}

function clearFilters() {
  byId("filters").reset();
  readFilters();
}

function readFilters() {
  for (const [name, value] of new FormData(byId("filters"))) wanted[name] = value;
  wanted.text = wanted.text.trim().toLowerCase();
  drawProblems();
}
