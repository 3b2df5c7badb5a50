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

// Where a unit stands, in as much as it is the sign of a whole row.
function standingMark(unit) {
  const [errors, warnings] = counts(findingsOf(unit));
  if (!unit.file && !unit.added) return plainMark("—", unit.kind, "lacking");
  if (errors) return mark(ERROR, unit.kind);
  return warnings ? mark(WARNING, unit.kind) : plainMark("✓", unit.kind);
}
