// Figures, units and times as people read them. What is not known is a dash.

const UNKNOWN = "–";
const time = new Intl.DateTimeFormat(undefined, {hour: "2-digit", minute: "2-digit", second: "2-digit"});
const dayAndTime = new Intl.DateTimeFormat(undefined,
  {day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit"});

const isKnown = value => value !== null && value !== undefined && Number.isFinite(value);

/** Three digits that matter: 0.0123, 1.23, 12.3, 123, 12 345. */
export function number(value) {
  if (!isKnown(value)) {
    return UNKNOWN;
  }
  const size = Math.abs(value);
  const digits = size === 0 || size >= 100 || Number.isInteger(value) ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 4;
  return value.toLocaleString("en-US", {maximumFractionDigits: digits}).replaceAll(",", "\u202f");
}

export const perSecond = value => isKnown(value) ? `${number(value)}/s` : UNKNOWN;

export const percent = value => isKnown(value) ? `${number(value)} %` : UNKNOWN;

/** Percent near 100, where the digits behind the point are what matters. Rounded down: 99.996 is not 100. */
export function attainment(value) {
  return isKnown(value) ? `${(Math.floor(value * 100) / 100).toFixed(value === 100 ? 0 : 2)} %` : UNKNOWN;
}

export function milliseconds(value) {
  if (!isKnown(value)) {
    return UNKNOWN;
  }
  return value < 1000 ? `${number(value < 10 ? value : Math.round(value))} ms` : `${number(value / 1000)} s`;
}

export function bytes(value) {
  if (!isKnown(value)) {
    return UNKNOWN;
  }
  const units = ["B", "kB", "MB", "GB"];
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, Math.abs(value))) / 3));
  return `${number(value / 1000 ** step)} ${units[step]}`;
}

/** A length of time in words, from seconds. */
export function duration(seconds) {
  if (!isKnown(seconds)) {
    return UNKNOWN;
  }
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 90) {
    return `${whole} s`;
  }
  if (whole < 90 * 60) {
    return `${Math.floor(whole / 60)} min`;
  }
  return whole < 48 * 3600 ? `${Math.floor(whole / 3600)} h ${Math.floor(whole % 3600 / 60)} min`
    : `${Math.floor(whole / 86400)} days`;
}

/** The local time of day; with the day where it is not today. */
export function clock(iso) {
  if (!iso) {
    return UNKNOWN;
  }
  const date = new Date(iso);
  return date.toDateString() === new Date().toDateString() ? time.format(date) : dayAndTime.format(date);
}

/** Seconds from one time to the other, both ISO 8601. */
export const secondsBetween = (from, to) => (Date.parse(to) - Date.parse(from)) / 1000;

/** "1 request", "2 requests". */
export const count = (value, word) => `${number(value)} ${word}${value === 1 ? "" : "s"}`;

/** The unit that a chart's title ends with: "..., ms" or "... a minute". */
export function unitOf(title) {
  if (/\ba minute$/.test(title)) {
    return / ms a minute$/.test(title) ? "ms a minute" : "a minute";
  }
  return /, (ms|s|bytes|%)$/.exec(title)?.[1] ?? "";
}

/** A value with the unit that its chart's title names. */
export function withUnit(value, unit) {
  switch (unit) {
    case "ms": return milliseconds(value);
    case "s": return isKnown(value) ? milliseconds(value * 1000) : UNKNOWN;
    case "bytes": return bytes(value);
    case "%": return percent(value);
    default: return number(value);
  }
}
