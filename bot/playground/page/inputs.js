// A field with its label, its hint and, when something is wrong, the sentence that says so right there.

import { control } from "./controls.js";
import { h, icon, unique } from "./dom.js";
import { unsupported } from "./elements.js";
import { words } from "./mrkdwn.js";
import { textField } from "./textfields.js";

const EMPTY = "This one is needed.";

/** The input block: registers its field with the surface, so that it is read, checked and can show what is wrong. */
export function inputBlock(block, surface) {
  const { element, label, hint, optional } = block;
  const found = textField(element, surface.workspace) || control(element, surface.workspace);
  if (!found) return unsupported(element.type, "field");
  const { node, input, group, read, write, empty, trouble, listen } = found;
  const [labelId, hintId, errorId] = [unique("label"), unique("hint"), unique("error")];
  const error = h("p", { class: "field-error", id: errorId, testid: "field-error", hidden: true });
  const name = [words(label, surface.workspace), optional && h("span", { class: "optional" }, " (optional)")];
  input.id ||= unique("field");
  input.dataset.actionId = element.action_id;
  if (group) input.setAttribute("aria-labelledby", labelId);
  else if (!optional) input.setAttribute("aria-required", "true");
  const describe = (wrong) => {
    const ids = [hint && hintId, wrong && errorId].filter(Boolean);
    if (ids.length) input.setAttribute("aria-describedby", ids.join(" "));
    else input.removeAttribute("aria-describedby");
    if (wrong && !group) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  };
  const fail = (sentence) => {
    error.hidden = !sentence;
    error.replaceChildren(...(sentence ? [icon("warning"), h("span", {}, sentence)] : []));
    describe(Boolean(sentence));
  };
  const check = () => {
    if (empty()) return optional ? "" : EMPTY;
    return trouble?.() || "";
  };
  const focus = found.focus || (() => input.focus());
  surface.register(block.block_id, element.action_id, { read, write, check, fail, focus });
  if (block.dispatch_action) listen(() => surface.act(block, element, read(), node));
  if (element.focus_on_load) input.dataset.first = "";
  describe(false);
  return h("div", { class: "input" },
    group ? h("p", { class: "label", id: labelId }, name) : h("label", { class: "label", for: input.id, id: labelId }, name),
    node,
    hint && h("p", { class: "hint", id: hintId }, words(hint, surface.workspace)),
    error,
  );
}
