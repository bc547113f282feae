"""The script of the HTML report. It adds filters, and pictures of the neighbourhood of a name. The page can be read without it.

It sets text only as text, loads nothing, and keeps the filter in the fragment of the address, so that a link keeps it.
"""

from __future__ import annotations

SCRIPT = """\
"use strict";
(() => {
const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
const plural = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

// Filters by severity, rule and path. The address keeps them: #severity=error&rule=no-wheel&path=docs
const form = document.getElementById("filters");
const findings = all(".finding");
const read = () => {
  const asked = new URLSearchParams(location.hash.includes("=") ? location.hash.slice(1) : "");
  const severities = asked.get("severity");
  for (const box of all("[name=severity]", form))
    box.checked = severities === null || severities.split(",").includes(box.value);
  form.elements.rule.value = asked.get("rule") || "";
  if (form.elements.rule.selectedIndex < 0) form.elements.rule.value = "";
  form.elements.path.value = asked.get("path") || "";
};
const apply = () => {
  const boxes = all("[name=severity]", form);
  const severities = boxes.filter((box) => box.checked).map((box) => box.value);
  const rule = form.elements.rule.value;
  const path = form.elements.path.value.trim().toLowerCase();
  let shown = 0;
  for (const finding of findings) {
    const cause = finding.closest(".cause");
    const fits = severities.includes(cause.dataset.severity) && (!rule || cause.dataset.rule === rule)
      && finding.dataset.path.toLowerCase().includes(path);
    finding.hidden = !fits;
    shown += fits;
  }
  for (const part of all(".cause, .cause > details.more")) {
    const left = all(".finding:not([hidden])", part).length;
    part.hidden = !left;
    if (path && left && part.matches("details")) part.open = true;
  }
  form.elements.shown.value = `${shown} of ${plural(findings.length, "finding")}`;
  const severity = severities.length === boxes.length ? "" : severities.join(",") || "none";
  return { severity, rule, path: form.elements.path.value.trim() };
};
const keep = () => {
  const fragment = new URLSearchParams(Object.entries(apply()).filter(([, value]) => value));
  history.replaceState(null, "", `#${fragment}`);
};
if (form) {
  form.hidden = false;
  form.addEventListener("input", keep);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(keep));
  window.addEventListener("hashchange", () => { if (location.hash.includes("=")) { read(); apply(); } });
  read();
  apply();
}

// A click on a name in a picture highlights it and its neighbours.
const clear = (picture) => {
  picture.classList.remove("picking");
  for (const part of all(".near, .picked", picture)) part.classList.remove("near", "picked");
};
const pick = (picture, node) => {
  clear(picture);
  const name = node.dataset.node;
  const near = new Set([name]);
  for (const edge of all(".edge[data-from]", picture)) {
    if (edge.dataset.from !== name && edge.dataset.to !== name) continue;
    edge.classList.add("near");
    near.add(edge.dataset.from).add(edge.dataset.to);
  }
  for (const other of all(".node[data-node]", picture)) other.classList.toggle("near", near.has(other.dataset.node));
  node.classList.add("picked");
  picture.classList.add("picking");
};
for (const picture of all(".picture")) {
  const graph = picture.closest(".graph");
  if (graph && graph.querySelector(".chooser")) continue; // there, a click chooses the name
  picture.addEventListener("click", (event) => {
    const node = event.target.closest(".node[data-node]");
    if (!node) return;
    event.preventDefault();
    if (node.classList.contains("picked")) clear(picture);
    else pick(picture, node);
  });
}

// A tall picture begins at what is marked, or at the first node.
const begin = (scroll) => {
  const marked = scroll.querySelector(".picked") || scroll.querySelector(".node.stale[data-node], .node.orphan[data-node]");
  const node = marked || scroll.querySelector(".node.file[data-node]");
  if (!node) return;
  const [outer, inner] = [scroll.getBoundingClientRect(), node.getBoundingClientRect()];
  scroll.scrollTop += inner.top - outer.top - scroll.clientHeight / 2;
  if (inner.right > outer.right) scroll.scrollLeft += inner.left - outer.left - scroll.clientWidth / 2;
};
for (const graph of all(".graph")) {
  begin(graph.querySelector(".scroll"));
  graph.addEventListener("toggle", () => begin(graph.querySelector(".scroll")), { once: true });
}

// The picture of one name of a large graph: what requires it, and what it requires. The table of the graph has the data.
const MOST = 150;
const SIGNS = { stale: "! ", orphan: "\u2013 ", unproven: "? " };
const element = (name, attributes, ...children) => {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
};
const around = (rows, row, choose) => {
  const before = all("a", row).map((link) => link.hash.slice(1));
  const after = rows.filter((other) => all("a", other).some((link) => link.hash.slice(1) === row.id)).map((other) => other.id);
  const columns = [[...new Set(before)], [row.id], [...new Set(after)]];
  const label = (id) => {
    const { dataset, classList } = document.getElementById(id);
    const text = dataset.label.length > 48 ? `${dataset.label.slice(0, 14)}\u2026${dataset.label.slice(-33)}` : dataset.label;
    return (SIGNS[classList[0]] || "") + text;
  };
  const height = 40 + 34 * Math.min(MOST + 1, Math.max(...columns.map((column) => column.length)));
  const picture = element("svg", { class: "picture", role: "img" }, element("title", {}, label(row.id)));
  const lines = element("g", {});
  picture.append(lines);
  let x = 12;
  const ends = [];
  let focus = null;
  columns.forEach((column, number) => {
    const listed = column.slice(0, MOST);
    const width = Math.max(0, ...listed.map((id) => label(id).length * 7.4 + 20));
    const top = (height - 34 * Math.min(column.length, MOST + 1)) / 2;
    listed.forEach((id, at) => {
      const y = top + 34 * at;
      const own = label(id).length * 7.4 + 20;
      const { className, dataset } = document.getElementById(id);
      const node = element("g", { class: `node ${className}` }, element("title", {}, dataset.label),
        element("rect", { x, y, width: own, height: 26, rx: 4 }), element("text", { x: x + 10, y: y + 17 }, label(id)));
      if (number !== 1) node.addEventListener("click", () => choose(id));
      picture.append(node);
      if (number === 1) focus = { x, y: y + 13, width: own, right: x + own };
      else ends.push({ number, x, y: y + 13, width: own, right: x + width });
    });
    if (column.length > MOST)
      picture.append(element("text", { class: "words", x, y: top + 34 * MOST + 17 }, `and ${column.length - MOST} more`));
    x += width + (width ? 64 : 0);
  });
  for (const end of ends) {
    const [from, to] = end.number ? [focus, end] : [end, focus];
    const middle = (from.right + to.x) / 2;
    const curve = `M${from.x + from.width} ${from.y}H${from.right}C${middle} ${from.y} ${middle} ${to.y} ${to.x} ${to.y}`;
    lines.append(element("path", { class: "edge", d: curve }),
      element("path", { class: "tip", d: `M${to.x} ${to.y}l-7 -3.5v7z` }));
  }
  picture.setAttribute("viewBox", `0 0 ${x} ${height}`);
  picture.setAttribute("width", x);
  picture.setAttribute("height", height);
  return picture;
};
const choosers = new Map();
for (const chooser of all(".chooser")) {
  const graph = chooser.closest(".graph");
  const rows = all("tbody tr", graph);
  const names = document.createElement("datalist");
  names.id = `${graph.id}-names`;
  for (const row of rows) names.append(new Option(row.dataset.label));
  const field = chooser.querySelector("input");
  field.setAttribute("list", names.id);
  chooser.append(names);
  chooser.hidden = false;
  const choose = (id) => {
    field.value = document.getElementById(id).dataset.label;
    graph.querySelector(".scroll").replaceChildren(around(rows, document.getElementById(id), choose));
    history.replaceState(null, "", `#${new URLSearchParams({ graph: graph.id, name: field.value })}`);
  };
  choosers.set(graph, choose);
  const named = (text) => (row) => row.dataset.label === text || row.dataset.label.split(" ")[0] === text;
  const find = (text) => rows.find(named(text));
  graph.querySelector(".scroll").addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link) return;
    event.preventDefault();
    choose(link.getAttribute("href").slice(1));
  });
  field.addEventListener("input", () => { const row = find(field.value.trim()); if (row) choose(row.id); });
  const asked = new URLSearchParams(location.hash.slice(1));
  const row = asked.get("graph") === graph.id && find(asked.get("name") || "");
  if (row) { choose(row.id); graph.scrollIntoView(); }
}

// The link of a finding to its pin leads to the picture; without a picture of it, to the table.
for (const link of all("a.show")) {
  link.addEventListener("click", (event) => {
    const row = document.getElementById(link.hash.slice(1));
    const graph = row.closest(".graph");
    const inside = graph.querySelector(`.picture a[href="${link.hash}"] .node`);
    const choose = choosers.get(graph);
    if (!inside && !choose) return;
    event.preventDefault();
    graph.open = true;
    if (choose) choose(row.id);
    else pick(inside.closest(".picture"), inside);
    begin(graph.querySelector(".scroll"));
    graph.scrollIntoView();
  });
}

// A link to a part that is folded opens it; everything is printed.
const unfold = () => {
  const target = location.hash && !location.hash.includes("=") && document.getElementById(location.hash.slice(1));
  for (let part = target; part; part = part.parentElement) if (part.matches("details")) part.open = true;
  if (target) target.scrollIntoView();
};
window.addEventListener("hashchange", unfold);
unfold();
window.addEventListener("beforeprint", () => { for (const part of all("details:not([open])")) part.open = true; });
})();
"""
