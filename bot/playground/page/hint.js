// What this page is, said once to whoever sees it first, with three things to try.

import { h, iconButton } from "./dom.js";

const SEEN = "hint-seen";
const TRIES = [
  ["/involve help", "/involve help"],
  ["/involve me", "/involve me"],
  ["/involve connect …", "/involve connect "],
];

/** The line, or null once it was sent away; its buttons put their words into `composer`. */
export function firstHint(composer) {
  if (localStorage.getItem(SEEN)) return null;
  const away = () => {
    localStorage.setItem(SEEN, "yes");
    node.remove();
    composer.field.focus();
  };
  const tries = TRIES.map(([label, text]) => h("button", { type: "button", class: "try", on: { click: () => composer.fill(text) } }, label));
  const node = h("aside", { class: "first-hint", testid: "first-hint", "aria-label": "About this page" },
    h("p", {}, "This is a sample team on your own machine: nothing leaves it except what you connect yourself."),
    h("div", { class: "tries" }, h("span", {}, "Try"), tries),
    iconButton("close", "Do not show this again", { on: { click: away } }));
  return node;
}
