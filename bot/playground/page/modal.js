// The modal an app opened: one dialog whose content follows the view on top of the stack.

import { ask, tell } from "./api.js";
import { blocks } from "./blocks.js";
import { openDialog } from "./dialog.js";
import { h, icon } from "./dom.js";
import { wordsOnly } from "./mrkdwn.js";
import { Surface } from "./surface.js";

/** What of a view is drawn; the rest (what stands in its fields, say) may change without drawing it anew. */
function drawing({ id, title, submit, close, blocks: all }) {
  return JSON.stringify([id, title, submit, close, all]);
}

export class Modal {
  #workspace;
  #opened = null;
  #view = null;
  #surface = null;
  #parts = null;

  constructor(workspace) {
    this.#workspace = workspace;
  }

  /** Looks which view is on top and shows it, or closes when there is none. */
  async refresh() {
    const { view } = await ask("view", { as: this.#workspace.me.id });
    if (!view) this.#shut();
    else if (!this.#opened) this.#open(view);
    else if (drawing(view) !== drawing(this.#view)) this.#fill(view);
  }

  #shut() {
    this.#opened?.close();
    this.#opened = this.#view = this.#surface = null;
  }

  #open(view) {
    const body = h("div", { class: "dialog-body" });
    const trouble = h("p", { class: "failure", role: "alert", hidden: true });
    const footer = h("footer");
    const form = h("form", { novalidate: true, on: { submit: (event) => this.#submit(event) } }, body, trouble, footer);
    this.#parts = { body, trouble, footer };
    this.#opened = openDialog({ title: "", body: form, testid: "modal", closed: () => this.#leave() });
    this.#fill(view);
  }

  #fill(view) {
    const { body, footer } = this.#parts;
    const same = this.#view?.id === view.id;
    const typed = same ? this.#surface.values() : {};
    const focused = same ? document.activeElement?.closest("[data-action-id]")?.dataset.actionId : null;
    const scrolled = same ? body.scrollTop : 0;
    this.#view = view;
    this.#surface = new Surface(this.#workspace, { view_id: view.id });
    this.#opened.heading.replaceChildren(wordsOnly(view.title, this.#workspace) || "Untitled");
    this.#opened.dialog.dataset.viewId = view.id;
    body.replaceChildren(...blocks(view.blocks, this.#surface));
    footer.replaceChildren(...this.#buttons(view));
    this.#complain("");
    if (same) this.#surface.keep(typed);
    body.scrollTop = scrolled;
    const there = focused && body.querySelector(`[data-action-id="${CSS.escape(focused)}"]`);
    if (there) there.focus();
    else if (!same) this.#focusFirst();
  }

  #focusFirst() {
    const { body } = this.#parts;
    const first = body.querySelector("[data-first]") || body.querySelector(".input :is(input, select, textarea)");
    (first || this.#opened.heading).focus();
  }

  #buttons(view) {
    const close = wordsOnly(view.close, this.#workspace) || (view.submit ? "Cancel" : "Close");
    const submit = wordsOnly(view.submit, this.#workspace) || (view.blocks.some(({ type }) => type === "input") && "Submit");
    return [
      h("button", { type: "button", class: "button", on: { click: () => this.#leave() } }, close),
      submit && h("button", { type: "submit", class: "button primary", testid: "submit" }, submit),
    ].filter(Boolean);
  }

  async #submit(event) {
    event.preventDefault();
    const button = this.#parts.footer.querySelector("[type=submit]");
    if (!button || button.hasAttribute("aria-busy") || !this.#surface.check()) return;
    button.setAttribute("aria-busy", "true");
    const { id } = this.#view;
    const answer = await tell("submit", { as: this.#workspace.me.id, view_id: id, values: this.#surface.values() });
    button.removeAttribute("aria-busy");
    if (answer.ok) {
      await this.refresh();
      return;
    }
    if (this.#view?.id !== id) return;
    const errors = answer.errors || {};
    this.#surface.fail(errors);
    const others = this.#surface.unknownErrors(errors);
    this.#complain(others.join(" ") || (Object.keys(errors).length ? "" : answer.error || "That did not work. Nothing you typed is lost."));
  }

  #complain(sentence) {
    const { trouble } = this.#parts;
    trouble.hidden = !sentence;
    trouble.replaceChildren(...(sentence ? [icon("warning"), sentence] : []));
  }

  async #leave() {
    const answer = await tell("close", { as: this.#workspace.me.id, view_id: this.#view.id });
    if (answer.ok) await this.refresh();
    else this.#shut();
  }
}
