// Names for what select boxes with a search add to the page: the name of their field.
const labelOf = (select) => document.querySelector(`label[for="${CSS.escape(select.id)}"]`)

const nameOf = (select) => labelOf(select)?.textContent.replace(/[:：]\s*$/, "") || select.name

const nameFields = (root) => {
  for (const select of root.querySelectorAll("select.admin-autocomplete")) {
    const container = select.nextElementSibling
    if (!container?.classList.contains("select2")) continue
    const box = container.querySelector(".select2-search__field")
    if (box) box.setAttribute("aria-label", nameOf(select))
    const shown = container.querySelector(".select2-selection--single")
    if (shown) {
      shown.removeAttribute("aria-labelledby")
      shown.setAttribute("aria-label", `${nameOf(select)} ${shown.textContent.trim()}`)
      shown.firstElementChild.setAttribute("aria-label", nameOf(select))
    }
  }
  // Date and time are two boxes under one name.
  for (const input of root.querySelectorAll(".datetime input")) {
    const name = input.closest(".fieldBox, .form-row")?.querySelector("label, legend")
    if (!input.labels.length && name) {
      const part = input.classList.contains("vDateField") ? "日期" : "时间"
      input.setAttribute("aria-label", `${name.textContent.replace(/[:：]\s*$/, "")} ${part}`)
    }
  }
}

window.addEventListener("load", () => {
  nameFields(document)
  document.addEventListener("formset:added", (event) => nameFields(event.target))
  document.addEventListener("change", () => nameFields(document))
  const jQuery = window.django?.jQuery
  if (!jQuery) return
  jQuery(document).on("change", "select.admin-autocomplete", () => nameFields(document))
  jQuery(document).on("select2:open", (event) => {
    const box = document.querySelector(".select2-container--open .select2-search__field")
    if (box) box.setAttribute("aria-label", nameOf(event.target))
  })
})
