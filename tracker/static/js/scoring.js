// Shows what settings would do while they are typed. Without this script the button does the same.
const form = document.getElementById("try");
const PAUSE = 500;
let timer;
let latest = 0;

form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(show, PAUSE);
});

async function show() {
  const mine = ++latest;
  const address = `${form.getAttribute("action")}?${new URLSearchParams(new FormData(form))}`;
  const preview = document.getElementById("preview");
  preview.setAttribute("aria-busy", "true");
  try {
    const reply = await fetch(address, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    const found = page.getElementById("preview");
    // A slower answer to older values must not replace a newer one.
    if (reply.ok && found && mine === latest) preview.replaceChildren(...found.childNodes);
  } catch {
    // The page stays as it was; the button still works.
  } finally {
    if (mine === latest) preview.removeAttribute("aria-busy");
  }
}
