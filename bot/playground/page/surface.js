// Where blocks stand - a message, a modal, the Home: the fields in it, and how what is done there reaches the app.

import { tell } from "./api.js";
import { confirmed } from "./dialog.js";
import { h, icon } from "./dom.js";
import { wordsOnly } from "./mrkdwn.js";

function keyOf(blockId, actionId) {
  return JSON.stringify([blockId, actionId]);
}

export class Surface {
  #fields = new Map();

  /** `target` names the surface to the server: {message: {channel, ts}}, {view_id} or {home: true}. */
  constructor(workspace, target) {
    this.workspace = workspace;
    this.target = target;
  }

  get isMessage() {
    return Boolean(this.target.message);
  }

  /** A field is {read, write?, check?, fail?, focus?}; what it reads is Slack's {type, value|selected_...}. */
  register(blockId, actionId, field) {
    this.#fields.set(keyOf(blockId, actionId), { blockId, actionId, ...field });
  }

  values() {
    const values = {};
    for (const { blockId, actionId, read } of this.#fields.values()) {
      values[blockId] = { ...values[blockId], [actionId]: read() };
    }
    return values;
  }

  /** What was typed before the app changed the view stays, in the fields that are still there. */
  keep(values) {
    for (const { blockId, actionId, read, write } of this.#fields.values()) {
      const before = values[blockId]?.[actionId];
      if (write && before && before.type === read().type) write(before);
    }
  }

  /** Looks at each field; true when all is well, else the errors stand at the fields and the first of them has the focus. */
  check() {
    const errors = {};
    for (const { blockId, check } of this.#fields.values()) {
      const wrong = check?.();
      if (wrong) errors[blockId] ??= wrong;
    }
    return this.fail(errors);
  }

  /** Shows {block_id: sentence} at the fields, clears the others; true when there was nothing to show. */
  fail(errors) {
    let first = null;
    for (const { blockId, fail, focus } of this.#fields.values()) {
      fail?.(errors[blockId] || "");
      if (errors[blockId] && focus) first ??= focus;
    }
    first?.();
    return Object.keys(errors).length === 0;
  }

  unknownErrors(errors) {
    const known = new Set([...this.#fields.values()].filter(({ fail }) => fail).map(({ blockId }) => blockId));
    return Object.entries(errors).filter(([blockId]) => !known.has(blockId)).map(([, sentence]) => sentence);
  }

  /** Sends what a member did with an element; `node` is where it happened. Answers whether it was sent. */
  async act(block, element, reading, node) {
    const say = (text) => wordsOnly(text, this.workspace);
    if (element.confirm && !(await confirmed(element.confirm, say))) return false;
    node.setAttribute("aria-busy", "true");
    const answer = await tell("action", {
      as: this.workspace.me.id,
      ...this.target,
      block_id: block.block_id,
      action_id: element.action_id,
      values: this.values(),
      ...reading,
    });
    node.removeAttribute("aria-busy");
    this.#complain(node, answer.ok ? "" : answer.error);
    return answer.ok;
  }

  #complain(node, sentence) {
    const home = node.closest("[data-testid=block]") || node.parentElement;
    home?.querySelector(":scope > .failure")?.remove();
    if (sentence) home?.append(h("p", { class: "failure", role: "alert" }, icon("warning"), sentence));
  }
}
