// Marks a story as read without leaving the place on the page. Without it the button reloads the page.
(() => {
  const form = document.getElementById("marking");
  if (!form) return;
  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    const card = button?.closest(".item, .lead");
    if (!card || button.name !== "story") return;
    event.preventDefault();
    const sent = new FormData(form);
    sent.set("story", button.value);
    button.disabled = true;
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(sent), redirect: "manual" });
      if (answer.type !== "opaqueredirect") throw new Error(answer.status);
    } catch { // as without script
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name: "story", value: button.value });
      form.append(field);
      form.submit();
      return;
    }
    const word = document.createElement("span");
    word.className = "done";
    word.textContent = form.dataset.read;
    word.setAttribute("role", "status");
    card.querySelector(".kicker").append(" ", word);
    card.querySelector("h1 a, h2 a, h3 a").focus();
    card.classList.add("was-read");
  });
})();
