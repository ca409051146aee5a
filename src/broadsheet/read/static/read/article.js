// Beside an article: listening with the browser's own voice, and sharing. The page is whole without it.
const listen = document.getElementById("listen");
const text = document.getElementById("text");
const voice = window.speechSynthesis;

function hasVoice(language) {
  const voices = voice.getVoices();
  return !language || voices.some((one) => one.lang.toLowerCase().replace("_", "-").split("-")[0] === language);
}

function label(words) { listen.textContent = words; }

function start(language) {
  const title = document.querySelector("h1").textContent;
  const parts = [...text.querySelectorAll("p, li, h2, h3")].filter((part) => !part.parentElement.closest("li, .note"));
  const said = [title, ...parts.filter((part) => !part.closest(".note")).map((part) => part.textContent)];
  said.map((words) => words.trim()).filter(Boolean).forEach((words, place, all) => {
    const one = new SpeechSynthesisUtterance(words);
    if (language) one.lang = language;
    if (place === all.length - 1) one.onend = () => label(listen.dataset.listen);
    voice.speak(one);
  });
}

if (listen && text && voice && "SpeechSynthesisUtterance" in window) {
  const language = text.lang.split("-")[0].toLowerCase();
  const show = () => { listen.hidden = !hasVoice(language); };
  show();
  voice.addEventListener?.("voiceschanged", show);
  listen.addEventListener("click", () => {
    if (voice.paused) { voice.resume(); label(listen.dataset.pause); }
    else if (voice.speaking) { voice.pause(); label(listen.dataset.resume); }
    else { start(language); label(listen.dataset.pause); }
  });
  addEventListener("pagehide", () => voice.cancel());
}

const share = document.getElementById("share");
const told = document.getElementById("shared");
if (share) share.addEventListener("click", async (event) => {
  const what = { title: share.dataset.title, url: share.dataset.url };
  if (navigator.share) {
    event.preventDefault();
    try { await navigator.share(what); } catch { /* the reader changed their mind */ }
  } else if (navigator.clipboard) {
    event.preventDefault();
    try { await navigator.clipboard.writeText(what.url); told.textContent = told.dataset.copied; }
    catch { location.href = share.href; }
  }
});
