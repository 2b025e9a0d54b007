// Comforts only: every page works without this file. The server decides; this shows.

// Show and hide a password.
for (const button of document.querySelectorAll("[data-password-toggle]")) {
  const field = document.getElementById(button.getAttribute("aria-controls"));
  if (!field) continue;
  const label = (shown) => {
    button.textContent = shown ? button.dataset.hide : button.dataset.show;
    button.setAttribute("aria-label", shown ? button.dataset.hideLabel : button.dataset.showLabel);
  };
  button.hidden = false;
  label(false);
  button.addEventListener("click", () => {
    const show = field.type === "password";
    field.type = show ? "text" : "password";
    label(show);
  });
  field.form?.addEventListener("submit", () => { field.type = "password"; });
}

// A form is sent once: a second press is ignored until the page comes back, or for ten seconds
// (an answer that is a file leaves the page where it is).
const busyWords = document.querySelector("meta[name=busy]")?.content;
for (const form of document.querySelectorAll("form[method=post]")) {
  let sent = false;
  const rest = () => {
    sent = false;
    for (const button of form.querySelectorAll("[aria-busy]")) {
      button.removeAttribute("aria-busy");
      if (button.dataset.rest) button.textContent = button.dataset.rest;
    }
  };
  form.addEventListener("submit", (event) => {
    if (sent) { event.preventDefault(); return; }
    sent = true;
    setTimeout(rest, 10000);
    const button = event.submitter;
    if (!button) return;
    button.setAttribute("aria-busy", "true");
    if (busyWords && button.classList.contains("button") && !button.firstElementChild) {
      button.dataset.rest = button.textContent;
      button.textContent = busyWords;
    }
  });
  addEventListener("pageshow", rest);
}

// Focus goes to the error summary; its links go to the field itself.
const summary = document.querySelector("[data-error-summary]");
if (summary) {
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    (field.closest("fieldset")?.querySelector("legend") ?? field.labels?.[0] ?? field).scrollIntoView();
    field.focus({ preventScroll: true });
  });
}

// Before the session ends, ask. Speak only at 2:00, 1:00 and 0:30.
const dialog = document.querySelector("[data-session-dialog]");
const token = document.querySelector("[name=csrfmiddlewaretoken]");
if (dialog?.showModal && token && Number(dialog.dataset.seconds) > 0) {
  const life = Number(dialog.dataset.seconds) * 1000;
  const warning = Number(dialog.dataset.warning) * 1000;
  const spoken = dialog.querySelector("[data-session-spoken]");
  let end = Date.now() + life;
  let said = "";
  const say = (which) => { if (said !== which) { said = which; spoken.textContent = spoken.dataset[which]; } };
  setInterval(() => {
    const left = end - Date.now();
    if (left <= 0) { end = Infinity; location.reload(); return; }
    if (left > warning) return;
    if (!dialog.open) { said = ""; dialog.showModal(); }
    say(left <= 30000 ? "half" : left <= 60000 ? "one" : "two");
  }, 1000);
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  dialog.querySelector("[data-session-stay]").addEventListener("click", async () => {
    const body = new URLSearchParams({ csrfmiddlewaretoken: token.value });
    const answer = await fetch(dialog.dataset.extend, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok || answer.redirected) { location.reload(); return; }
    end = Date.now() + life;
    dialog.close();
  });
}
