// The app's Home: one quiet page that is yours alone.

import { ask, tell } from "./api.js";
import { blocks } from "./blocks.js";
import { h } from "./dom.js";
import { Surface } from "./surface.js";

export class Home {
  #workspace;
  #body = h("div", { class: "home-blocks" });
  #surface = null;
  #shown = "";

  constructor(workspace, { header }) {
    this.#workspace = workspace;
    this.heading = h("h2", { tabindex: "-1" }, `${workspace.state.app.name}: Home`);
    const about = h("p", { class: "topic" }, "Only visible to you");
    this.node = h("section", { class: "pane home", testid: "home", "aria-label": "Home" },
      header(this.heading, about), h("div", { class: "scroller", tabindex: "0", role: "group", "aria-label": "What Home shows" }, this.#body));
  }

  /** Tells the app that its Home was opened, and shows what it has. */
  async open() {
    const answer = await tell("home", { as: this.#workspace.me.id });
    if (!answer.ok) this.#say(answer.error);
    else await this.refresh();
  }

  async refresh() {
    const { view } = await ask("home", { as: this.#workspace.me.id });
    if (!view) {
      this.#say(`${this.#workspace.state.app.name} has not put anything here yet.`);
      return;
    }
    const asText = JSON.stringify(view.blocks);
    if (asText === this.#shown) return;
    const typed = this.#surface?.values() || {};
    const focused = document.activeElement?.closest(".home [data-action-id]")?.dataset.actionId;
    this.#surface = new Surface(this.#workspace, { home: true });
    this.#body.replaceChildren(...blocks(view.blocks, this.#surface));
    this.#surface.keep(typed);
    this.#shown = asText;
    if (focused) (this.#body.querySelector(`[data-action-id="${CSS.escape(focused)}"]`) || this.heading).focus({ preventScroll: true });
  }

  #say(sentence) {
    this.#shown = "";
    this.#body.replaceChildren(h("p", { class: "nothing" }, sentence));
  }
}
