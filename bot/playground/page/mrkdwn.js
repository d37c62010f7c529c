// Slack's mrkdwn, from what an app wrote to what a member reads.

import { followable, fragment, h, link } from "./dom.js";
import { emoji } from "./emoji.js";
import { dateTokens } from "./time.js";

const FENCE = /```\n?([\s\S]+?)\n?```/g;
const QUOTED = /^(?:>|&gt;) ?/;
const ALL_QUOTED = /^(?:>>>|&gt;&gt;&gt;) ?/;
const ANGLE = /<([^<>\n]+)>/y;
const CODE = /`([^`\n]+)`/y;
const BARE_LINK = /https?:\/\/[^\s<>|`]+/y;
const EMOJI = /:([a-z0-9_+'-]+):(?::skin-tone-([2-6]):)?/y;
const AFTER_A_LINK = /[.,;:!?)\]}*_~'"]+$/;
const EMPHASIS = { "*": "strong", _: "em", "~": "s" };
const WORD = /[\p{L}\p{N}_]/u;
const BROADCASTS = new Set(["here", "channel", "everyone"]);

/** Slack escapes these three, and only these. */
export function unescaped(text) {
  return text.replace(/&(lt|gt|amp);/g, (_, name) => ({ lt: "<", gt: ">", amp: "&" })[name]);
}

function at(pattern, source, index) {
  pattern.lastIndex = index;
  return pattern.exec(source);
}

export function mention(text, kind) {
  return h("span", { class: "mention", "data-kind": kind }, text);
}

export function userMention(id, workspace, label) {
  const mine = id === workspace.me.id;
  return mention(`@${workspace.memberName(id, label || "someone")}`, mine ? "me" : "user");
}

export function channelMention(id, workspace, label) {
  const channel = workspace.channel(id);
  if (!channel) return mention(`#${label || "a channel you cannot see"}`, "channel");
  return h("a", { class: "mention", "data-kind": "channel", href: `#${workspace.me.id}/${id}` }, `#${channel.name}`);
}

/** A moment in the reader's own zone; `fallback` where the browser cannot. */
export function dateMention(epochSeconds, pattern, fallback, address, workspace) {
  const words = dateTokens(pattern, epochSeconds, workspace);
  if (words === null) return document.createTextNode(fallback);
  const time = h("time", { datetime: new Date(Number(epochSeconds) * 1000).toISOString(), title: workspace.zone }, words);
  return address && followable(address) ? link(address, time) : time;
}

function special(command, label, workspace) {
  const [name, ...rest] = command.split("^");
  if (name === "date" && rest.length >= 2) {
    const [epochSeconds, pattern, address] = rest;
    return dateMention(epochSeconds, unescaped(pattern), unescaped(label ?? pattern), address, workspace);
  }
  if (name === "subteam") return mention(label || "@a group", "group");
  if (BROADCASTS.has(name)) return mention(`@${name}`, "broadcast");
  return null;
}

/** What stands between < and >: a link, a mention, a date; null when it is none of them and stays as it was written. */
export function angled(inside, workspace) {
  const bar = inside.indexOf("|");
  const [target, label] = bar < 0 ? [inside, undefined] : [inside.slice(0, bar), inside.slice(bar + 1)];
  if (target.startsWith("@")) return userMention(target.slice(1), workspace, label);
  if (target.startsWith("#")) return channelMention(target.slice(1), workspace, label);
  if (target.startsWith("!")) return special(target.slice(1), label, workspace);
  const address = followable(unescaped(target));
  return address && link(address, label ? plain(label) : unescaped(target).replace(/^mailto:|^tel:/, ""));
}

/** An address standing in running text, without the full stop after it. */
export function bareLink(source, index) {
  const found = at(BARE_LINK, source, index);
  const before = index ? source[index - 1] : "";
  if (!found || WORD.test(before)) return null;
  const written = found[0].replace(AFTER_A_LINK, "");
  const address = followable(unescaped(written));
  return address && { length: written.length, node: link(address, unescaped(written)) };
}

/** :tada: and :wave::skin-tone-3: at that place. */
export function namedEmoji(source, index) {
  const found = at(EMOJI, source, index);
  const node = found && emoji(found[1], { skinTone: Number(found[2] || 0) });
  return node && { length: found[0].length, node };
}

/** How long the link, mention or code at `index` is, so that a * or _ in it closes nothing; 0 when there is none. */
function solid(source, index) {
  if (source[index] === "<") return at(ANGLE, source, index)?.[0].length || 0;
  if (source[index] === "`") return at(CODE, source, index)?.[0].length || 0;
  return source[index] === "h" ? bareLink(source, index)?.length || 0 : 0;
}

