// A menu of choices that opens from a button and is walked with the arrow keys.

import { h, unique } from "./dom.js";

const MARGIN = 8;

function place(menu, button) {
  const from = button.getBoundingClientRect();
  const size = menu.getBoundingClientRect();
  const left = Math.max(MARGIN, Math.min(from.right - size.width, innerWidth - size.width - MARGIN));
  const below = from.bottom + 4;
  const top = below + size.height > innerHeight - MARGIN ? Math.max(MARGIN, from.top - size.height - 4) : below;
  menu.style.setProperty("left", `${left}px`);
  menu.style.setProperty("top", `${top}px`);
}

const STEPS = {
  ArrowDown: (index, count) => (index + 1) % count,
  ArrowUp: (index, count) => (index - 1 + count) % count,
  Home: () => 0,
  End: (index, count) => count - 1,
};

function open(button, label, items, finished) {
  const id = unique("menu");
  const menu = h("div", { class: "menu", role: "menu", id, "aria-label": label, popover: "manual", testid: "menu" });
  const close = (giveBack = true) => {
    document.removeEventListener("pointerdown", outside, true);
    menu.remove();
    finished();
    if (giveBack) button.focus();
  };
  const outside = (event) => {
    if (!menu.contains(event.target) && !button.contains(event.target)) close(false);
  };
  for (const { text, hint, choose, href } of items) {
    const hover = (event) => event.currentTarget.focus();
    const act = () => {
      close();
      choose();
    };
    const attributes = { role: "menuitem", tabindex: "-1", on: { click: act, pointermove: hover } };
    const body = [h("span", {}, text), hint && h("small", {}, hint)];
    menu.append(href
      ? h("a", { ...attributes, href, target: "_blank", rel: "noopener noreferrer" }, body)
      : h("button", { ...attributes, type: "button" }, body));
  }
  menu.addEventListener("keydown", (event) => {
    const all = [...menu.children];
    const step = STEPS[event.key];
    if (step) all[step(all.indexOf(document.activeElement), all.length)].focus();
    else if (event.key === "Escape" || event.key === "Tab") close();
    else return;
    if (event.key !== "Tab") event.preventDefault();
    event.stopPropagation();
  });
  document.addEventListener("pointerdown", outside, true);
  // What is outside an open dialog is dead to the keyboard, so the menu is born where its button is.
  (button.closest("dialog, main, aside") || document.body).append(menu);
  menu.showPopover();
  place(menu, button);
  menu.firstElementChild?.focus();
  return { id, close };
}

/** Makes `button` open the menu that `items()` gives: [{text, hint?, href?, choose}]. */
export function menuButton(button, label, items) {
  let opened = null;
  button.setAttribute("aria-haspopup", "menu");
  button.setAttribute("aria-expanded", "false");
  const show = () => {
    if (opened) {
      opened.close();
      return;
    }
    button.setAttribute("aria-expanded", "true");
    opened = open(button, label, items(), () => {
      opened = null;
      button.setAttribute("aria-expanded", "false");
    });
  };
  button.addEventListener("click", show);
  button.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" || opened) return;
    event.preventDefault();
    show();
  });
  return button;
}
