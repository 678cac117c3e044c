// While a page's form is open: what the gate found stands beside the fields, who else has the page
// open is told, and what is typed stays in this browser until the server has it.
"use strict"

const PULSE = 20_000
const PAUSE = 2_000
const WEEK = 7 * 24 * 3600 * 1000
const PREFIX = "kept:"
const OWN = new Set(["csrfmiddlewaretoken", "_restore", "edit_stamp"])

addEventListener("DOMContentLoaded", () => {
  const place = document.getElementById("editing")
  const form = place?.closest("form")
  if (!form || form.querySelector("[name=_popup]")) return
  const words = JSON.parse(place.dataset.words)
  keep(form, place.dataset, words)
  if (place.dataset.check) {
    showFindings(place.dataset.check, words)
    watch(form, place.dataset, words)
  }
})

// What the gate found: a list above the form with links to the fields, and each finding in its place.

function make(name, attributes = {}, ...children) {
  const element = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
  element.append(...children)
  return element
}

async function showFindings(address, words) {
  const response = await fetch(address, { headers: { Accept: "application/json" }, redirect: "manual" })
  if (!response.ok) return
  const { summary, findings } = await response.json()
  const list = make("ul", { class: "gate-list" })
  findings.forEach((finding, number) => list.append(entry(finding, `finding-${number}`, words)))
  const panel = make("section", { class: "gate-panel", "aria-labelledby": "gate-heading" },
    make("h2", { id: "gate-heading" }, words.checked),
    make("p", { role: "status" }, summary),
    list,
  )
  if (findings.some((finding) => finding.blocking)) panel.classList.add("gate-panel--blocking")
  document.getElementById("editing-findings").append(panel)
}

function entry(finding, id, words) {
  const item = make("li", { class: `gate-list__item${finding.blocking ? " gate-list__item--blocking" : ""}` })
  item.append(make("span", { class: "gate-list__kind" }, finding.blocking ? words.blocking : words.advising))
  if (finding.row) item.append(make("span", { class: "gate-list__where" }, finding.row.label))
  const field = fieldOf(finding)
  if (!field) {
    item.append(make("strong", {}, finding.message), " ", finding.remedy)
    return item
  }
  const link = make("a", { href: `#${id}` }, finding.message)
  link.addEventListener("click", (event) => {
    event.preventDefault()
    open(field)
    const control = controlOf(field)
    field.scrollIntoView({ block: "center" })
    control?.focus()
  })
  item.append(link, " ", finding.remedy)
  beside(field, finding, id)
  return item
}

function fieldOf({ field, row }) {
  if (!field) return null
  const name = row ? nameInRow(row, field) : field
  const control = name && document.querySelector(`#id_${CSS.escape(name)}, [name="${CSS.escape(name)}"]`)
  if (control) return control.closest(".fieldBox, .form-row, td") || control.parentElement
  const inside = row ? rowOf(row) : document
  return inside?.querySelector(`.fieldBox.field-${field}, .form-row.field-${field}, td.field-${field}`) || rowOf(row)
}

// The hidden key of a row says which place it has in its form set.
function keyOf(row) {
  const keys = document.querySelectorAll(`input[name^="${row.prefix}-"][name$="-id"]`)
  return [...keys].find((key) => key.value === String(row.pk))
}

function nameInRow(row, field) {
  const key = keyOf(row)
  return key && key.name.replace(/-id$/, `-${field}`)
}

function rowOf(row) {
  return row && keyOf(row)?.closest(".inline-related, tr")
}

function controlOf(field) {
  return field.querySelector(".tiptap, input:not([type=hidden]), select, textarea")
}

function beside(field, finding, id) {
  field.append(make("p", { id, class: `gate-note${finding.blocking ? " gate-note--blocking" : ""}` },
    make("strong", {}, finding.message), " ", finding.remedy))
  const control = controlOf(field)
  if (control) {
    const described = control.getAttribute("aria-describedby")
    control.setAttribute("aria-describedby", described ? `${described} ${id}` : id)
  }
  if (finding.blocking) open(field)
}

function open(element) {
  for (let at = element; (at = at.closest("details")); at = at.parentElement) at.open = true
}

