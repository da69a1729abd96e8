export function render({model, el}) {
  const box = document.createElement("p"), started = performance.now()
  box.className = "timer"
  const written = (seconds) => {
    const whole = Math.floor(Math.abs(seconds))
    return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`
  }
  const show = () => {
    const passed = model.passed + (performance.now() - started) / 1000
    const left = model.planned - passed
    const said = model.planned > 0 ? (left < 0 ? model.words.over : model.words.left) : model.words.passed
    box.textContent = said.replace("{time}", written(model.planned > 0 ? left : passed))
    box.classList.toggle("over", model.planned > 0 && left < 0)
  }
  const timer = setInterval(show, 1000)
  model.on("remove", () => clearInterval(timer))
  show()
  el.appendChild(box)
}
