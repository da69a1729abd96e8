/** The board on which a level is moved: `answers` (kgisim/worksheet) counts and tells, nothing is asked. */

const DRAGGED = "kgisim:level";

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** What the server wrote as HTML: words that offer their meaning. */
function written(html) {
  return document.createRange().createContextualFragment(html);
}

function card(kind, title) {
  const [head, big, small] = [element("span", {}, title), element("b"), element("span")];
  return { box: element("div", { class: `answer ${kind}` }, head, big, small), big, small };
}

/** Copy a text; where the page may not write to the clipboard, by a selection. */
async function copied(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const held = element("textarea", { style: "position:fixed;opacity:0" });
  held.value = text;
  document.body.append(held);
  held.select();
  document.execCommand("copy");
  held.remove();
}

function toolbar(labels, actions) {
  const said = element("span", { role: "status", class: "quiet" });
  const buttons = Object.entries(actions).map(([name, act]) => {
    const made = element("button", { type: "button" }, labels.tools[name]);
    made.addEventListener("click", act);
    return made;
  });
  return { row: element("div", { class: "tools" }, ...buttons, said), said };
}

function board(model) {
  const { words, goal, window: targetWindow, rule, asked, range, labels } = model.facts;
  const draws = [model.before, model.after].map((bytes) => answers.unpack(new Uint8Array(bytes), asked.draws));
  const shown = (level) => Number((level * range.factor).toFixed(range.decimals));
  const limits = { min: shown(range.low), max: shown(range.high), step: range.step };
  const slider = element("input", { type: "range", "aria-label": labels.level, ...limits });
  const field = element("input", { type: "number", "aria-label": labels.exact, step: range.step });
  const cards = [
    card("baseline", words.scenarios.baseline),
    card("package", words.scenarios[asked.package]),
    card("pace", written(labels.pace)),
    card("finding", written(labels.verdict)),
  ];
  const told = element("div", { role: "status", "aria-live": "polite" });
  const line = element("div", { class: "asked" }, labels.level, slider, field, range.unit);
  const grid = element("div", { class: "answers" }, ...cards.map((one) => one.box));

  const say = (done) => (tools.said.textContent = done);
  const tools = toolbar(labels, {
    sentence: () => copied(told.innerText).then(() => say(labels.copied)),
    link: () => copied(window.location.href).then(() => say(labels.copied)),
    example: () => model.send_msg("example"),
    full: () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()),
  });
  const explained = element("details", {}, element("summary", {}, labels.explain), written(labels.explained));

  function tell(level) {
    const found = answers.verdict(goal, targetWindow, draws[0], draws[1], level, rule);
    found.shares.forEach((share, at) => {
      cards[at].big.textContent = answers.chanceText(words, share, found.errors[at]);
      const word = answers.likelihoodText(words, share, found.errors[at]);
      cards[at].small.textContent = `${word} ${answers.errorText(words, found.errors[at])}`;
    });
    cards[2].big.textContent = answers.paceText(words, goal, found.needed);
    cards[2].small.textContent = `${labels.past} ${answers.paceText(words, goal, goal.past)}`;
    cards[3].big.textContent = labels.findings[found.finding];
    cards[3].small.textContent = "";
    const said = answers.verdictText(words, goal, targetWindow, found, rule, asked);
    told.replaceChildren(...said.map((one, at) => element("p", at ? {} : { class: "lead" }, one)));
  }

  function show(level) {
    const whole = targetWindow.grain ? Math.round(level / targetWindow.grain) * targetWindow.grain : level;
    slider.value = field.value = shown(whole);
    slider.setAttribute("aria-valuetext", answers.levelText(words, targetWindow, whole));
    tell(whole);
  }

  // what is chosen is what the field shows, to the last digit, and nothing that cannot be
  function move(level) {
    const [least, most] = [range.least ?? -Infinity, range.most ?? Infinity];
    show(Math.min(Math.max(level, least), most));
    return Number(field.value) / range.factor;
  }

  const isPossible = (level) => level >= (range.least ?? -Infinity) && level <= (range.most ?? Infinity);
  const read = (input) => (input.value === "" ? NaN : Number(input.value) / range.factor);
  const choose = (level) => model.send_msg(level);
  const refuse = () => told.replaceChildren(element("p", { class: "note warning" }, range.refused));
  for (const input of [slider, field]) {
    input.addEventListener("input", () => {
      if (isPossible(read(input))) {
        tell(read(input));
        model.level = input === slider ? move(read(input)) : read(input);
      } else refuse();
    });
    input.addEventListener("change", () => {
      if (isPossible(read(input))) choose(move(read(input)));
      else {
        show(model.level);
        refuse();
      }
    });
  }
  show(model.level);
  return { parts: [line, grid, told, tools.row, explained], show, move, choose };
}

export function render({ model, el }) {
  const box = element("div", { class: "sheet" });
  let made;
  const show = () => {
    made = board(model);
    box.replaceChildren(...made.parts);
  };
  const drag = (event) => {
    model.level = made.move(event.detail.level);
    if (event.detail.last) made.choose(model.level);
  };
  show();
  // they change one after the other, in no order that could be relied on: shown when all have
  let isDue = false;
  const soon = () => {
    if (!isDue) queueMicrotask(() => ((isDue = false), show()));
    isDue = true;
  };
  for (const name of ["facts", "before", "after"]) model.on(name, soon);
  model.on("level", () => made.show(model.level));
  window.addEventListener(DRAGGED, drag);
  model.on("lifecycle:remove", () => window.removeEventListener(DRAGGED, drag));
  el.appendChild(box);
}
