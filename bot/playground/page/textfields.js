// The fields a member types into: a line, several lines, an address, an e-mail, a number - and what is wrong with what was typed.

import { h } from "./dom.js";
import { wordsOnly } from "./mrkdwn.js";

function isWebAddress(text) {
  try {
    return ["http:", "https:"].includes(new URL(text).protocol);
  } catch {
    return false;
  }
}

function numberTrouble(text, { is_decimal_allowed: decimals, min_value: least, max_value: most }) {
  const number = Number(text);
  if (Number.isNaN(number)) return "That is not a number.";
  if (!decimals && !Number.isInteger(number)) return "A whole number, please.";
  if (least !== undefined && number < Number(least)) return `No less than ${least}, please.`;
  if (most !== undefined && number > Number(most)) return `No more than ${most}, please.`;
  return "";
}

function lengthTrouble(text, { min_length: least, max_length: most }) {
  if (least && text.length < least) return `A little more: at least ${least} characters.`;
  if (most && text.length > most) return `A little less: at most ${most} characters, this has ${text.length}.`;
  return "";
}

const KINDS = {
  plain_text_input: { type: "text", trouble: lengthTrouble },
  url_text_input: {
    type: "url", trouble: (text) => (isWebAddress(text) ? "" : "That is not a web address: one begins with https:// or http://."),
  },
  email_text_input: { type: "email", trouble: (text) => (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) ? "" : "That is not an e-mail address.") },
  number_input: { type: "text", trouble: numberTrouble },
};

/** A field to type into, or null when the element is of another type. `trouble()` says what is wrong, "" when nothing is. */
export function textField(element, workspace) {
  const kind = KINDS[element.type];
  if (!kind) return null;
  const placeholder = wordsOnly(element.placeholder, workspace);
  const attributes = { class: "field", placeholder: placeholder || null, spellcheck: kind.type === "text" ? null : "false" };
  const lines = { ...attributes, rows: 4 };
  const line = { ...attributes, type: kind.type, inputmode: element.type === "number_input" ? "decimal" : null, autocomplete: "off" };
  const node = element.multiline ? h("textarea", lines) : h("input", line);
  node.value = element.initial_value ?? "";
  const typed = () => (element.type === "plain_text_input" ? node.value : node.value.trim());
  return {
    node, input: node, label: placeholder || "Text",
    read: () => ({ type: element.type, value: typed() || null }),
    write: ({ value }) => {
      node.value = value ?? "";
    },
    empty: () => !typed().trim(),
    trouble: () => (typed() ? kind.trouble(typed(), element) : ""),
    listen: (listener) => listenAsTyped(node, element, listener),
  };
}

/** Slack's dispatch_action_config: on Enter (the usual) or with each character. */
function listenAsTyped(node, element, listener) {
  const on = element.dispatch_action_config?.trigger_actions_on || ["on_enter_pressed"];
  if (on.includes("on_character_entered")) node.addEventListener("input", listener);
  if (!on.includes("on_enter_pressed")) return;
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || (element.multiline && event.shiftKey)) return;
    event.preventDefault();
    listener();
  });
}
