// Slack's rich_text: sections, lists, quotes and code made of styled pieces.

import { followable, h, link } from "./dom.js";
import { emoji } from "./emoji.js";
import { channelMention, dateMention, joined, mention, plain, unescaped, userMention } from "./mrkdwn.js";

const STYLES = { bold: "strong", italic: "em", strike: "s", underline: "u", code: "code" };
const COLOUR = /^#[0-9a-f]{6}$/i;

function linked(element) {
  const address = followable(element.url);
  const label = unescaped(element.text || element.url || "");
  return address ? link(address, label) : label;
}

function swatch(element) {
  if (!COLOUR.test(element.value)) return String(element.value);
  const sample = h("span", { class: "swatch", "aria-hidden": "true" });
  sample.style.setProperty("background-color", element.value);
  return h("span", { class: "colour" }, sample, element.value);
}

const PIECES = {
  text: (element) => joined(unescaped(element.text).split("\n")),
  link: linked,
  emoji: (element) => emoji(element.name, { unicode: element.unicode, skinTone: element.skin_tone }) || `:${element.name}:`,
  user: (element, workspace) => userMention(element.user_id, workspace),
  channel: (element, workspace) => channelMention(element.channel_id, workspace),
  usergroup: () => mention("@a group", "group"),
  team: (element, workspace) => mention(workspace.state.team.name, "team"),
  broadcast: (element) => mention(`@${element.range}`, "broadcast"),
  date: (element, workspace) =>
    dateMention(element.timestamp, element.format, element.fallback || element.format, element.url, workspace),
  color: swatch,
};

function styled(element, node) {
  const tags = Object.entries(STYLES).filter(([name]) => element.style?.[name]);
  return tags.reduce((inner, [, tag]) => h(tag, {}, inner), node);
}

function pieces(elements, workspace) {
  return (elements || []).map((element) => {
    const read = PIECES[element.type];
    return read ? styled(element, read(element, workspace)) : h("span", { class: "unsupported" }, `[${element.type}]`);
  });
}

function listNode(element) {
  const ordered = element.style === "ordered";
  const start = ordered && element.offset ? element.offset + 1 : null;
  return h(ordered ? "ol" : "ul", { start, "data-level": (element.indent || 0) % 3, "data-border": element.border ? "" : null });
}

/** Lists that follow each other are one nested list: a deeper one stands inside the last line of the one above it. */
class Lists {
  #open = [];

  add(element, workspace, into) {
    const indent = element.indent || 0;
    while (this.#open.length && this.#open.at(-1).indent > indent) this.#open.pop();
    let top = this.#open.at(-1);
    if (top?.indent === indent && (top.style !== element.style || element.offset)) {
      this.#open.pop();
      top = null;
    }
    if (top?.indent !== indent) top = this.#begin(element, indent, into);
    for (const item of element.elements || []) top.node.append(h("li", {}, pieces(item.elements, workspace)));
  }

  #begin(element, indent, into) {
    const parent = this.#open.at(-1)?.node.lastElementChild || into;
    const begun = { indent, style: element.style, node: listNode(element) };
    parent.append(begun.node);
    this.#open.push(begun);
    return begun;
  }

  close() {
    this.#open = [];
  }
}

const PARTS = {
  rich_text_section: (element, workspace) => h("p", {}, pieces(element.elements, workspace)),
  rich_text_quote: (element, workspace) => h("blockquote", {}, pieces(element.elements, workspace)),
  rich_text_preformatted: (element, workspace) =>
    h("pre", { tabindex: "0" }, h("code", {}, pieces(element.elements, workspace))),
};

export function richText(block, workspace) {
  const into = h("div", { class: "rich" });
  const lists = new Lists();
  for (const element of block.elements || []) {
    if (element.type === "rich_text_list") {
      lists.add(element, workspace, into);
      continue;
    }
    lists.close();
    const part = PARTS[element.type];
    into.append(part ? part(element, workspace) : h("p", { class: "unsupported" }, plain(`[${element.type}]`)));
  }
  return into;
}
