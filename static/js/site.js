// Niceties only: every page works without this file.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  // A link prints the part of the page that it leads to: once it has led there.
  button.addEventListener("click", () => setTimeout(() => window.print()));
}

// A click elsewhere, or Escape, closes what is folded out over the page.
const open = () => document.querySelectorAll("details.qr[open]");
document.addEventListener("click", (event) => {
  for (const details of open()) {
    if (!details.contains(event.target)) details.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const details of open()) {
    details.open = false;
    details.querySelector("summary").focus();
  }
});

document.addEventListener("focusin", async ({ target }) => {
  if (!target.dataset?.suggest || target.dataset.ready) return;
  target.dataset.ready = "1";
  const { attach } = await import(target.dataset.script);
  attach(target);
});
