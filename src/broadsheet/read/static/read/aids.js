// Reading aids open in place. Without this script each is a page of its own.
async function load(inside, address) {
  inside.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(answer.status);
    inside.innerHTML = await answer.text();
    inside.dataset.from = address;
  } catch { location.href = withoutPart(address); }
  finally { inside.removeAttribute("aria-busy"); }
}

function asPart(address) {
  const url = new URL(address, location.href);
  url.searchParams.set("part", "1");
  url.hash = "";
  return url.href;
}

function withoutPart(address) {
  const url = new URL(address, location.href);
  url.searchParams.delete("part");
  return url.href;
}

for (const fold of document.querySelectorAll("details[data-load]")) {
  fold.addEventListener("toggle", () => {
    const inside = fold.querySelector(".inside");
    if (fold.open && !inside.dataset.from) load(inside, asPart(fold.dataset.load));
  });
}

// A model's sentences are shown as they come: whole ones, then what is said of them. If there are none, the
// answer does not begin with one.
function show(said, html) {
  const cut = html.startsWith("<li>") ? html.lastIndexOf("</li>") + 5 : 0;
  said.innerHTML = (cut ? `<ul class="points">${html.slice(0, cut)}</ul>` : "") + html.slice(cut);
}

async function stream(link) {
  const said = link.closest(".said");
  const base = link.closest(".inside")?.dataset.from || location.href;
  link.setAttribute("aria-disabled", "true");
  const waiting = document.createElement("p");
  waiting.className = "meta";
  waiting.setAttribute("role", "status");
  said.after(waiting);
  waiting.textContent = link.dataset.waiting;
  const answer = await fetch(asPart(new URL(link.getAttribute("href"), base)));
  if (!answer.ok) throw new Error(answer.status);
  const pieces = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let html = "";
  for (let piece = await pieces.read(); !piece.done; piece = await pieces.read()) {
    html += piece.value;
    if (html.endsWith("</li>\n") || !html.includes("<li>")) show(said, html);
  }
  show(said, html);
  waiting.remove();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  const inside = link?.closest(".aids .inside");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (link.matches("[data-stream]")) {
    event.preventDefault();
    if (link.getAttribute("aria-disabled") !== "true") stream(link).catch(() => { location.href = link.href; });
  } else if (inside && (link.closest(".lengths") || link.matches("[data-part]"))) {
    event.preventDefault();
    load(inside, asPart(new URL(link.getAttribute("href"), inside.dataset.from || location.href)));
  }
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest(".aids .inside form:is(.ask, .into)");
  if (!form) return;
  event.preventDefault();
  const url = new URL(form.action);
  url.search = new URLSearchParams(new FormData(form));
  load(form.closest(".inside"), asPart(url.href));
});