function watch(form, { presence, login }, words) {
  const others = document.getElementById("editing-others")
  const session = document.getElementById("editing-session")
  const stamp = form.querySelector("[name=edit_stamp]")
  const token = form.querySelector("[name=csrfmiddlewaretoken]")

  async function tell() {
    let response = await send("POST")
    // Logged in again in another window: the token of this form is old, a GET brings the new one.
    if (response?.status === 403) response = await send("GET")
    if (response?.type === "opaqueredirect") return expired()
    if (!response?.ok) return
    const now = await response.json()
    if (session.firstChild) {
      session.replaceChildren(note(words.back))
      setTimeout(() => session.replaceChildren(), PULSE)
    }
    for (const input of document.querySelectorAll("[name=csrfmiddlewaretoken]")) input.value = now.token
    const saved = now.stamp === stamp.value ? "" : ` ${now.saved} ${words.newer}`
    const text = now.others + saved
    if (others.textContent !== text) others.textContent = text
    others.hidden = !text
  }

  function send(method, more = {}) {
    const body = method === "POST" ? new URLSearchParams({ csrfmiddlewaretoken: token.value, ...more }) : undefined
    return fetch(presence, { method, body, redirect: "manual", keepalive: "leave" in more }).catch(() => null)
  }

  function expired() {
    if (session.firstChild) return
    const next = `${login}?next=${encodeURIComponent(location.pathname)}`
    session.append(note(words.expired, make("a", { href: next, target: "_blank" }, words.login)))
  }

  tell()
  setInterval(tell, PULSE)
  document.addEventListener("visibilitychange", () => document.hidden || tell())
  addEventListener("pagehide", () => send("POST", { leave: "1" }))
}

function note(text, ...more) {
  return make("p", { class: "editing-note" }, text, " ", ...more)
}

function keep(form, { user, stamp = "" }, words) {
  const key = `${PREFIX}${user}:${location.pathname}`
  const kept = read(key)
  let before = null

  const values = () => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !OWN.has(name))
  const isBound = document.querySelector(".errornote")

  // Editors tidy their texts while they start; what counts is what comes after the first touch.
  const touched = (event) => {
    if (event.isTrusted && before === null) before = JSON.stringify(values())
  }
  form.addEventListener("keydown", touched, true)
  form.addEventListener("pointerdown", touched, true)
  form.addEventListener("focusin", touched, true)

  function store() {
    if (before === null && !isBound) return
    const data = values()
    if (!isBound && JSON.stringify(data) === before) return
    write(key, { data, stamp: form.elements.edit_stamp?.value ?? stamp, at: Date.now() })
  }

  const timer = setInterval(store, PAUSE)
  addEventListener("pagehide", store)
  const stop = () => {
    clearInterval(timer)
    removeEventListener("pagehide", store)
  }
  // Whoever logs out leaves nothing behind (saved.js).
  document.getElementById("logout-form")?.addEventListener("submit", stop)
  form.addEventListener("submit", () => {
    store()
    stop()
    sessionStorage.setItem("submitted", key)
  })

  if (kept && !isBound) offer()

  function offer() {
    const when = new Date(kept.at).toLocaleString(document.documentElement.lang || "zh", {
      month: "long", day: "numeric", hour: "2-digit", minute: "2-digit",
    })
    const restoring = make("button", { type: "button", class: "button" }, words.restore)
    const discarding = make("button", { type: "button", class: "button" }, words.discard)
    const said = note(words.kept.replace("{when}", when), restoring, " ", discarding)
    said.setAttribute("role", "status")
    document.getElementById("editing-kept").append(said)
    restoring.addEventListener("click", () => restore(form, kept))
    discarding.addEventListener("click", () => {
      localStorage.removeItem(key)
      said.remove()
    })
  }
}

// The server shows the form again with all that was kept, rows included; it saves nothing.
function restore(form, kept) {
  const again = make("form", { method: "post", action: location.pathname, hidden: "" })
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value
  const entries = [...kept.data, ["csrfmiddlewaretoken", token], ["edit_stamp", kept.stamp], ["_restore", "1"]]
  for (const [name, value] of entries) {
    const input = make("textarea", { name })
    input.value = value
    again.append(input)
  }
  document.body.append(again)
  again.submit()
}

function read(key) {
  forget()
  try {
    return JSON.parse(localStorage.getItem(key))
  } catch {
    return null
  }
}

function write(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value))
  } catch {
    // Full or forbidden: the form works without.
  }
}

function forget() {
  for (const key of Object.keys(localStorage).filter((name) => name.startsWith(PREFIX))) {
    const { at } = JSON.parse(localStorage.getItem(key)) ?? {}
    if (!(at > Date.now() - WEEK)) localStorage.removeItem(key)
  }
}
