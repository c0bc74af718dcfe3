/* What makes a page more comfortable; nothing here is needed to use it. */
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");

  /* htmx comes only to pages that ask for it. */
  const own = document.currentScript;
  if (document.querySelector("[hx-get],[hx-post],[hx-put],[hx-patch],[hx-delete],[hx-boost]")) {
    const script = document.createElement("script");
    script.src = own.dataset.htmx;
    document.head.append(script);
  }

  /* Theme: the form works alone; here it answers at once. */
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=theme]");
    if (!button) return;
    event.preventDefault();
    const theme = button.value;
    if (theme === "device") root.removeAttribute("data-theme"); else root.dataset.theme = theme;
    const keep = theme === "device" ? 0 : 31536000;
    document.cookie = `theme=${theme};path=/;max-age=${keep};samesite=lax${location.protocol === "https:" ? ";secure" : ""}`;
    document.querySelectorAll("button[name=theme]").forEach((each) => each.setAttribute("aria-pressed", String(each.value === theme)));
  });

  /* Menus close by Escape and by a click beside them. */
  const openMenus = () => document.querySelectorAll("details.menu[open]");
  document.addEventListener("click", (event) => openMenus().forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; }));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    openMenus().forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
  });

  /* Dialogs open as dialogs instead of by their address. */
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("a[href^='#']");
    const dialog = opener && opener.hash.length > 1 && document.getElementById(decodeURIComponent(opener.hash.slice(1)));
    if (opener && opener.hasAttribute("data-close-dialog")) { event.preventDefault(); const open = opener.closest("dialog"); if (open.open) open.close(); else location.hash = ""; }
    else if (dialog instanceof HTMLDialogElement) { event.preventDefault(); dialog.showModal(); }
  });

  /* Copy an address. */
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const field = document.getElementById(button.dataset.copy);
    field.select();
    try { await navigator.clipboard.writeText(field.value); } catch { document.execCommand("copy"); }
    const words = button.querySelector("span") || button;
    const before = words.textContent;
    words.textContent = button.dataset.done;
    setTimeout(() => { words.textContent = before; }, 2000);
  });

  const draftKey = (field) => `draft:${location.pathname}:${field.dataset.draft || field.name}`;
  const store = { get(key) { try { return localStorage.getItem(key); } catch { return null; } }, set(key, value) { try { localStorage.setItem(key, value); } catch { /* full or forbidden: the draft is a comfort */ } }, drop(key) { try { localStorage.removeItem(key); } catch { /* same */ } } };

  const prepare = (part) => {
    /* Filters stand open beside a list on a wide screen. */
    part.querySelectorAll("details[data-open-wide]").forEach((panel) => { if (matchMedia("(min-width: 901px)").matches) panel.open = true; });
    /* Characters left. */
    part.querySelectorAll("[data-counts]").forEach((counter) => {
      const field = document.getElementById(counter.dataset.counts);
      if (!field || counter.dataset.ready) return;
      counter.dataset.ready = "1";
      const limit = Number(counter.dataset.limit);
      const tell = () => {
        const left = limit - field.value.length;
        counter.hidden = limit > 1000 && left > limit / 5;
        counter.textContent = counter.dataset.words.replace("{n}", left.toLocaleString(root.lang));
        counter.classList.toggle("over", left < 0);
      };
      field.addEventListener("input", tell);
      tell();
    });
    /* Drafts: what one typed is still there after a crash; sending the form forgets it. */
    part.querySelectorAll("textarea[data-draft]:not(.drafted)").forEach((field) => {
      field.classList.add("drafted");
      const kept = store.get(draftKey(field));
      if (kept && !field.value) { field.value = kept; field.dispatchEvent(new Event("input")); }
      let timer;
      field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => store.set(draftKey(field), field.value), 400); });
      if (field.form) field.form.addEventListener("submit", () => { clearTimeout(timer); store.drop(draftKey(field)); });
    });
    /* The summary of errors is read first. */
    const summary = part.querySelector("[data-focus]");
    if (summary) summary.focus();
  };
  prepare(document);

  /* A swap leaves open what the reader had opened. */
  let opened = [];
  const panels = () => [...document.querySelectorAll("details.filter-panel, details.facet-more")];
  document.addEventListener("htmx:beforeSwap", () => { opened = panels().map((panel) => panel.open); });
  document.addEventListener("htmx:afterSwap", () => { panels().forEach((panel, i) => { if (opened[i]) panel.open = true; }); prepare(document); });

  /* A form that says data-guard does not lose what was typed without asking. */
  let changed = null;
  document.addEventListener("input", (event) => { const form = event.target.closest("form[data-guard]"); if (form) changed = form; });
  document.addEventListener("submit", () => { changed = null; });
  addEventListener("beforeunload", (event) => { if (changed && changed.isConnected) event.preventDefault(); });
})();
