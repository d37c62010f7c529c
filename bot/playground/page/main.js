// Puts the page together: where one is (the address), what the server says, and what is drawn.

import { ask, listen } from "./api.js";
import { Conversation } from "./conversation.js";
import { ClockPanel, MemberSwitch, themeButton } from "./desk.js";
import { h, iconButton } from "./dom.js";
import { firstHint } from "./hint.js";
import { Home } from "./home.js";
import { Modal } from "./modal.js";
import { drawNav } from "./nav.js";
import { Thread } from "./thread.js";
import { Workspace } from "./workspace.js";

const HOME = "home";
const QUIET = 3000;

/** #U1/C1/1700000000.0001: as whom, where, in which thread. */
function address() {
  const [member = "", place = "", thread = ""] = decodeURIComponent(location.hash.slice(1)).split("/");
  return { member, place, thread };
}

/** However often it is called while it runs, it runs once more after that, not once per call. Reading fails quietly:
 * what is on the page stays, and is read again once the line is back. */
function coalesced(work) {
  let running = null;
  let again = false;
  return function run() {
    if (running) {
      again = true;
      return running;
    }
    running = Promise.resolve().then(work).catch(() => {}).finally(() => {
      running = null;
      if (again) {
        again = false;
        run();
      }
    });
    return running;
  };
}

/** To where one writes - but a finger opening a channel does not ask for the keyboard on the screen. */
function focusIn({ composer, heading }) {
  const byMouse = matchMedia("(hover: hover)").matches;
  ((byMouse && composer?.field) || heading).focus();
}

class Page {
  #workspace = new Workspace();
  #modal = new Modal(this.#workspace);
  #nodes = Object.fromEntries(["app", "nav", "desk", "middle", "beside", "team", "title", "line"].map((id) => [id, document.getElementById(id)]));
  #middle = null;
  #thread = null;
  #place = null;
  #members = null;
  #clock = null;
  #stop = null;
  #lostSince = 0;

  refreshState = coalesced(async () => {
    const { id } = this.#workspace.me;
    const state = await ask("state", { as: id });
    if (this.#workspace.me.id !== id) return; // somebody else by now: they have read their own
    this.#workspace.take(state);
    this.#drawColumn();
  });

  refreshMiddle = coalesced(() => this.#middle?.refresh());
  refreshThread = coalesced(() => this.#thread?.refresh());
  refreshModal = coalesced(() => this.#modal.refresh());

  async start() {
    addEventListener("hashchange", () => this.#go().catch(fail));
    document.getElementById("skip").addEventListener("click", (event) => {
      event.preventDefault();
      this.#middle?.heading.focus();
    });
    this.#nodes.desk.append(themeButton());
    await this.#be(address().member);
  }

  /** Becomes that member: everything is read and drawn anew, in the same conversation where they have it too. */
  async #be(member) {
    this.#stop?.();
    this.#workspace.take(await ask("state", member ? { as: member } : {}).catch(() => ask("state", {})));
    const { state, me } = this.#workspace;
    document.title = `${state.team.name} - ${state.app.name}`;
    this.#nodes.team.textContent = this.#nodes.title.textContent = state.team.name;
    if (!this.#members) this.#furnish();
    this.#place = null;
    await this.#go();
    this.#stop = listen(me.id, { heard: (event) => this.#heard(event), connected: () => this.#connected(), lost: () => this.#lost() });
  }

  #furnish() {
    this.#members = new MemberSwitch(this.#workspace, (id) => (location.hash = `${id}/${this.#place}`));
    this.#clock = new ClockPanel(this.#workspace, () => this.refreshState());
    this.#nodes.desk.prepend(this.#members.node, this.#clock.node);
  }

  async #go() {
    const { member, place, thread } = address();
    if (member && this.#workspace.me.id !== member && this.#workspace.people().some(({ id }) => id === member)) {
      await this.#be(member);
      return;
    }
    const known = place === HOME || this.#workspace.conversation(place);
    // On a narrow page the list of conversations is a place of its own: an address without one.
    this.#nodes.app.dataset.at = known || !member ? "middle" : "nav";
    const wanted = known ? place : this.#workspace.firstConversation() || HOME;
    if (wanted !== this.#place) await this.#open(wanted);
    await this.#openThread(known ? thread : "");
    this.#drawColumn();
  }

  async #open(place) {
    const { me } = this.#workspace;
    const switched = this.#place !== null;
    this.#place = place;
    const header = (...title) => h("header", { class: "pane-header" },
      iconButton("back", "All conversations", { class: "icon-button back", on: { click: () => (location.hash = me.id) } }),
      h("div", { class: "pane-title" }, title));
    const conversation = this.#workspace.conversation(place);
    const unread = [...this.#workspace.state.channels, ...this.#workspace.state.dms].find(({ id }) => id === place)?.unread || 0;
    const openThread = (ts) => (location.hash = `${me.id}/${place}/${ts}`);
    this.#middle = conversation
      ? new Conversation(this.#workspace, conversation, { header, hint: firstHint, openThread })
      : new Home(this.#workspace, { header });
    this.#nodes.middle.replaceChildren(this.#middle.node);
    if (conversation) await this.#middle.refresh({ unread });
    else await this.#middle.open();
    if (unread) this.refreshState();
    if (switched) focusIn(this.#middle);
  }

  async #openThread(ts) {
    if (ts === (this.#thread?.ts || "") && this.#thread?.channel === this.#place) return;
    const had = this.#thread;
    const conversation = this.#workspace.conversation(this.#place);
    const open = ts && conversation;
    const close = () => (location.hash = `${this.#workspace.me.id}/${this.#place}`);
    const name = conversation?.isDm ? conversation.name : `#${conversation?.name}`;
    this.#thread = open ? new Thread(this.#workspace, { channel: this.#place, ts, name, close }) : null;
    this.#nodes.beside.hidden = !open;
    this.#nodes.beside.replaceChildren(...(open ? [this.#thread.node] : []));
    await this.#thread?.refresh();
    if (open) focusIn(this.#thread);
    else if (had?.channel === this.#place) this.#nodes.middle.querySelector(`[data-ts="${CSS.escape(had.ts)}"]`)?.focus();
  }

  #drawColumn() {
    drawNav(this.#nodes.nav, this.#workspace, this.#place);
    this.#members.draw();
    this.#clock.draw();
  }

  #heard({ type, channel }) {
    if (type === "modal") this.refreshModal();
    else if (type === "home") this.#place === HOME && this.refreshMiddle();
    else if (type === "clock" || type === "channels") this.refreshState();
    else {
      const here = !channel || channel === this.#place;
      const reading = here && this.#place !== HOME ? this.refreshMiddle() : Promise.resolve();
      if (here) this.refreshThread();
      // What is being read is no longer unread, so it is read before the marks are counted.
      reading.then(() => this.refreshState());
    }
  }

  /** Reads everything once more: something may have happened between the last reading and the first word heard. */
  async #connected() {
    clearTimeout(this.#lostSince);
    this.#lostSince = 0;
    this.#nodes.line.hidden = true;
    await Promise.all([this.refreshMiddle(), this.refreshThread(), this.refreshModal()]);
    await this.refreshState();
  }

  #lost() {
    this.#lostSince ||= setTimeout(() => (this.#nodes.line.hidden = false), QUIET);
  }
}

function fail(error) {
  document.getElementById("middle").replaceChildren(h("div", { class: "nothing", role: "alert" }, error.message));
}

new Page().start().catch(fail);
