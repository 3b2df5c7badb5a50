// What to do now, in the order in which it moves the district's totals; a line below which nothing moves any by 1 %.

function drawTasks() {
  const list = make("ol", { class: "tasks" });
  const line = tasks.findIndex((task) => task.below);
  inChunks(byId("tasks"), list, tasks, (task, at) => taskItem(task, at, at === line), 10, "项");
}

function taskItem(task, at, first) {
  const { unit } = task;
  return make("li", { class: first ? "task first-below" : "task", value: at + 1 },
    first ? make("p", { class: "line" }, page.below) : null,
    make("div", { class: "beside" },
      make("div", {},
        make("p", {}, make("b", {}, unit ? unitLink(unit) : task.title), " ", unit ? standing(unit) : null),
        whatIsWrong(task),
        make("p", { class: "soft" }, task.effect, whomToCall(unit))),
      unit ? unitLinks(unit) : null));
}

// The gravest of it: all the rest is a step away.
function whatIsWrong({ unit, why }) {
  if (why === null) return null;
  const { severity, message } = findings[why];
  return make("p", { class: "wrong" }, unit ? null : [mark(severity), " "], message);
}

function whomToCall(unit) {
  if (!unit || !(unit.contact || unit.phone)) return null;
  return make("span", {}, `　联系人 ${unit.contact ?? ""} `, unit.phone ? phoneLink(unit.phone) : null);
}

const phoneLink = (phone) => link(`tel:${phone.replace(/[^\d+]/g, "")}`, phone);
