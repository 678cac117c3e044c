// Moves the map without loading the page anew; without this file its links load it anew.
const still = matchMedia("(prefers-reduced-motion: reduce)");
let latest = 0;

function glide(from, to) {
  if (still.matches) return;
  const drawing = document.querySelector(".map__drawing");
  const [start, end] = [from, to].map((box) => box.split(" ").map(Number));
  const began = performance.now();
  const turn = latest;
  const step = (now) => {
    if (turn !== latest) return;
    const share = Math.min((now - began) / 240, 1);
    const eased = 1 - (1 - share) ** 3;
    drawing.setAttribute("viewBox", start.map((n, i) => n + (end[i] - n) * eased).join(" "));
    if (share < 1) requestAnimationFrame(step);
  };
  step(began);
}

async function show(address, label) {
  const turn = ++latest;
  const answer = await fetch(address);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("#map");
  const old = document.querySelector("#map");
  if (turn !== latest) return;
  if (!fresh) return location.assign(address);
  const boxes = [old, fresh].map((map) => map.querySelector(".map__drawing").getAttribute("viewBox"));
  old.replaceWith(fresh);
  glide(...boxes);
  const again = label && fresh.querySelector(`.map__steps [aria-label="${CSS.escape(label)}"]`);
  (again || fresh.querySelector(".map__steps a"))?.focus({ preventScroll: true });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-map]");
  const address = link?.getAttribute("href");
  if (!link || address.startsWith("#p-") || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  history.pushState(null, "", address);
  show(location.href, link.getAttribute("aria-label")).catch(() => location.reload());
});

addEventListener("popstate", () => {
  if (!location.hash.startsWith("#p-")) show(location.href).catch(() => location.reload());
});
