// The pane beside the conversation: one message and what was answered to it.

import { ask } from "./api.js";
import { Composer } from "./composer.js";
import { h, iconButton } from "./dom.js";
import { Messages } from "./messages.js";

export class Thread {
  #workspace;
  #messages;

  constructor(workspace, { channel, ts, name, close }) {
    this.#workspace = workspace;
    this.channel = channel;
    this.ts = ts;
    this.#messages = new Messages({ workspace, channel, label: "Messages in this thread" });
    this.composer = new Composer(workspace, { channel, thread: ts, label: "Reply in this thread" });
    this.heading = h("h2", { tabindex: "-1" }, "Thread");
    const cross = iconButton("close", "Close the thread", { on: { click: close } });
    this.node = h("section", { class: "pane thread", testid: "thread", "aria-label": `Thread in ${name}`, on: { keydown: (event) => event.key === "Escape" && close() } },
      h("header", { class: "pane-header" }, h("div", { class: "pane-title" }, this.heading, h("p", { class: "topic" }, name)), cross),
      this.#messages.node, this.composer.node);
  }

  async refresh() {
    const { messages } = await ask("messages", { as: this.#workspace.me.id, channel: this.channel, thread: this.ts });
    this.#messages.show(messages, { empty: "This message is gone." });
  }
}
