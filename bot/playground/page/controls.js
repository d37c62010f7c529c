// The things a member chooses or fills with: each reads as Slack's {type, value|selected_...} and can be written back.

import { h, unique } from "./dom.js";
import { words, wordsOnly } from "./mrkdwn.js";
import { multiSelect } from "./multiselect.js";
import { dayOf, offsetMinutes } from "./time.js";

// Long enough to walk a list with the arrow keys without each step being sent.
const SETTLED = 350;
// A date is typed digit by digit, and 0002 is a year on the way to 2026.
const TYPED = 900;
const EARLIEST = { date: "1900-01-01", "datetime-local": "1900-01-01T00:00" };

/** Calls `listener` once a choice stands: a moment after the last change, at once when the field is left or Enter is pressed. */
function settled(node, listener, wait = SETTLED) {
  let timer = 0;
  const now = () => {
    if (!timer) return;
    clearTimeout(timer);
    timer = 0;
    if (node.validity.valid) listener();
  };
  node.addEventListener("change", () => {
    clearTimeout(timer);
    timer = setTimeout(now, wait);
  });
  node.addEventListener("blur", now);
  node.addEventListener("keydown", (event) => event.key === "Enter" && now());
}

function peopleOf(workspace) {
  return workspace.state.members.filter(({ deleted }) => !deleted).map((member) => ({ key: member.id, label: member.real_name || member.name }));
}

function channelsOf(workspace) {
  return workspace.state.channels.map(({ id, name }) => ({ key: id, label: `#${name}` }));
}

function conversationsOf(workspace, filter) {
  const wanted = filter?.include || ["public", "private", "im"];
  const dms = workspace.state.dms.filter((dm) => !(filter?.exclude_bot_users && dm.with.is_bot));
  return [
    ...(wanted.includes("public") || wanted.includes("private") ? channelsOf(workspace) : []),
    ...(wanted.includes("im") ? dms.map((dm) => ({ key: dm.id, label: dm.with.name })) : []),
  ];
}

function optionsOf(element, workspace) {
  const groups = element.option_groups || [{ options: element.options || [] }];
  return groups.flatMap(({ label, options }) =>
    options.map((option) => ({
      key: option.value,
      option,
      label: wordsOnly(option.text, workspace),
      hint: wordsOnly(option.description, workspace),
      group: wordsOnly(label, workspace),
    })),
  );
}

/** Where a select takes its choices from and under which names Slack reads and starts it. */
const SELECTS = {
  static_select: { read: "selected_option", start: "initial_option", choices: optionsOf },
  users_select: { read: "selected_user", start: "initial_user", choices: (_, workspace) => peopleOf(workspace) },
  channels_select: { read: "selected_channel", start: "initial_channel", choices: (_, workspace) => channelsOf(workspace) },
  conversations_select: {
    read: "selected_conversation", start: "initial_conversation", choices: ({ filter }, workspace) => conversationsOf(workspace, filter),
  },
  multi_static_select: { read: "selected_options", start: "initial_options", choices: optionsOf },
  multi_users_select: { read: "selected_users", start: "initial_users", choices: (_, workspace) => peopleOf(workspace) },
  multi_channels_select: { read: "selected_channels", start: "initial_channels", choices: (_, workspace) => channelsOf(workspace) },
  multi_conversations_select: {
    read: "selected_conversations", start: "initial_conversations", choices: ({ filter }, workspace) => conversationsOf(workspace, filter),
  },
};

function keyIn(reading) {
  return typeof reading === "object" && reading ? reading.value : reading;
}

function select(element, workspace) {
  const { read, start, choices } = SELECTS[element.type];
  const all = choices(element, workspace);
  const placeholder = wordsOnly(element.placeholder, workspace) || "Choose one";
  const node = h("select", { class: "field" }, h("option", { value: "" }, placeholder));
  const groups = new Map();
  for (const { key, label, hint, group } of all) {
    const option = h("option", { value: key }, hint ? `${label} - ${hint}` : label);
    if (group && !groups.has(group)) {
      groups.set(group, h("optgroup", { label: group }));
      node.append(groups.get(group));
    }
    (groups.get(group) || node).append(option);
  }
  const write = (reading) => {
    node.value = keyIn(reading[read]) ?? "";
  };
  write({ [read]: element[start] });
  const chosen = () => all.find(({ key }) => key === node.value);
  return {
    node, input: node, label: placeholder, write,
    read: () => ({ type: element.type, [read]: chosen() ? chosen().option || chosen().key : null }),
    empty: () => !chosen(),
    listen: (listener) => settled(node, listener),
  };
}

