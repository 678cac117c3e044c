// Moves the map without loading the page anew; without this file its links load it anew.
const still = matchMedia("(prefers-reduced-motion: reduce)");
let latest = 0;
let steps = Promise.resolve();

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

function stepNamed(label) {
  return label && document.querySelector(`.map__steps a[aria-label="${CSS.escape(label)}"]`);
}

// A step asked for while the last one is still being fetched goes on from there.
function follow(link) {
  const label = link.getAttribute("aria-label");
  const now = link.isConnected ? link : stepNamed(label);
  if (!now) return undefined;
  history.pushState(null, "", now.getAttribute("href"));
  return show(location.href, label).catch(() => location.reload());
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
  const again = stepNamed(label);
  (again || fresh.querySelector(".map__steps a"))?.focus({ preventScroll: true });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-map]");
  const address = link?.getAttribute("href");
  if (!link || address.startsWith("#p-") || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  steps = steps.then(() => follow(link));
});

addEventListener("popstate", () => {
  if (!location.hash.startsWith("#p-")) show(location.href).catch(() => location.reload());
});
