// The list of messages in a conversation or a thread: kept in step with the server without disturbing who is reading or typing.

import { announce, h, icon } from "./dom.js";
import { messageNode, momentOf, spoken } from "./message.js";
import { dayHeading, dayOf } from "./time.js";

const TOGETHER = 5 * 60_000;
const NEAR_THE_END = 80;
const SPOKEN_AT_MOST = 240;

function follows(message, before, zone) {
  if (!before || before.user !== message.user || before.user_name !== message.user_name) return false;
  if (Boolean(before.ephemeral) !== Boolean(message.ephemeral)) return false;
  const [earlier, later] = [momentOf(before), momentOf(message)];
  return later - earlier < TOGETHER && dayOf(earlier, zone) === dayOf(later, zone);
}

export class Messages {
  #workspace;
  #channel;
  #openThread;
  #shown = new Map();
  #lines = new Map();
  #newFrom = null;
  #started = false;

  constructor({ workspace, channel, label, openThread = null }) {
    this.#workspace = workspace;
    this.#channel = channel;
    this.#openThread = openThread;
    this.list = h("div", { class: "messages", role: "group", "aria-label": label });
    this.latest = h("button", { type: "button", class: "latest", hidden: true, on: { click: () => this.#toEnd() } }, icon("down"), "New messages");
    this.scroller = h("div", { class: "scroller", on: { scroll: () => this.#scrolled() } }, this.list);
    this.node = h("div", { class: "messages-frame" }, this.scroller, this.latest);
    this.list.addEventListener("keydown", (event) => this.#walk(event));
    this.list.addEventListener("focusin", (event) => this.#rove(event.target.closest(".message")));
  }

  /** Shows these messages, oldest first; the last `unread` of them that are others' are marked as new, the first time. */
  show(messages, { unread = 0, empty = null } = {}) {
    const atEnd = this.#atEnd();
    if (!this.#started && unread) this.#newFrom = messages.filter(({ user }) => user !== this.#workspace.me.id).at(-unread)?.ts || null;
    const fresh = messages.filter(({ ts }) => !this.#shown.has(ts));
    this.#put(this.#nodes(messages, empty));
    const gone = new Set(messages.map(({ ts }) => ts));
    for (const ts of this.#shown.keys()) if (!gone.has(ts)) this.#shown.delete(ts);
    if (!this.list.querySelector('.message[tabindex="0"]')) this.#rove([...this.list.querySelectorAll(".message")].at(-1));
    this.#settle(fresh, atEnd);
    this.#started = true;
  }

  #settle(fresh, atEnd) {
    // What only I can see answers what I have just done: it is shown as if I had said it.
    const mine = fresh.some(({ user, ephemeral }) => user === this.#workspace.me.id || ephemeral);
    if (!this.#started) {
      const line = this.list.querySelector(".new-line");
      if (line) line.scrollIntoView({ block: "center" });
      else this.#toEnd();
      return;
    }
    if (atEnd || mine) this.#toEnd();
    else if (fresh.length) this.latest.hidden = false;
    for (const message of fresh.filter(({ user }) => user !== this.#workspace.me.id)) {
      const who = message.user_name || this.#workspace.memberName(message.user);
      announce(`${who}${message.ephemeral ? ", only to you" : ""}: ${spoken(message, this.#workspace).slice(0, SPOKEN_AT_MOST)}`);
    }
  }

  #nodes(messages, empty) {
    const { zone } = this.#workspace;
    const now = this.#workspace.now();
    if (!messages.length) return [this.#line("empty", () => h("div", { class: "nothing" }, empty))];
    const nodes = [];
    let before = null;
    for (const message of messages) {
      const moment = momentOf(message);
      const day = dayOf(moment, zone);
      const heading = dayHeading(moment, zone, now);
      if (!before || dayOf(momentOf(before), zone) !== day) {
        nodes.push(this.#line(`${day} ${heading}`, () => h("h3", { class: "day" }, h("span", {}, heading))));
        before = null;
      }
      if (message.ts === this.#newFrom) nodes.push(this.#line("new", () => h("p", { class: "new-line" }, h("span", {}, "New"))));
      nodes.push(this.#article(message, follows(message, before, zone) && message.ts !== this.#newFrom));
      before = message;
    }
    return nodes;
  }

  #line(key, make) {
    if (!this.#lines.has(key)) this.#lines.set(key, make());
    return this.#lines.get(key);
  }

  #article(message, isFollowing) {
    const asText = JSON.stringify([message, isFollowing]);
    const known = this.#shown.get(message.ts);
    if (known?.asText === asText) return known.node;
    const node = messageNode(message, {
      workspace: this.#workspace, channel: this.#channel, follows: isFollowing, openThread: this.#openThread,
    });
    this.#shown.set(message.ts, { asText, node });
    return node;
  }

  /** Changes only what differs, so that focus, open lists and half-made choices elsewhere stay as they are. */
  #put(nodes) {
    const focused = this.list.contains(document.activeElement) ? document.activeElement : null;
    const was = focused && { ts: focused.closest(".message")?.dataset.ts, action: focused.dataset.actionId };
    const wanted = new Set(nodes);
    for (const child of [...this.list.children]) if (!wanted.has(child)) child.remove();
    for (const [index, node] of nodes.entries()) {
      if (this.list.children[index] !== node) this.list.insertBefore(node, this.list.children[index] || null);
    }
    if (!focused || focused.isConnected) return;
    const article = was.ts && this.list.querySelector(`[data-ts="${CSS.escape(was.ts)}"]`);
    const same = was.action && article?.querySelector(`[data-action-id="${CSS.escape(was.action)}"]`);
    (same || article || this.list.querySelector(".message:last-of-type"))?.focus({ preventScroll: true });
  }

  #rove(article) {
    if (!article) return;
    for (const node of this.list.querySelectorAll(".message")) {
      node.tabIndex = node === article ? 0 : -1;
      for (const button of node.querySelectorAll(".toolbar button")) button.tabIndex = node === article ? 0 : -1;
    }
  }

  #walk(event) {
    if (!event.target.classList.contains("message")) return;
    const all = [...this.list.querySelectorAll(".message")];
    const here = all.indexOf(event.target);
    const next = { ArrowUp: here - 1, ArrowDown: here + 1, Home: 0, End: all.length - 1 }[event.key];
    if (next === undefined || !all[next]) return;
    event.preventDefault();
    all[next].focus();
    all[next].scrollIntoView({ block: "nearest" });
  }

  #atEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight < NEAR_THE_END;
  }

  #toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.latest.hidden = true;
  }

  #scrolled() {
    if (this.#atEnd()) this.latest.hidden = true;
  }
}
