// Every file that came, and what became of it.

function drawFiles() {
  const body = tableBody("收到的文件", ["文件", "单位", "情况", "校验码", "文件指纹"]);
  const input = make("input", { type: "search", autocomplete: "off" });
  const list = make("div");
  const draw = () => {
    const text = input.value.trim().toLowerCase();
    body.replaceChildren();
    inChunks(list, body, files.filter((file) => !text || hay(file).includes(text)), fileRow, 60, "个");
  };
  input.addEventListener("input", draw);
  byId("files").replaceChildren(make("form", { class: "filters", onsubmit: (event) => event.preventDefault() },
    labelled("搜索文件", input, "search")), list);
  draw();
}

function fileRow(file) {
  const unit = unitOf.get(file.unit);
  const why = (file.why ?? []).map((at) => make("small", {}, `${findings[at].rule} ${findings[at].message}`));
  return make("tr", {}, make("td", { class: "path" }, file.path),
    make("td", {}, unit ? link(toUnit(unit), unit.code || unit.name) : file.unit ?? ""),
    make("td", {}, file.status, why), figure(file.checksum),
    make("td", { class: "hash" }, file.print));
}
