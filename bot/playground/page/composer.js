// Where a member writes: Enter sends, a slash completes, arrow-up brings back what was sent before.

import { tell } from "./api.js";
import { Completion, usageOf } from "./completion.js";
import { announce, h, icon, iconButton, unique } from "./dom.js";
import { menuButton } from "./menu.js";

const REMEMBERED = 50;
const drafts = new Map();

function remembered(member) {
  try {
    return JSON.parse(sessionStorage.getItem(`sent:${member}`)) || [];
  } catch {
    return [];
  }
}

function remember(member, text) {
  const lines = [...remembered(member).filter((line) => line !== text), text].slice(-REMEMBERED);
  sessionStorage.setItem(`sent:${member}`, JSON.stringify(lines));
}

/** What is in a file, as text that fits into JSON. */
function asBase64(file) {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.readAsDataURL(file);
  });
}

export class Composer {
  #workspace;
  #channel;
  #thread;
  #completion;
  #past = [];
  #back = 0;

  /** `thread` is the ts of the message a thread hangs on, or null in the conversation itself. */
  constructor(workspace, { channel, thread = null, label }) {
    this.#workspace = workspace;
    this.#channel = channel;
    this.#thread = thread;
    const [usageId, errorId] = [unique("usage"), unique("trouble")];
    this.field = h("textarea", { rows: 1, "aria-label": label, placeholder: label, "aria-describedby": `${usageId} ${errorId}`, enterkeyhint: "send" });
    const commands = () => (thread ? [] : workspace.state.commands);
    this.#completion = new Completion(this.field, unique("completions"), commands);
    this.usage = h("p", { class: "usage", id: usageId });
    this.trouble = h("p", { class: "failure", id: errorId, role: "alert", hidden: true, testid: "send-error" });
    this.send = iconButton("send", "Send", { class: "icon-button send", on: { click: () => this.#submit() } });
    const box = h("div", { class: "composer-box" }, this.field, h("div", { class: "composer-row" }, !thread && this.#bolt(), !thread && this.#attach(), this.usage, this.send));
    this.node = h("div", { class: "composer", testid: "composer" }, this.#completion.list, box, this.trouble);
    this.field.value = drafts.get(this.#key) || "";
    for (const event of ["input", "completed"]) this.field.addEventListener(event, () => this.#typed(event === "input"));
    this.field.addEventListener("keydown", (event) => this.#keyed(event));
    this.field.addEventListener("blur", (event) => event.relatedTarget !== this.#completion.list && this.#completion.close());
    this.#typed(false);
  }

  get #key() {
    return [this.#workspace.me.id, this.#channel, this.#thread].join("/");
  }

  /** Puts words into the composer for the member to look at and send. */
  fill(text) {
    this.field.value = text;
    this.field.focus();
    this.field.setSelectionRange(text.length, text.length);
    this.#typed(true);
  }

  #bolt() {
    const shortcuts = () => this.#workspace.shortcuts("global").concat(this.#workspace.shortcuts("shortcut"));
    if (!shortcuts().length) return null;
    return menuButton(iconButton("bolt", "Shortcuts", { testid: "shortcuts" }), "Shortcuts", () => shortcuts().map((shortcut) => ({
      text: shortcut.name,
      hint: this.#workspace.state.app.name,
      choose: async () => {
        const answer = await tell("shortcut", { as: this.#workspace.me.id, callback_id: shortcut.callback_id });
        this.#fail(answer.ok ? "" : answer.error);
      },
    })));
  }

  /** A file goes at once, by itself, with no words. */
  #attach() {
    const file = h("input", { type: "file", hidden: true, testid: "file", on: { change: () => this.#sendFile(file) } });
    return [file, iconButton("attach", "Attach a file", { testid: "attach", on: { click: () => file.click() } })];
  }

  async #sendFile(input) {
    const [chosen] = input.files;
    if (!chosen) return;
    const content = await asBase64(chosen);
    const answer = await tell("file", { as: this.#workspace.me.id, channel: this.#channel, name: chosen.name, content });
    input.value = "";
    this.#fail(answer.ok ? "" : answer.error);
    if (answer.ok) announce(`Sent ${chosen.name}.`);
  }

  #typed(byHand) {
    const text = this.field.value;
    drafts.set(this.#key, text);
    this.usage.textContent = this.#thread ? "" : usageOf(text, this.#workspace.state.commands);
    this.send.disabled = !text.trim();
    if (byHand) this.#completion.typed();
    if (byHand) this.#back = 0;
    this.#grow();
  }

  #grow() {
    if (CSS.supports("field-sizing", "content")) return;
    this.field.style.setProperty("height", "auto");
    this.field.style.setProperty("height", `${this.field.scrollHeight}px`);
  }

  #keyed(event) {
    if (this.#completion.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.#submit();
    } else if (event.key === "ArrowUp" && (this.#back || !this.field.value)) this.#recall(event, 1);
    else if (event.key === "ArrowDown" && this.#back) this.#recall(event, -1);
  }

  #recall(event, step) {
    if (!this.#back) this.#past = remembered(this.#workspace.me.id);
    const back = Math.min(this.#back + step, this.#past.length);
    event.preventDefault();
    this.field.value = back ? this.#past.at(-back) : "";
    this.#typed(false);
    this.#back = back;
  }

  async #submit() {
    const text = this.field.value.trim();
    if (!text || this.field.readOnly) return;
    this.#completion.close();
    this.field.readOnly = true;
    this.send.setAttribute("aria-busy", "true");
    const body = { as: this.#workspace.me.id, channel: this.#channel, text, ...(this.#thread && { thread_ts: this.#thread }) };
    const answer = await tell("send", body);
    this.field.readOnly = false;
    this.send.removeAttribute("aria-busy");
    this.#fail(answer.ok ? "" : answer.error);
    if (!answer.ok) return;
    remember(this.#workspace.me.id, text);
    this.field.value = "";
    this.#typed(true);
    if (text.startsWith("/")) announce("Sent.");
  }

  #fail(sentence) {
    this.trouble.hidden = !sentence;
    this.trouble.replaceChildren(...(sentence ? [icon("warning"), h("span", {}, h("strong", {}, "Not sent. "), sentence)] : []));
  }
}
