// Reading without a network, and alerts. Above this line the server sets VERSION (of all files below) and SHELL (their addresses).
// Kept: pages that were read, and those that a reader saved; never a form's answer, settings, feeds or status.
const SHELL_CACHE = `shell-${VERSION}`;
const [READ, SAVED, PICTURES] = ["read", "saved", "pictures"];
const OFFLINE = "/offline";
const MOST = { [READ]: 60, [PICTURES]: 240 };
const PATIENCE_MS = 5000; // then a page read before is shown rather than nothing
const KEPT = /^\/($|latest$|briefing$|(category|story|article|hashtag|publisher|country)\/[^?]*$)/;
const FEED = /\/feed\.[a-z]+$/;
const AGE_MS = 3600e3; // of a file that is asked for anew behind the scenes

const keptSince = new Map(); // page shown → when it was kept, for the page to say so

self.addEventListener("install", (event) => {
  const fresh = [...SHELL, OFFLINE].map((path) => new Request(path, { cache: "no-cache" }));
  event.waitUntil(caches.open(SHELL_CACHE).then((cache) => cache.addAll(fresh)));
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith("shell-") && name !== SHELL_CACHE);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});

self.addEventListener("message", (event) => {
  if (event.data === "update") self.skipWaiting();
  if (event.data === "kept?" && event.ports[0]) event.ports[0].postMessage(keptSince.get(event.source.id) || "");
});

// An alert (broadsheet.read.alerting.content). Whatever came, something is shown: browsers want that.
self.addEventListener("push", (event) => {
  let said = {};
  try { said = event.data.json() || {}; } catch { /* nothing that we sent */ }
  const { title = "Broadsheet", body = "", url = "/", tag = "alert", lang = "", dir = "auto" } = said;
  const icon = "/static/read/icons/icon-192.png";
  event.waitUntil(self.registration.showNotification(title, { body, tag, lang, dir, icon, data: { url } }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const url = new URL(event.notification.data?.url || "/", location.origin);
  if (url.origin === location.origin) event.waitUntil(openPage(url.href));
});

/** In its own window if it is open; else in a new one; where that is not allowed, in the one that is there. */
async function openPage(href) {
  const open = await self.clients.matchAll({ type: "window" });
  const there = open.find((client) => client.url === href);
  try {
    return await (there ? there.focus() : self.clients.openWindow(href));
  } catch {
    return open[0] && open[0].navigate(href);
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event, url));
  else if (url.pathname.startsWith("/picture/")) event.respondWith(picture(event));
  else if (url.pathname.startsWith("/static/")) event.respondWith(file(event));
});

/** The newest from the network; without one, or when it takes too long, what was kept; else the page that says so. */
async function page(event, url) {
  const mayKeep = KEPT.test(url.pathname) && !url.search && !FEED.test(url.pathname);
  const kept = mayKeep ? await stored(url.pathname, [READ, SAVED]) : undefined;
  const asked = fetch(event.request).then((answer) => {
    if (mayKeep && answer.ok && answer.type === "basic") event.waitUntil(keepPage(url.pathname, answer.clone()));
    if (url.pathname === "/" && answer.ok) event.waitUntil(refreshOffline());
    return answer;
  });
  asked.catch(() => {});
  event.waitUntil(asked.catch(() => {}));
  try {
    const answer = await (kept ? Promise.race([asked, after(PATIENCE_MS)]) : asked);
    if (answer.status < 502 || answer.status > 504 || !kept) return answer;
  } catch {
    if (!kept) return (await caches.match(OFFLINE)) || Response.error();
  }
  if (event.resultingClientId) keptSince.set(event.resultingClientId, kept.headers.get("X-Kept-At"));
  return kept;
}

function after(ms) {
  return new Promise((_, reject) => setTimeout(reject, ms, new Error("slow")));
}

async function keepPage(path, answer) {
  const copy = await dated(answer);
  if (await stored(path, [SAVED])) await (await caches.open(SAVED)).put(path, copy.clone());
  await keep(READ, path, copy);
}

async function refreshOffline() {
  const cache = await caches.open(SHELL_CACHE);
  await cache.add(new Request(OFFLINE, { cache: "no-cache" })).catch(() => {});
}

/** A picture never changes: from what is kept if it is there. The drawing that stands for a missing one is not kept. */
async function picture(event) {
  const path = new URL(event.request.url).pathname;
  const kept = await stored(path, [PICTURES, SAVED]);
  if (kept) return kept;
  try {
    const answer = await fetch(event.request);
    const lasting = answer.ok && !(answer.headers.get("Content-Type") || "").includes("svg");
    if (lasting) event.waitUntil(keep(PICTURES, path, answer.clone()));
    return answer;
  } catch {
    return (await otherWidth(path)) || Response.error();
  }
}

/** The same picture in another width, for want of the right one. */
async function otherWidth(path) {
  const stem = path.slice(0, path.lastIndexOf("/") + 1);
  for (const width of [640, 960, 1440, 320]) {
    const kept = await stored(stem + width, [PICTURES, SAVED]);
    if (kept) return kept;
  }
  return undefined;
}

/** A file at once from what is kept; if that is old, asked for anew for the next time. */
async function file(event) {
  const cache = await caches.open(SHELL_CACHE);
  const kept = await cache.match(event.request, { ignoreVary: true });
  if (!kept) return fetch(event.request);
  const age = Date.now() - Date.parse(kept.headers.get("X-Kept-At") || kept.headers.get("Date") || 0);
  if (!(age < AGE_MS)) {
    event.waitUntil(fetch(event.request.url, { cache: "no-cache" })
      .then(async (answer) => answer.ok && cache.put(event.request, await dated(answer)))
      .catch(() => {}));
  }
  return kept;
}

async function stored(path, names) {
  for (const name of names) {
    const kept = await (await caches.open(name)).match(path, { ignoreVary: true });
    if (kept) return kept;
  }
  return undefined;
}

/** Puts at the end what is newest, and drops from the front what is too much. */
async function keep(name, path, answer) {
  const cache = await caches.open(name);
  await cache.delete(path, { ignoreVary: true });
  await cache.put(path, answer);
  const all = await cache.keys();
  await Promise.all(all.slice(0, Math.max(0, all.length - MOST[name])).map((old) => cache.delete(old, { ignoreVary: true })));
}

async function dated(answer) {
  const headers = new Headers(answer.headers);
  headers.set("X-Kept-At", new Date().toISOString());
  return new Response(await answer.blob(), { status: answer.status, headers });
}
