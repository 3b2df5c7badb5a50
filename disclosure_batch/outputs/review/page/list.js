// Units and files with something to be seen to, those with errors first; those in order folded to one line.

let asMatrix = false;

function drawProblems() {
  const shown = groups.map((group) => ({ group, some: chosen(group) })).filter(({ some }) => some.length);
  const number = shown.reduce((sum, { some }) => sum + some.length, 0);
  const rest = restOf(shown);
  byId("found").textContent = `${shown.length} 家单位（或文件），${number} 条；${inWords(rest)}${number ? "" : elsewhere()}`;
  byId("as-list").setAttribute("aria-pressed", String(!asMatrix));
  byId("as-matrix").setAttribute("aria-pressed", String(asMatrix));
  byId("rest").hidden = asMatrix;
  if (asMatrix) drawMatrix(byId("problems"), shown);
  else drawList(shown, rest);
}

// Where nothing is seen that way, whether there is something of another severity: a notice, or what is settled.
function elsewhere() {
  const number = ofEverySeverity(() => groups.reduce((sum, group) => sum + chosen(group).length, 0));
  return number ? `；“级别”选“全部”，有 ${number} 条` : "";
}

function drawList(shown, rest) {
  const list = make("div", { class: "cards" });
  inChunks(byId("problems"), list, shown, ({ group, some }) => card(group, some), 20, "家");
  fill(byId("rest"), foldedRest(rest));
}

function card(group, some) {
  const { unit } = group;
  const others = wanted.severity === OPEN ? group.findings : [];
  return make("article", { class: "card" },
    make("div", { class: "beside" },
      make("div", {},
        make("h3", {}, unit ? link(toUnit(unit), group.title) : group.title),
        unit ? make("p", {}, standing(unit), make("span", { class: "soft" }, whomToCall(unit))) : null,
        unit?.file ? make("p", { class: "soft path" }, unit.file) : null),
      unit ? unitLinks(unit) : null),
    findingList(some),
    foldedSettled(others.filter((finding) => !finding.open)),
    foldedNotices(others.filter((finding) => finding.open && finding.severity === NOTICE)));
}

function restOf(shown) {
  const seen = new Set(shown.map(({ group }) => group.unit));
  return unitsChosen().filter((unit) => !seen.has(unit));
}

function foldedRest(rest) {
  if (!rest.length) return "";
  const names = () => make("p", { class: "names" }, rest.flatMap((unit, at) => [at ? "、" : "", unitLink(unit)]));
  return fold(inWords(rest), names, { class: "stays-folded" });
}

const inWords = (rest) => `其余 ${rest.length} 家没有${isFiltered() ? "这样" : "要处理"}的问题`;
