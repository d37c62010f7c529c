// Choosing several from a list: type to narrow it, arrow keys to walk it, Enter to add, Backspace to take the last one back.

import { announce, h, hidden, icon, unique } from "./dom.js";

class MultiSelect {
  #all;
  #most;
  #keys = [];
  #shown = [];
  #active = -1;
  #listeners = [];

  constructor(all, { placeholder, most }) {
    this.#all = all;
    this.#most = most;
    const id = unique("several");
    this.chips = h("ul", { class: "chips" });
    this.list = h("ul", { id, role: "listbox", class: "options", "aria-label": placeholder, "aria-multiselectable": "true", hidden: true });
    this.input = h("input", {
      type: "text", role: "combobox", placeholder, autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id,
      on: { input: () => this.#open(), focus: () => this.#open(), click: () => this.#open(), blur: () => this.#shut(), keydown: (event) => this.#key(event) },
    });
    this.node = h("div", { class: "several field" }, this.chips, this.input, this.list);
  }

  chosen() {
    return this.#keys.map((key) => this.#all.find((choice) => choice.key === key)).filter(Boolean);
  }

  choose(keys) {
    this.#keys = keys.filter((key) => this.#all.some((choice) => choice.key === key));
    this.#drawChips();
  }

  listen = (listener) => this.#listeners.push(listener);

  #drawChips() {
    this.chips.replaceChildren(...this.chosen().map(({ key, label }) => {
      const take = h("button", { type: "button", on: { click: () => this.#toggle(key) } }, icon("close"), hidden(`Remove ${label}`));
      return h("li", {}, label, take);
    }));
    this.chips.hidden = this.#keys.length === 0;
  }

  #toggle(key) {
    const had = this.#keys.includes(key);
    if (!had && this.#keys.length >= this.#most) {
      announce(`No more than ${this.#most} can be chosen.`);
      return;
    }
    this.#keys = had ? this.#keys.filter((each) => each !== key) : [...this.#keys, key];
    this.#drawChips();
    this.input.value = "";
    this.input.focus();
    this.#open();
    for (const listener of this.#listeners) listener();
  }

  #open() {
    const typed = this.input.value.trim().toLowerCase();
    this.#shown = this.#all.filter(({ label }) => label.toLowerCase().includes(typed));
    this.#active = Math.min(this.#active, this.#shown.length - 1);
    this.#drawOptions();
    this.list.hidden = false;
    this.list.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-expanded", "true");
  }

  #shut() {
    this.list.hidden = true;
    this.#active = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  #drawOptions() {
    const options = this.#shown.map(({ key, label, hint }, index) => h("li", {
      id: `${this.list.id}-${index}`, role: "option", "aria-selected": String(this.#keys.includes(key)), class: index === this.#active ? "active" : null,
      // Pressing an option must not take the focus from the field, or the list would shut before the click.
      on: { pointerdown: (event) => event.preventDefault(), click: () => this.#toggle(key) },
    }, icon("check"), h("span", {}, label, hint && h("small", {}, hint))));
    this.list.replaceChildren(...(options.length ? options : [h("li", { class: "none", role: "option", "aria-disabled": "true" }, "Nothing by that name")]));
    if (this.#active >= 0) this.input.setAttribute("aria-activedescendant", `${this.list.id}-${this.#active}`);
    this.list.children[this.#active]?.scrollIntoView({ block: "nearest" });
  }

  #key(event) {
    const open = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.#active = (this.#active + step + this.#shown.length) % (this.#shown.length || 1);
      this.#open();
    } else if (event.key === "Enter" && open && this.#shown[this.#active]) this.#toggle(this.#shown[this.#active].key);
    else if (event.key === "Escape" && open) this.#shut();
    else if (event.key === "Backspace" && !this.input.value && this.#keys.length) this.#toggle(this.#keys.at(-1));
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

/** `all` is [{key, label, hint?}]; answers {node, input, chosen(), choose(keys), listen(listener)}. */
export function multiSelect(all, { placeholder, most }) {
  return new MultiSelect(all, { placeholder, most });
}
