// The left column: the team, its conversations, and the app's Home.

import { h, hidden, icon } from "./dom.js";
import { avatar } from "./message.js";

function unreadMark(count) {
  if (!count) return null;
  return h("span", { class: "count" }, h("span", { "aria-hidden": "true" }, count > 99 ? "99+" : String(count)), hidden(`, ${count} unread`));
}

function entry({ member, id, sign, name, unread, here, faint, note, closed }) {
  return h("li", {}, h("a", {
    href: `#${member}/${id}`, class: "nav-item", testid: "nav-item", "data-id": id, "aria-current": here ? "page" : null,
    "data-unread": unread && !here ? "" : null, "data-faint": faint ? "" : null,
  }, sign, h("span", { class: "name" }, name, note && h("span", { class: "badge" }, note), faint && hidden(", not joined"), closed && hidden(", private")), !here && unreadMark(unread)));
}

function part(title, entries) {
  return entries.length ? h("section", {}, h("h2", {}, title), h("ul", {}, entries)) : null;
}

/** Draws the column into `node` for the place one is at ("home" or a conversation's id), keeping the keyboard's place. */
export function drawNav(node, workspace, here) {
  const { me, state } = workspace;
  const focused = node.contains(document.activeElement) ? document.activeElement.dataset.id : null;
  const channels = state.channels.map(({ id, name, unread, is_member: isMember, is_private: isPrivate }) =>
    entry({ member: me.id, id, sign: icon(isPrivate ? "lock" : "hash"), name, unread, here: here === id, faint: !isMember, closed: isPrivate }));
  const dms = state.dms.map(({ id, with: { id: person, name, is_bot: isApp }, unread }) =>
    entry({
      member: me.id, id, name, unread, here: here === id, note: isApp && "App",
      sign: avatar(workspace.memberName(person, name), { colour: workspace.member(person)?.avatar_color, isApp }),
    }));
  const home = entry({ member: me.id, id: "home", sign: icon("home"), name: "Home", here: here === "home" });
  node.replaceChildren(...[part(state.app.name, [home]), part("Channels", channels), part("Direct messages", dms)].filter(Boolean));
  if (focused) node.querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus();
}
