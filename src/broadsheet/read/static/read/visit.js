// Remembers when the front page and each story were looked at, so that the server can say what is new the next
// time. Two times in minutes, from the server's clock: the end of the visit before, and the latest look of this one.
// Without script, the front page's link "I have read this" does the same.
(() => {
  const made = Number(document.querySelector('meta[name="made"]')?.content);
  if (!made) return;
  const VISIT = 30;
  const MOST_STORIES = 40;
  const story = document.querySelector('meta[name="story"]')?.content;
  const name = story ? "opened" : "seen";
  const kept = new RegExp(`(?:^|; )${name}=([^;]*)`).exec(document.cookie)?.[1] || "";
  const others = story ? kept.split("/").filter((one) => one && !one.startsWith(`${story}.`)) : [];
  const mine = story ? kept.split("/").find((one) => one.startsWith(`${story}.`))?.slice(story.length + 1) : kept;
  const times = /^(\d+)\.(\d+)$/.exec(mine || "");
  let [before, latest] = times ? [Number(times[1]), Number(times[2])] : [made, made];
  if (made < latest) return; // a page kept for offline is older than the last look
  if (made - latest > VISIT) before = latest;
  const value = story ? [`${story}.${before}.${made}`, ...others].slice(0, MOST_STORIES).join("/") : `${before}.${made}`;
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `${name}=${value}; path=/${story ? "story" : ""}; max-age=31536000; samesite=lax${secure}`;
})();
