// The installed application and reading without a network. Pages are whole without it.
const bar = document.getElementById("notice");
const words = bar ? bar.dataset : {};
const SAVED = "saved";
const MOST_SAVED = 200;

function say(text, label, action) {
  if (!bar) return;
  bar.replaceChildren(text);
  if (label) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "btn", textContent: label });
    button.addEventListener("click", action);
    bar.append(" ", button);
  }
  bar.hidden = !text;
}

function exactly(iso) {
  const at = new Date(iso);
  return Number.isNaN(+at) ? "" : at.toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
}

// --- the worker, its updates, and whether there is a network ---

async function sayWhetherKept() {
  const worker = navigator.serviceWorker.controller;
  if (!worker) { if (!navigator.onLine) say(words.offline); return; }
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => {
    if (data) say(`${words.kept} ${exactly(data)}`, words.again, () => location.reload());
    else if (!navigator.onLine) say(words.offline);
  };
  worker.postMessage("kept?", [port2]);
}

function offerUpdate(registration) {
  const waiting = registration.waiting;
  if (!waiting || !navigator.serviceWorker.controller) return;
  say(words.update, words.reload, () => {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    waiting.postMessage("update");
  });
}

async function start() {
  const registration = await navigator.serviceWorker.register("/sw.js");
  offerUpdate(registration);
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", () => offerUpdate(registration));
  });
}

if ("serviceWorker" in navigator) {
  start().catch(() => {});
  sayWhetherKept();
}
addEventListener("offline", () => say(words.offline));
addEventListener("online", () => say(""));

// --- pictures that were not there yet: the drawing in their place is 3 pixels wide ---

function askAgain(image, times) {
  if (!times || image.naturalWidth !== 3) return;
  setTimeout(() => {
    image.addEventListener("load", () => askAgain(image, times - 1), { once: true });
    const { srcset } = image;
    image.srcset = "";
    image.srcset = srcset;
  }, 4000);
}
for (const image of document.querySelectorAll('img[src^="/picture/"]')) {
  if (image.complete) askAgain(image, 3);
  else image.addEventListener("load", () => askAgain(image, 3), { once: true });
}

// --- saving an article for reading without a network ---

async function savedPages() {
  return (await (await caches.open(SAVED)).keys()).filter((one) => !new URL(one.url).pathname.startsWith("/picture/"));
}

async function save(path) {
  const cache = await caches.open(SAVED);
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(String(answer.status));
  const headers = new Headers(answer.headers);
  headers.set("X-Kept-At", new Date().toISOString());
  await cache.put(path, new Response(await answer.blob(), { headers }));
  const pictures = [...document.querySelectorAll('article img[src^="/picture/"]')].map((image) => new URL(image.currentSrc || image.src).pathname);
  await Promise.allSettled(pictures.map((one) => cache.add(one)));
  navigator.storage?.persist?.();
}

const saver = document.getElementById("save");
if (saver && "caches" in window) {
  const path = location.pathname;
  const show = (is) => {
    saver.setAttribute("aria-pressed", String(is));
    saver.textContent = is ? saver.dataset.saved : saver.dataset.unsaved;
  };
  caches.open(SAVED).then((cache) => cache.match(path, { ignoreVary: true })).then((found) => {
    show(Boolean(found));
    saver.hidden = false;
  });
  saver.addEventListener("click", async () => {
    try {
      if (saver.getAttribute("aria-pressed") === "true") {
        await (await caches.open(SAVED)).delete(path, { ignoreVary: true });
        show(false);
      } else if ((await savedPages()).length >= MOST_SAVED) {
        say(words.full);
      } else {
        await save(path);
        show(true);
      }
    } catch {
      say(words.failed);
    }
  });
}

// --- the list of what is kept ---

async function list(target, name) {
  const cache = await caches.open(name);
  for (const request of (await cache.keys()).reverse()) {
    const path = new URL(request.url).pathname;
    if (path.startsWith("/picture/")) continue;
    const answer = await cache.match(request, { ignoreVary: true });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const link = document.createElement("a");
    link.href = path;
    link.dir = "auto";
    link.textContent = page.title.replace(/ · Broadsheet$/, "") || path;
    const item = document.createElement("li");
    item.append(link);
    target.append(item);
  }
  const section = target.closest("section");
  if (target.children.length && section) section.hidden = false;
}

async function listKept() {
  const asked = document.getElementById("not-kept");
  if (asked) asked.hidden = location.pathname === "/offline"; // else the worker shows this page in another's place
  const all = [...document.querySelectorAll("[data-kept-list]")];
  for (const target of all) await list(target, target.dataset.keptList);
  const none = document.getElementById("nothing-kept");
  if (none) none.hidden = all.some((target) => target.children.length);
}
if ("caches" in window && document.querySelector("[data-kept-list]")) listKept();

// --- installing ---

const installer = document.getElementById("install");
if (installer) {
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    installer.hidden = false;
    installer.addEventListener("click", async () => {
      await event.prompt();
      installer.hidden = true;
    }, { once: true });
  });
}
