/**
 * Answers about a target level, computed in a browser: the same numbers and the same words as the
 * engine prints. Pure functions without dependencies; a classic script that defines `answers`.
 *
 * `sorted` is always an array of judged draws in rising order. `goal`, `targetWindow` and `words` are
 * what `kgisim.worksheet.payload` writes as JSON. Formulas follow kgisim/targets, words kgisim/presentation.
 */
const answers = (() => {
  "use strict";

  const CLOSE = 2; // standard errors within which a chance may be on either side of a limit
  const LEAST_FUTURES = 100;
  const MOST_DECIMALS = 3;
  const CHANCE_STEPS = [1, 2, 5, 10];
  const LIKELIHOOD = [
    [0.01, "exceptionally_unlikely"],
    [0.1, "very_unlikely"],
    [0.33, "unlikely"],
    [0.66, "even"],
    [0.9, "likely"],
    [0.99, "very_likely"],
    [Infinity, "virtually_certain"],
  ];

  // ---- chances and levels -----------------------------------------------------------------

  const signOf = (better) => (better === "lower" ? -1 : 1);
  const slack = (target) => 1e-6 * Math.max(Math.abs(target), 1); // draws are single precision

  /** Count the draws below a bound; with `inclusive` also those on it. */
  function below(sorted, bound, inclusive) {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (inclusive ? sorted[middle] <= bound : sorted[middle] < bound) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Whether a value reaches a target; a target on the number itself counts as reached. */
  function attained(value, target, better) {
    return better === "lower" ? value <= target + slack(target) : value >= target - slack(target);
  }

  /** Share of the draws that reach a level. */
  function chance(sorted, target, better) {
    if (better === "lower") return below(sorted, target + slack(target), true) / sorted.length;
    return (sorted.length - below(sorted, target - slack(target), false)) / sorted.length;
  }

  /** How many independent futures so many draws from so large an effective sample are worth. */
  const effectiveSize = (draws, ess) => 1 / (1 / draws + 1 / ess);

  /** Monte Carlo standard error of a chance; that of 0 or 1 is taken at half an event. */
  function chanceError(share, size) {
    const inner = (share * size + 0.5) / (size + 1);
    return Math.sqrt((inner * (1 - inner)) / size);
  }

  /** Draws in rising order of difficulty: harder levels are larger. */
  const ordered = (sorted, better) =>
    better === "lower" ? (at) => -sorted[sorted.length - 1 - at] : (at) => sorted[at];

  /** Hardest level that is reached with at least a probability. */
  function valueFor(sorted, probability, better) {
    const rank = Math.floor(sorted.length * (1 - probability) + 1e-9);
    return signOf(better) * ordered(sorted, better)(Math.min(rank, sorted.length - 1));
  }

  /** Easiest level that is reached with at most a probability; infinite if there is none. */
  function easiestValue(sorted, probability, better, grain) {
    const draws = sorted.length;
    const at = ordered(sorted, better);
    let easy = at(0);
    for (let first = 0; first < draws; first += 1) {
      if (first > 0 && at(first) === at(first - 1)) continue;
      if (!(1 - first / draws > probability)) break;
      easy = at(first);
    }
    if (!grain && easy === at(draws - 1)) return signOf(better) * Infinity;
    return signOf(better) * (easy + Math.max(grain, 2 * slack(easy)));
  }

  // ---- the two-probability rule -----------------------------------------------------------

  function easiestAmbitious(goal, targetWindow, before, rule) {
    const level = easiestValue(before, rule.x, goal.better, targetWindow.grain);
    const isBelowZero = goal.scale !== "real" && level < 0;
    const top = targetWindow.ceiling === null ? Infinity : targetWindow.ceiling;
    return isBelowZero || level > top ? signOf(goal.better) * Infinity : level;
  }

  /** Levels from the easiest ambitious to the hardest reasonable one, or why there are none. */
  function band(goal, targetWindow, before, after, rule) {
    const sign = signOf(goal.better);
    const easiest = easiestAmbitious(goal, targetWindow, before, rule);
    const limits = { chance: valueFor(after, rule.y, goal.better) };
    if (targetWindow.byPace !== null) limits.pace = targetWindow.byPace;
    const hardest = Object.values(limits).reduce((a, b) => (sign * b < sign * a ? b : a));
    const found = { easiest, hardest, isEmpty: sign * easiest > sign * hardest, biting: [] };
    if (!found.isEmpty) return found;
    found.xNeeded = chance(before, hardest, goal.better);
    found.yNeeded = null;
    if (!Number.isFinite(easiest)) return { ...found, biting: ["ambition"] };
    found.yNeeded = chance(after, easiest, goal.better);
    found.biting = Object.keys(limits).filter((name) => sign * limits[name] < sign * easiest);
    return found;
  }

  /** Yearly pace to a level from the last observed year; null where it has no meaning. */
  function paceNeeded(goal, targetWindow, value) {
    const total = value * (targetWindow.isTotal ? 1 : targetWindow.years);
    const end = targetWindow.statistic === "once" ? value : (total - targetWindow.already) / targetWindow.ahead;
    const years = targetWindow.middle - goal.last;
    const start = goal.level;
    let pace;
    if (!goal.isRelative) pace = (end - start) / years;
    else if (start > 0 && end > 0) pace = 100 * ((end / start) ** (1 / years) - 1);
    return years > 0 && Number.isFinite(pace) ? pace : null;
  }

  function isTooFast(goal, needed) {
    if (needed === null || goal.paceLimit === null) return false;
    const sign = signOf(goal.better);
    return sign * needed > sign * goal.paceLimit + 1e-9;
  }

  /** Whether a level is ambitious and reasonable, with every number behind it. */
  function verdict(goal, targetWindow, before, after, value, rule) {
    const size = effectiveSize(before.length, goal.ess);
    const shares = [before, after].map((draws) => chance(draws, value, goal.better));
    const worth = effectiveSize(before.length, targetWindow.ess);
    const errors = shares.map((share) => chanceError(share, worth));
    const needed = paceNeeded(goal, targetWindow, value);
    const isAmbitious = shares[0] <= rule.x;
    const isReasonable = shares[1] >= rule.y && !isTooFast(goal, needed);
    const isThin = goal.rows < rule.leastRows || size < LEAST_FUTURES;
    const findings = isAmbitious ? ["not_reasonable", "admissible"] : ["neither", "not_ambitious"];
    const close = [];
    if (Math.abs(shares[0] - rule.x) <= CLOSE * errors[0]) close.push("ambition");
    if (Math.abs(shares[1] - rule.y) <= CLOSE * errors[1]) close.push("chance");
    return {
      value,
      shares,
      errors,
      needed,
      close,
      size,
      finding: isThin ? "too_thin" : findings[Number(isReasonable)],
      band: band(goal, targetWindow, before, after, rule),
      isMetAlready: attained(targetWindow.kept, value, goal.better),
    };
  }

  // ---- numbers ----------------------------------------------------------------------------

  /** Round to decimals, exactly: what lies on the middle of two goes to the even one. */
  function fixed(value, decimals) {
    const size = Math.abs(value);
    // toFixed is exact; 40 more digits tell a middle from its nearest neighbours
    const digits = size.toFixed(decimals + 40);
    const cut = digits.length - 40;
    const kept = digits.slice(0, cut).replace(/\.$/, "");
    const isMiddle = /^50*$/.test(digits.slice(cut));
    const isEven = Number(kept.slice(-1)) % 2 === 0;
    const written = isMiddle && isEven ? kept : size.toFixed(decimals);
    return value < 0 && Number(written) !== 0 ? `-${written}` : written;
  }

  /** Give one message with its placeholders filled. */
  function text(words, key, values = {}) {
    if (!(key in words.messages)) throw new Error(`no message is called '${key}'`);
    return words.messages[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  /** Write a number with the separators and the minus sign of the language. */
  function decimal(words, value, decimals) {
    const [whole, fraction] = fixed(value, decimals).split(".");
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, words.group);
    const written = fraction === undefined ? grouped : grouped + words.point + fraction;
    return written.replace("-", text(words, "number.minus"));
  }

  /** Count the digits after the point of a number of this size, in the unit written. */
  function placesOf(quantity, size) {
    if (quantity.digits === null) return quantity.decimals;
    if (size === 0) return 0;
    const [, exponent] = size.toExponential(quantity.digits - 1).split("e"); // of the rounded number
    return Math.min(quantity.decimals, Math.max(0, quantity.digits - 1 - Number(exponent)));
  }

  function bare(words, quantity, value) {
    const size = value * quantity.factor;
    return decimal(words, size, placesOf(quantity, size));
  }

  /** Fit an amount that somebody has set: with as many digits as it has, and no more. */
  function exact(quantity, value) {
    if (quantity.digits === null) return quantity;
    const rounded = (places) => Number(fixed(value * quantity.factor, places));
    let places = 0;
    while (rounded(places) !== rounded(quantity.decimals)) places += 1;
    return { ...quantity, decimals: places, digits: null };
  }

  function singular(written, number) {
    if (number !== "1" || !written.endsWith("s")) return written;
    return written.endsWith("ies") ? `${written.slice(0, -3)}y` : written.slice(0, -1);
  }

  const fill = (pattern, written) => pattern.replace("{}", () => written);

  /** Write a value with its unit. */
  function write(words, quantity, value) {
    const written = bare(words, quantity, value);
    return singular(fill(quantity.pattern, written), written);
  }

  /** Write an interval with its unit once. */
  function span(words, quantity, low, high) {
    const [first, last] = [bare(words, quantity, low), bare(words, quantity, high)];
    if (first === last) return write(words, quantity, low);
    return fill(quantity.pattern, text(words, "number.span", { low: first, high: last }));
  }

  const stepOf = (error) => CHANCE_STEPS.find((step) => step >= 100 * error) ?? 10;
  const onStep = (share, step) => step * Math.floor((100 * share) / step + 0.5);

  /** Write a chance no finer than its Monte Carlo error allows, and never as 0 or 100 %. */
  function chanceText(words, share, error) {
    const step = stepOf(error);
    if (share < step / 100) return text(words, "number.chance_below", { percent: step });
    if (share > 1 - step / 100) return text(words, "number.chance_above", { percent: 100 - step });
    return text(words, "number.chance", { percent: onStep(share, step) });
  }

  /** Name the fixed band in which a chance lies, as it is printed, or the bands it may lie in. */
  function likelihoodText(words, share, error) {
    const step = stepOf(error);
    const isPrinted = step / 100 <= share && share <= 1 - step / 100;
    const shown = isPrinted ? onStep(share, step) / 100 : share;
    const places = [share - 2 * error, share + 2 * error, shown].map((chance) =>
      LIKELIHOOD.findIndex(([end]) => chance < end),
    );
    const [first, last] = [Math.min(...places), Math.max(...places)].map((place) =>
      text(words, `likelihood.${LIKELIHOOD[place][1]}`),
    );
    return first === last ? first : text(words, "likelihood_between", { first, last });
  }

  /** Write the standard error of a chance, in percentage points. */
  const errorText = (words, error) =>
    text(words, "number.error", { points: decimal(words, 100 * error, 1) });

  /** Write a share as a percentage: whole where it is. */
  function percentText(words, share) {
    const digits = Number.isInteger(Number(fixed(100 * share, 6))) ? 0 : 1;
    return text(words, "number.percent", { percent: decimal(words, 100 * share, digits) });
  }

  /** Write a yearly change in the form that fits the indicator. */
  function paceText(words, goal, pace) {
    if (pace === null) return text(words, "number.no_pace");
    const { key, quantity } = goal.pace[words.language];
    return text(words, key, { value: write(words, quantity, pace) });
  }

  // ---- sentences --------------------------------------------------------------------------

  function quantityFor(words, targetWindow, value) {
    const { whole, fraction } = targetWindow.quantity[words.language];
    return Number.isInteger(value) ? whole : fraction;
  }

  /** Write an estimated level with its unit. */
  const valueText = (words, targetWindow, value) => write(words, quantityFor(words, targetWindow, value), value);

  /** Write a level that somebody has set. */
  const levelText = (words, targetWindow, value) =>
    write(words, exact(quantityFor(words, targetWindow, value), value), value);

  function targetText(words, targetWindow, value, isIllustrative) {
    const level = levelText(words, targetWindow, value);
    const isOver = targetWindow.years > 1 && targetWindow.statistic !== "once";
    const key = isOver ? "rule.target_over" : "rule.target";
    const target = text(words, key, { when: targetWindow.when[words.language], value: level });
    return isIllustrative ? text(words, "rule.example_target", { target }) : target;
  }

  function inwards(value, quantity, isUp) {
    const step = Number(`1e-${placesOf(quantity, value * quantity.factor)}`) / quantity.factor;
    const whole = Number(fixed(value / step, 6)); // a level on a step stays there
    return (isUp ? Math.ceil(whole) : Math.floor(whole)) * step;
  }

  /** Write the band with its ends rounded inwards, so that what is printed is admissible. */
  function spanText(words, targetWindow, found) {
    const quantity = quantityFor(words, targetWindow, found.easiest);
    const [low, high] = [found.easiest, found.hardest].sort((a, b) => a - b);
    for (let extra = 0; extra <= MOST_DECIMALS; extra += 1) {
      const digits = quantity.digits === null ? null : quantity.digits + extra;
      const finer = { ...quantity, decimals: quantity.decimals + extra, digits };
      const ends = [inwards(low, finer, true), inwards(high, finer, false)];
      if (ends[0] <= ends[1]) return span(words, finer, ...ends);
    }
    return span(words, quantity, low, high);
  }

  function boundText(words, goal, targetWindow, value, isEasiest) {
    const quantity = quantityFor(words, targetWindow, value);
    const rises = isEasiest === (goal.better !== "lower");
    const shown = write(words, quantity, inwards(value, quantity, rises));
    return text(words, rises ? "relation.ge" : "relation.le", { value: shown });
  }

  function wayText(words, found) {
    if (!found.biting.includes("chance")) return text(words, "rule.way_pace");
    const [x, y] = [Math.ceil(100 * (found.xNeeded ?? 0)), Math.floor(100 * (found.yNeeded ?? 0))];
    const ways = [];
    if (x < 100) ways.push(text(words, "rule.way_x", { x: percentText(words, x / 100) }));
    if (y > 0) ways.push(text(words, "rule.way_y", { y: percentText(words, y / 100) }));
    if (!ways.length) return text(words, "rule.way_none");
    const way = text(words, "rule.way_give", { ways: ways.join(text(words, "rule.way_or")) });
    return found.biting.includes("pace") ? text(words, "rule.way_also", { way }) : way;
  }

  /** Say where the admissible levels lie, or why there are none and what would have to give. */
  function bandText(words, goal, targetWindow, found, rule, packageId) {
    const when = targetWindow.when[words.language];
    if (!found.isEmpty) return text(words, "rule.band", { when, span: spanText(words, targetWindow, found) });
    if (found.biting.includes("ambition")) {
      const scenario = words.scenarios.baseline;
      return text(words, "rule.never_ambitious", { when, x: percentText(words, rule.x), scenario });
    }
    return text(words, "rule.empty", {
      when,
      easiest: boundText(words, goal, targetWindow, found.easiest, true),
      hardest: boundText(words, goal, targetWindow, found.hardest, false),
      package: words.scenarios[packageId],
      way: wayText(words, found),
    });
  }

  function paceClause(words, goal, found, rule) {
    if (found.needed === null || goal.paceLimit === null) return "";
    return text(words, "rule.pace", {
      needed: paceText(words, goal, found.needed),
      z: percentText(words, rule.z),
      limit: paceText(words, goal, goal.paceLimit),
    });
  }

  function judgedText(words, goal, targetWindow, found, rule, asked) {
    return text(words, "rule.judged", {
      target: targetText(words, targetWindow, found.value, asked.isIllustrative),
      scenario: words.scenarios.baseline,
      before: chanceText(words, found.shares[0], found.errors[0]),
      x: percentText(words, rule.x),
      package: words.scenarios[asked.package],
      after: chanceText(words, found.shares[1], found.errors[1]),
      y: percentText(words, rule.y),
      pace: paceClause(words, goal, found, rule),
      finding: text(words, `rule.finding.${found.finding}`),
    });
  }

  function remarks(words, goal, found, asked) {
    const said = [];
    if (found.isMetAlready) said.push(text(words, "rule.met_already"));
    if (!goal.moves[asked.package]) {
      said.push(text(words, "rule.unmoved", { package: words.scenarios[asked.package] }));
    }
    for (const condition of found.close) {
      const id = condition === "ambition" ? "baseline" : asked.package;
      said.push(text(words, "rule.close", { scenario: words.scenarios[id] }));
    }
    if (found.needed === null) said.push(text(words, "rule.pace_unknown"));
    else if (goal.paceLimit === null) {
      const key = goal.paceSeries ? "rule.pace_untold" : "rule.pace_alone";
      said.push(text(words, key, { series: goal.paceSeries, needed: goal.paceSeriesNeeded }));
    }
    return said;
  }

  function tooThinText(words, goal, targetWindow, found, rule, asked) {
    const target = targetText(words, targetWindow, found.value, asked.isIllustrative);
    if (goal.rows < rule.leastRows) {
      return text(words, "rule.too_thin", { target, rows: goal.rows, least: rule.leastRows });
    }
    return text(words, "rule.too_few_futures", { target, ess: Math.floor(found.size) });
  }

  /**
   * Say whether a level is ambitious and reasonable, and why: one sentence, then remarks.
   * `asked` holds the scenario of the policy package and whether the level is an example.
   */
  function verdictText(words, goal, targetWindow, found, rule, asked) {
    if (found.finding === "too_thin") return [tooThinText(words, goal, targetWindow, found, rule, asked)];
    const said = [judgedText(words, goal, targetWindow, found, rule, asked)];
    said.push(...remarks(words, goal, found, asked));
    said.push(bandText(words, goal, targetWindow, found.band, rule, asked.package));
    if (rule.isIllustrative) {
      const [x, y, z] = [rule.x, rule.y, rule.z].map((share) => percentText(words, share));
      said.push(text(words, "rule.example", { x, y, z }));
    }
    return said;
  }

  // ---- draws on their way -----------------------------------------------------------------

  /**
   * Read draws from their packed form: gaps between the bit patterns of neighbouring floats of
   * single precision in rising order, the four bytes of all gaps in four planes.
   */
  function unpack(bytes, count) {
    const bits = new Int32Array(count);
    let last = 0;
    for (let at = 0; at < count; at += 1) {
      let gap = 0;
      for (let plane = 0; plane < 4; plane += 1) gap |= bytes[plane * count + at] << (8 * plane);
      last = (last + gap) | 0;
      bits[at] = last >= 0 ? last : last ^ 0x7fffffff; // order of the bits = order of the floats
    }
    return new Float32Array(bits.buffer);
  }

  return {
    attained,
    band,
    bandText,
    chance,
    chanceError,
    chanceText,
    decimal,
    easiestValue,
    effectiveSize,
    errorText,
    levelText,
    likelihoodText,
    paceNeeded,
    paceText,
    percentText,
    span,
    text,
    unpack,
    valueFor,
    valueText,
    verdict,
    verdictText,
    write,
  };
})();
