/** Levers in two groups; one question is on its way at a time, always about the newest setting. */

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

export function render({ model, el }) {
  const box = element("div", { class: "sheet levers" });
  let isAsking = false;
  let waiting = null;

  function send(message) {
    if (isAsking) waiting = message;
    else {
      isAsking = true;
      model.send_msg(message);
    }
  }

  function lever(one, labels) {
    const at = one.at === null ? one.middle : one.at;
    const slider = element("input", { type: "range", min: 0, max: one.texts.length - 1, step: 1, "aria-label": one.title });
    const box = element("input", { type: "checkbox" });
    const said = element("output", {});
    const undo = element("button", { type: "button", class: "undo", "aria-label": `${labels.undo}：${one.title}` }, labels.undo);
    slider.value = at;
    box.checked = one.on;
    let isMoved = one.at !== null;
    const isSet = () => isMoved || !one.hasText;
    const show = () => {
      const text = isSet() ? one.texts[slider.value] : one.written;
      said.textContent = box.checked ? text : one.off;
      slider.disabled = !box.checked;
      undo.hidden = !isMoved && box.checked === one.hasText;
      slider.setAttribute("aria-valuetext", said.textContent);
    };
    const change = (isLast) => {
      show();
      send({ key: one.key, on: box.checked, at: isSet() ? Number(slider.value) : null, last: isLast });
    };
    slider.addEventListener("input", () => {
      isMoved = true;
      change(false);
    });
    slider.addEventListener("change", () => change(true));
    box.addEventListener("change", () => change(true));
    undo.addEventListener("click", () => {
      isMoved = false;
      slider.value = one.middle;
      box.checked = one.hasText;
      change(true);
      box.focus();
    });
    show();
    const head = element("label", { class: "name" }, box, one.title);
    const why = element("details", {}, element("summary", {}, labels.why));
    one.why.forEach((line) => why.append(element("p", {}, line)));
    const hint = one.hint ? [element("p", { class: "quiet hint" }, one.hint)] : [];
    return element("div", { class: "lever" }, head, slider, said, ...hint, undo, why);
  }

  function group(kind, title, levers, labels) {
    const head = element("h2", { class: `group ${kind}` }, title);
    const made = levers.map((one) => lever(one, labels));
    const none = made.length ? [] : [element("p", { class: "quiet" }, labels.none)];
    return element("section", { class: kind }, head, ...made, ...none);
  }

  function show() {
    const { policy, world, labels } = model.facts;
    const back = element("button", { type: "button" }, labels.reset);
    back.addEventListener("click", () => send({ reset: true }));
    box.replaceChildren(
      group("policy", labels.policy, policy, labels),
      group("world", labels.world, world, labels),
      back,
    );
  }

  model.on("facts", show);
  model.on("answered", () => {
    isAsking = false;
    const next = waiting;
    waiting = null;
    if (next) send(next);
  });
  show();
  el.appendChild(box);
}
