// The page of alerts: subscribes this browser with its push service, and sends what it says as the form does.
(() => {
  const zone = document.getElementById("zone");
  const form = document.getElementById("push");
  const said = document.getElementById("push-said");
  const known = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

  // Who has chosen nothing yet is offered the time zone of this device.
  const mine = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const offered = [...document.querySelectorAll("#zones option")].some((one) => one.value === mine);
  if (zone && form?.dataset.zone === "no" && offered) zone.value = mine;
  if (!form || !known) return;

  form.elements.zone.value = mine;
  form.hidden = false;
  document.getElementById("push-none").hidden = true;

  function say(text) {
    said.textContent = text;
    said.hidden = !text;
  }

  function bytes(base64url) {
    const text = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(text, (one) => one.charCodeAt(0));
  }

  function same(buffer, key) {
    const there = new Uint8Array(buffer || []);
    return there.length === key.length && there.every((one, at) => one === key[at]);
  }

  /** One that was made for another key of the site is of no use any more. */
  async function subscribe() {
    const key = bytes(form.dataset.key);
    const { pushManager } = await navigator.serviceWorker.ready;
    const before = await pushManager.getSubscription();
    if (before && same(before.options.applicationServerKey, key)) return before;
    await before?.unsubscribe();
    return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  }

  form.addEventListener("submit", async (event) => {
    if (form.elements.endpoint.value) return;
    event.preventDefault();
    say("");
    if (await Notification.requestPermission() !== "granted") { say(form.dataset.refused); return; }
    try {
      const { endpoint, keys } = (await subscribe()).toJSON();
      Object.entries({ endpoint, p256dh: keys.p256dh, auth: keys.auth })
        .forEach(([name, value]) => { form.elements[name].value = value; });
      form.requestSubmit(form.querySelector("button"));
    } catch {
      say(form.dataset.failed);
    }
  });
})();
