// Beside every password field a button that shows what is typed, and under a new password how strong
// it is. The server's rules decide; this only tells before it is sent.
"use strict"

{
  const words = document.currentScript.dataset
  const LEAST = 12, MOST = 128
  const ROWS = ["abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"]
  const LEVELS = [0, 45, 60, 74]

  const isNext = (before, sign) => before === sign
    || ROWS.some((row) => row.includes(before + sign) || row.includes(sign + before))

  // The third of a run and those after it add nothing.
  const isRun = (text, place) => place > 1
    && isNext(text[place - 2], text[place - 1]) && isNext(text[place - 1], text[place])

  // Bits that a sign adds: letters in words are guessed by the word.
  function bits(text, place) {
    const sign = text[place]
    if (/\p{Script=Han}/u.test(sign)) return 7
    if (/[a-z]/i.test(sign)) {
      const word = text.slice(0, place).match(/[a-z]*$/i)[0].length + text.slice(place).match(/^[a-z]*/i)[0].length
      return word > 3 ? 2.5 : 5.5
    }
    return /\d/.test(sign) ? 3.3 : 5
  }

  function names(field) {
    const typed = [...field.form.querySelectorAll("[name=username], [name=name], [name=email]")]
    return [...(words.own ?? "").split("\n"), ...typed.map((input) => input.value)]
      .flatMap((value) => [value, ...value.split(/[^\p{L}\p{N}]+/u)])
      .map((value) => value.trim().toLowerCase())
      .filter((value) => value.length > 2 || /^\p{Script=Han}{2}$/u.test(value))
      .sort((a, b) => b.length - a.length)
  }

  // The level from 0 to 4 and what would make it better.
  function strength(text, own) {
    const length = [...text].length
    if (!length) return [0, words.rules]
    if (length > MOST) return [0, words.long]
    let rest = text.toLowerCase()
    for (const name of own) rest = rest.replaceAll(name, "")
    const hasName = rest.length < length
    const kept = (hasName ? rest : text).replace(/(19|20)\d\d/g, "1")
    const once = kept.replace(/(.{2,}?)\1+/gu, "$1")
    const lower = once.toLowerCase()
    const places = [...Array(lower.length).keys()].filter((place) => !isRun(lower, place))
    const total = places.reduce((sum, place) => sum + bits(once, place), 0)
    const reason = length < LEAST ? words.short
      : hasName ? words.name
      : places.length < kept.length * 0.75 ? words.sequence
      : total < LEVELS[2] ? words.variety : ""
    const level = LEVELS.filter((least) => total >= least).length
    return length < LEAST || /^\d+$/.test(text) ? [1, reason || words.variety] : [level, level < 4 ? reason : ""]
  }

  function element(name, attributes) {
    const made = document.createElement(name)
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
    return made
  }

  function addButton(field, label) {
    const isFocused = document.activeElement === field
    const box = element("span", { class: "password" })
    const button = element("button", { type: "button", class: "password__show", "aria-pressed": "false", "aria-label": `${words.show} ${label}` })
    button.textContent = words.show
    field.before(box)
    box.append(field, button)
    if (isFocused) field.focus()
    const show = (isShown) => {
      field.type = isShown ? "text" : "password"
      button.setAttribute("aria-pressed", isShown)
    }
    // The field keeps the focus, and a phone its keyboard.
    button.addEventListener("pointerdown", (event) => event.preventDefault())
    button.addEventListener("mousedown", (event) => event.preventDefault())
    button.addEventListener("click", () => show(field.type === "password"))
    field.form.addEventListener("submit", () => show(false))
    addEventListener("pagehide", () => show(false))
    return box
  }

  function addMeter(field, box) {
    const meter = element("meter", { min: 0, max: 4, low: 2, high: 3, optimum: 4, value: 0, class: "password__meter", "aria-label": words.meter })
    const sentence = element("p", { id: `${field.id}_strength`, role: "status", class: "password__strength" })
    box.append(meter, sentence)
    field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") ?? ""} ${sentence.id}`.trim())
    const tell = () => {
      const [level, advice] = strength(field.value, names(field))
      const text = [field.value && words[`level${level}`], advice].filter(Boolean).join(" ")
      meter.value = level
      if (sentence.textContent !== text) sentence.textContent = text
    }
    field.form.addEventListener("input", tell)
    tell()
  }

  for (const field of document.querySelectorAll("input[type=password]")) {
    const label = field.labels[0]?.textContent.replace(/[:：]\s*$/, "").trim() ?? ""
    const box = addButton(field, label)
    if (field.autocomplete === "new-password" && field.name.endsWith("1")) addMeter(field, box)
  }
}
