// Marks passages of an article: what is selected can be sent, with a note; what was marked is shown in the text.
// Without it sentences are chosen on a page of their own.
(() => {
  const text = document.getElementById("text");
  const form = document.getElementById("highlight");
  if (!text || !form) return;
  const AROUND = 32;
  const MOST = 5000;

  // The text as one line: one space for each run of space, and where each of its characters stands.
  function flatten() {
    const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    let line = "";
    const places = [];
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const value = node.nodeValue;
      if (line && !line.endsWith(" ") && block(node) !== block(places.at(-1)[0])) { line += " "; places.push(places.at(-1)); }
      for (let at = 0; at < value.length; at += 1) {
        const isSpace = /\s/.test(value[at]);
        if (isSpace && (!line || line.endsWith(" "))) continue;
        line += isSpace ? " " : value[at];
        places.push([node, at]);
      }
    }
    return { line, places };
  }

  const block = (node) => node.parentElement.closest("p, li, h2, h3, h4, blockquote, td, th, figcaption, pre, dd, dt");
  const flat = (words) => words.replace(/\s+/g, " ").trim();

  function paint() {
    if (!window.CSS?.highlights || !window.Highlight) return;
    const { line, places } = flatten();
    const ranges = [];
    for (const item of document.querySelectorAll("#highlights [data-words]")) {
      const words = flat(item.dataset.words);
      const at = line.indexOf(words);
      if (!words || at < 0) continue;
      const range = new Range();
      range.setStart(...places[at]);
      const [node, offset] = places[at + words.length - 1];
      range.setEnd(node, offset + 1);
      ranges.push(range);
    }
    CSS.highlights.set("kept", new Highlight(...ranges));
  }

  function around(range) {
    const before = new Range();
    before.setStart(text, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const after = new Range();
    after.setStart(range.endContainer, range.endOffset);
    after.setEnd(text, text.childNodes.length);
    return [before.toString().slice(-2 * AROUND), after.toString().slice(0, 2 * AROUND)];
  }

  function selected() {
    const selection = getSelection();
    if (form.contains(document.activeElement)) return; // the note is being written
    const range = selection.rangeCount ? selection.getRangeAt(0) : null;
    const words = selection.toString().trim();
    const inside = range && text.contains(range.startContainer) && text.contains(range.endContainer);
    form.hidden = !inside || !words || words.length > MOST;
    if (form.hidden) return;
    [form.elements.prefix.value, form.elements.suffix.value] = around(range);
    form.elements.exact.value = words;
  }

  let waiting = 0;
  document.addEventListener("selectionchange", () => { clearTimeout(waiting); waiting = setTimeout(selected, 150); });
  form.addEventListener("keydown", (event) => { if (event.key === "Escape") { form.hidden = true; text.focus(); } });
  if (location.hash === "#not-marked") document.getElementById("highlights").hidden = false;
  paint();
})();
