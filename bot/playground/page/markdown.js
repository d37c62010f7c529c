// The markdown block: standard Markdown, as apps that write with it expect it to be read.

import { followable, fragment, h, link } from "./dom.js";
import { angled, bareLink, joined, namedEmoji, unescaped } from "./mrkdwn.js";

const FENCE = /^\s*```/;
const HEADING = /^(#{1,6})\s+(.*?)\s*#*$/;
const RULE = /^\s*(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,})$/;
const ITEM = /^(\s*)([-*+]|\d{1,9}[.)])\s+(.*)$/;
const QUOTE = /^\s*> ?/;
const TABLE_RULE = /^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/;
const TASK = /^\[([ xX])\]\s+/;

const SPANS = [
  [/\*\*(?=\S)([\s\S]*?\S)\*\*/y, "strong"],
  [/__(?=\S)([\s\S]*?\S)__(?!\w)/y, "strong"],
  [/~~(?=\S)([\s\S]*?\S)~~/y, "s"],
  [/\*(?=[^\s*])((?:[^*]|\*\*[^*]+\*\*)*?[^\s*])\*(?!\*)/y, "em"],
  [/_(?=[^\s_])([^_]*?[^\s_])_(?!\w)/y, "em"],
];
const CODE = /(`+)([\s\S]*?[^`])\1(?!`)/y;
const LINK = /!?\[([^\]\n]*)\]\(\s*<?([^\s()<>]*(?:\([^\s()<>]*\))?[^\s()<>]*)>?(?:\s+["'][^"'\n]*["'])?\s*\)/y;
const ANGLE = /<([^<>\n]+)>/y;

function at(pattern, source, index) {
  pattern.lastIndex = index;
  return pattern.exec(source);
}

function linked(source, index, workspace) {
  const found = at(LINK, source, index);
  const address = found && followable(unescaped(found[2]));
  return address && { length: found[0].length, node: link(address, found[1] ? inline(found[1], workspace) : address) };
}

function span(source, index, workspace) {
  if (/\w/.test(source[index - 1] || "") && source[index] === "_") return null;
  for (const [pattern, tag] of SPANS) {
    const found = at(pattern, source, index);
    if (found) return { length: found[0].length, node: h(tag, {}, inline(found[1], workspace)) };
  }
  return null;
}

function piece(source, index, workspace) {
  const sign = source[index];
  if (sign === "\\" && /[\\`*_{}[\]()#+\-.!~>|<]/.test(source[index + 1] || "")) return { length: 2, node: source[index + 1] };
  if (sign === "`") {
    const found = at(CODE, source, index);
    return found && { length: found[0].length, node: h("code", {}, unescaped(found[2].trim())) };
  }
  if (sign === "[" || sign === "!") return linked(source, index, workspace);
  if (sign === "<") {
    const found = at(ANGLE, source, index);
    const node = found && angled(found[1], workspace);
    return node && { length: found[0].length, node };
  }
  if (sign === ":") return namedEmoji(source, index);
  if (sign === "h") return bareLink(source, index);
  return "*_~".includes(sign) ? span(source, index, workspace) : null;
}

function inline(source, workspace) {
  const nodes = [];
  let run = "";
  for (let index = 0; index < source.length; ) {
    const found = piece(source, index, workspace);
    if (found) nodes.push(unescaped(run), found.node);
    run = found ? "" : run + source[index];
    index += found ? found.length : 1;
  }
  return [...nodes, unescaped(run)];
}

function item(text, workspace) {
  const task = TASK.exec(text);
  if (!task) return h("li", {}, inline(text, workspace));
  const done = task[1] !== " ";
  const box = h("input", { type: "checkbox", disabled: true, checked: done, "aria-label": done ? "done" : "to do" });
  return h("li", { class: "task" }, box, " ", inline(text.slice(task[0].length), workspace));
}

function list(lines, workspace) {
  const into = fragment();
  const open = [];
  for (const line of lines) {
    const [, space, mark, text] = ITEM.exec(line) || [null, "  ", "", line.trim()];
    if (!mark) {
      open.at(-1)?.node.lastElementChild.append(h("br"), ...inline(text, workspace));
      continue;
    }
    const indent = space.replaceAll("\t", "    ").length;
    while (open.length > 1 && open.at(-1).indent > indent) open.pop();
    if (!open.length || indent >= open.at(-1).indent + 2) {
      const ordered = /\d/.test(mark);
      const start = ordered && Number.parseInt(mark, 10) !== 1 ? Number.parseInt(mark, 10) : null;
      const node = h(ordered ? "ol" : "ul", { start, "data-level": open.length % 3 });
      (open.at(-1)?.node.lastElementChild || into).append(node);
      open.push({ indent, node });
    }
    open.at(-1).node.append(item(text, workspace));
  }
  return into;
}

function cells(line) {
  return line.trim().replace(/^\||\|$/g, "").split(/(?<!\\)\|/).map((cell) => cell.trim());
}

function table([head, , ...rows], workspace) {
  const names = cells(head);
  const body = rows.map((row) => h("tr", {}, cells(row).slice(0, names.length).map((cell) => h("td", {}, inline(cell, workspace)))));
  const top = h("tr", {}, names.map((cell) => h("th", { scope: "col" }, inline(cell, workspace))));
  return h("div", { class: "table-frame", tabindex: "0", role: "group", "aria-label": "Table" },
    h("table", {}, h("thead", {}, top), h("tbody", {}, body)));
}

/** Takes as many lines as belong together off the front of `lines`; answers the node they make, or null for an empty line. */
function take(lines, workspace, levels) {
  const upTo = (stops) => {
    const end = lines.findIndex(stops);
    return lines.splice(0, end < 0 ? lines.length : end);
  };
  const [first, second = ""] = lines;
  if (!first.trim()) return lines.shift() && null;
  if (FENCE.test(first)) {
    lines.shift();
    const inside = upTo((line) => FENCE.test(line));
    lines.shift();
    return h("pre", { tabindex: "0" }, h("code", {}, unescaped(inside.join("\n"))));
  }
  const heading = HEADING.exec(first);
  if (heading) return lines.shift() && h(levels.get(heading[1].length), {}, inline(heading[2], workspace));
  if (RULE.test(first)) return lines.shift() && h("hr");
  if (QUOTE.test(first)) {
    const inside = upTo((line) => !QUOTE.test(line)).map((line) => line.replace(QUOTE, ""));
    return h("blockquote", {}, markdown(inside.join("\n"), workspace));
  }
  if (ITEM.test(first)) return list(upTo((line) => !ITEM.test(line) && !/^\s{2,}\S/.test(line)), workspace);
  if (first.includes("|") && TABLE_RULE.test(second)) return table(upTo((line) => !line.includes("|")), workspace);
  const begins = (line, index) => index > 0 && (!line.trim() || [FENCE, HEADING, RULE, QUOTE, ITEM].some((sign) => sign.test(line)));
  return h("p", {}, joined(upTo(begins).map((line) => inline(line.trim(), workspace))));
}

/** A message's own headings stand below the page's: the highest one used is the fourth level, the next the fifth. */
function headingLevels(lines) {
  const used = [...new Set(lines.map((line) => HEADING.exec(line)?.[1].length).filter(Boolean))].sort();
  return new Map(used.map((level, index) => [level, `h${Math.min(4 + index, 6)}`]));
}

export function markdown(source, workspace) {
  const lines = source.split("\n");
  const levels = headingLevels(lines);
  const nodes = [];
  while (lines.length) nodes.push(take(lines, workspace, levels));
  return fragment(nodes);
}
