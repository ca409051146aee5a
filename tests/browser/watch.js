// Before a page's own scripts: tells of every script that runs and of all that the policy had to stop.
(() => {
  const note = (what) => { window.noteAttack?.(what); };
  for (const name of ["alert", "confirm", "prompt", "print"]) window[name] = () => note("a script ran");
  addEventListener("securitypolicyviolation", (event) => note(`stopped by policy: ${event.effectiveDirective}`));
})();
