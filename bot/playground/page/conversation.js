// A channel or a direct message in the middle of the page: its heading, its messages, and where one writes.

import { ask } from "./api.js";
import { Composer } from "./composer.js";
import { h, icon } from "./dom.js";
import { Messages } from "./messages.js";

function about(conversation, workspace) {
  if (conversation.withApp) return "The app writes to you here; nobody else reads it.";
  if (conversation.isDm) return workspace.member(conversation.person)?.tz_label || "Direct message";
  return conversation.isMember ? conversation.topic : `You are not in this channel. ${conversation.topic}`;
}

export class Conversation {
  #workspace;
  #messages;

  constructor(workspace, conversation, { header, hint, openThread }) {
    this.#workspace = workspace;
    this.id = conversation.id;
    const name = conversation.isDm ? conversation.name : `#${conversation.name}`;
    const sign = conversation.isDm ? conversation.name : [icon(conversation.isPrivate ? "lock" : "hash"), conversation.name];
    this.heading = h("h2", { tabindex: "-1", "aria-label": name }, sign);
    this.#messages = new Messages({ workspace, channel: this.id, label: `Messages in ${name}`, openThread });
    this.composer = new Composer(workspace, { channel: this.id, label: `Write to ${name}` });
    this.empty = conversation.isDm ? `Nothing here yet. Say something to ${name}.` : `Nothing in ${name} yet.`;
    this.node = h("section", { class: "pane conversation", testid: "conversation", "aria-label": name, "data-channel": this.id },
      header(this.heading, h("p", { class: "topic" }, about(conversation, workspace))),
      hint(this.composer), this.#messages.node, this.composer.node);
  }

  async refresh({ unread = 0 } = {}) {
    const { messages } = await ask("messages", { as: this.#workspace.me.id, channel: this.id });
    this.#messages.show(messages, { unread, empty: this.empty });
  }
}
