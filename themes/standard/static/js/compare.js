// Sorting and filtering of the table that compares documents. Without this script the table is all
// there, in Swedish order. Rows are moved and hidden whole, so that no count is seen without the rest.
(() => {
  const table = document.querySelector("table.compare");
  const tools = document.getElementById("l-verktyg")?.content.firstElementChild.cloneNode(true);
  const body = table?.tBodies[0];
  const rows = [...(body?.rows ?? [])];
  if (!tools || rows.length < 2) return;

  const heads = [...table.tHead.rows[0].cells];
  const names = heads.map((head) => head.textContent.trim());
  const [search, county, status] = tools.querySelectorAll("input, select, p");
  const say = (text, words) => text.replace(/\{(\w+)\}/g, (_, key) => words[key]);
  const countyOf = (row) => row.cells[0].querySelector(".county")?.textContent ?? "";
  const plain = (text) => text.toLocaleLowerCase();
  let column = 0;
  let down = false;

  // What a row is sorted by: its place in the order of the page's language, a day, or a number. Nothing comes last.
  const value = (row) => {
    if (!column) return rows.indexOf(row);
    const cell = row.cells[column];
    return cell ? (cell.dataset.v ?? parseInt(cell.textContent, 10)) : (column === 1 ? "" : NaN);
  };

  function sort() {
    const keys = new Map(rows.map((row) => [row, value(row)]));
    const none = (key) => key === "" || Number.isNaN(key);
    body.append(...[...rows].sort((a, b) => {
      const [x, y] = [keys.get(a), keys.get(b)];
      if (none(x) || none(y)) return none(x) - none(y);
      return (x < y ? -1 : x > y ? 1 : 0) * (down ? -1 : 1);
    }));
    heads.forEach((head, i) => {
      if (i === column) head.setAttribute("aria-sort", down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
  }

  function filter() {
    const words = plain(search.value).split(/\s+/);
    for (const row of rows) {
      const text = plain(row.cells[0].textContent + " " + row.cells[1].textContent);
      row.hidden = !words.every((word) => text.includes(word)) || (county.value !== "" && county.value !== countyOf(row));
    }
  }

  function tell() {
    const { sorted, found, up, down: falling } = tools.dataset;
    const order = say(sorted, { column: names[column], order: down ? falling : up });
    status.textContent = say(found, { n: rows.filter((row) => !row.hidden).length, all: rows.length }) + " " + order;
  }

  heads.forEach((head, i) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      down = i === column ? !down : i > 0; // the most, and the latest, first
      column = i;
      sort();
      tell();
    });
  });
  for (const name of new Set(rows.map(countyOf).filter(Boolean).sort(new Intl.Collator(document.documentElement.lang).compare))) county.add(new Option(name, name));
  county.parentElement.hidden = county.length < 3;
  tools.addEventListener("input", () => {
    filter();
    tell();
  });
  sort();
  table.parentElement.before(tools);
})();