function closing(source, from, mark) {
  let index = from;
  while (index < source.length) {
    const length = solid(source, index);
    const touching = index > from && !/\s/.test(source[index - 1]);
    if (source[index] === mark && touching && !WORD.test(source[index + 1] || "")) return index;
    index += length || 1;
  }
  return -1;
}

function emphasis(source, index, workspace) {
  const mark = source[index];
  if (!EMPHASIS[mark] || WORD.test(source[index - 1] || "") || /[\s]|^$/.test(source[index + 1] || "")) return null;
  const end = source[index + 1] === mark ? -1 : closing(source, index + 1, mark);
  if (end < 0) return null;
  return { length: end + 1 - index, node: h(EMPHASIS[mark], {}, inline(source.slice(index + 1, end), workspace)) };
}

function piece(source, index, workspace) {
  const sign = source[index];
  if (sign === "<") {
    const found = at(ANGLE, source, index);
    const node = found && angled(found[1], workspace);
    return node && { length: found[0].length, node };
  }
  if (sign === "`") {
    const found = at(CODE, source, index);
    return found && { length: found[0].length, node: h("code", {}, asText(found[1], workspace)) };
  }
  if (sign === ":") return namedEmoji(source, index);
  if (sign === "h") return bareLink(source, index);
  return emphasis(source, index, workspace);
}

function inline(source, workspace) {
  const nodes = [];
  let run = "";
  for (let index = 0; index < source.length; ) {
    const found = piece(source, index, workspace);
    if (!found) {
      run += source[index];
      index += 1;
      continue;
    }
    nodes.push(unescaped(run), found.node);
    run = "";
    index += found.length;
  }
  return [...nodes, unescaped(run)];
}

/** Code keeps its signs; only links and mentions in it are read. */
function asText(source, workspace) {
  return unescaped(source.replace(/<([^<>\n]+)>/g, (whole, inside) => angled(inside, workspace)?.textContent ?? whole));
}

export function joined(lines) {
  return lines.flatMap((line, index) => (index ? [h("br"), line] : [line]));
}

function paragraphs(source, workspace) {
  const nodes = [];
  let plainLines = [];
  let quotedLines = [];
  const close = () => {
    if (plainLines.length) nodes.push(...joined(plainLines));
    if (quotedLines.length) nodes.push(h("blockquote", {}, joined(quotedLines)));
    plainLines = [];
    quotedLines = [];
  };
  const lines = source.split("\n");
  for (const [index, line] of lines.entries()) {
    if (ALL_QUOTED.test(line)) {
      close();
      const rest = [line.replace(ALL_QUOTED, ""), ...lines.slice(index + 1)];
      quotedLines = rest.map((each) => inline(each, workspace));
      break;
    }
    const quoted = QUOTED.test(line);
    if (quoted ? plainLines.length : quotedLines.length) close();
    (quoted ? quotedLines : plainLines).push(inline(line.replace(quoted ? QUOTED : /^/, ""), workspace));
  }
  close();
  return nodes;
}

/** mrkdwn as nodes. */
export function mrkdwn(source, workspace) {
  const nodes = [];
  let done = 0;
  for (const fence of source.matchAll(FENCE)) {
    const before = source.slice(done, fence.index).replace(/\n$/, "");
    if (before) nodes.push(...paragraphs(before, workspace));
    nodes.push(h("pre", { tabindex: "0" }, h("code", {}, asText(fence[1], workspace))));
    done = fence.index + fence[0].length;
  }
  const rest = done ? source.slice(done).replace(/^\n/, "") : source;
  if (rest) nodes.push(...paragraphs(rest, workspace));
  return fragment(nodes);
}

/** Plain text: nothing is a sign in it but the line's end and :emoji:. */
export function plain(source, { withEmoji = true } = {}) {
  return fragment(joined(source.split("\n").map((line) => {
    const parts = [];
    let run = "";
    for (let index = 0; index < line.length; ) {
      const found = withEmoji && line[index] === ":" ? namedEmoji(line, index) : null;
      if (found) parts.push(unescaped(run), found.node);
      run = found ? "" : run + line[index];
      index += found ? found.length : 1;
    }
    return [...parts, unescaped(run)];
  })));
}

/** A text object, whichever of the two it is. */
export function words(text, workspace) {
  if (!text) return fragment();
  if (text.type === "mrkdwn") return mrkdwn(text.text || "", workspace);
  return plain(text.text || "", { withEmoji: text.emoji !== false });
}

/** A text object as a string, for labels and titles. */
export function wordsOnly(text, workspace) {
  return text ? words(text, workspace).textContent : "";
}