function severalOf(element, workspace) {
  const { read, start, choices } = SELECTS[element.type];
  const all = choices(element, workspace);
  const label = wordsOnly(element.placeholder, workspace) || "Choose";
  const several = multiSelect(all, { placeholder: label, most: element.max_selected_items || Infinity });
  const write = (reading) => several.choose((reading[read] || []).map(keyIn));
  write({ [read]: element[start] });
  return {
    node: several.node, input: several.input, label, write,
    read: () => ({ type: element.type, [read]: several.chosen().map(({ option, key }) => option || key) }),
    empty: () => several.chosen().length === 0,
    listen: several.listen,
  };
}

function picker(element, { kind, read, start, label }) {
  const node = h("input", { class: "field picker", type: kind, min: EARLIEST[kind] });
  const write = (reading) => {
    node.value = reading[read] || "";
  };
  write({ [read]: element[start] });
  return {
    node, input: node, label, write,
    read: () => ({ type: element.type, [read]: node.value || null }),
    empty: () => !node.value,
    listen: (listener) => settled(node, listener, TYPED),
  };
}

function momentPicker(element, workspace) {
  const control = picker({ type: element.type }, { kind: "datetime-local", read: "selected_date_time", label: "Date and time" });
  const write = ({ selected_date_time: seconds }) => {
    if (!seconds) return;
    const moment = new Date(seconds * 1000);
    const clock = new Date(moment.getTime() + offsetMinutes(moment, workspace.zone) * 60_000);
    control.node.value = `${dayOf(clock, "UTC")}T${clock.toISOString().slice(11, 16)}`;
  };
  const read = () => {
    if (!control.node.value) return null;
    const asUtc = new Date(`${control.node.value}:00Z`);
    const guess = new Date(asUtc.getTime() - offsetMinutes(asUtc, workspace.zone) * 60_000);
    return (asUtc.getTime() - offsetMinutes(guess, workspace.zone) * 60_000) / 1000;
  };
  write({ selected_date_time: element.initial_date_time });
  return { ...control, write, read: () => ({ type: element.type, selected_date_time: read() }) };
}

function boxes(element, workspace) {
  const many = element.type === "checkboxes";
  const read = many ? "selected_options" : "selected_option";
  const name = unique("choice");
  const inputs = (element.options || []).map((option) => ({
    option, input: h("input", { type: many ? "checkbox" : "radio", name, id: unique("choice"), value: option.value }),
  }));
  const node = h("div", { class: "boxes", role: many ? "group" : "radiogroup" }, inputs.map(({ option, input }) => {
    const hint = option.description && h("small", {}, words(option.description, workspace));
    return h("div", { class: "box" }, input, h("label", { for: input.id }, words(option.text, workspace), hint));
  }));
  const write = (reading) => {
    const wanted = [reading[read]].flat().map(keyIn);
    for (const { option, input } of inputs) input.checked = wanted.includes(option.value);
  };
  write({ [read]: many ? element.initial_options : element.initial_option });
  const chosen = () => inputs.filter(({ input }) => input.checked).map(({ option }) => option);
  return {
    node, input: node, group: true, label: many ? "Choices" : "Choose one", write,
    focus: () => (inputs.find(({ input }) => input.checked) || inputs[0])?.input.focus(),
    read: () => ({ type: element.type, [read]: many ? chosen() : chosen()[0] || null }),
    empty: () => chosen().length === 0,
    listen: (listener) => node.addEventListener("change", listener),
  };
}

const CONTROLS = {
  datepicker: (element) => picker(element, { kind: "date", read: "selected_date", start: "initial_date", label: "Date" }),
  timepicker: (element) => picker(element, { kind: "time", read: "selected_time", start: "initial_time", label: "Time" }),
  datetimepicker: momentPicker,
  checkboxes: boxes,
  radio_buttons: boxes,
};

/**
 * A control for the element, or null where the page has none of that type:
 * {node, input, label, group?, focus?, read(), write(reading), empty(), listen(listener)}.
 */
export function control(element, workspace) {
  if (SELECTS[element.type]) return (element.type.startsWith("multi_") ? severalOf : select)(element, workspace);
  return CONTROLS[element.type]?.(element, workspace) || null;
}
