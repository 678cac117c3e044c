// Suggests titles while somebody types in a search field. Loaded when one is first used.
const WAIT = 150;

export function attach(input) {
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.id = `${input.id}-suggestions`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0]?.textContent ?? "");
  list.hidden = true;
  input.after(list);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");
  input.autocomplete = "off";

  let timer;
  let latest = 0;
  let chosen = -1;

  const close = () => {
    latest += 1;
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const choose = (number) => {
    const items = [...list.children];
    chosen = (number + items.length + 1) % (items.length + 1);
    items.forEach((item, i) => item.setAttribute("aria-selected", String(i === chosen)));
    if (items[chosen]) input.setAttribute("aria-activedescendant", items[chosen].id);
    else input.removeAttribute("aria-activedescendant");
  };

  const show = (suggestions) => {
    list.replaceChildren(
      ...suggestions.map(({ title, url, kind }, i) => {
        const item = document.createElement("li");
        item.className = "suggestions__item";
        item.id = `${list.id}-${i}`;
        item.dataset.url = url;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        const name = document.createElement("span");
        name.textContent = title;
        const label = document.createElement("span");
        label.className = "suggestions__kind";
        label.textContent = kind;
        item.append(name, label);
        return item;
      }),
    );
    chosen = -1;
    list.hidden = !suggestions.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
  };

  const ask = async () => {
    const turn = ++latest;
    const words = input.value.trim();
    if (words.length < 2) return close();
    const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(words)}`);
    const { suggestions } = await answer.json();
    if (turn === latest) show(suggestions);
  };

  input.addEventListener("input", (event) => {
    clearTimeout(timer);
    // While an input method composes, the field holds letters that are not meant yet.
    if (!event.isComposing) timer = setTimeout(() => ask().catch(close), WAIT);
  });
  input.addEventListener("compositionend", () => ask().catch(close));
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || list.hidden) return;
    if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen < 0 ? list.children.length - 1 : chosen - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && list.children[chosen]) location.assign(list.children[chosen].dataset.url);
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", () => setTimeout(close, WAIT));
  list.addEventListener("mousedown", (event) => {
    const item = event.target.closest("[data-url]");
    if (item) location.assign(item.dataset.url);
    event.preventDefault();
  });
}
