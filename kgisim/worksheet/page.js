/** The plugged-out page: what is asked, and what follows from it. */
(async () => {
  "use strict";

  const byId = (id) => document.getElementById(id);
  const facts = JSON.parse(byId("facts").textContent);
  const asked = { language: document.documentElement.lang, goal: 0, window: 0, scenario: facts.package };
  const unpacked = new Map();
  let bytes;

  // ---- what is asked ----------------------------------------------------------------------

  const words = () => facts.words[asked.language];
  const say = (key, values) => answers.text(words(), key, values);
  const goal = () => facts.goals[asked.goal];
  const targetWindow = () => goal().windows[asked.window];
  const quantity = () => targetWindow().quantity[asked.language];
  const written = () => (targetWindow().grain === 1 ? quantity().whole : quantity().fraction);
  const sizeOf = () => answers.effectiveSize(facts.draws, targetWindow().ess);

  /** Judged draws of one scenario in rising order, unpacked once. */
  function draws(scenario, of = targetWindow()) {
    const start = of.draws[scenario];
    if (!unpacked.has(start)) {
      const packed = bytes.subarray(start, start + 4 * facts.draws);
      unpacked.set(start, answers.unpack(packed, facts.draws));
    }
    return unpacked.get(start);
  }

  /** Levels between which the slider moves: most futures, and nothing impossible. */
  function range() {
    const all = facts.scenarios.map((one) => draws(one));
    const [low, high] = [0.005, 0.97].map((at) => Math.floor(at * (facts.draws - 1)));
    const isReal = goal().scale === "real";
    const least = Math.min(...all.map((one) => one[low]), asked.level);
    const most = Math.max(...all.map((one) => one[high]), asked.level);
    const top = targetWindow().ceiling ?? Infinity;
    return [isReal ? least : Math.max(0, least), Math.min(top, most)];
  }

  const step = () => (targetWindow().grain ? targetWindow().grain : 10 ** -written().decimals / written().factor);
  const onStep = (value) => Number((Math.round(value / step()) * step()).toPrecision(12));
  const decimals = () => (targetWindow().grain === 1 ? 0 : Math.max(written().decimals, targetWindow().grain ? 2 : 0));
  const shown = (value) => Number((value * written().factor).toFixed(decimals()));

  /** Whether the level is still the example with which the page opened. */
  const isExample = () =>
    goal().isIllustrative && asked.window === goal().start && asked.level === goal().target;

  function verdict() {
    const { level } = asked;
    return answers.verdict(goal(), targetWindow(), draws("baseline"), draws(facts.package), level, facts.rule);
  }

  // ---- the form ---------------------------------------------------------------------------

  const option = (value, label) => Object.assign(document.createElement("option"), { value, textContent: label });
  const fill = (id, options, chosen) => {
    byId(id).replaceChildren(...options.map(([value, label]) => option(value, label)));
    byId(id).value = chosen;
  };

  const FORMS = {
    mean: "plugged.mean",
    sum: "plugged.sum",
    once: "plugged.once",
    cumulative: "plugged.cumulative",
  };
  const formOf = (one) => `${one.statistic}-${one.since ?? one.window}`;

  function formName(one) {
    if (one.years === 1 && one.since === null) return say("plugged.single");
    return say(FORMS[one.statistic], { since: one.since, years: one.window });
  }

  const yearName = (year) => say(`number.year_${goal().period}`, { year });

  function showForm() {
    const { windows, title, definition } = goal();
    fill("goal", facts.goals.map((one, at) => [at, one.title[asked.language]]), asked.goal);
    byId("definition").textContent = definition[asked.language];
    fill("window", [...new Map(windows.map((one) => [formOf(one), formName(one)]))], formOf(targetWindow()));
    const same = windows.filter((one) => formOf(one) === formOf(targetWindow()));
    fill("year", same.map((one) => [windows.indexOf(one), yearName(one.year)]), asked.window);
    const others = facts.scenarios.filter((one) => one !== "baseline");
    fill("scenario", others.map((one) => [one, words().scenarios[one]]), asked.scenario);
    byId("unit").textContent = written().pattern.replace(/\s*\{\}\s*/, " ").trim();
    byId("slide").setAttribute("aria-label", `${say("plugged.level")} ${title[asked.language]}`);
    byId("level").setAttribute("aria-label", say("plugged.level_exact"));
    byId("odds").setAttribute("aria-label", say("plugged.probability"));
    byId("percent").setAttribute("aria-label", say("plugged.probability_exact"));
  }

  function showLevel() {
    const [low, high] = range().map(shown);
    const size = Number((step() * written().factor).toFixed(12));
    for (const id of ["slide", "level"]) {
      Object.assign(byId(id), { min: id === "slide" ? low : "", max: id === "slide" ? high : "", step: id === "slide" ? size : "any" });
      if (document.activeElement !== byId(id) || id === "slide") byId(id).value = shown(asked.level);
    }
    byId("slide").setAttribute("aria-valuetext", answers.levelText(words(), targetWindow(), asked.level));
    byId("odds").value = byId("percent").value = Math.round(100 * asked.probability);
  }

  // ---- the answers ------------------------------------------------------------------------

  function chanceOf(scenario) {
    const share = answers.chance(draws(scenario), asked.level, goal().better);
    return { share, error: answers.chanceError(share, sizeOf()) };
  }

  const levelFor = (scenario) => answers.valueFor(draws(scenario), asked.probability, goal().better);
  const chanceText = ({ share, error }) => answers.chanceText(words(), share, error);
  const levelText = (value) => answers.levelText(words(), targetWindow(), value);
  const valueText = (value) => answers.valueText(words(), targetWindow(), value);

  function showCard(name, scenario) {
    const found = chanceOf(scenario);
    byId(`${name}-name`).textContent = words().scenarios[scenario];
    byId(`${name}-chance`).textContent = chanceText(found);
    const word = answers.likelihoodText(words(), found.share, found.error);
    byId(`${name}-word`).textContent = say("plugged.word", { word, error: answers.errorText(words(), found.error) });
  }

  function showAnswers() {
    const when = targetWindow().when[asked.language];
    const isOver = targetWindow().years > 1 && targetWindow().statistic !== "once";
    const [above, under] = isOver
      ? ["plugged.question_over", "plugged.question_over_lower"]
      : ["plugged.question", "plugged.question_lower"];
    const key = goal().better === "lower" ? under : above;
    byId("question").textContent = say(key, { when, value: levelText(asked.level) });
    showCard("base", "baseline");
    showCard("other", asked.scenario);
    byId("inverse-name").textContent = say("plugged.inverse", { percent: Math.round(100 * asked.probability) });
    byId("inverse-level").textContent = valueText(levelFor(asked.scenario));
    byId("inverse-scenario").textContent = words().scenarios[asked.scenario];
    const to = { package: facts.package, isIllustrative: isExample() };
    const said = answers.verdictText(words(), goal(), targetWindow(), verdict(), facts.rule, to);
    byId("sentences").replaceChildren(...said.map((one) => Object.assign(document.createElement("p"), { textContent: one })));
  }

  function cell(name, text) {
    const made = Object.assign(document.createElement(name), { textContent: text });
    if (name === "th") made.setAttribute("scope", "row");
    return made;
  }

  function showTable() {
    byId("table-title").textContent = say("plugged.all_scenarios");
    const inverse = say("plugged.level_for", { percent: Math.round(100 * asked.probability) });
    const heads = [say("column.scenario"), say("plugged.chance_of", { value: levelText(asked.level) }), inverse];
    byId("heads").replaceChildren(...heads.map((one) => Object.assign(cell("th", one), { scope: "col" })));
    byId("rows").replaceChildren(
      ...facts.scenarios.map((scenario) => {
        const row = document.createElement("tr");
        const found = chanceOf(scenario);
        const chance = say("plugged.chance_error", { chance: chanceText(found), error: answers.errorText(words(), found.error) });
        row.append(cell("th", words().scenarios[scenario]), cell("td", chance), cell("td", valueText(levelFor(scenario))));
        row.setAttribute("aria-current", String(scenario === asked.scenario));
        return row;
      }),
    );
    byId("error-note").textContent = say("plugged.error_note");
  }

  // ---- the drawings -----------------------------------------------------------------------

  function pair() {
    const title = (id) => words().scenarios[id];
    const base = { id: "baseline", label: title("baseline"), colour: charts.COLOURS.base, dashes: "" };
    const other = { id: asked.scenario, label: title(asked.scenario), colour: charts.COLOURS.other, dashes: "7 3" };
    return [base, other];
  }

  const labels = (at, digits) => at.map((one) => [one, answers.decimal(words(), one, digits)]);

  function showFan() {
    const { fan, yearly } = goal();
    const scale = yearly[asked.language];
    const times = (values) => values.map((one) => (one === null ? null : one * scale.factor));
    const years = Array.from({ length: fan.middle.baseline.length }, (_, at) => fan.first + at);
    const [low90, high90, low50, high50] = fan.bands[asked.scenario].map(times);
    const lines = pair().map((one) => ({ ...one, values: times(fan.middle[one.id]) }));
    const points = goal().points.map((one) => ({ ...one, value: one.value * scale.factor }));
    const level = (asked.level / (targetWindow().isTotal ? targetWindow().years : 1)) * scale.factor;
    const held = [...low90, ...high90, ...points.map((one) => one.value), level].filter((one) => one !== null);
    const bottom = goal().scale === "real" ? Math.min(...held) : Math.min(0, ...held);
    const top = Math.max(...held) * 1.05;
    const begin = Math.min(fan.first, ...points.map((one) => one.first)) - 0.6;
    const { at, decimals: digits } = charts.ticks(bottom, top, false);
    const ends = charts.ticks(begin, years[years.length - 1], true).at;
    const caption = say("plugged.fan", { scenario: words().scenarios[asked.scenario] });
    const median = (one) => ({ ...one, label: say("plugged.median", { scenario: one.label }) });
    byId("fan-caption").textContent = caption;
    byId("fan").replaceChildren(
      charts.fan({
        x: [begin, years[years.length - 1] + 0.6],
        y: [bottom, top],
        title: `${caption} ${byId("question").textContent}`,
        xTicks: ends.map((one) => [one, String(one)]),
        yTicks: labels(at, digits),
        yLabel: say("chart.unit", { unit: scale.unit }),
        xLabel: say(`chart.axis_${goal().period}`),
        years,
        bands: [low90, high90, low50, high50],
        lines,
        points,
        level,
        last: fan.last,
        levelLabel: levelText(asked.level),
        keys: [
          { label: say("plugged.band90"), colour: charts.BANDS[0], isArea: true },
          { label: say("plugged.band50"), colour: charts.BANDS[1], isArea: true },
          ...lines.map(median),
        ],
      }),
    );
  }

  function bandShown() {
    const { band } = verdict();
    return band.isEmpty ? null : [band.easiest, band.hardest].sort((a, b) => a - b).map((one) => one * written().factor);
  }

  function showCurve() {
    const [low, high] = range();
    const ends = [low, high === low ? low + step() : high].map((one) => one * written().factor);
    const grid = Array.from({ length: 241 }, (_, at) => low + ((high - low) * at) / 240);
    const lines = pair().map((one) => ({
      ...one,
      height: 100 * chanceOf(one.id).share,
      values: grid.map((level) => [level * written().factor, 100 * answers.chance(draws(one.id), level, goal().better)]),
    }));
    const { at, decimals: digits } = charts.ticks(...ends, targetWindow().grain === 1);
    const key = goal().better === "lower" ? "chart.chance_lower" : "chart.chance";
    const caption = say("plugged.curve");
    const band = bandShown();
    const bandKey = band ? [{ label: say("plugged.band"), colour: "#eee3c4", isArea: true }] : [];
    byId("curve-caption").textContent = caption;
    byId("curve").replaceChildren(
      charts.curve({
        x: ends,
        y: [0, 100],
        title: `${caption} ${byId("question").textContent}`,
        xTicks: labels(at, digits),
        yTicks: [0, 20, 40, 60, 80, 100].map((one) => [one, String(one)]),
        yLabel: say(key, { when: targetWindow().when[asked.language] }),
        xLabel: say("chart.unit", { unit: byId("unit").textContent }),
        lines,
        band,
        level: asked.level * written().factor,
        levelLabel: levelText(asked.level),
        keys: [...lines, ...bandKey],
      }),
    );
  }

  // ---- all together -----------------------------------------------------------------------

  function showWords() {
    document.documentElement.lang = asked.language;
    document.title = say("plugged.title");
    for (const one of document.querySelectorAll("[data-text]")) one.textContent = say(one.dataset.text);
    for (const one of document.querySelectorAll("[data-language]")) {
      one.setAttribute("aria-pressed", String(one.dataset.language === asked.language));
    }
    byId("run-note").textContent = say("plugged.run", { run: facts.run, draws: answers.decimal(words(), facts.draws, 0) });
    byId("withheld-part").hidden = !facts.withheld.length;
    byId("withheld").replaceChildren(
      ...facts.withheld.flatMap((one) => [cell("dt", one[asked.language][0]), cell("dd", one[asked.language][1])]),
    );
  }

  function show() {
    showForm();
    showLevel();
    showAnswers();
    showTable();
    showFan();
    showCurve();
  }

  /** Begin with a goal's own target, or with its median where the years are others. */
  function begin(at) {
    asked.goal = at;
    asked.window = goal().start;
    asked.level = goal().target ?? onStep(answers.valueFor(draws("baseline"), 0.5, goal().better));
  }

  function judgeOver(at) {
    const before = targetWindow();
    asked.window = at;
    const isSame = formOf(before) === formOf(targetWindow());
    if (!isSame) asked.level = onStep(answers.valueFor(draws("baseline"), 0.3, goal().better));
  }

  /** The window of another form that ends in the same year, or as near to it as there is. */
  function inForm(form) {
    const far = (at) => Math.abs(goal().windows[at].year - targetWindow().year);
    const fitting = goal().windows.map((_, at) => at).filter((at) => formOf(goal().windows[at]) === form);
    return fitting.reduce((best, at) => (far(at) < far(best) ? at : best));
  }

  function readLevel(event) {
    const value = Number(event.target.value) / written().factor;
    const least = goal().scale === "real" ? -Infinity : 0;
    if (event.target.value === "" || !(value >= least && value <= (targetWindow().ceiling ?? Infinity))) return;
    asked.level = onStep(value);
  }

  function readProbability(event) {
    const percent = Math.round(Number(event.target.value));
    if (percent >= 1 && percent <= 99) asked.probability = percent / 100;
  }

  const readers = {
    goal: (event) => begin(Number(event.target.value)),
    window: (event) => judgeOver(inForm(event.target.value)),
    year: (event) => judgeOver(Number(event.target.value)),
    scenario: (event) => (asked.scenario = event.target.value),
    slide: readLevel,
    level: readLevel,
    odds: readProbability,
    percent: readProbability,
  };

  async function expand(base64) {
    const packed = Uint8Array.from(atob(base64.trim()), (one) => one.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  showWords();
  if (!("DecompressionStream" in window)) {
    byId("question").textContent = say("plugged.too_old");
    return;
  }
  bytes = await expand(byId("draws").textContent);
  asked.scenario ??= facts.scenarios[facts.scenarios.length - 1];
  asked.probability = 0.3;
  begin(0);
  for (const [id, read] of Object.entries(readers)) {
    byId(id).addEventListener("input", (event) => {
      read(event);
      show();
    });
  }
  for (const one of document.querySelectorAll("[data-language]")) {
    one.addEventListener("click", () => {
      asked.language = one.dataset.language;
      showWords();
      show();
    });
  }
  show();
  document.body.dataset.ready = "yes";
})();
