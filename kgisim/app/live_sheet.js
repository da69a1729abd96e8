export function render({model, el}) {
  const box = document.createElement("div")
  box.className = "sheet live"
  box.setAttribute("role", "status")
  let shown = ""
  const look = async () => {
    if (document.hidden && shown) return
    try {
      const answer = await fetch(model.address)
      if (!answer.ok) return
      const now = await answer.json()
      const heading = document.createElement("h2")
      heading.textContent = now.title
      const html = (model.follows && now.title ? heading.outerHTML : "") + (now.state || "") + (now.spread || "")
      if (html === shown) return // what has not changed is not read aloud again
      shown = html
      box.innerHTML = html
    } catch { /* the banner of the page tells that the connection is lost */ }
  }
  const timer = setInterval(look, 1500)
  model.on("remove", () => clearInterval(timer))
  model.on("address", look)
  look()
  el.appendChild(box)
}
