// What a slash command can go on with, offered while it is typed.

import { announce, h } from "./dom.js";

const OPEN_END = /[<…[]|\.\.\./;

/** The part of a completion that is typed as it stands: "/involve log <url>" begins with "/involve log ". */
export function fixedPart(text) {
  const end = text.search(OPEN_END);
  return end < 0 ? text : text.slice(0, end);
}

function lines(commands) {
  return commands.flatMap(({ command, usage, completions }) => [
    { text: command, hint: usage || "" },
    ...(completions || []).map(({ text, hint }) => ({ text: text.startsWith("/") ? text : `${command} ${text}`, hint: hint || "" })),
  ]);
}

/** What fits what is typed: what begins so or, when nothing does, what has a word that begins like the last one typed. */
export function suggestions(typed, commands) {
  const sought = typed.toLowerCase();
  if (!sought.startsWith("/") || sought.includes("\n")) return [];
  const known = lines(commands);
  const complete = known.filter(({ text }) => fixedPart(text).trimEnd().toLowerCase() === sought.trimEnd());
  const begins = known.filter((line) => !complete.includes(line) && fixedPart(line.text).toLowerCase().startsWith(sought));
  const [, command, word] = /^(\/\S+)\s+(\S{2,})$/.exec(sought) || [];
  if (begins.length || complete.length || !word) return begins;
  const inWords = ({ text, hint }) => `${text} ${hint}`.toLowerCase().split(/[^\p{L}\p{N}]+/u).some((each) => each.startsWith(word));
  return known.filter((line) => line.text.startsWith(`${command} `) && inWords(line));
}

/** The line that says what is still to be typed, e.g. after "/involve log ". */
export function usageOf(typed, commands) {
  const fitting = lines(commands).filter(({ text }) => OPEN_END.test(text) && typed.toLowerCase().startsWith(fixedPart(text).toLowerCase().trimEnd()));
  const best = fitting.sort((a, b) => fixedPart(b.text).length - fixedPart(a.text).length)[0];
  return best ? `${best.text}${best.hint ? ` - ${best.hint}` : ""}` : "";
}

/** The list over the composer. No line is chosen until the arrow keys choose one, so that Enter always sends what is seen. */
export class Completion {
  #field;
  #commands;
  #found = [];
  #active = -1;
  #said = 0;

  constructor(field, id, commands) {
    this.#field = field;
    this.#commands = commands;
    this.list = h("ul", { id, role: "listbox", class: "options completions", "aria-label": "Commands", tabindex: "0", hidden: true, testid: "completions" });
    // Its scroll bar may be pressed; the keys stay with the field.
    this.list.addEventListener("focus", () => field.focus());
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", id);
    field.setAttribute("aria-haspopup", "listbox");
  }

  get open() {
    return !this.list.hidden;
  }

  typed() {
    this.#found = suggestions(this.#field.value, this.#commands());
    this.#active = -1;
    this.#draw();
    if (this.open && this.#found.length !== this.#said) announce(`${this.#found.length} suggestions; arrow keys to choose.`);
    this.#said = this.#found.length;
  }

  close() {
    this.#found = [];
    this.#draw();
  }

  /** Takes the key when it is for the list; answers whether it did. */
  key(event) {
    if (!this.open || event.isComposing) return false;
    const count = this.#found.length;
    if (event.key === "ArrowDown") this.#active = (this.#active + 1) % count;
    else if (event.key === "ArrowUp") this.#active = this.#active <= 0 ? count - 1 : this.#active - 1;
    else if (event.key === "Escape") return this.#taken(event, () => this.close());
    else if (event.key === "Tab" && !event.shiftKey) return this.#taken(event, () => this.#accept(Math.max(this.#active, 0)));
    else if (event.key === "Enter" && this.#active >= 0) return this.#taken(event, () => this.#accept(this.#active));
    else return false;
    return this.#taken(event, () => this.#draw());
  }

  #taken(event, act) {
    event.preventDefault();
    event.stopPropagation();
    act();
    return true;
  }

  #accept(index) {
    const { text } = this.#found[index];
    const fixed = fixedPart(text);
    this.#field.value = fixed === text ? text : fixed;
    this.close();
    this.#field.dispatchEvent(new CustomEvent("completed"));
    this.#field.focus();
  }

  #draw() {
    this.list.hidden = this.#found.length === 0;
    this.list.replaceChildren(...this.#found.map(({ text, hint }, index) => h("li", {
      id: `${this.list.id}-${index}`, role: "option", "aria-selected": String(index === this.#active), class: index === this.#active ? "active" : null,
      on: { pointerdown: (event) => event.preventDefault(), click: () => this.#accept(index) },
    }, h("span", { class: "command" }, text), h("small", {}, hint))));
    if (this.#active >= 0) this.#field.setAttribute("aria-activedescendant", `${this.list.id}-${this.#active}`);
    else this.#field.removeAttribute("aria-activedescendant");
    this.list.children[this.#active]?.scrollIntoView({ block: "nearest" });
  }
}
