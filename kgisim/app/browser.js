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

export function render({ model, view, el }) {
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
