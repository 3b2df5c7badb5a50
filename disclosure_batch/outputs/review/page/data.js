// What the page was given. Tables become lists of objects at once; a unit's figures are taken apart when asked for.

const page = JSON.parse(document.getElementById("data").textContent);

function records({ heads, rows }) {
  return rows.map((row) => {
    const record = {};
    for (let at = 0; at < heads.length; at++) record[heads[at]] = row[at] ?? null;
    return record;
  });
}

const [units, fields, findings, groups, tasks, files] =
  ["units", "fields", "findings", "groups", "tasks", "files"].map((name) => records(page[name]));

units.forEach((unit, at) => Object.assign(unit, { at, key: unit.code || unit.name, group: null }));
findings.forEach((finding, at) => Object.assign(finding, { at, open: !finding.settled }));
groups.forEach((group) => {
  group.unit = group.unit === null ? null : units[group.unit];
  group.findings = (group.findings ?? []).map((at) => findings[at]);
  if (group.unit) group.unit.group = group;
});
tasks.forEach((task) => { task.unit = task.unit === null ? null : units[task.unit]; });

const unitOf = new Map(units.map((unit) => [unit.key, unit]));
const fieldAt = new Map(fields.map((field, at) => [field.id, at]));

// What the office itself has where a figure was corrected, by unit and field.
const corrected = new Map(page.corrected.map(([unit, field, stood]) => [`${unit}/${field}`, stood]));
const stoodAt = (unit, field) => corrected.get(`${unit.at}/${field}`);

const ERROR = 0, WARNING = 1, NOTICE = 2;
const isOpen = (finding) => finding.open && finding.severity !== NOTICE;
const findingsOf = (unit) => unit.group?.findings ?? [];

// A figure stays the text that it was written as, so that it is exact; null where nothing is known.
const taken = { now: [], last: [] };

function figuresOf(unit, year) {
  const text = page[year]?.[unit.at];
  if (typeof text !== "string") return null;
  if (!taken[year][unit.at]) {
    taken[year][unit.at] = text.split(",").map((figure) => (figure === "?" ? null : figure || "0"));
  }
  return taken[year][unit.at];
}
