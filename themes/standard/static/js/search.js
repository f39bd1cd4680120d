// Searches the index that lies beside the search page. What the files hold is told in the program's
// package internal/search. The search stands in the page's address, so that it can be linked to.
"use strict";

(() => {
  const form = document.getElementById("l-sok");
  const input = form.elements.q;
  const filters = [...form.querySelectorAll("select")];
  const says = document.getElementById("l-antal");
  const results = document.getElementById("l-traffar");
  const list = results.querySelector("ol");
  const more = document.getElementById("l-fler");
  const lists = document.getElementById("l-listor");
  const model = document.getElementById("l-traff").content.firstElementChild;
  const page = 10;

  // ---- Words

  const fold = (text) => (/^[\0-\x7f]*$/.test(text) ? text : text.normalize("NFD").replace(/\p{Mn}/gu, ""));
  const wordsOf = (text) => text.normalize("NFC").toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

  // How many letters must be changed, added, left out or swapped to make b of a; more than most is most + 1.
  // Only what lies within most of the diagonal can matter.
  const rows = [[], [], []];
  function distance(a, b, most) {
    if (Math.abs(a.length - b.length) > most) return most + 1;
    for (let j = 0; j <= b.length; j++) rows[0][j] = j;
    for (let i = 1; i <= a.length; i++) {
      const [two, one, row] = [rows[(i + 1) % 3], rows[(i + 2) % 3], rows[i % 3]];
      const [from, to] = [Math.max(1, i - most), Math.min(b.length, i + most)];
      let least = row[from - 1] = from === 1 ? i : most + 1;
      for (let j = from; j <= to; j++) {
        const same = a[i - 1] === b[j - 1];
        let d = Math.min(one[j] + 1, row[j - 1] + 1, one[j - 1] + !same);
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) d = Math.min(d, two[j - 2] + 1);
        row[j] = d;
        least = Math.min(least, d);
      }
      row[to + 1] = most + 1;
      if (least > most) return most + 1;
    }
    return Math.min(rows[a.length % 3][b.length], most + 1);
  }

  // The stems that a word of a search can mean, with how well they fit, from 1 down, the best first.
  // The last word may not be written out yet.
  function meanings(index, word, isLast) {
    const exact = stem(word);
    const [whole, short] = [fold(word), fold(exact)];
    const number = /^\d+$/.test(word);
    let found = [];
    index.folded.forEach((term, i) => {
      let fit = 0;
      if (term === short) fit = index.terms[i] === exact ? 1 : 0.9;
      else if (term === "" || (number && !isLast) || whole.length < 3) return;
      else if (term.startsWith(whole)) fit = 0.7;
      else if (short.length > 3 && term.endsWith(short)) fit = 0.6;
      else if (short.length > 2 && term.startsWith(short)) fit = 0.5;
      else if (short.length > 3 && term.includes(short)) fit = 0.4;
      else if (isLast && term.length > 3 && whole.length - term.length < 4 && whole.startsWith(term)) fit = 0.5;
      else return;
      // What has the same å, ä and ö fits better.
      if (fit < 0.9 && !index.terms[i].includes(exact)) fit -= 0.05;
      found.push({ i, fit });
    });
    const most = number || whole.length < 5 ? 0 : whole.length < 9 ? 1 : 2;
    if (!found.length && most) {
      index.folded.forEach((term, i) => {
        if (term.length > 4 && short.endsWith(term)) found.push({ i, fit: 0.3 });
        if (Math.abs(term.length - whole.length) > most && Math.abs(term.length - short.length) > most) return;
        const d = Math.min(distance(whole, term, most), distance(short, term, most));
        if (d <= most) found.push({ i, fit: 0.4 - 0.1 * d + (term[0] === whole[0] ? 0.05 : 0) });
      });
    }
    found.sort((a, b) => b.fit - a.fit || a.i - b.i);
    // A few letters begin many words; so few files are fetched for them.
    const files = new Set();
    const enough = isLast ? Math.min(Math.max(whole.length - 1, 1), 5) : 5;
    found = found.slice(0, 60).filter(({ i }) => {
      const file = fileOf(index, i);
      if (files.size >= enough && !files.has(file)) return false;
      files.add(file);
      return true;
    });
    return found;
  }

  // ---- The files of the index

  class Changed extends Error {}

  const get = async (name, how) => {
    const answer = await fetch(form.dataset.index + name, how);
    if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
    return answer;
  };

  // how is how its other files are fetched.
  const readIndex = async (how) => {
    const [head, ...lines] = (await (await get("words.txt", { cache: "no-cache" })).text()).split("\n");
    const index = { ...JSON.parse(head), how, terms: [], folded: [], number: new Map(), files: new Map() };
    let last = "";
    for (const line of lines) {
      if (!line) continue;
      last = last.slice(0, parseInt(line[0], 36)) + line.slice(1);
      if (last.includes(":")) index.number.set(last, index.terms.length);
      index.folded.push(last.includes(":") ? "" : fold(last));
      index.terms.push(last);
    }
    return index;
  };

  // One file, fetched once. Its name in the fetch has its sum, so that no cache gives an older one.
  const file = (index, name, sum, read) => {
    if (!index.files.has(name)) {
      const fetched = get(`${name}?${sum}`, index.how).then(read);
      fetched.catch(() => index.files.delete(name));
      index.files.set(name, fetched);
    }
    return index.files.get(name);
  };

  const digits = (n) => String(n).padStart(3, "0");
  const fileOf = (index, term) => index.words.findLastIndex(({ first }) => first <= term);

  const words = (index, n) => file(index, `w${digits(n)}.bin`, index.words[n].sum, async (answer) => {
    const bytes = new Uint8Array(await answer.arrayBuffer());
    if (String.fromCharCode(...bytes.subarray(0, 8)) !== index.words[n].sum) throw new Changed();
    const runs = [];
    for (let at = 8; at < bytes.length;) {
      const [length, begin] = varint(bytes, at);
      at = begin + length;
      runs.push(bytes.subarray(begin, at));
    }
    return runs;
  });

  const texts = (index, n) => file(index, `t${digits(n)}.json`, index.texts[n], async (answer) => {
    const sheet = await answer.json();
    if (sheet.sum !== index.texts[n]) throw new Changed();
    return sheet;
  });

  function varint(bytes, at) {
    for (let [n, unit] = [0, 1]; ; unit *= 128) {
      const b = bytes[at++];
      n += (b & 127) * unit;
      if (b < 128) return [n, at];
    }
  }

  // Calls each(first, end, rank) with the runs of things in which a stem occurs.
  async function occurrences(index, term, each) {
    const n = fileOf(index, term);
    const bytes = (await words(index, n))[term - index.words[n].first];
    for (let at = 0, end = 0; at < bytes.length;) {
      let head, extra = -1;
      [head, at] = varint(bytes, at);
      if (head & 4) [extra, at] = varint(bytes, at);
      const first = end + Math.floor(head / 8);
      end = first + 2 + extra;
      each(first, end, head & 3);
    }
  }

  // ---- One search

  const weight = [0, 0.4, 0.6, 1]; // of a rank

  async function find(index, query, chosen) {
    const asked = wordsOf(query);
    const last = /[\p{L}\p{N}]$/u.test(query) ? asked.at(-1) : "";
    const passes = new Uint8Array(index.found); // how many filters let a thing through
    const score = new Float32Array(index.found);
    const has = new Uint8Array(index.found); // how many of the words it has
    const matched = new Set();

    // The beginning of a word that means nothing yet is passed over.
    const perWord = [...new Set(asked)].filter((w) => /..|\d/.test(w) && !index.stop.includes(w)).slice(0, 8)
      .map((word) => ({ word, found: meanings(index, word, word === last) }))
      .filter(({ word, found }, i, all) => found.length || word !== last || word.length > 2 || all.length < 2)
      .map(({ found }) => found);
    const needed = chosen.map((name) => index.number.get(name));
    // All files are asked for at once.
    await Promise.all([...perWord.flat().map(({ i }) => i), ...needed.filter((i) => i !== undefined)].map((i) => words(index, fileOf(index, i))));

    for (const term of needed) {
      if (term !== undefined) await occurrences(index, term, (first, end) => { for (let i = first; i < end; i++) passes[i]++; });
    }
    for (const found of perWord) {
      const best = new Float32Array(index.found);
      for (const { i: term, fit } of found) {
        matched.add(index.terms[term]);
        await occurrences(index, term, (first, end, rank) => {
          for (let i = first; i < end; i++) best[i] = Math.max(best[i], fit * weight[rank]);
        });
      }
      const rare = Math.log(1 + index.found / (1 + best.reduce((n, b) => n + (b > 0), 0))) ** 2;
      best.forEach((b, i) => {
        if (b > 0) {
          score[i] += b * rare;
          has[i]++;
        }
      });
    }
    let need = perWord.length ? 1 : 0;
    has.forEach((n, i) => { if (passes[i] === chosen.length) need = Math.max(need, n); });
    const things = [];
    if (perWord.length || chosen.length) {
      has.forEach((n, i) => { if (n === need && passes[i] === chosen.length) things.push(i); });
    }
    things.sort((a, b) => score[b] - score[a] || a - b);
    return { index, things, matched, all: need === perWord.length };
  }

  // ---- What is shown

  // Puts a text into an element, with the words that were found marked.
  function mark(element, text, matched) {
    let done = 0;
    for (const match of text.matchAll(/[\p{L}\p{N}]+/gu)) {
      if (!matched.has(stem(match[0].normalize("NFC").toLowerCase()))) continue;
      const marked = document.createElement("mark");
      marked.textContent = match[0];
      element.append(text.slice(done, match.index), marked);
      done = match.index + match[0].length;
    }
    element.append(text.slice(done));
  }

  // "en" alone would write days as they do in the USA.
  const locale = document.documentElement.lang.replace(/^en$/, "en-GB");
  const dates = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" });
  const party = (key) => form.elements.part.querySelector(`option[value="${CSS.escape(key)}"]`)?.textContent ?? key;
  const choose = (element, name, value) => {
    for (const choice of element.querySelectorAll(`[data-${name}]`)) if (choice.dataset[name] !== value) choice.remove();
    if (!element.childElementCount) element.remove();
  };

  function show(sheet, [kind, place, at, text, status = "", extra = "", lang = ""], matched) {
    const item = model.cloneNode(true);
    const [kommun, title = "", url = ""] = sheet.where[place];
    const link = item.querySelector("a");
    const whole = /^https?:/.test(url + at); // another site's
    link.href = (whole ? "" : form.dataset.root) + url + at;
    mark(link, text, matched);
    if (lang) link.lang = lang;
    choose(item.querySelector(".kind"), "kind", kind);
    choose(item.querySelector(".told"), "status", status);
    const about = kind === "promise" ? extra.split(" ").filter(Boolean).map(party).join(", ") : extra && dates.format(new Date(extra));
    const line = [[kommun, title].filter(Boolean).join(": "), about].filter(Boolean).join(" · ");
    mark(item.querySelector(".place"), line, matched);
    return item;
  }

  async function sheets(found, from, to) {
    const things = found.things.slice(from, to);
    const needed = [...new Set(things.map((thing) => Math.floor(thing / found.index.per)))];
    await Promise.all(needed.map((n) => texts(found.index, n)));
    return Promise.all(things.map(async (thing) => {
      const sheet = await texts(found.index, Math.floor(thing / found.index.per));
      return show(sheet, sheet.found[thing % found.index.per], found.matched);
    }));
  }

  const numbers = new Intl.NumberFormat(locale);
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => numbers.format(values[name]));

  function tell(found, shown) {
    const all = found.things.length;
    const { none, single, many, some, shown: part } = says.dataset;
    const message = !all ? none : !found.all ? some : all === 1 ? single : shown < all ? part : many;
    says.textContent = fill(message, { n: found.all && shown < all ? shown : all, all });
  }

  let latest = 0;
  let index = null;
  let shown = null;

  async function search() {
    const turn = ++latest;
    const query = input.value.trim();
    const chosen = filters.filter((f) => f.value).map((f) => `${f.name}:${f.value}`);
    const any = query.length > 1 || chosen.length > 0;
    if (!any) {
      lists.hidden = false;
      results.hidden = true;
      says.textContent = "";
      finished(query);
      return;
    }
    try {
      for (let tries = 0; ; tries++) {
        try {
          index ??= readIndex(tries ? { cache: "reload" } : {});
          const found = await find(await index, query, chosen);
          const items = await sheets(found, 0, page);
          if (turn !== latest) return;
          shown = found;
          list.replaceChildren(...items);
          results.hidden = !items.length;
          lists.hidden = items.length > 0;
          more.hidden = items.length === found.things.length;
          tell(found, items.length);
          finished(query);
          return;
        } catch (fault) {
          index = null;
          if (!(fault instanceof Changed) || tries > 1) throw fault;
        }
      }
    } catch {
      if (turn !== latest) return;
      results.hidden = true;
      lists.hidden = false;
      says.textContent = says.dataset.failed;
      finished(query);
    }
  }

  // For who follows the page from outside: which search it shows.
  const finished = (query) => { list.dataset.query = query; };

  // ---- The page's address

  function address() {
    const asked = new URLSearchParams();
    for (const field of [input, ...filters]) if (field.value.trim()) asked.set(field.name, field.value.trim());
    return `${location.pathname}?${asked}`.replace(/\?$/, "");
  }

  function take() {
    const asked = new URLSearchParams(location.search);
    for (const field of [input, ...filters]) field.value = asked.get(field.name) ?? "";
    for (const filter of filters) if (filter.selectedIndex < 0) filter.value = "";
    lists.hidden = true; // until it is known whether something was found
    search();
  }

  form.addEventListener("input", () => {
    search();
    history.replaceState(null, "", address());
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    history.pushState(null, "", address());
    search();
  });
  more.addEventListener("click", async () => {
    const found = shown;
    const items = await sheets(found, list.childElementCount, list.childElementCount + page).catch(() => null);
    if (found !== shown) return;
    if (!items) {
      index = null;
      says.textContent = says.dataset.failed;
      return;
    }
    list.append(...items);
    items[0].querySelector("a").focus();
    more.hidden = list.childElementCount === found.things.length;
    tell(found, list.childElementCount);
  });
  window.addEventListener("popstate", take);

  form.hidden = false;
  take();
  index ??= readIndex({}); // before the first letter is typed
  index.catch(() => { index = null; });
})();
