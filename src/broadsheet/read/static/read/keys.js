// Single keys: j k o s p n / ? — off in fields and dialogs, with modifiers, and if the reader turned them off.
const dialog = document.getElementById("keys");
const opener = document.getElementById("keys-open");
const choice = document.getElementById("keys-on");
const ITEMS = "main :is(.lead, .item, .rows > li, .line > li, .card, .known > li)";

function stored() {
  try { return localStorage.getItem("keys") !== "off"; } catch { return true; }
}
let on = stored();

function targets() {
  return [...document.querySelectorAll(ITEMS)]
    .map((item) => item.querySelector(":scope > summary") || item.querySelector(":is(h1, h2, h3, h4) a, .source a"))
    .filter((target, place, all) => target && target.checkVisibility?.() !== false && all.indexOf(target) === place);
}

function step(by) {
  const all = targets();
  if (!all.length) return;
  const here = all.indexOf(document.activeElement);
  const next = here < 0 ? (by > 0 ? 0 : all.length - 1) : here + by;
  const target = all[Math.min(Math.max(next, 0), all.length - 1)];
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: "center" });
}

function open() {
  const here = document.activeElement;
  if (here && here.closest("main") && here.matches("a, summary, button")) here.click();
}

function search() {
  const field = document.querySelector("input[type=search]");
  if (field && field.checkVisibility?.() !== false) { field.focus(); return; }
  const link = document.querySelector("[data-search]");
  if (link) link.click();
}

const ACTIONS = {
  j: () => step(1),
  k: () => step(-1),
  o: open,
  p: () => document.querySelector("[data-play]")?.click(),
  n: () => document.querySelector("[data-next]")?.click(),
  s: () => document.querySelector("[data-save]")?.click(),
  "/": search,
  "?": () => dialog.showModal(),
};

addEventListener("keydown", (event) => {
  if (!on || event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
  const action = Object.hasOwn(ACTIONS, event.key) ? ACTIONS[event.key] : null;
  if (!action) return;
  event.preventDefault();
  action();
});

if (dialog && opener && choice) {
  opener.hidden = false;
  opener.addEventListener("click", () => dialog.showModal());
  choice.checked = on;
  choice.addEventListener("change", () => {
    on = choice.checked;
    try { localStorage.setItem("keys", on ? "on" : "off"); } catch { /* kept for this page alone */ }
  });
}
