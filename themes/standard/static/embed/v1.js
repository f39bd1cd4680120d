// lofte-embed, version 1: shows a page of a lofte site on another site. docs/embed.md says what it promises, and
// none of that changes in this version. It keeps nothing and asks nobody but the site that it comes from.
(() => {
  "use strict";
  const from = document.currentScript?.src;
  const home = from && new URL(from).origin;
  const options = ["theme", "accent", "heading-level", "max", "lang", "party", "focus"];
  const slug = (s) => s.normalize("NFD").toLowerCase().replace(/[\u0300-\u036f]/g, "").replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");

  // arrange makes an embed what its options ask for. get returns the value of one, or null.
  function arrange(root, get, level) {
    const theme = get("theme");
    const accent = get("accent");
    if (theme === "light" || theme === "dark") root.style.colorScheme = theme;
    if (accent && CSS.supports("color", accent)) root.style.setProperty("--lofte-accent", accent);

    const items = root.querySelectorAll(".lofte-promise, .lofte-event");
    const max = parseInt(get("max"), 10);
    let shown = 0;
    for (const item of items) {
      const fits = ["party", "focus"].every((name) => {
        const wanted = (get(name) || "").split(",").map(slug).filter(Boolean);
        const has = item.dataset[name];
        return !wanted.length || has === undefined || has.split(" ").some((one) => wanted.includes(one));
      });
      if (fits && !(shown >= max)) shown++;
      else item.remove();
    }
    for (const group of root.querySelectorAll(".lofte-group")) {
      if (!group.querySelector("li")) group.remove();
    }
    if (shown < items.length) {
      const some = document.createElement("p");
      some.className = "lofte-some";
      some.textContent = root.dataset.some.replace("{n}", shown).replace("{all}", items.length);
      root.querySelector(".lofte-head").append(some);
    }

    const first = Math.min(Math.max(parseInt(get("heading-level"), 10) || level, 1), 6);
    for (const old of root.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
      const heading = document.createElement("h" + Math.min(first + Number(old.localName[1]) - 1, 6));
      for (const { name, value } of old.attributes) heading.setAttribute(name, value);
      heading.append(...old.childNodes);
      old.replaceWith(heading);
    }
  }

  // ---- In the page that is framed: how high it is, told in the way that WordPress understands

  if (document.documentElement.classList.contains("lofte-frame")) {
    const wanted = new URLSearchParams(location.hash.replace(/^#\??/, ""));
    const other = wanted.get("lang") && document.querySelector(`link[hreflang="${CSS.escape(wanted.get("lang"))}"]`);
    if (other) return location.replace(other.href + location.hash);
    const root = document.querySelector(".lofte");
    arrange(root, (name) => wanted.get(name), 1);
    document.documentElement.style.colorScheme = root.style.colorScheme;
    const secret = wanted.get("secret");
    if (!secret || parent === window) return;
    const say = (message, value) => parent.postMessage({ message, value, secret }, "*");
    const measure = () => say("height", Math.ceil(document.documentElement.getBoundingClientRect().height));
    new ResizeObserver(measure).observe(document.body);
    addEventListener("message", ({ source, data }) => {
      if (source === parent && data && data.message === "ready" && data.secret === secret) measure();
    });
    // In WordPress's sandbox a link leads nowhere; it asks the page around it instead.
    if (origin === "null") {
      addEventListener("click", (event) => {
        const link = event.target.closest("a[href]");
        if (!link) return;
        event.preventDefault();
        say("link", link.href);
      });
    }
    return;
  }

  // ---- In the page of the host

  const tags = new Set("div h1 h2 h3 h4 h5 h6 p ul li a span strong time svg path circle".split(" "));
  const attributes = new Set("class lang datetime data-party data-focus data-some aria-hidden width height viewBox d cx cy r fill fill-rule stroke stroke-width stroke-dasharray".split(" "));

  // copy returns an element anew: what an embed may consist of, and nothing else. Its parts are its classes.
  function copy(from, base) {
    const to = document.createElementNS(from.namespaceURI, from.localName);
    for (const { name, value } of from.attributes) {
      if (attributes.has(name) && !value.includes("url(")) to.setAttribute(name, value);
    }
    if (from.localName === "a" && URL.canParse(from.getAttribute("href"), base)) {
      const url = new URL(from.getAttribute("href"), base);
      if (/^https?:$/.test(url.protocol)) to.setAttribute("href", url.href);
    }
    for (const name of from.classList) {
      if (name.startsWith("lofte-")) to.part.add(name.slice(6));
    }
    for (const child of from.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) to.append(child.data);
      else if (tags.has(child.localName)) to.append(copy(child, base));
    }
    return to;
  }

  class LofteEmbed extends HTMLElement {
    static observedAttributes = ["src", "mode", ...options];
    #root = this.attachShadow({ mode: "open" });
    #work = null; // what is under way, or shown

    constructor() {
      super();
      this.#root.append(document.createElement("slot"));
    }

    connectedCallback() {
      this.#renew();
    }

    disconnectedCallback() {
      this.#work?.abort();
    }

    attributeChangedCallback() {
      if (this.isConnected) this.#renew();
    }

    // What is shown stays until something else is there to be shown. What cannot be had is not missed: the link
    // in the element leads to it.
    #renew() {
      this.#work?.abort();
      const work = (this.#work = new AbortController());
      queueMicrotask(() => {
        const src = this.getAttribute("src");
        if (work.signal.aborted || !src || !URL.canParse(src, document.baseURI)) return;
        const url = new URL(src, document.baseURI);
        if (!/^https?:$/.test(url.protocol) || (home && url.origin !== home)) return;
        const done = this.getAttribute("mode") === "frame" ? this.#frame(url, work.signal) : this.#content(url, work.signal);
        Promise.resolve(done).catch(() => {});
      });
    }

    // #put shows a node, in the place of all but the stylesheet that goes with it.
    #put(node, style) {
      for (const old of [...this.#root.childNodes]) {
        if (old !== node && old !== style) old.remove();
      }
      if (!node.isConnected) this.#root.append(node);
    }

    async #content(url, signal) {
      const read = async (address) => {
        const answer = await fetch(address, { credentials: "omit", signal });
        if (!answer.ok || new URL(answer.url).origin !== url.origin) throw new Error(answer.statusText);
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const at = (selector) => {
          const link = page.querySelector(selector);
          const to = link && new URL(link.getAttribute("href"), answer.url);
          return to && to.origin === url.origin ? to.href : null;
        };
        return { page, at, base: answer.url };
      };
      let { page, at, base } = await read(url);
      const lang = this.getAttribute("lang");
      const other = lang && lang !== page.documentElement.lang && at(`link[hreflang="${CSS.escape(lang)}"]`);
      if (other) ({ page, at, base } = await read(other));
      const body = copy(page.querySelector(".lofte"), base);
      arrange(body, (name) => this.getAttribute(name), 2);
      const style = document.createElement("link");
      style.rel = "stylesheet";
      const sheet = at("link[rel=stylesheet]");
      if (sheet) {
        await new Promise((done) => {
          style.onload = style.onerror = done;
          style.href = sheet;
          this.#root.append(style);
        });
      }
      if (signal.aborted) style.remove();
      else this.#put(body, style);
    }

    #frame(url, signal) {
      const secret = Array.from(crypto.getRandomValues(new Uint8Array(5)), (n) => n.toString(16).padStart(2, "0")).join("");
      const hash = new URLSearchParams({ secret });
      for (const name of options) {
        if (this.hasAttribute(name)) hash.set(name, this.getAttribute(name));
      }
      url.hash = "?" + hash;
      const frame = document.createElement("iframe");
      frame.title = this.getAttribute("title") || this.textContent.trim();
      frame.src = url.href;
      frame.setAttribute("part", "frame");
      Object.assign(frame.style, { display: "block", width: "100%", height: "0", border: "0" });
      addEventListener("message", ({ source, origin, data }) => {
        if (source !== frame.contentWindow || origin !== url.origin || !data || data.secret !== secret) return;
        if (data.message !== "height" || !(data.value > 0)) return;
        frame.style.height = Math.min(Math.max(Math.ceil(data.value), 50), 30000) + "px";
        this.#put(frame);
      }, { signal });
      signal.addEventListener("abort", () => {
        if (frame.style.height === "0px") frame.remove();
      });
      this.#root.append(frame);
    }
  }

  if (!customElements.get("lofte-embed")) customElements.define("lofte-embed", LofteEmbed);
})();
