// Reads what is queued, one after another, with the browser's own voices. Without it the page is the list.
(() => {
const player = document.getElementById("player");
const voice = window.speechSynthesis;
const items = [...document.querySelectorAll(".queue > li[data-words]")];
let place = 0; // of the item
let part = 0; // of what is said of it
let parts = [];
let playing = false;
let turn = 0; // an utterance that was cancelled must not go on to the next

const button = (name) => player.querySelector(`[data-${name}]`);
const now = document.getElementById("player-now");
const bar = document.getElementById("player-progress");
const speed = player?.querySelector("[data-speed]");

const code = (language) => language.toLowerCase().replace("_", "-").split("-")[0];
const voiceFor = (language) => voice.getVoices().find((one) => code(one.lang) === code(language));
const titleOf = (item) => item.querySelector("h2").textContent.trim();

function show(words) {
  const play = button("play");
  play.textContent = playing && !voice.paused ? play.dataset.wordsPause : play.dataset.wordsPlay;
  items.forEach((item, at) => (at === place ? item.setAttribute("aria-current", "true") : item.removeAttribute("aria-current")));
  now.textContent = words || `${place + 1} / ${items.length} · ${titleOf(items[place])}`;
  bar.value = parts.length ? part / parts.length : 0;
}

async function open(at) {
  place = at;
  part = 0;
  parts = [];
  const answer = await fetch(items[at].dataset.words, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  ({ parts } = await answer.json());
}

function stop() {
  turn += 1;
  playing = false;
  voice.cancel();
}

function say() {
  const mine = ++turn;
  if (part >= parts.length) { next(1); return; }
  const { text, language } = parts[part];
  const chosen = voiceFor(language);
  if (!chosen) {
    const missing = parts.slice(part).every((one) => !voiceFor(one.language));
    if (missing) { stop(); show(`${player.dataset.novoice} ${language}`); return; }
    part += 1;
    say();
    return;
  }
  const one = new SpeechSynthesisUtterance(text);
  one.voice = chosen;
  one.lang = chosen.lang;
  one.rate = Number(speed.value);
  one.onend = () => { if (mine === turn) { part += 1; show(); say(); } };
  one.onerror = () => { if (mine === turn) { stop(); show(player.dataset.failed); } };
  voice.speak(one);
  show();
}

async function start(at) {
  stop();
  if (voice.paused) voice.resume();
  playing = true;
  const mine = turn;
  try { await open(at); } catch { stop(); show(player.dataset.failed); return; }
  if (mine === turn) say();
}

function next(by) {
  const at = place + by;
  if (at >= items.length) { stop(); part = parts.length; show(player.dataset.end); return; }
  start(Math.max(at, 0));
}

function toggle() {
  if (!playing) { start(place); return; }
  if (voice.paused) voice.resume(); else voice.pause();
  show();
}

function remember(value) { try { localStorage.setItem("speed", value); } catch { /* for this page alone */ } }
function remembered() { try { return localStorage.getItem("speed"); } catch { return null; } }

if (player && voice && "SpeechSynthesisUtterance" in window) {
  const ready = () => {
    player.hidden = !voice.getVoices().length;
    document.getElementById("no-voices").hidden = !player.hidden;
  };
  ready();
  voice.addEventListener?.("voiceschanged", ready);
  if ([...speed.options].some((one) => one.value === remembered())) speed.value = remembered();
  button("play").addEventListener("click", toggle);
  button("next").addEventListener("click", () => next(1));
  button("previous").addEventListener("click", () => next(-1));
  speed.addEventListener("change", () => {
    remember(speed.value);
    if (playing) { voice.cancel(); if (voice.paused) voice.resume(); say(); } // what is being said begins again, at the new speed
  });
  addEventListener("pagehide", () => voice.cancel());
  show();
} else if (items.length) {
  document.getElementById("no-voices").hidden = false;
}
})();
