
"use strict";
// Shows, sorts and filters the products of this page. Text from labels goes into
// text nodes and attributes only; nothing here makes markup of a string.
(() => {
  const PAGE = 48;
  const WORST = { fail: 0, incomplete: 1, pass: 2 };
  const CAUSES_SHOWN = 3;
  const SVG = "http://www.w3.org/2000/svg";

  const data = JSON.parse(document.getElementById("data").textContent);
  const { words, criteria, texts } = data;
  const { gallery, report } = words;

  // A text of the page's language, with what it names in braces.
  const tell = (text, named = {}) => text.replace(/\{(\w+)\}/g, (_, name) => named[name]);

  // A finding and a place as they stand in the data.
  const finding = ([criterion, outcome, decisive, title, reason, remedy, note, places]) =>
    ({ ...criteria[criterion], outcome, decisive, title, reason, remedy, note, places });
  const place = ([sheet, x, y, width, height, text, sureness]) =>
    ({ sheet, x, y, width, height, text, sureness });

  const products = data.products.map((product, number) => ({
    ...product,
    number,
    name: product.title || product.id,
    against: product.findings.filter((row) => row[2] && row[1] === "fail").length,
  }));

  // --- elements ---------------------------------------------------------------

  const at = (id) => document.getElementById(id);

  function fill(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes)) {
      if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children.filter((child) => child !== null));
    return element;
  }
  const make = (tag, attributes = {}, ...children) =>
    fill(document.createElement(tag), attributes, children);
  const draw = (tag, attributes = {}, ...children) =>
    fill(document.createElementNS(SVG, tag), attributes, children);

  const sign = (text) => make("span", { "aria-hidden": "true" }, text);
  const count = (number) => number.toLocaleString("en");
  const colored = (verdict) => (verdict === "incomplete" ? "unknown" : verdict);

  // --- choosing ---------------------------------------------------------------

  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  let folded = null;

  function foldOnce() {
    folded ??= {
      texts: texts.map(fold),
      names: products.map((product) => fold(`${product.id}\n${product.title}`)),
    };
    return folded;
  }

  // Sentences repeat, so each is searched once and products are asked for its number.
  function holding(word) {
    const known = foldOnce();
    const hit = known.texts.map((text) => text.includes(word));
    return (product) =>
      known.names[product.number].includes(word) ||
      product.conflicts.some((text) => hit[text]) ||
      product.unread.some((text) => hit[text]) ||
      product.sheets.some((sheet) => hit[sheet[3]]) ||
      product.findings.some(
        (row) =>
          hit[row[3]] || hit[row[4]] || hit[row[5]] || hit[row[6]] ||
          row[7].some((spot) => hit[spot[5]]));
  }

  function asked(criterion, outcome) {
    const numbers = new Set();
    criteria.forEach(({ id }, number) => id === criterion && numbers.add(number));
    const fits = outcome === "not-met"
      ? (told) => told === "fail" || told === "unknown"
      : (told) => told === outcome;
    return (product) =>
      product.findings.some((row) => numbers.has(row[0]) && fits(row[1]));
  }

  function chosen() {
    const tests = fold(at("search").value).split(/\s+/).filter(Boolean).map(holding);
    const verdict = at("verdict").value;
    if (verdict) tests.push((product) => product.verdict === verdict);
    const criterion = at("criterion").value;
    if (criterion) tests.push(asked(criterion, at("outcome").value));
    return products.filter((product) => tests.every((test) => test(product)));
  }

  // Names are compared once for all; every other order falls back on it.
  const collator = new Intl.Collator("en", { numeric: true });
  [...products]
    .sort((a, b) => collator.compare(a.name, b.name) || collator.compare(a.id, b.id))
    .forEach((product, rank) => { product.rank = rank; });

  const byScore = (direction) => (a, b) => {
    if (a.score === null || b.score === null) return (a.score === null) - (b.score === null);
    return direction * (a.score - b.score);
  };
  const ORDERS = {
    worst: (a, b) => WORST[a.verdict] - WORST[b.verdict] || b.against - a.against,
    best: (a, b) => WORST[b.verdict] - WORST[a.verdict] || byScore(-1)(a, b),
    name: () => 0,
    "score-down": byScore(-1),
    "score-up": byScore(1),
    causes: (a, b) => b.against - a.against,
  };

  // --- pictures ---------------------------------------------------------------

  function boxes(spot, stroke) {
    const around = spot.height * 0.2;
    const box = {
      x: spot.x - stroke - around, y: spot.y - stroke, rx: stroke,
      width: spot.width + 2 * stroke + 2 * around, height: spot.height + 2 * stroke,
    };
    return [
      draw("rect", { class: "halo", ...box, "stroke-width": stroke * 2 }),
      draw("rect", { class: "outline", ...box, "stroke-width": stroke }),
    ];
  }

  function picture([src, width, height, name], label, ...over) {
    const image = draw("image", { href: src, width, height, preserveAspectRatio: "none" });
    image.addEventListener("error", () => image.replaceWith(draw(
      "text", { class: "lost", x: width / 2, y: height / 2, "font-size": width / 24 },
      gallery.lost_picture)));
    return draw(
      "svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": tell(gallery.pictured, { what: label, name: texts[name] }) },
      image, ...over);
  }

  // --- the grid ---------------------------------------------------------------

  function tile(product) {
    const [mark, word] = words.verdicts[product.verdict];
    const decisive = product.findings.filter((row) => row[2]).map(finding);
    const told = [
      ...product.unread.map((text) => ["✗", texts[text]]),
      ...decisive.map((f) => [words.outcomes[f.role][f.outcome][0], texts[f.title]]),
    ];
    const rest = told.length - CAUSES_SHOWN;
    const [sheet] = product.sheets;
    const spots = decisive.flatMap((f) => f.places.map(place)).filter((spot) => spot.sheet === 0);
    const shot = sheet && sheet[0]
      ? picture(sheet, gallery.label, ...spots.flatMap((spot) => boxes(spot, Math.max(sheet[1], sheet[2]) / 150)))
      : gallery.no_picture;
    return make("li", {}, make(
      "a", { class: `tile ${colored(product.verdict)}`, href: `#${product.number}` },
      make("div", { class: "shot" }, shot),
      make("div", { class: "said" },
        make("div", { class: "top" },
          make("span", { class: "outcome" }, sign(mark), ` ${word}`),
          make("span", {}, product.score === null ? gallery.no_score : tell(gallery.has_score, { score: product.score }))),
        make("h3", {}, product.name),
        product.title ? make("div", { class: "place" }, product.id) : null,
        told.length
          ? make("ul", {},
              ...told.slice(0, CAUSES_SHOWN).map(([how, title]) =>
                make("li", {}, make("span", {}, how), make("span", {}, title))),
              rest > 0 ? make("li", {}, sign("+"), make("span", {}, tell(gallery.more, { count: rest }))) : null)
          : null)));
  }

  let shown = [];
  let page = 0;

  function pages() {
    return Math.max(1, Math.ceil(shown.length / PAGE));
  }

  function paint() {
    page = Math.min(page, pages() - 1);
    at("grid").replaceChildren(...shown.slice(page * PAGE, (page + 1) * PAGE).map(tile));
    const all = products.length === shown.length;
    at("status").textContent = all
      ? tell(shown.length === 1 ? gallery.products_one : gallery.products, { count: count(shown.length) })
      : tell(gallery.some_products, { count: count(shown.length), all: count(products.length) });
    const pager = document.querySelector(".pager");
    pager.hidden = pages() === 1;
    at("page").textContent = tell(gallery.page, { number: count(page + 1), count: count(pages()) });
    for (const button of pager.querySelectorAll("button")) {
      const forward = button.dataset.turn === "on" || button.dataset.turn === "last";
      button.disabled = forward ? page === pages() - 1 : page === 0;
    }
  }

  function update() {
    at("outcome").disabled = !at("criterion").value;
    for (const button of document.querySelectorAll("[data-verdict]")) {
      button.setAttribute("aria-pressed", button.dataset.verdict === at("verdict").value);
    }
    for (const button of document.querySelectorAll("[data-criterion]")) {
      button.setAttribute("aria-pressed", button.dataset.criterion === at("criterion").value);
    }
    const order = ORDERS[at("sort").value];
    shown = chosen().sort((a, b) => order(a, b) || a.rank - b.rank);
    page = 0;
    paint();
  }

  // --- one product ------------------------------------------------------------

  const dialog = at("detail");
  const BACK = `‹ ${gallery.previous}`;
  const ON = `${gallery.next} ›`;

  function detail(product) {
    const [mark, word] = words.verdicts[product.verdict];
    const findings = product.findings.map(finding);
    const spots = [];
    const cards = new Map();
    for (const f of findings) {
      const own = f.places.map(place).map((spot) => {
        const known = spots.find((other) =>
          ["sheet", "x", "y", "width", "height", "text"].every((key) => other[key] === spot[key]));
        if (known) return known;
        spots.push({ ...spot, mark: spots.length + 1 });
        return spots[spots.length - 1];
      });
      if (!cards.has(f.role)) cards.set(f.role, []);
      cards.get(f.role).push(findingCard(f, own, product.sheets));
    }
    const where = shown.indexOf(product);
    const pictured = product.sheets.some(([src]) => src);
    dialog.replaceChildren(
      make("div", { class: "bar-top" },
        make("span", { class: "grow" }, where < 0 ? "" : tell(gallery.one_of, { number: count(where + 1), count: count(shown.length) })),
        step(BACK, shown[where - 1]),
        step(ON, where < 0 ? undefined : shown[where + 1]),
        make("button", { type: "button", class: "plain", "data-close": true }, gallery.close)),
      make("div", { class: "inside" },
        make("p", { class: "kicker" }, report.kicker),
        make("h1", { id: "detail-title" }, product.name),
        product.title ? make("p", { class: "product" }, product.id) : null,
        make("section", { class: `verdict ${product.verdict}` },
          make("div", { class: "seal", "aria-hidden": "true" }, mark),
          make("div", {}, make("h2", {}, word), make("p", {}, texts[product.headline])),
          make("dl", { class: "figures" },
            figure(report.score_of_preferences, product.score === null ? null : [make("b", {}, `${product.score}`), ` ${report.of_100}`]),
            figure(report.decided, [make("b", {}, product.decided), ` ${report.of_their_weight}`]))),
        notes(report.unread_files, product.unread),
        notes(gallery.contradicts, product.conflicts),
        make("div", { class: pictured ? "columns" : "columns single" },
          make("div", {}, ...[...cards].flatMap(([role, list]) =>
            [make("h2", { class: "role" }, words.roles[role]), ...list])),
          pictured
            ? make("aside", { class: "pictures", "aria-label": gallery.resting },
                ...product.sheets.map((sheet, number) => sheet[0]
                  ? make("figure", {},
                      picture(sheet, gallery.numbered,
                        ...numbered(spots.filter((spot) => spot.sheet === number), sheet)),
                      make("figcaption", {}, texts[sheet[3]]))
                  : null))
            : null)));
  }

  const figure = (term, told) =>
    make("div", {}, make("dt", {}, term),
      make("dd", {}, ...(told ?? [make("span", { class: "none" }, report.no_score)])));

  const notes = (heading, numbers) => numbers.length
    ? make("section", { class: "missing" }, make("h2", {}, heading),
        make("ul", {}, ...numbers.map((number) => make("li", {}, texts[number]))))
    : null;

  const step = (label, product) =>
    make("button", { type: "button", class: "plain", disabled: product === undefined,
      "data-number": product === undefined ? null : product.number }, label);

  function findingCard(f, spots, sheets) {
    const [mark, word] = words.outcomes[f.role][f.outcome];
    return make("article", { class: `card ${f.outcome} ${f.role}` },
      make("div", { class: "cardhead" },
        make("span", { class: "outcome" }, sign(mark), ` ${word}`),
        make("h3", {}, texts[f.title])),
      make("p", { class: "reason" }, texts[f.reason]),
      texts[f.remedy] ? make("p", { class: "remedy" }, sign("→"), make("b", {}, texts[f.remedy])) : null,
      texts[f.note] ? make("p", { class: "note" }, make("b", {}, report.note), " ", texts[f.note]) : null,
      spots.length
        ? make("ul", { class: "quotes" }, make("li", {},
            make("ul", {}, ...spots.map((spot) => quotation(spot, sheets[spot.sheet])))))
        : null);
  }

  function quotation(spot, sheet) {
    const mark = `${spot.mark}`;
    const pictured = sheet && sheet[0];
    const remarks = [texts[spot.sureness], sheet && !pictured ? texts[sheet[3]] : ""].filter(Boolean);
    return make("li", {},
      pictured
        ? make("button", { type: "button", class: "number", "data-spot": mark, "aria-label": tell(report.show_place, { number: mark }) }, mark)
        : make("span", { class: "number" }, mark),
      make("span", {}, make("q", {}, texts[spot.text]),
        remarks.length ? make("span", { class: "place" }, ` ${remarks.join(", ")}`) : null));
  }

  // A number stands left of its box, or as near to it as the numbers before allow.
  function numbered(spots, [, width, height]) {
    const longest = Math.max(width, height);
    const r = longest / 64;
    const steps = [0, 1, 2, 3, 4, 5].map((n) => r * (1.1 + 2.1 * n));
    const dots = [];
    const inside = (value, end) => Math.min(Math.max(value, r), end - r);
    return spots.map((spot) => {
      const y = inside(spot.y + spot.height / 2, height);
      const free = [...steps.map((s) => spot.x - s), ...steps.map((s) => spot.x + spot.width + s)]
        .find((at) => at === inside(at, width) && dots.every((dot) => Math.hypot(at - dot.x, y - dot.y) >= 2 * r));
      const x = free ?? inside(spot.x, width);
      dots.push({ x, y });
      return draw("g", { class: "spot", "data-place": spot.mark },
        ...boxes(spot, longest / 400),
        draw("circle", { class: "dot", cx: x, cy: y, r, "stroke-width": r / 7 }),
        draw("text", { class: "digit", x, y, "font-size": r * 1.15, dy: "0.36em", "text-anchor": "middle" }, `${spot.mark}`));
    });
  }

  // The address names the product where the browser lets a page change it.
  function address(hash) {
    try { history.replaceState(null, "", hash); } catch { /* a file may not */ }
  }

  function open(number) {
    const product = products[number];
    if (!product) return;
    detail(product);
    dialog.scrollTop = 0;
    if (!dialog.open) dialog.showModal();
    dialog.querySelector("[data-close]").focus();
    address(`#${number}`);
  }

  function openByAddress() {
    const number = /^#(\d+)$/.exec(location.hash);
    if (number) open(Number(number[1]));
  }

  // --- what a reader does -----------------------------------------------------

  at("grid").addEventListener("click", (event) => {
    const link = event.target.closest("a.tile");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(Number(link.getAttribute("href").slice(1)));
  });

  dialog.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (event.target === dialog || button?.dataset.close !== undefined) dialog.close();
    else if (button?.dataset.number) open(Number(button.dataset.number));
    else if (button?.dataset.spot) light(button.dataset.spot);
  });
  dialog.addEventListener("close", () => address("#"));
  dialog.addEventListener("keydown", (event) => {
    const wanted = { ArrowLeft: BACK, ArrowRight: ON }[event.key];
    if (!wanted || event.altKey || event.ctrlKey || event.metaKey) return;
    for (const button of dialog.querySelectorAll("button[data-number]")) {
      if (button.textContent === wanted) button.click();
    }
  });

  function light(mark) {
    for (const spot of dialog.querySelectorAll(".spot")) {
      const lit = spot.dataset.place === mark;
      spot.classList.toggle("lit", lit);
      if (lit) {
        const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
        spot.scrollIntoView({ block: "nearest", inline: "nearest", behavior: calm ? "auto" : "smooth" });
      }
    }
  }

  let waiting = 0;
  at("search").addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(update, 120);
  });
  for (const id of ["verdict", "criterion", "outcome", "sort"]) at(id).addEventListener("change", update);
  const form = document.querySelector(".tools");
  form.addEventListener("submit", (event) => { event.preventDefault(); update(); });
  form.addEventListener("reset", () => setTimeout(update));

  document.querySelector(".overview").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    for (const key of ["verdict", "criterion"]) {
      if (button.dataset[key]) at(key).value = at(key).value === button.dataset[key] ? "" : button.dataset[key];
    }
    update();
  });

  document.querySelector(".pager").addEventListener("click", (event) => {
    const turn = event.target.closest("button")?.dataset.turn;
    if (!turn) return;
    page = { first: 0, back: page - 1, on: page + 1, last: pages() - 1 }[turn];
    paint();
    at("products").scrollIntoView();
  });

  // --- at the beginning -------------------------------------------------------

  function offerCriteria() {
    const titles = new Map();
    for (const product of products) {
      if (titles.size === criteria.length) break;
      for (const row of product.findings) {
        // A failed finding is headed by what is wrong; another product's tells the question.
        if (row[1] !== "fail" && !titles.has(row[0])) titles.set(row[0], texts[row[3]]);
      }
    }
    for (const [role, label] of Object.entries(words.roles)) {
      const group = make("optgroup", { label });
      criteria.forEach((criterion, number) => {
        if (criterion.role === role) group.append(make("option", { value: criterion.id }, titles.get(number) ?? criterion.id));
      });
      if (group.children.length) at("criterion").append(group);
    }
  }

  offerCriteria();
  update();
  openByAddress();
  addEventListener("hashchange", openByAddress);
})();
