// Remembers when the front page was looked at, so that the server can say what is new the next time.
// Two times in minutes, from the server's clock: the end of the visit before, and the latest look of this one.
// Without script, the link "I have read this" does the same.
(() => {
  const made = Number(document.querySelector('meta[name="made"]')?.content);
  if (!made) return;
  const VISIT = 30;
  const kept = /(?:^|; )seen=(\d+)\.(\d+)/.exec(document.cookie);
  let [before, latest] = kept ? [Number(kept[1]), Number(kept[2])] : [made, made];
  if (made < latest) return; // a page kept for offline is older than the last look
  if (made - latest > VISIT) before = latest;
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `seen=${before}.${made}; path=/; max-age=31536000; samesite=lax${secure}`;
})();
