// What in a page is not ours: elements and attributes that no template of ours writes, addresses that act.
() => {
  const OURS = new Set(("html head meta title link script body a p header footer nav ul ol li main section article "
    + "aside form label input button select option details summary div span h1 h2 h3 h4 h5 h6 b bdi time svg path "
    + "rect circle polyline g line text img figure figcaption table caption thead tbody tfoot tr th td dl dt dd "
    + "dialog kbd strong em i u s small q cite abbr del ins mark sub sup br hr blockquote pre code textarea fieldset "
    + "legend noscript title desc").split(" "));
  const bad = [];
  const of = (value) => { try { return new URL(value, document.baseURI); } catch { return null; } };
  for (const element of document.querySelectorAll("*")) {
    const name = element.localName;
    const inText = element.closest("#text, .card .text") !== null;
    if (!OURS.has(name)) bad.push(`<${name}>`);
    if (name === "script" && !element.getAttribute("src")?.startsWith("/static/read/")) bad.push("a script");
    if (element.shadowRoot) bad.push("a shadow root");
    for (const { name: what, value } of element.attributes) {
      const address = of(value);
      if (/^on|^(style|srcdoc|background|formaction|ping|http-equiv|xlink:href|poster|data|usemap|longdesc|autofocus|contenteditable)$/i.test(what)) bad.push(`${name}[${what}]`);
      if (inText && /^(id|class|name|target|tabindex)$/.test(what) && !element.matches("#text, .text, .empty")) bad.push(`.text ${name}[${what}]`);
      if (what === "href" && name === "a") {
        if (!address || !["http:", "https:", "mailto:"].includes(address.protocol)) bad.push(`a to ${value}`);
        else if (address.protocol !== "mailto:" && address.origin !== location.origin && !element.relList.contains("noopener")) bad.push(`a[rel] to ${value}`);
      } else if (["href", "src", "action"].includes(what) && address?.origin !== location.origin) bad.push(`${name}[${what}] to ${value}`);
      if (what === "srcset" && value.split(", ").some((one) => !one.startsWith("/picture/"))) bad.push("srcset");
      if (what === "target") bad.push("target");
    }
  }
  return bad;
}
