/* How far long work is, without loading the page again; and the first gathering, as it goes on. */
"use strict";
(() => {
  const job = document.querySelector("[data-job][data-state=running]");
  const live = document.querySelector("[data-live]");

  async function look() {
    try {
      const answer = await fetch(job.dataset.job, { headers: { Accept: "application/json" } });
      const told = await answer.json();
      if (told.state !== "running") return location.reload();
      const bar = job.querySelector("progress");
      if (told.total) {
        bar.max = told.total;
        bar.value = told.done;
      }
    } catch {
      // The server is away for a moment: the next look will tell.
    }
    setTimeout(look, 1000);
  }

  async function refresh() {
    try {
      const answer = await fetch(location.href);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const now = page.querySelector("[data-live]");
      if (now) live.replaceChildren(...now.childNodes);
    } catch {
      // As above.
    }
    setTimeout(refresh, 2000);
  }

  if (job) setTimeout(look, 500);
  if (live) setTimeout(refresh, 2000);
})();
