// Moments in words: Slack's date tokens, day headings and the workspace's own clock, in the reader's time zone.

const LOCALE = "en";
const HOUR_CYCLE = new Intl.DateTimeFormat(undefined, { hour: "numeric" }).resolvedOptions().hourCycle || "h23";
const DAY = 86_400_000;

function say(moment, zone, parts) {
  return new Intl.DateTimeFormat(LOCALE, { timeZone: zone, ...parts }).format(moment);
}

function numbers(moment, zone) {
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" });
  return Object.fromEntries(parts.formatToParts(moment).map(({ type, value }) => [type, value]));
}

/** "2026-11-22": the day a moment falls on for somebody living in `zone`. */
export function dayOf(moment, zone) {
  const { year, month, day } = numbers(moment, zone);
  return `${year}-${month}-${day}`;
}

export function timeOf(moment, zone, seconds = false) {
  const parts = { hour: "numeric", minute: "2-digit", hourCycle: HOUR_CYCLE };
  return say(moment, zone, seconds ? { ...parts, second: "2-digit" } : parts);
}

function ordinal(day) {
  const n = Number(day);
  const tail = n % 100 > 10 && n % 100 < 14 ? "th" : ["th", "st", "nd", "rd"][n % 10] || "th";
  return `${n}${tail}`;
}

function nearby(moment, zone, now) {
  const day = dayOf(moment, zone);
  const names = { [dayOf(now, zone)]: "today" };
  names[dayOf(new Date(now.getTime() - DAY), zone)] ??= "yesterday";
  names[dayOf(new Date(now.getTime() + DAY), zone)] ??= "tomorrow";
  return names[day];
}

function longDate(moment, zone, weekday) {
  const words = say(moment, zone, { month: "long", year: "numeric", ...(weekday && { weekday: "long" }), day: "numeric" });
  return words.replace(/(\d{1,2}),/, (_, day) => `${ordinal(day)},`);
}

function ago(moment, now) {
  const seconds = Math.round((moment.getTime() - now.getTime()) / 1000);
  const steps = [[3600, "minute", 60], [86_400, "hour", 3600], [Infinity, "day", 86_400]];
  const [, unit, size] = steps.find(([limit]) => Math.abs(seconds) < limit);
  if (Math.abs(seconds) < 60) return "just now";
  return new Intl.RelativeTimeFormat(LOCALE).format(Math.trunc(seconds / size), unit);
}

const TOKENS = {
  date_num: (moment, zone) => dayOf(moment, zone),
  date_slash: (moment, zone) => say(moment, zone, { year: "numeric", month: "2-digit", day: "2-digit" }),
  date: (moment, zone) => longDate(moment, zone, false),
  date_short: (moment, zone) => say(moment, zone, { year: "numeric", month: "short", day: "numeric" }),
  date_long: (moment, zone) => longDate(moment, zone, true),
  date_long_full: (moment, zone) => longDate(moment, zone, true),
  day_divider_pretty: (moment, zone, now) => dayHeading(moment, zone, now),
  time: (moment, zone) => timeOf(moment, zone),
  time_secs: (moment, zone) => timeOf(moment, zone, true),
  ago: (moment, zone, now) => ago(moment, now),
};

/** Slack's `{date_short_pretty} at {time}` and its kin; null when the timestamp is none, so the fallback is shown. */
export function dateTokens(pattern, epochSeconds, zone, now) {
  const moment = new Date(Number(epochSeconds) * 1000);
  if (Number.isNaN(moment.getTime())) return null;
  return pattern.replace(/\{(\w+)\}/g, (token, name) => {
    const pretty = name.startsWith("date") && name.endsWith("_pretty");
    const plain = TOKENS[pretty ? name.slice(0, -"_pretty".length) : name];
    if (!plain) return token;
    return (pretty && nearby(moment, zone, now)) || plain(moment, zone, now);
  });
}

export function dayHeading(moment, zone, now) {
  const near = nearby(moment, zone, now);
  if (near) return near[0].toUpperCase() + near.slice(1);
  const sameYear = numbers(moment, zone).year === numbers(now, zone).year;
  return say(moment, zone, { weekday: "long", day: "numeric", month: "long", ...(!sameYear && { year: "numeric" }) });
}

export function dateAndTime(moment, zone) {
  return `${say(moment, zone, { weekday: "long", day: "numeric", month: "long", year: "numeric" })}, ${timeOf(moment, zone)}`;
}

export function shortDate(moment, zone) {
  return say(moment, zone, { weekday: "short", day: "numeric", month: "short" });
}

/** "3 days ahead of your own clock", or "" when the two agree. */
export function aheadInWords(offsetSeconds) {
  const size = Math.abs(offsetSeconds);
  if (size < 60) return "";
  const [amount, unit] = size < 5400 ? [size / 60, "minute"] : size < 84_600 ? [size / 3600, "hour"] : [size / 86_400, "day"];
  const n = Math.round(amount);
  return `${n} ${unit}${n === 1 ? "" : "s"} ${offsetSeconds > 0 ? "ahead of" : "behind"} your own clock`;
}

/** Minutes `zone` is ahead of UTC at a moment. */
export function offsetMinutes(moment, zone) {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
  }).formatToParts(moment);
  const { year, month, day, hour, minute } = Object.fromEntries(parts.map(({ type, value }) => [type, Number(value)]));
  return Math.round((Date.UTC(year, month - 1, day, hour, minute) - moment.getTime()) / 60_000);
}
