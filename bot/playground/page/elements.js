// What a member presses or picks inside a message, a modal or the Home, each as one node that tells the app.

import { control } from "./controls.js";
import { followable, h, icon, iconButton } from "./dom.js";
import { menuButton } from "./menu.js";
import { words, wordsOnly } from "./mrkdwn.js";

/** Said where an app uses something this page has not got, so that nothing vanishes silently. */
export function unsupported(what, kind) {
  return h("p", { class: "unsupported", testid: "unsupported" }, icon("warning"), `This ${kind} (${what || "without a type"}) cannot be shown here yet.`);
}

function button(element, block, surface) {
  const address = element.url && followable(element.url);
  const reading = { type: "button", value: element.value };
  const tone = { primary: " primary", danger: " danger" }[element.style] || "";
  const attributes = {
    class: `button${tone}`, "aria-label": element.accessibility_label, "data-action-id": element.action_id,
    on: { click: () => !node.hasAttribute("aria-busy") && surface.act(block, element, reading, node) },
  };
  const label = words(element.text, surface.workspace);
  const outward = h("span", { class: "outward", "aria-hidden": "true" }, "↗");
  const node = address
    ? h("a", { ...attributes, href: address, target: "_blank", rel: "noopener noreferrer" }, label, outward)
    : h("button", { ...attributes, type: "button" }, label);
  return node;
}

function overflow(element, block, surface) {
  const node = iconButton("more", "More choices", { "data-action-id": element.action_id });
  return menuButton(node, "More choices", () => (element.options || []).map((option) => ({
    text: wordsOnly(option.text, surface.workspace),
    hint: wordsOnly(option.description, surface.workspace),
    href: option.url && followable(option.url),
    choose: () => surface.act(block, element, { type: "overflow", selected_option: option }, node),
  })));
}

/** A picture is fetched only when it is asked for: until then nothing leaves this machine, and its words stand in its place. */
export function picture(address, description, { small = false } = {}) {
  const own = address?.startsWith("data:image/") || (address && new URL(address, location.href).origin === location.origin);
  const shown = () => h("img", { src: address, alt: description || "", loading: "lazy" });
  if (own) return shown();
  const from = address && followable(address) ? new URL(address).hostname : null;
  if (!from) return h("span", { class: "picture" }, icon("image"), description || "A picture");
  const node = h("button", {
    type: "button", class: small ? "picture small" : "picture", title: `Fetches the picture from ${from}`,
    on: { click: () => node.replaceWith(shown()) },
  }, icon("image"), h("span", {}, description || "A picture"), !small && h("small", {}, `Show the picture from ${from}`));
  return node;
}

/** A date or time field cannot show what it is for by itself, as a list does with its first line. */
function captioned(node, element, workspace) {
  const caption = wordsOnly(element.placeholder, workspace);
  if (!caption || node.tagName !== "INPUT") return node;
  return h("span", { class: "captioned" }, h("span", { "aria-hidden": "true" }, caption), node);
}

function picked(element, block, surface) {
  const found = control(element, surface.workspace);
  if (!found) return null;
  const { node, input, label, read, write, listen, focus } = found;
  let before = read();
  input.setAttribute("aria-label", wordsOnly(element.placeholder, surface.workspace) || label);
  input.dataset.actionId = element.action_id;
  surface.register(block.block_id, element.action_id, { read, write, focus: focus || (() => input.focus()) });
  listen(async () => {
    const now = read();
    if (JSON.stringify(now) === JSON.stringify(before)) return;
    if (await surface.act(block, element, now, node)) before = now;
    else write(before);
  });
  return captioned(node, element, surface.workspace);
}

/** The node of an interactive element or image; an honest note for what is not known here. */
export function element(element, block, surface) {
  if (element.type === "button") return button(element, block, surface);
  if (element.type === "overflow") return overflow(element, block, surface);
  if (element.type === "image") return picture(element.image_url, element.alt_text, { small: true });
  return picked(element, block, surface) || unsupported(element.type, "element");
}
