/** Drawings of the plugged-out page: the fan of futures and the curve of chances, as SVG. */
const charts = (() => {
  "use strict";

  const SPACE = "http://www.w3.org/2000/svg";
  const PAPER = { width: 640, height: 400, left: 62, right: 20, top: 40, bottom: 78 };
  const COLOURS = { base: "#0072b2", other: "#b34700", target: "#8a3b00", ink: "#222222" };
  const BANDS = ["#d9e6f2", "#a9c8e3"];
  const MOST_TICKS = 6;

  function node(name, attributes = {}, text) {
    const made = document.createElementNS(SPACE, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text !== undefined) made.textContent = text;
    return made;
  }

  /** Steps of 1, 2 or 5 that divide an interval into few parts. */
  function ticks(low, high, isWhole) {
    const rough = (high - low) / MOST_TICKS;
    const size = 10 ** Math.floor(Math.log10(rough));
    let step = [1, 2, 5, 10].map((one) => one * size).find((one) => one >= rough);
    if (isWhole) step = Math.max(1, Math.round(step));
    const count = Math.floor(high / step) - Math.ceil(low / step) + 1;
    const at = Array.from({ length: count }, (_, place) => (Math.ceil(low / step) + place) * step);
    return { at, decimals: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) };
  }

  /** An empty chart: its SVG, and the places of values on it. */
  function frame({ x, y, title, xTicks, yTicks, yLabel, xLabel }) {
    const { width, height, left, right, top, bottom } = PAPER;
    const [xAt, yAt] = [
      (value) => left + ((value - x[0]) / (x[1] - x[0])) * (width - left - right),
      (value) => height - bottom - ((value - y[0]) / (y[1] - y[0])) * (height - top - bottom),
    ];
    const svg = node("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": title });
    for (const [value, label] of yTicks) {
      svg.append(node("line", { x1: left, x2: width - right, y1: yAt(value), y2: yAt(value), stroke: "#e3e3e3" }));
      svg.append(node("text", { x: left - 8, y: yAt(value) + 4, "text-anchor": "end" }, label));
    }
    svg.append(node("line", { x1: left, x2: width - right, y1: height - bottom, y2: height - bottom, stroke: "#767676" }));
    for (const [value, label] of xTicks) {
      svg.append(node("text", { x: xAt(value), y: height - bottom + 18, "text-anchor": "middle" }, label));
    }
    svg.append(node("text", { x: 4, y: 14 }, yLabel));
    svg.append(node("text", { x: width - right, y: height - bottom + 36, "text-anchor": "end" }, xLabel));
    return { svg, xAt, yAt, top, floor: height - bottom, left, right: width - right };
  }

  const path = (points) => `M${points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L")}`;

  function line(sheet, points, colour, dashes) {
    const placed = points.filter(([, y]) => y !== null).map(([x, y]) => [sheet.xAt(x), sheet.yAt(y)]);
    if (!placed.length) return;
    const style = { fill: "none", stroke: colour, "stroke-width": 2.2, "stroke-dasharray": dashes };
    sheet.svg.append(node("path", { d: path(placed), ...style }));
  }

  function area(sheet, years, low, high, colour) {
    const held = years.map((_, at) => at).filter((at) => low[at] !== null);
    const up = held.map((at) => [sheet.xAt(years[at]), sheet.yAt(high[at])]);
    const down = held.reverse().map((at) => [sheet.xAt(years[at]), sheet.yAt(low[at])]);
    sheet.svg.append(node("path", { d: `${path([...up, ...down])}Z`, fill: colour }));
  }

  /** Names of what is drawn, in rows below the axis. */
  function legend(sheet, keys) {
    let [x, y] = [sheet.left, sheet.floor + 52];
    for (const { label, colour, dashes, isArea } of keys) {
      const wide = 40 + [...label].reduce((sum, one) => sum + (one.charCodeAt(0) > 255 ? 12.2 : 7), 0);
      if (x > sheet.left && x + wide > PAPER.width) [x, y] = [sheet.left, y + 20];
      const shape = isArea
        ? node("rect", { x, y: y - 10, width: 22, height: 11, fill: colour })
        : node("line", { x1: x, x2: x + 22, y1: y - 4, y2: y - 4, stroke: colour, "stroke-width": 2.2, "stroke-dasharray": dashes });
      const text = node("text", { x: x + 27, y }, label);
      sheet.svg.append(shape, text);
      x += wide;
    }
  }

  function mark(sheet, point) {
    const style = { stroke: COLOURS.ink, fill: point.isUnread ? "#fff" : COLOURS.ink, "stroke-width": 1.2 };
    const [x, y] = [sheet.xAt(point.first), sheet.yAt(point.value)];
    if (["sum", "mean", "set"].includes(point.relation)) {
      const ends = { x1: sheet.xAt(point.first - 0.4), x2: sheet.xAt(point.last + 0.4), y1: y, y2: y };
      return node("line", { ...ends, stroke: COLOURS.ink, "stroke-width": point.isUnread ? 1.2 : 2.4 });
    }
    const shapes = {
      eq: `M${x - 3.5} ${y}a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0Z`,
      about: `M${x - 3} ${y - 3}h6v6h-6Z`,
      ge: `M${x} ${y - 4}l4 7h-8Z`,
      le: `M${x} ${y + 4}l4 -7h-8Z`,
    };
    return node("path", { d: shapes[point.relation], ...style });
  }

  function targetLine(sheet, ends, label, anchor) {
    const style = { stroke: COLOURS.target, "stroke-width": 1.4, "stroke-dasharray": "5 4" };
    sheet.svg.append(node("line", { ...ends, ...style }));
    sheet.svg.append(node("text", { ...anchor, fill: COLOURS.target, class: "told" }, label));
  }

  /** The record, the intervals of one scenario, medians of two, and the level asked for. */
  function fan(asked) {
    const sheet = frame(asked);
    const { years, bands } = asked;
    area(sheet, years, bands[0], bands[1], BANDS[0]);
    area(sheet, years, bands[2], bands[3], BANDS[1]);
    const along = (values) => years.map((year, at) => [year, values[at]]);
    for (const one of asked.lines) line(sheet, along(one.values), one.colour, one.dashes);
    for (const point of asked.points) sheet.svg.append(mark(sheet, point));
    const y = sheet.yAt(asked.level);
    const last = { x1: sheet.xAt(asked.last), x2: sheet.right, y1: y, y2: y };
    targetLine(sheet, last, asked.levelLabel, { x: sheet.right, y: y - 5, "text-anchor": "end" });
    legend(sheet, asked.keys);
    return sheet.svg;
  }

  /** The chance of every level under two scenarios, the band, and the level asked for. */
  function curve(asked) {
    const sheet = frame(asked);
    if (asked.band) {
      const [low, high] = asked.band.map((one) => sheet.xAt(Math.min(Math.max(one, asked.x[0]), asked.x[1])));
      const box = { x: low, y: sheet.top, width: Math.max(high - low, 1.5), height: sheet.floor - sheet.top };
      sheet.svg.insertBefore(node("rect", { ...box, fill: "#eee3c4" }), sheet.svg.firstChild);
    }
    for (const one of asked.lines) line(sheet, one.values, one.colour, one.dashes);
    const x = sheet.xAt(asked.level);
    const isRight = x > (sheet.left + sheet.right) / 2;
    const anchor = { x: isRight ? x - 5 : x + 5, y: sheet.top - 5, "text-anchor": isRight ? "end" : "start" };
    targetLine(sheet, { x1: x, x2: x, y1: sheet.top, y2: sheet.floor }, asked.levelLabel, anchor);
    for (const one of asked.lines) {
      sheet.svg.append(node("circle", { cx: x, cy: sheet.yAt(one.height), r: 4.5, fill: one.colour }));
    }
    legend(sheet, asked.keys);
    return sheet.svg;
  }

  return { BANDS, COLOURS, curve, fan, ticks };
})();
