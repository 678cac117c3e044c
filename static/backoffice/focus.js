// A click on the picture sets what its crops keep; the two numbers say the same without a mouse.
const box = document.querySelector(".focus")
const [x, y] = ["id_focus_x", "id_focus_y"].map((id) => document.getElementById(id))

if (box && x && y) {
  const dot = box.querySelector(".focus__dot")
  const crop = box.querySelector(".focus__crop")
  const show = () => {
    dot.style.left = `${x.value}%`
    dot.style.top = `${y.value}%`
    crop.style.objectPosition = `${x.value}% ${y.value}%`
    dot.hidden = false
  }
  box.querySelector(".focus__whole").addEventListener("click", (event) => {
    const frame = event.currentTarget.getBoundingClientRect()
    x.value = Math.round(((event.clientX - frame.left) / frame.width) * 100)
    y.value = Math.round(((event.clientY - frame.top) / frame.height) * 100)
    show()
  })
  for (const input of [x, y]) input.addEventListener("input", show)
  show()
}
