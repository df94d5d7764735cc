// Saves a form as it is typed: to the server, and to this browser while the server or the session is
// away; without an address to save to, to this browser alone. The page works without this script.
const script = document.getElementById("autosave");
const form = document.getElementById("evaluation");
const status = document.getElementById("saved");
const { save, key, kept, signedOut, restored } = script.dataset;
const FIXED = new Set(["csrf_token", "draft_version", "form_version", "opened", "act"]);
const PAUSE = 800;
const RETRY = 5000;
const field = (name) => form.elements.namedItem(name);
let timer;
let sending = null;

const answers = () => Object.fromEntries([...new FormData(form)].filter(([name]) => !FIXED.has(name)));

function say(text, state) {
  status.textContent = text;
  status.dataset.state = state;
}

function keep(submitted) {
  const entry = {
    answers: answers(),
    draft: Number(field("draft_version").value),
    form: Number(field("form_version").value),
    submitted,
  };
  try { localStorage.setItem(key, JSON.stringify(entry)); } catch { /* storage is full or off */ }
}

function forget() {
  try { localStorage.removeItem(key); } catch { /* storage is off */ }
}

function later(pause) {
  clearTimeout(timer);
  if (!save) return;
  timer = setTimeout(() => { sending ??= send().finally(() => { sending = null; }); }, pause);
}

async function send() {
  const sent = JSON.stringify(answers());
  try {
    const reply = await fetch(save, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { Accept: "application/json" },
    });
    if (reply.ok) {
      const { version, saved } = await reply.json();
      field("draft_version").value = version;
      if (sent === JSON.stringify(answers())) forget();
      else later(PAUSE);
      say(saved, "saved");
    } else if (reply.status === 401 || reply.status === 400) {
      say(signedOut, "kept");
      await renewToken();
      later(RETRY);
    } else if (reply.status === 409) {
      say((await reply.json()).advice, "kept");
    } else {
      throw new Error(String(reply.status));
    }
  } catch {
    say(kept, "kept");
    later(RETRY);
  }
}

// A new session, opened in another tab, has a new token; this page's own address holds it.
async function renewToken() {
  const page = await fetch(form.action, { headers: { Accept: "text/html" } });
  const found = new DOMParser().parseFromString(await page.text(), "text/html")
    .querySelector("#evaluation [name=csrf_token]");
  if (found) field("csrf_token").value = found.value;
}

function bringBack() {
  let entry;
  try { entry = JSON.parse(localStorage.getItem(key)); } catch { entry = null; }
  if (!entry) return;
  const draft = Number(field("draft_version").value);
  const filed = Number(field("form_version").value);
  const received = entry.submitted && (draft > entry.draft || filed > entry.form);
  if (received || JSON.stringify(entry.answers) === JSON.stringify(answers())) { forget(); return; }
  for (const element of form.elements) {
    if (!element.name || FIXED.has(element.name)) continue;
    const value = entry.answers[element.name];
    if (element.type === "radio") element.checked = element.value === value;
    else if (element.type === "checkbox") element.checked = value !== undefined;
    else if (value !== undefined) element.value = value;
  }
  // If another window saved since, the next save says so instead of overwriting it.
  field("draft_version").value = entry.draft;
  field("form_version").value = entry.form;
  say(restored, "kept");
  later(PAUSE);
}

form.addEventListener("input", () => { keep(false); if (!save) say(kept, "saved"); later(PAUSE); });
form.addEventListener("submit", (event) => {
  clearTimeout(timer);
  keep(true);
  if (!sending) return;
  // The save under way changes the version that this submission must name.
  event.preventDefault();
  sending.then(() => form.requestSubmit(event.submitter));
});
if (!document.querySelector(".care[role=alert], .stop[role=alert]")) bringBack();
