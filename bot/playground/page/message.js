// One message: who said it, when, what it says, and what can be done with it.

import { tell } from "./api.js";
import { blocks } from "./blocks.js";
import { announce, h, hidden, icon, iconButton, unique } from "./dom.js";
import { emoji } from "./emoji.js";
import { menuButton } from "./menu.js";
import { mrkdwn } from "./mrkdwn.js";
import { Surface } from "./surface.js";
import { dateAndTime, timeOf } from "./time.js";

const COLOUR = /^#[0-9a-f]{6}$/i;

export function avatar(name, { colour = "", isApp = false } = {}) {
  const initials = name.split(/\s+/).map((word) => [...word][0] || "").slice(0, 2).join("").toUpperCase();
  const node = h("span", { class: isApp ? "avatar of-app" : "avatar", "aria-hidden": "true" }, isApp ? icon("app") : initials);
  if (COLOUR.test(colour) && !isApp) node.style.setProperty("--own", colour);
  return node;
}

export function momentOf(message) {
  return new Date(message.at || Number(message.ts) * 1000);
}

/** What the message says, as one line without signs. */
export function spoken(message, workspace) {
  return mrkdwn(message.text || "", workspace).textContent.trim() || "a message without text";
}

function byline(message, workspace, id) {
  const moment = momentOf(message);
  const name = message.user_name || workspace.memberName(message.user);
  return h("header", { class: "byline", id },
    h("span", { class: "author" }, name),
    message.is_bot && h("span", { class: "badge" }, "App"),
    h("time", { datetime: moment.toISOString(), title: dateAndTime(moment, workspace.zone) }, timeOf(moment, workspace.zone)),
  );
}

function content(message, surface) {
  const edited = message.edited ? h("span", { class: "edited" }, " (edited)") : null;
  if (message.blocks?.length) return [h("div", { class: "blocks" }, blocks(message.blocks, surface)), edited];
  return [h("div", { class: "text" }, mrkdwn(message.text || "", surface.workspace), edited)];
}

function size(bytes) {
  return bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** What was sent along; its content is for the app alone. */
function files(message) {
  if (!message.files?.length) return null;
  return h("ul", { class: "files", "aria-label": "Files" }, message.files.map((file) =>
    h("li", { testid: "shared-file" }, icon("attach"), h("span", {}, file.name), h("span", { class: "file-size" }, size(file.size)))));
}

function menuItems(message, channel, workspace) {
  const shortcuts = workspace.shortcuts("message").map((shortcut) => ({
    text: shortcut.name,
    hint: workspace.state.app.name,
    choose: async () => {
      const body = { as: workspace.me.id, callback_id: shortcut.callback_id, message: { channel, ts: message.ts } };
      const answer = await tell("shortcut", body);
      if (!answer.ok) announce(answer.error);
    },
  }));
  const copy = { text: "Copy text", choose: () => navigator.clipboard?.writeText(spoken(message, workspace)) };
  return message.ephemeral ? [copy] : [...shortcuts, copy];
}

function toolbar(message, channel, workspace, openThread) {
  const more = menuButton(iconButton("more", "More actions", { tabindex: "-1" }), "Message actions", () => menuItems(message, channel, workspace));
  const reply = openThread && !message.ephemeral && iconButton("reply", "Reply in thread", { tabindex: "-1", on: { click: () => openThread(message.ts) } });
  return h("div", { class: "toolbar", role: "group", "aria-label": "Message" }, reply, more);
}

function reactions(message, workspace) {
  const all = Object.entries(message.reactions || {});
  if (!all.length) return null;
  return h("ul", { class: "reactions", "aria-label": "Reactions" }, all.map(([name, people]) => {
    const who = people.map((id) => workspace.memberName(id)).join(", ");
    return h("li", { title: who }, emoji(name) || `:${name}:`, " ", String(people.length), hidden(`, from ${who}`));
  }));
}

function replies(message, openThread) {
  if (!message.reply_count || !openThread) return null;
  const words = `${message.reply_count} ${message.reply_count === 1 ? "reply" : "replies"}`;
  return h("button", { type: "button", class: "replies", on: { click: () => openThread(message.ts) } }, icon("reply"), words);
}

/** The message as an article; `follows` when the one above is by the same person a moment ago. */
export function messageNode(message, { workspace, channel, follows, openThread }) {
  const surface = new Surface(workspace, { message: { channel, ts: message.ts } });
  const labelled = unique("by");
  const member = workspace.member(message.user);
  const name = message.user_name || workspace.memberName(message.user);
  return h("article", {
    class: "message", testid: "message", tabindex: "-1", "aria-labelledby": labelled, "data-ts": message.ts,
    "data-follows": follows ? "" : null, "data-ephemeral": message.ephemeral ? "" : null,
  },
    avatar(name, { colour: member?.avatar_color, isApp: message.is_bot }),
    h("div", { class: "said" },
      message.ephemeral && h("p", { class: "private" }, icon("eye"), "Only visible to you"),
      byline(message, workspace, labelled),
      (message.text || message.blocks?.length || !message.files?.length) && content(message, surface),
      files(message),
      reactions(message, workspace),
      replies(message, openThread),
    ),
    toolbar(message, channel, workspace, openThread),
  );
}
