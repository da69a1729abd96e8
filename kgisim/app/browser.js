/** What only the browser knows: its address and history, and whether the server still answers. */

const ASK_MS = 1000;
const TRIED = "kgisim:tried";

function lost(model) {
  if (document.getElementById("kgisim-lost")) return;
  const banner = document.createElement("div");
  banner.id = "kgisim-lost";
  banner.setAttribute("role", "alert");
  banner.textContent = model.lost;
  banner.style.cssText =
    "position:fixed;inset:0 0 auto 0;z-index:9999;padding:.8rem 1.2rem;background:#8a3b00;color:#fff;font:600 16px/1.6 sans-serif";
  for (const one of document.body.children) one.inert = true; // nothing typed now would arrive
  document.body.append(banner);
  mend();
}

/** Ask until the server answers, then load the page again: its address and drafts bring all back. */
async function mend() {
  try {
    const light = new URL("static/js/bokeh.min.js", document.baseURI); // any file of the server
    const asked = await fetch(light, { method: "HEAD", cache: "no-store", redirect: "manual" });
    if (asked.status < 500) {
      window.location.reload();
      return;
    }
  } catch {
    // not yet
  }
  setTimeout(mend, ASK_MS);
}

/** Ids of the models that a part of a message defines. */
function* defined(part) {
  if (Array.isArray(part)) for (const one of part) yield* defined(one);
  else if (part !== null && typeof part === "object") {
    if (part.type === "object" && part.id !== undefined) yield part.id;
    for (const one of Object.values(part)) yield* defined(one);
  }
}

/**
 * Never send the server a model that it has sent. Bokeh takes what arrives for new on both sides, and
 * sends it back whole with the first event that comes from it; the server then warns of a known reference.
 */
function sendNamesOnly(document) {
  const sent = new Set();
  const { apply_json_patch, create_json_patch } = document;
  document._new_models.clear(); // the page itself
  document.apply_json_patch = function (patch, ...buffers) {
    for (const id of defined(patch.events)) sent.add(id);
    return apply_json_patch.call(this, patch, ...buffers);
  };
  document.create_json_patch = function (events) {
    for (const one of [...this._new_models]) if (sent.has(one.id)) this._new_models.delete(one);
    sent.clear(); // so is the list of new models
    return create_json_patch.call(this, events);
  };
}

export function render({ model, view, el }) {
  sendNamesOnly(view.model.document);
  const show = (isFirst) => {
    if (!model.search || model.search === window.location.search) return;
    const address = window.location.pathname + model.search;
    if (isFirst) window.history.replaceState({}, "", address);
    else window.history.pushState({}, "", address);
  };
  const back = () => (model.search = window.location.search);
  const offline = () => lost(model);
  model.on("search", () => show(false));
  window.addEventListener("popstate", back);
  window.addEventListener("offline", offline);
  view.model.document.on_event("connection_lost", offline);
  model.on("lifecycle:remove", () => {
    window.removeEventListener("popstate", back);
    window.removeEventListener("offline", offline);
  });
  const keep = () => sessionStorage.setItem(TRIED, JSON.stringify(model.tried));
  const kept = JSON.parse(sessionStorage.getItem(TRIED) ?? "[]");
  model.on("tried", keep);
  if (kept.length) model.kept = kept;
  else keep();
  show(true);
  model.narrow = window.matchMedia("(max-width: 600px)").matches;
  el.hidden = true;
}
