// How grave something is, as a sign and a word: colour is never the only difference.

const MARKS = [
  { sign: "✕", name: "error" },
  { sign: "!", name: "warning" },
  { sign: "·", name: "notice" },
];

function mark(severity, words = page.severities[severity]) {
  const { sign, name } = MARKS[severity];
  return make("span", { class: `mark ${name}` }, make("span", { "aria-hidden": "true" }, sign), ` ${words}`);
}

const plainMark = (sign, words, name = "calm") =>
  make("span", { class: `mark ${name}` }, make("span", { "aria-hidden": "true" }, sign), ` ${words}`);

function counts(list) {
  return [ERROR, WARNING, NOTICE].map((severity) => list.filter((f) => f.open && f.severity === severity).length);
}

function countMarks(list) {
  return counts(list).map((number, severity) => number && mark(severity, `${page.severities[severity]} ${number}`))
    .filter(Boolean);
}

// Where a unit stands: what is open of it, then in words; of one that has sent nothing that alone.
function standing(unit) {
  if (!unit.file && !unit.added) return [plainMark("—", unit.standing, "lacking")];
  const marks = countMarks(findingsOf(unit).filter((finding) => finding.severity !== NOTICE));
  return [...(marks.length ? marks : [plainMark("✓", "没有要处理的问题")]), " ", unit.standing];
}
