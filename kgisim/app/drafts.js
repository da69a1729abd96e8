/** What was written and not yet recorded stays in the browser, until it is recorded or the tab closed. */

export function render({ model, el }) {
  const place = (name) => `kgisim:${name === "author" ? "" : model.scope}:${name}`;
  const names = [...Object.values(model.fields), "receipt"];

  const keep = (event) => {
    const field = event.composedPath()[0];
    const name = model.fields[field.labels?.[0]?.textContent];
    if (name === undefined) return;
    sessionStorage.setItem(place(name), field.value);
    if (sessionStorage.getItem(place("receipt")) === null) sessionStorage.setItem(place("receipt"), model.receipt);
  };
  const forget = () => names.filter((one) => one !== "author").forEach((one) => sessionStorage.removeItem(place(one)));

  document.addEventListener("input", keep, true);
  model.on("recorded", forget);
  const isAsked = names.includes("author");
  const keepAuthor = () => sessionStorage.setItem(place("author"), model.author);
  if (isAsked) model.on("author", keepAuthor);
  model.on("lifecycle:remove", () => document.removeEventListener("input", keep, true));
  const kept = names.map((one) => [one, sessionStorage.getItem(place(one))]).filter(([, one]) => one);
  // one may have been recorded before this listened
  if (isAsked && model.author && sessionStorage.getItem(place("author")) === null) keepAuthor();
  if (kept.length) model.send_msg(Object.fromEntries(kept));
  el.hidden = true;
}
