// Elements are built here, out of nodes: text is always a text node, so nothing anybody wrote can become markup.

const SVG = "http://www.w3.org/2000/svg";
const LINK_SCHEMES = new Set(["http:", "https:", "mailto:", "tel:"]);

/** An element. `on` holds listeners, `testid` the hook for tests; false, null and undefined leave an attribute out. */
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name === "on") for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    else if (name === "testid") node.dataset.testid = value;
    else if (/^on|^style$|^srcdoc$/i.test(name)) throw new TypeError(`${name} is not set as an attribute here`);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export function fragment(...children) {
  const all = document.createDocumentFragment();
  all.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return all;
}

/** The address when it is one a member may follow, else null: `javascript:` and its like are never links. */
export function followable(address) {
  try {
    return LINK_SCHEMES.has(new URL(address).protocol) ? address : null;
  } catch {
    return null;
  }
}

export function link(address, ...children) {
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

export function hidden(text) {
  return h("span", { class: "unseen" }, text);
}

const SHAPES = {
  attach: "m20 11.5-8.2 8.2a5 5 0 0 1-7.1-7.1l8.6-8.6a3.3 3.3 0 0 1 4.7 4.7l-8.6 8.6a1.7 1.7 0 0 1-2.4-2.4l7.8-7.8",
  app: "M8.8 6.2a5.8 5.8 0 1 0 0 11.6 5.8 5.8 0 0 0 0-11.6Zm6.4 0a5.8 5.8 0 1 0 0 11.6 5.8 5.8 0 0 0 0-11.6Z",
  back: "M14.5 5 8 12l6.5 7",
  bolt: "M13 3 5 13.5h6L10.5 21 19 10.5h-6.2Z",
  check: "m5 12.5 4.5 4.5L19 7.5",
  clock: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17Zm0 4v5l3.2 2",
  close: "m6 6 12 12M18 6 6 18",
  down: "M12 5v14m-6-6 6 6 6-6",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Zm9.5-2.8a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6Z",
  hash: "M9.5 4 7.5 20M16.5 4l-2 16M4.5 9h15.5M4 15h15.5",
  lock: "M6 11h12v9H6Zm2.5 0V8a3.5 3.5 0 0 1 7 0v3",
  home: "M4 11.2 12 4l8 7.2V20h-5.5v-5.5h-5V20H4Z",
  image: "M4 5h16v14H4Zm0 11 4.5-4.5 4 4 3-3L20 17M9 9.2v.1",
  more: "M5.5 12h.1M12 12h.1M18.5 12h.1",
  moon: "M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10Z",
  reply: "M20 11.5c0 3.6-3.6 6.5-8 6.5-1 0-2-.2-2.9-.4L5 19.5l1.1-3.4A6 6 0 0 1 4 11.5C4 7.9 7.6 5 12 5s8 2.9 8 6.5Z",
  send: "M4.5 12 20 4.5 15.5 20l-3.6-6.2Zm7.4 1.8L20 4.5",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8Zm0-5v2m0 14v2M3 12h2m14 0h2M5.6 5.6 7 7m10 10 1.4 1.4M18.4 5.6 17 7M7 17l-1.4 1.4",
  warning: "M12 4 2.8 19.5h18.4Zm0 6v4.5m0 2.6v.1",
};

/** A drawn sign, for the eye only: whoever uses one gives the words beside it. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}

export function iconButton(name, label, attributes = {}) {
  return h("button", { type: "button", class: "icon-button", "aria-label": label, title: label, ...attributes }, icon(name));
}

let last = 0;

/** A name no other element on the page has, for labels and what they label. */
export function unique(stem) {
  last += 1;
  return `${stem}-${last}`;
}

/** Said aloud by a screen reader once what it is saying now is over. */
export function announce(text) {
  const region = document.getElementById("announcer");
  region.append(h("p", {}, text));
  while (region.childElementCount > 3) region.firstElementChild.remove();
}
