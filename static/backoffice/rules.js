// Shows what the conditions mean, and which verdicts change, while they are being edited.
const panel = document.querySelector("[data-rule-trial]");
const PARTS = ["clauses-", "tracks-", "conditions-", "benefits-", "test_cases-"];
const PAUSE = 700;
let waiting;
let latest = 0;

async function update() {
  const number = ++latest;
  const form = panel.closest("form");
  const answer = await fetch(panel.dataset.ruleTrial, {
    method: "POST",
    body: new FormData(form),
    headers: { "X-Requested-With": "fetch" },
  }).catch(() => null);
  if (answer?.ok && number === latest) panel.innerHTML = await answer.text();
}

function later(event) {
  if (!PARTS.some((part) => event.target.name?.startsWith(part))) return;
  clearTimeout(waiting);
  waiting = setTimeout(update, PAUSE);
}

if (panel) {
  const form = panel.closest("form");
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  update();
}
