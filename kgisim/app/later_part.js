/** A button that asks for what will stand below it: when it is seen, reached by a key, or pressed. */

const NEAR = "200px"; // what comes into the window is asked for before it is seen

export function render({ model, el }) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = model.label;
  const start = document.createElement("div");
  start.append(button);

  const seen = new IntersectionObserver((found) => found.some((one) => one.isIntersecting) && ask(), {
    rootMargin: NEAR,
    scrollMargin: NEAR,
  });

  let isAsked = false;
  function ask() {
    seen.disconnect();
    if (isAsked) return;
    isAsked = true;
    button.setAttribute("aria-busy", "true");
    model.send_msg("come");
  }

  /** The next key goes on into the part, from where the button was. */
  function arrive() {
    if (!model.here) return;
    const isHeld = button.matches(":focus");
    button.remove();
    if (isHeld) {
      start.tabIndex = -1;
      start.focus();
    }
  }

  button.addEventListener("focus", ask);
  button.addEventListener("click", ask);
  model.on("here", arrive);
  model.on("lifecycle:remove", () => seen.disconnect());
  el.append(start);
  arrive();
  if (!model.here) {
    if (model.kept && sessionStorage.getItem(model.kept) !== null) ask();
    else seen.observe(button);
  }
}
