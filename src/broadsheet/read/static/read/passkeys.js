// Passkeys: allauth's script does the talking with the browser; this one says which form is which.
(() => {
  const failed = document.getElementById("passkey-failed");
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    if (failed) failed.hidden = false;
  });
  const forms = window.allauth?.webauthn?.forms;
  // Passkeys are for names (W3C WebAuthn, section 5.1.3: a domain, no IP address) and encrypted pages.
  const numbered = /^[\d.]+$|:/.test(location.hostname);
  const none = document.getElementById("passkey-none");
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const kind = form.dataset.passkey;
    const button = form.querySelector("button[type=button]");
    if (!forms || !window.PublicKeyCredential || numbered) {
      button.disabled = true;
      if (none) none.hidden = false;
      continue;
    }
    const ids = { credential: form.elements.credential.id, data: "js_data" };
    if (kind === "login") forms.loginForm({ ids: { ...ids, login: button.id } });
    else if (kind === "authenticate") forms.authenticateForm({ ids: { ...ids, authenticate: button.id } });
    else forms.addForm({ ids: { ...ids, add: button.id, passwordless: form.elements.passwordless?.id } });
    button.addEventListener("click", () => { if (failed) failed.hidden = true; });
  }
})();
