// Moves the bar of a long import, and shows its result when it is there.
const bar = document.getElementById("progress")
const shown = document.querySelector("[data-done]")
const first = "checking writing".split(" ")

const look = async () => {
  const response = await fetch("?format=json", { headers: { Accept: "application/json" } })
  if (!response.ok) return
  const { state, done } = await response.json()
  if (!first.includes(state)) return window.location.reload()
  bar.value = done
  shown.textContent = done
}

if (bar) setInterval(look, 1000)
