// Moments in words: Slack's date tokens, day headings and the workspace's own clock, in the reader's time zone.

const LOCALE = "en";
const HOUR_CYCLE = new Intl.DateTimeFormat(undefined, { hour: "numeric" }).resolvedOptions().hourCycle || "h23";
const DAY = 86_400_000;

function say(moment, zone, parts, locale = LOCALE) {
  return new Intl.DateTimeFormat(locale, { timeZone: zone, ...parts }).format(moment);
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

export function timeOf(moment, zone, seconds = false, locale = LOCALE) {
  const parts = { hour: "numeric", minute: "2-digit", hourCycle: HOUR_CYCLE };
  return say(moment, zone, seconds ? { ...parts, second: "2-digit" } : parts, locale);
}

function ordinal(day) {
  const n = Number(day);
  const tail = n % 100 > 10 && n % 100 < 14 ? "th" : ["th", "st", "nd", "rd"][n % 10] || "th";
  return `${n}${tail}`;
}

function nearby(moment, zone, now, locale = LOCALE) {
  const day = dayOf(moment, zone);
  const days = [0, -1, 1].find((each) => dayOf(new Date(now.getTime() + each * DAY), zone) === day);
  return days === undefined ? undefined : new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(days, "day");
}

function longDate(moment, zone, weekday, locale) {
  const words = say(moment, zone, { month: "long", year: "numeric", ...(weekday && { weekday: "long" }), day: "numeric" }, locale);
  return !locale.startsWith("en") ? words : words.replace(/(\d{1,2}),/, (_, day) => `${ordinal(day)},`);
}

function ago(moment, now, locale) {
  const seconds = Math.round((moment.getTime() - now.getTime()) / 1000);
  const steps = [[3600, "minute", 60], [86_400, "hour", 3600], [Infinity, "day", 86_400]];
  const [, unit, size] = steps.find(([limit]) => Math.abs(seconds) < limit);
  const words = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  if (Math.abs(seconds) < 60) return locale.startsWith("en") ? "just now" : words.format(0, "second");
  return new Intl.RelativeTimeFormat(locale).format(Math.trunc(seconds / size), unit);
}

const TOKENS = {
  date_num: (moment, { zone }) => dayOf(moment, zone),
  date_slash: (moment, { zone, locale }) => say(moment, zone, { year: "numeric", month: "2-digit", day: "2-digit" }, locale),
  date: (moment, { zone, locale }) => longDate(moment, zone, false, locale),
  date_short: (moment, { zone, locale }) => say(moment, zone, { year: "numeric", month: "short", day: "numeric" }, locale),
  date_long: (moment, { zone, locale }) => longDate(moment, zone, true, locale),
  date_long_full: (moment, { zone, locale }) => longDate(moment, zone, true, locale),
  day_divider_pretty: (moment, { zone, now, locale }) => dayHeading(moment, zone, now, locale),
  time: (moment, { zone, locale }) => timeOf(moment, zone, false, locale),
  time_secs: (moment, { zone, locale }) => timeOf(moment, zone, true, locale),
  ago: (moment, { now, locale }) => ago(moment, now, locale),
};

/** Slack's `{date_short_pretty} at {time}` and its kin, in the reader's zone and language; null when the timestamp is
 * none, so the fallback is shown. */
export function dateTokens(pattern, epochSeconds, workspace) {
  const reader = { zone: workspace.zone, now: workspace.now(), locale: workspace.locale };
  const moment = new Date(Number(epochSeconds) * 1000);
  if (Number.isNaN(moment.getTime())) return null;
  return pattern.replace(/\{(\w+)\}/g, (token, name) => {
    const pretty = name.startsWith("date") && name.endsWith("_pretty");
    const plain = TOKENS[pretty ? name.slice(0, -"_pretty".length) : name];
    if (!plain) return token;
    return (pretty && nearby(moment, reader.zone, reader.now, reader.locale)) || plain(moment, reader);
  });
}

export function dayHeading(moment, zone, now, locale = LOCALE) {
  const near = nearby(moment, zone, now, locale);
  if (near) return near[0].toUpperCase() + near.slice(1);
  const sameYear = numbers(moment, zone).year === numbers(now, zone).year;
  return say(moment, zone, { weekday: "long", day: "numeric", month: "long", ...(!sameYear && { year: "numeric" }) }, locale);
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
