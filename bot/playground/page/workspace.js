// What the page knows of the team: who is who, which conversations there are, and what time it is there.

export class Workspace {
  #heardAt = 0;

  constructor() {
    this.state = null;
  }

  take(state) {
    this.state = state;
    this.setClock(state.clock);
  }

  setClock(clock) {
    this.state.clock = { ...this.state.clock, ...clock };
    this.#heardAt = performance.now();
  }

  get me() {
    return this.state.me;
  }

  /** The member's time zone, or UTC when the browser does not know its name. */
  get zone() {
    try {
      new Intl.DateTimeFormat("en", { timeZone: this.me.tz });
      return this.me.tz || "UTC";
    } catch {
      return "UTC";
    }
  }

  /** The language the member reads Slack in: what an app writes as a moment is shown in it. */
  get locale() {
    return Intl.DateTimeFormat.supportedLocalesOf(this.me.locale || "en")[0] || "en";
  }

  now() {
    return new Date(Date.parse(this.state.clock.now) + performance.now() - this.#heardAt);
  }

  member(id) {
    return this.state.members.find((member) => member.id === id) || null;
  }

  memberName(id, otherwise = "someone") {
    const member = this.member(id);
    return member ? member.real_name || member.name : otherwise;
  }

  /** Whom one can be: people, not apps, who are still here. */
  people() {
    return this.state.members.filter((member) => !member.bot && !member.deleted);
  }

  channel(id) {
    return this.state.channels.find((channel) => channel.id === id) || null;
  }

  dm(id) {
    return this.state.dms.find((dm) => dm.id === id) || null;
  }

  /** A channel or direct message as {id, name, topic, isDm}, or null where the member has no such conversation. */
  conversation(id) {
    const channel = this.channel(id);
    if (channel) return { id, name: channel.name, topic: channel.topic || "", isDm: false, isMember: channel.is_member, isPrivate: channel.is_private };
    const dm = this.dm(id);
    return dm && { id, name: dm.with.name, topic: "", isDm: true, isMember: true, withApp: dm.with.is_bot, person: dm.with.id };
  }

  /** What the nav opens first: the first channel the member is in. */
  firstConversation() {
    const channel = this.state.channels.find(({ is_member: isMember }) => isMember) || this.state.channels[0];
    return channel?.id || this.state.dms[0]?.id || null;
  }

  shortcuts(type) {
    return this.state.shortcuts.filter((shortcut) => shortcut.type.startsWith(type));
  }
}
