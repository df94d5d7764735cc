// Follows a job while its page is open, and shows the page anew when it has ended. Without this script the
// browser reloads the page every few seconds.
const job = document.getElementById("job");
const bar = document.getElementById("job-bar");
const words = document.getElementById("job-words");
const EVERY = 1000;
const SELDOM = 10000;
let pause = EVERY;

async function look() {
  try {
    const reply = await fetch(job.dataset.state, { headers: { Accept: "application/json" } });
    if (reply.status === 401 || reply.status === 404) { location.reload(); return; }
    if (!reply.ok) throw new Error(String(reply.status));
    const state = await reply.json();
    if (!state.open) { location.reload(); return; }
    if (words.textContent !== state.words) words.textContent = state.words;
    if (state.total) { bar.max = state.total; bar.value = state.done; } else bar.removeAttribute("value");
    pause = EVERY;
  } catch {
    pause = Math.min(pause * 2, SELDOM);
  }
  setTimeout(look, pause);
}
setTimeout(look, pause);
