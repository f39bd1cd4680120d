// The preview's script: follows what lofte serve reads, and shows what it says of the page.
(() => {
  "use strict";
  if (window !== window.top) return; // the page around a frame is loaded again with all that is in it

  const own = "/.lofte/";
  const page = document.currentScript.dataset; // build, state, source, promises, mark, back, plain
  const version = new URL(document.currentScript.src).search;
  let build = page.build;
  let goal = build; // the newest build that is told of
  const stale = new Map(); // the files that are others now than when the page was loaded, and since which build
  let stream = null;
  let state = null;
  let dismissed = ""; // the state whose errors the reader has put away

  // --- News from lofte serve -------------------------------------------------------------------

  // Browsers keep six connections to a host at the most, so a tab that is not seen has none. When it
  // is seen again it is told the present state at once.
  function listen() {
    if (stream || document.hidden) return;
    const mine = stream = new EventSource(own + "events");
    mine.onmessage = (event) => take(JSON.parse(event.data));
    mine.onerror = () => {
      if (stream !== mine) return;
      lost();
      if (mine.readyState === EventSource.CLOSED) {
        stream = null;
        setTimeout(listen, 1000);
      }
    };
  }

  function unlisten() {
    if (stream) stream.close();
    stream = null;
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? unlisten() : listen()));
  window.addEventListener("pagehide", unlisten);
  window.addEventListener("pageshow", listen);

  function take(news) {
    state = news;
    if (page.plain) {
      if (news.number !== page.state) reload();
      return;
    }
    if (news.build !== goal) {
      if (news.previous !== goal) return reload();
      for (const file of news.files || []) stale.set(file, news.build);
      if (!news.styles || goal !== build) {
        goal = news.build;
        renew();
        return;
      }
      restyle(news.styles);
      build = goal = news.build;
    }
    if (goal === build) draw();
  }

  // --- A newer page, at the same place -----------------------------------------------------------

  // The new page's body takes the place of the old one's: that is quicker than loading the page again, and
  // nothing flickers. A page with scripts of its own is loaded again, since nobody knows what they did to
  // it; so is one whose head differs in more than words.
  let renewing = false;
  let failed = false;

  async function renew() {
    if (renewing) return;
    renewing = true;
    try {
      for (let wanted = ""; wanted !== goal; ) {
        wanted = goal;
        const answer = await fetch(location.href, { cache: "no-store" });
        const next = new DOMParser().parseFromString(await answer.text(), "text/html");
        if (goal !== wanted) continue; // there is a newer one already
        const script = next.querySelector(mine);
        if (!answer.ok || answer.redirected || !script || script.dataset.build !== goal || !alike(next) || !freshen(next)) return reload();
        exchange(next, script.dataset);
        build = goal;
        draw();
        failed = false;
      }
    } catch {
      if (failed) return reload();
      failed = true;
      goal = build;
      unlisten(); // what is told at the next connection decides
      listen();
    } finally {
      renewing = false;
    }
  }

  const mine = `script[src^="${own}"]`;
  const data = 'script[type="application/ld+json"]'; // which no browser runs
  const words = `title, meta[name="description"], meta[property], ${data}`;

  function alike(next) {
    const plain = (d) => d.querySelectorAll(`script:not(${data})`).length === 1 && !d.querySelector("noscript, template");
    const frame = (d) => {
      const head = d.head.cloneNode(true);
      for (const e of head.querySelectorAll(mine + ", " + words)) e.remove();
      return d.documentElement.cloneNode(false).outerHTML + head.innerHTML;
    };
    return plain(document) && plain(next) && frame(document) === frame(next);
  }

  // freshen gives files that are others now another address, since a browser shows the image that it has
  // when the same address comes again in one page. It returns false when the page has to be loaded again.
  function freshen(next) {
    if (!stale.size) return true;
    const files = [...stale.keys()];
    const named = (text, name) => text.includes(name) || text.includes(encodeURIComponent(name));
    const inStyles = (file) => [...document.styleSheets].some((s) => [...s.cssRules].some((r) => named(r.cssText, file.split("/").pop())));
    if (next.querySelector("[srcset], [style]") || files.some(inStyles)) return false;
    for (const name of ["src", "href", "poster", "data"]) {
      for (const e of next.querySelectorAll(`:not(a)[${name}]`)) {
        const url = new URL(e.getAttribute(name), location.href);
        const path = decodeURIComponent(url.pathname);
        const file = url.origin === location.origin && files.find((f) => path.endsWith("/" + f));
        if (!file) continue;
        if (!next.body.contains(e)) return false;
        url.search = stale.get(file);
        e.setAttribute(name, url.href);
      }
    }
    return true;
  }

  function exchange(next, told) {
    const place = here();
    for (const e of document.head.querySelectorAll(words)) e.remove();
    document.head.append(...next.head.querySelectorAll(words));
    document.body.replaceWith(next.body);
    for (const name of Object.keys(page)) delete page[name];
    Object.assign(page, told);
    if (location.hash) location.replace(location.href); // for :target
    put(place);
  }

  const kept = "lofte-place";

  function reload() {
    sessionStorage.setItem(kept, JSON.stringify(here()));
    history.scrollRestoration = "manual";
    unlisten();
    location.reload();
  }

  function restore() {
    const place = JSON.parse(sessionStorage.getItem(kept) || "null");
    sessionStorage.removeItem(kept);
    if (!place || place.path !== location.pathname) return;
    put(place);
    window.addEventListener("load", () => {
      scroll(place);
      history.scrollRestoration = "auto";
    });
  }

  function here() {
    return { path: location.pathname, x: scrollX, y: scrollY, focus: trail(document.activeElement) };
  }

  function put(place) {
    const focus = follow(place.focus);
    if (focus) focus.focus({ preventScroll: true });
    scroll(place);
  }

  function scroll(place) {
    window.scrollTo({ left: place.x, top: place.y, behavior: "instant" });
  }

  // trail says where an element is: by its id, or by its place among its parent's children.
  function trail(element) {
    const steps = [];
    if (!document.body.contains(element)) return steps;
    for (let e = element; e && e !== document.body && e.parentElement; e = e.parentElement) {
      if (e.id) return ["#" + e.id, ...steps];
      steps.unshift([...e.parentElement.children].indexOf(e));
    }
    return steps;
  }

  function follow(steps) {
    let e = document.body;
    for (const s of steps || []) {
      e = typeof s === "string" ? document.getElementById(s.slice(1)) : e && e.children[s];
    }
    return e === document.body ? null : e;
  }

  function restyle(styles) {
    for (const link of document.querySelectorAll('link[rel~="stylesheet"]')) {
      for (const [before, after] of Object.entries(styles)) {
        const href = link.getAttribute("href");
        if (!href.endsWith("/" + before) && href !== before) continue;
        const next = link.cloneNode();
        next.href = href.slice(0, href.length - before.length) + after;
        next.addEventListener("load", () => link.remove());
        link.after(next);
      }
    }
  }

  // --- The bar and the errors ------------------------------------------------------------------

  // What documents say comes in as text nodes alone.
  function make(name, attributes, ...children) {
    const e = document.createElement(name);
    for (const [k, v] of Object.entries(attributes)) {
      if (typeof v === "function") e.addEventListener(k, v);
      else e.setAttribute(k, v);
    }
    e.append(...children);
    return e;
  }

  const host = make("lofte-preview", {});
  const root = host.attachShadow({ mode: "open" }); // the site's styles stay out, the preview's stay in
  const bar = make("section", { class: "bar" });
  const dialog = make("dialog", { role: "alertdialog", "aria-labelledby": "title", "aria-describedby": "older" });
  root.append(make("link", { rel: "stylesheet", href: own + "preview.css" + version }), bar, dialog);
  dialog.addEventListener("close", () => {
    if (state && state.errors) dismissed = state.number;
  });

  const off = "lofte-bar-off";
  const hidden = () => sessionStorage.getItem(off) === "yes";

  function hide() {
    sessionStorage.setItem(off, "yes");
    draw();
  }

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || dialog.open || hidden()) return;
    hide();
  });

  // place says where the page's text stands, or that of the promise that the address names.
  function place() {
    const promises = JSON.parse(page.promises || "{}");
    const named = Object.keys(promises).find((id) => location.hash === "#" + id || location.hash === "#" + encodeURIComponent(id));
    return named ? promises[named] : page.source;
  }

  window.addEventListener("hashchange", () => state && draw());

  function draw() {
    const words = state.words;
    const errors = state.problems.filter((p) => p.severity === "error");
    const warnings = state.problems.filter((p) => p.severity === "warning");
    const parts = [];
    if (page.back) {
      parts.push(make("span", { class: "mark" }, words.gone + " " + words.back + " ", make("a", { href: page.back }, page.back)));
    } else if (page.source) {
      parts.push(make("code", {}, place()));
    }
    if (page.mark) parts.push(make("strong", { class: "mark" }, page.mark));
    if (errors.length) {
      parts.push(make("button", { type: "button", class: "error", click: () => dialog.open || dialog.showModal() }, words.errors + ": " + state.errors));
    }
    if (warnings.length) {
      parts.push(make("details", {}, make("summary", {}, words.warnings + ": " + state.warnings), list(warnings, state.warnings)));
    }
    parts.push(make("button", { type: "button", class: "hide", click: hide }, words.hide));
    bar.setAttribute("aria-label", words.preview);
    bar.hidden = hidden() && !page.back;
    bar.replaceChildren(...parts);

    if (!errors.length) {
      if (dialog.open) dialog.close();
      dialog.replaceChildren();
      return;
    }
    dialog.replaceChildren(
      make("h1", { id: "title", tabindex: "-1", autofocus: "" }, words.broken),
      list(errors, state.errors),
      make("p", { id: "older" }, words.older),
      make("button", { type: "button", click: () => dialog.close() }, words.hide),
    );
    if (!dialog.open && dismissed !== state.number) dialog.showModal();
  }

  function list(problems, all) {
    const items = problems.map((p) => {
      const item = make("li", { class: p.severity }, make("p", {}, make("code", {}, p.place), " ", make("strong", {}, p.word + ":"), " " + p.message + " ", make("code", {}, "[" + p.code + "]")));
      if (p.excerpt) item.append(excerpt(p));
      if (p.hint) item.append(make("p", { class: "hint" }, p.hint));
      return item;
    });
    if (all > problems.length) items.push(make("li", {}, state.words.more));
    return make("ol", {}, ...items);
  }

  function excerpt(p) {
    const letters = [...p.excerpt];
    const start = Math.max(0, p.column - 1);
    const end = start + Math.max(1, p.width);
    const cut = (from, to) => letters.slice(from, to).join("");
    return make("pre", {}, cut(0, start), make("mark", {}, cut(start, end)), cut(end));
  }

  function lost() {
    if (!state || bar.querySelector(".lost")) return;
    bar.prepend(make("span", { class: "mark lost", role: "status" }, state.words.stopped));
  }

  if (!page.plain) document.documentElement.append(host);
  restore();
  listen();
})();
