// Copying: what is copied is said aloud, and how it went.

const said = byId("said");

function say(words) {
  said.textContent = "";
  requestAnimationFrame(() => { said.textContent = words; });
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text); // an older browser, or one that lets no page from the disk at the clipboard
  }
}

function copyBySelection(text) {
  const area = make("textarea", { class: "aside", "aria-hidden": "true" });
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}

function copyButton(words, text, what) {
  const button = make("button", { type: "button", class: "copy", "aria-label": `${words}：${what}` }, words);
  button.addEventListener("click", async () => {
    const done = await copy(text);
    button.focus();
    button.textContent = done ? "已复制" : "没有复制成";
    say(done ? `已复制${what}` : `没有复制成${what}，请选中文字后按 Ctrl+C`);
    setTimeout(() => { button.textContent = words; }, 2000);
  });
  return button;
}
