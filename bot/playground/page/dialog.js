// Real dialogs: the keyboard stays inside, Escape closes, and the focus goes back to where it came from.

import { h, iconButton, unique } from "./dom.js";

/** Opens a dialog with a heading; `closed` hears that the member left it by Escape or the cross. */
export function openDialog({ title, body, footer, testid, closed, narrow = false }) {
  const id = unique("dialog");
  const heading = h("h2", { id, tabindex: "-1" }, title);
  const cross = iconButton("close", "Close", { on: { click: () => leave() } });
  const header = h("header", {}, heading, cross);
  const dialog = h("dialog", { class: narrow ? "dialog narrow" : "dialog", "aria-labelledby": id, testid }, header, body, footer);
  const before = document.activeElement;
  const leave = () => closed();
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    leave();
  });
  document.body.append(dialog);
  dialog.showModal();
  heading.focus({ preventScroll: true });
  return {
    dialog,
    heading,
    close() {
      dialog.close();
      dialog.remove();
      const there = before?.isConnected ? before : document.querySelector("[data-testid=composer] textarea");
      there?.focus({ preventScroll: true });
    },
  };
}

/** Slack's confirm object as a question: resolves true when the member says yes. */
export function confirmed(confirm, say) {
  return new Promise((resolve) => {
    const answer = (yes) => {
      opened.close();
      resolve(yes);
    };
    const tone = confirm.style === "danger" ? "danger" : "primary";
    const yes = h("button", { type: "button", class: `button ${tone}`, on: { click: () => answer(true) } }, say(confirm.confirm) || "Yes");
    const no = h("button", { type: "button", class: "button", on: { click: () => answer(false) } }, say(confirm.deny) || "Cancel");
    const opened = openDialog({
      title: say(confirm.title) || "Are you sure?",
      body: h("div", { class: "dialog-body" }, h("p", {}, say(confirm.text))),
      footer: h("footer", {}, no, yes),
      testid: "confirm",
      closed: () => answer(false),
      narrow: true,
    });
    // The harmless answer is the one under the finger.
    no.focus();
  });
}
