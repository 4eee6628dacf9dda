
"use strict";
// Shows the samples. What models wrote is only ever the text of a node, never markup.
(() => {
  const PAGE = 25;
  const SHORT = 4000;
  const examples = JSON.parse(document.getElementById("examples").textContent);
  const browser = document.getElementById("browser");
  const controls = [...browser.querySelectorAll("select, input")];
  const [list, count, pageLabel, previous, next] =
    ["list", "count", "page", "previous", "next"].map((id) => document.getElementById(id));
  const number = (value) => value.toLocaleString("en-US");
  let found = examples;
  let page = 0;

  function element(tag, text, className) {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  // Spans of text up to a length, and a button that shows the rest.
  function textBlock(spans, className) {
    const pre = element("pre", undefined, className);
    const total = spans.reduce((sum, span) => sum + span[1].length, 0);
    const fill = (limit) => {
      pre.textContent = "";
      let left = limit;
      for (const [kind, text] of spans) {
        if (left <= 0) break;
        const part = text.slice(0, left);
        left -= part.length;
        pre.append(kind === "=" ? part : element(kind === "+" ? "ins" : "del", part));
      }
    };
    const box = document.createElement("div");
    box.append(total ? pre : element("p", "No text.", "empty"));
    fill(SHORT);
    if (total > SHORT) {
      const more = element("button", `Show all (${number(total)} characters)`, "more");
      more.type = "button";
      more.addEventListener("click", () => {
        fill(total);
        pre.tabIndex = -1;
        pre.focus();
        more.remove();
      });
      box.append(more);
    }
    return box;
  }

  function asWritten(text, open) {
    const details = document.createElement("details");
    details.open = open;
    details.append(element("summary", "As written"), textBlock([["=", text]]));
    return details;
  }

  function side(title, facts, spans, none, raw) {
    const box = document.createElement("div");
    box.append(element("h4", title));
    if (facts) box.append(element("p", facts, "facts"));
    box.append(spans.length ? textBlock(spans) : element("p", none, "empty"));
    if (raw !== null) box.append(asWritten(raw, spans.every((span) => span[0] === "-")));
    return box;
  }

  function card(example) {
    const article = document.createElement("article");
    const slices = Object.entries(example.slices).map(([field, value]) => `${field}: ${value}`);
    article.append(element("h3", example.id));
    if (slices.length) article.append(element("p", slices.join(", "), "facts"));
    article.append(textBlock([["=", example.question]], "question"));
    const sides = element("div", undefined, "sides");
    const reference = example.reference ? [["=", example.reference]] : [];
    sides.append(side("Reference", "", reference, "No call expected.", example.raw));
    for (const [run, answer] of Object.entries(example.answers)) {
      const reward = answer.state === "unscored" ? "unscored" : `reward ${answer.reward}`;
      const kinds = answer.kinds.filter((kind) => kind !== "unscored");
      const facts = [reward, answer.flip, ...kinds].filter(Boolean).join(", ");
      sides.append(side(run, facts, answer.marks, "No call made.", answer.raw));
    }
    article.append(sides);
    return article;
  }

  const searchable = (example) =>
    [example.id, example.question, example.reference, example.raw,
      ...Object.values(example.answers).flatMap((answer) =>
        [answer.raw, answer.marks.map(([kind, text]) => (kind === "-" ? "" : text)).join("")]),
    ].join("\n").toLowerCase();

  function matches(example, wanted, slices) {
    if (slices.some(([field, value]) => example.slices[field] !== value)) return false;
    const answers = Object.entries(example.answers)
      .filter(([run]) => !wanted.run || run === wanted.run).map(([, answer]) => answer);
    return answers.some((answer) =>
      (!wanted.kind || answer.kinds.includes(wanted.kind)) &&
      (!wanted.outcome || answer.state === wanted.outcome || answer.flip === wanted.outcome)) &&
      (!wanted.text || searchable(example).includes(wanted.text));
  }

  function show() {
    const pages = Math.max(1, Math.ceil(found.length / PAGE));
    list.replaceChildren(...found.slice(page * PAGE, (page + 1) * PAGE).map(card));
    pageLabel.textContent = `Page ${page + 1} of ${pages}`;
    previous.disabled = page === 0;
    next.disabled = page + 1 >= pages;
  }

  function filter() {
    const wanted = {};
    const slices = [];
    for (const control of controls) {
      if (control.dataset.slice === undefined) wanted[control.dataset.filter] = control.value;
      else if (control.value) slices.push([control.dataset.slice, control.value]);
    }
    wanted.text = wanted.text.trim().toLowerCase();
    found = examples.filter((example) => matches(example, wanted, slices));
    const total = Number(count.dataset.total);
    const chosen = total > examples.length ? ` (chosen from ${number(total)})` : "";
    count.textContent = `${number(found.length)} of ${number(examples.length)} samples${chosen}`;
    page = 0;
    show();
  }

  function turn(step) {
    page += step;
    show();
    document.getElementById("failures").focus();
  }

  for (const control of controls) {
    control.addEventListener(control.tagName === "SELECT" ? "change" : "input", filter);
  }
  previous.addEventListener("click", () => turn(-1));
  next.addEventListener("click", () => turn(1));
  document.getElementById("reset").addEventListener("click", () => {
    for (const control of controls) control.value = "";
    filter();
  });
  browser.hidden = false;
  filter();
})();
