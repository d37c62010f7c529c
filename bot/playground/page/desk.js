// Below the conversations: who one is, what time it is in this workspace, and the light.

import { tell } from "./api.js";
import { announce, h, icon } from "./dom.js";
import { aheadInWords, dateAndTime, shortDate, timeOf } from "./time.js";

const HOUR = 3600;
const STEPS = [
  { id: "digest", label: "Push to the next digest", body: { to: "digest" }, wide: true },
  { id: "hour", label: "+1 hour", body: { seconds: HOUR } },
  { id: "day", label: "+1 day", body: { seconds: 24 * HOUR } },
];

/** "Europe/Berlin" is Berlin to whoever lives there. */
function cityOf(zone) {
  return (zone || "UTC").split("/").at(-1).replaceAll("_", " ");
}

/** "Deutsch" for whoever reads Slack in German; nothing in English, as most here do. */
function languageOf(locale) {
  return /^en\b/.test(locale || "en") ? "" : new Intl.DisplayNames([locale], { type: "language" }).of(locale.split("-")[0]);
}

/** Whom one is: choosing somebody else shows the workspace through their eyes. */
export class MemberSwitch {
  #workspace;
  #drawn = "";

  constructor(workspace, choose) {
    this.#workspace = workspace;
    this.select = h("select", { id: "member", class: "field", testid: "member", on: { change: () => choose(this.select.value) } });
    this.about = h("p");
    this.node = h("div", { class: "member" }, h("label", { for: "member" }, "You are"), this.select, this.about);
    this.draw();
  }

  draw() {
    const { me } = this.#workspace;
    const people = this.#workspace.people().map(({ id, name, real_name: realName, tz, locale }) => ({ id, words: `${realName || name} · ${languageOf(locale) || cityOf(tz)}` }));
    const asText = JSON.stringify(people);
    if (asText !== this.#drawn) this.select.replaceChildren(...people.map(({ id, words }) => h("option", { value: id }, words)));
    this.#drawn = asText;
    this.select.value = me.id;
    this.about.textContent = [me.is_admin && "Admin", me.is_guest && "Guest", me.tz_label || me.tz, languageOf(me.locale)].filter(Boolean).join(" · ");
  }
}

/** The workspace's own clock, and the buttons that move it on. */
export class ClockPanel {
  #workspace;
  #moved;

  constructor(workspace, moved) {
    this.#workspace = workspace;
    this.#moved = moved;
    this.time = h("time", { class: "clock-time", testid: "clock" });
    this.ahead = h("span", { class: "clock-ahead" });
    this.trouble = h("p", { class: "failure", role: "alert", hidden: true });
    const buttons = STEPS.map((step) => h("button", {
      type: "button", class: step.wide ? "button wide" : "button", testid: `clock-${step.id}`, on: { click: (event) => this.#push(step, event.currentTarget) },
    }, step.label));
    this.node = h("section", { class: "clock", "aria-labelledby": "clock-title" },
      h("h2", { id: "clock-title" }, icon("clock"), "Workspace clock"), h("p", { class: "clock-face" }, this.time, this.ahead),
      h("div", { class: "clock-steps" }, buttons), this.trouble);
    setInterval(() => this.draw(), 1000);
    this.draw();
  }

  draw() {
    const { zone, state } = this.#workspace;
    const now = this.#workspace.now();
    const words = `${shortDate(now, zone)}, ${timeOf(now, zone)}`;
    if (this.time.textContent !== words) {
      this.time.textContent = words;
      this.time.dateTime = now.toISOString();
    }
    this.ahead.textContent = aheadInWords(state.clock.offset_seconds || 0);
  }

  async #push({ body, label }, button) {
    if (button.hasAttribute("aria-busy")) return;
    button.setAttribute("aria-busy", "true");
    const answer = await tell("clock", body);
    button.removeAttribute("aria-busy");
    this.trouble.hidden = answer.ok;
    this.trouble.replaceChildren(...(answer.ok ? [] : [icon("warning"), answer.error]));
    if (!answer.ok) return;
    await this.#moved();
    announce(`${label}: it is now ${dateAndTime(this.#workspace.now(), this.#workspace.zone)} here.`);
  }
}

const THEMES = { light: { next: "dark", sign: "moon", label: "Dark" }, dark: { next: "light", sign: "sun", label: "Light" } };

/** Light or dark: the system's way until the button says otherwise. */
export function themeButton() {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const kept = localStorage.getItem("theme");
  if (THEMES[kept]) root.dataset.theme = kept;
  const current = () => root.dataset.theme || (system.matches ? "dark" : "light");
  const button = h("button", {
    type: "button", class: "theme", testid: "theme",
    on: {
      click: () => {
        root.dataset.theme = THEMES[current()].next;
        localStorage.setItem("theme", root.dataset.theme);
        draw();
      },
    },
  });
  const draw = () => {
    const { sign, label } = THEMES[current()];
    button.replaceChildren(icon(sign), label);
    button.setAttribute("aria-label", `${label} theme`);
  };
  system.addEventListener("change", draw);
  draw();
  return button;
}
