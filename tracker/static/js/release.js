// Saves a form of release review as it is typed, to the server alone: nothing of it may stay in the browser.
// Questions that follow from an answer are fetched and put in their place. The page works without this script.
const script = document.getElementById("keeping");
const { save, away, signedOut } = script.dataset;
const form = document.getElementById(script.dataset.form);
const status = document.getElementById("saved");
const answered = document.getElementById("answered");
const PAUSE = 800;
const RETRY = 5000;
let timer;
let sending = null;
let dirty = false;

const field = (name) => form.elements.namedItem(name);

function say(text, state) {
  status.textContent = text;
  status.dataset.state = state;
}

function later(pause) {
  clearTimeout(timer);
  timer = setTimeout(() => { sending ??= send().finally(() => { sending = null; }); }, pause);
}

async function send() {
  const body = new URLSearchParams(new FormData(form));
  dirty = false;
  try {
    const reply = await fetch(save, { method: "POST", body, headers: { Accept: "application/json" } });
    if (reply.ok) {
      const told = await reply.json();
      field("draft_version").value = told.version;
      if (answered && told.progress) answered.textContent = told.progress;
      if (told.asked && told.asked.join(" ") !== field("asked").value) await follow(told.asked);
      say(told.saved, "saved");
      if (dirty) later(PAUSE);
    } else if (reply.status === 409) {
      dirty = true;
      say((await reply.json()).advice, "kept");
    } else if (reply.status === 401 || reply.status === 400) {
      dirty = true;
      say(signedOut, "kept");
      const token = (await page()).querySelector(`#${form.id} [name=csrf_token]`);
      if (token) field("csrf_token").value = token.value;
      later(RETRY);
    } else {
      throw new Error(String(reply.status));
    }
  } catch {
    dirty = true;
    say(away, "kept");
    later(RETRY);
  }
}

async function page() {
  const found = await fetch(form.action, { headers: { Accept: "text/html" } });
  return new DOMParser().parseFromString(await found.text(), "text/html");
}

// Puts in what is asked now and takes out what is not, and leaves everything else as it is typed.
async function follow(asked) {
  const fresh = (await page()).getElementById(form.id);
  if (!fresh) return;
  for (const old of form.querySelectorAll("[data-question]")) {
    if (!fresh.querySelector(`#${CSS.escape(old.id)}`)) old.remove();
  }
  let before = null;
  for (const part of fresh.querySelectorAll("h2, [data-question]")) {
    const here = form.querySelector(`#${CSS.escape(part.id)}`);
    if (!here && before) before.after(part.cloneNode(true));
    before = form.querySelector(`#${CSS.escape(part.id)}`) ?? before;
  }
  field("asked").value = asked.join(" ");
}

form.addEventListener("input", () => { dirty = true; later(PAUSE); });
form.addEventListener("submit", (event) => {
  clearTimeout(timer);
  dirty = false;
  if (!sending) return;
  // The save under way changes the version that this one must name.
  event.preventDefault();
  sending.then(() => form.requestSubmit(event.submitter));
});
addEventListener("beforeunload", (event) => { if (dirty || sending) event.preventDefault(); });
