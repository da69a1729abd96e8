/** Levers in two groups; one question is on its way at a time, always about the newest setting. */

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

const NEAR_MS = 120; // a hand that only passes by asks for nothing

export function render({ model, view, el }) {
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

  // Answers to all positions of the lever that a hand is near. They hold while no other lever moves.
  let turn = 0;
  let near = null;
  let ahead = null;

  function approach(key) {
    if (!model.shows || near === key) return;
    [near, ahead] = [key, null];
    turn += 1;
    model.send_msg({ key, turn });
  }

  function leave() {
    [near, ahead] = [null, null];
    turn += 1;
  }

  // What is shown here before the server has it: where, and what was there before.
  let latest = null;
  let before = null;

  const named = (name) => view.model.document.get_model_by_name(name);

  /** What the server wrote of an answer, as the parts of the page hold it. */
  function read({ lines, parts, draws }) {
    const bytes = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0)).buffer;
    const each = (values, change) => Object.fromEntries(Object.entries(values).map(([name, one]) => [name, change(one)]));
    return {
      lines: each(lines, (median) => Float32Array.from(median)),
      parts: { ...parts, ...Object.fromEntries(Object.entries(draws).map(([name, one]) => [name, { ...parts[name], ...each(one, bytes) }])) },
    };
  }

  function put({ lines, parts }) {
    for (const [name, median] of Object.entries(lines)) {
      const source = named(name);
      source.setv({ data: { ...source.data, median } }, { sync: false });
    }
    for (const [name, values] of Object.entries(parts)) named(name).setv(values, { sync: false });
  }

  /** Facts have two levels; what is not said of them stays as it is. */
  function whole(name, values) {
    if (!values.facts) return values;
    const facts = { ...named(name).facts };
    for (const [key, one] of Object.entries(values.facts)) facts[key] = { ...facts[key], ...one };
    return { ...values, facts };
  }

  function held({ lines, parts }) {
    const values = ([name, changed]) => [name, Object.fromEntries(Object.keys(changed).map((key) => [key, named(name)[key]]))];
    return {
      lines: Object.fromEntries(Object.keys(lines).map((name) => [name, named(name).data.median])),
      parts: Object.fromEntries(Object.entries(parts).map(values)),
    };
  }

  /** Show an answer that is here already; the server's own follows when the lever is let go. */
  function shown(key, at) {
    const said = near === key && at !== null && ahead ? ahead[at] : null;
    if (!said) return false;
    const answer = read(said);
    before ??= held(answer);
    const parts = Object.entries(answer.parts).map(([name, values]) => [name, whole(name, values)]);
    put({ lines: answer.lines, parts: Object.fromEntries(parts) });
    latest = [key, at];
    return true;
  }

  /** Take back what the server was not asked about, so that its next answer meets what it knows. */
  function takeBack() {
    if (latest && before) put(before);
    [latest, before] = [null, null];
  }

  function lever(one, labels) {
    const at = one.at === null ? one.middle : one.at;
    const slider = element("input", { type: "range", min: 0, max: one.texts.length - 1, step: 1, "aria-label": one.title });
    const box = element("input", { type: "checkbox" });
    const said = element("output", {});
    const undo = element("button", { type: "button", class: "undo", "aria-label": one.undo }, labels.undo);
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
      const at = isSet() ? Number(slider.value) : null;
      const isShown = box.checked && shown(one.key, at);
      if (!isShown) takeBack();
      if (isLast) latest = null;
      if (near !== one.key || !box.checked) leave();
      send({ key: one.key, on: box.checked, at, last: isLast, shown: isShown });
    };
    let coming = 0;
    slider.addEventListener("focus", () => approach(one.key));
    slider.addEventListener("pointerdown", () => approach(one.key));
    slider.addEventListener("pointerenter", () => {
      coming = setTimeout(approach, NEAR_MS, one.key);
    });
    slider.addEventListener("pointerleave", () => clearTimeout(coming));
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
    back.addEventListener("click", () => {
      takeBack();
      leave();
      send({ reset: true });
    });
    box.replaceChildren(
      group("policy", labels.policy, policy, labels),
      group("world", labels.world, world, labels),
      back,
    );
  }

  model.on("facts", () => {
    [latest, before] = [null, null];
    leave();
    show();
  });
  model.on("ahead", () => {
    const sent = JSON.parse(model.ahead);
    if (sent.turn === turn) ahead = sent.moves;
  });
  model.on("answered", () => {
    isAsking = false;
    before = null;
    if (latest) shown(...latest);
    const next = waiting;
    waiting = null;
    if (next) send(next);
  });
  show();
  el.appendChild(box);
}
