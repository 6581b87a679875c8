// Civil dates and times as people type and read them, in Europe/London.

export interface Day {
  /** YYYY-MM-DD */
  date: string;
  /** HH:MM */
  time?: string;
}

const weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
const months = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
];
const DAY = 86_400_000;

const london = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", ...options });
const clockForm = london({ hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short" });
const civilForm = london({ year: "numeric", month: "2-digit", day: "2-digit" });

/** "16:07 GMT" of a moment, RFC 3339 or milliseconds. */
export function clock(at: string | number): string {
  return clockForm.format(new Date(at));
}

/** "at 16:31 GMT", with the day where that is not today; both in milliseconds. */
export function when(at: number, now: number): string {
  const [day, today] = [civil(at), civil(now)];
  return `${day === today ? "" : `on ${dayWords(day, today)} `}at ${clock(at)}`;
}

/** "16:07", where the zone stands beside it already. */
export function hour(at: string | number): string {
  return clock(at).slice(0, 5);
}

/** The civil date of a moment, milliseconds. */
export function civil(at: number): string {
  const [day, month, year] = civilForm.format(at).split("/");
  return `${year}-${month}-${day}`;
}

/** "Monday 30 November", with the year where it is not that of today. */
export function dayWords(date: string, today: string): string {
  const at = moment(date);
  if (Number.isNaN(at)) return date;
  const day = new Date(at);
  const words = `${capital(weekdays[day.getUTCDay()]!)} ${day.getUTCDate()} ${capital(months[day.getUTCMonth()]!)}`;
  return date.slice(0, 4) === today.slice(0, 4) ? words : `${words} ${date.slice(0, 4)}`;
}

/**
 * What somebody means who types "mon", "+2", "tomorrow", "today 18:00", "30 nov", "30/11/2026", "fri 9am", seen from
 * today. A weekday is the next one, never today; a date without year is the next such date. Undefined where it is none
 * of these, or a date that does not exist.
 */
export function readDay(typed: string, today: string): Day | undefined {
  const words = typed.toLowerCase().replace(/,/g, " ").trim();
  const time = /(?:^|\s)(?:at\s+)?(?:(\d{1,2})[:.](\d{2})\s*(am|pm)?|(\d{1,2})\s*(am|pm))$/.exec(words);
  const date = dateOf((time ? words.slice(0, time.index) : words).trim(), today, time !== null);
  if (!time) return date === undefined ? undefined : { date };
  const of = timeOf(time[1] ?? time[4]!, time[2] ?? "00", time[3] ?? time[5]);
  return date === undefined || of === undefined ? undefined : { date, time: of };
}

function dateOf(words: string, today: string, timed: boolean): string | undefined {
  const from = moment(today);
  if (words === "today" || (words === "" && timed)) return today;
  if (/^tom(orrow)?$/.test(words)) return iso(from + DAY);
  const plus = /^\+\s*(\d{1,3})\s*(d|days?|w|weeks?)?$/.exec(words);
  if (plus) return iso(from + Number(plus[1]) * (plus[2]?.startsWith("w") ? 7 : 1) * DAY);
  const weekday = words.length >= 3 ? weekdays.findIndex((name) => name.startsWith(words)) : -1;
  if (weekday >= 0) return iso(from + (((weekday - new Date(from).getUTCDay() + 6) % 7) + 1) * DAY);
  const full = /^(\d{4})-(\d{2})-(\d{2})$/.exec(words);
  if (full) return existing(Number(full[1]), Number(full[2]), Number(full[3]));
  const numbers = /^(\d{1,2})[/.](\d{1,2})(?:[/.](\d{4}|\d{2}))?$/.exec(words);
  if (numbers) return dated(numbers[1]!, Number(numbers[2]), numbers[3], today);
  const named = /^(?:[a-z]+\s+)?(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?([a-z]{3,})(?:\s+(\d{4}))?$/.exec(words);
  const month = named ? months.findIndex((name) => name.startsWith(named[2]!)) : -1;
  return named && month >= 0 ? dated(named[1]!, month + 1, named[3], today) : undefined;
}

function dated(day: string, month: number, year: string | undefined, today: string): string | undefined {
  if (year) return existing(Number(year) + (year.length === 2 ? 2000 : 0), month, Number(day));
  const now = Number(today.slice(0, 4));
  // 29 February may be some years off.
  for (let y = now; y < now + 9; y++) {
    const date = existing(y, month, Number(day));
    if (date && date >= today) return date;
  }
  return undefined;
}

function timeOf(hours: string, minutes: string, half: string | undefined): string | undefined {
  let h = Number(hours);
  if (half && (h < 1 || h > 12)) return undefined;
  if (half) h = (h % 12) + (half === "pm" ? 12 : 0);
  return h > 23 || Number(minutes) > 59 ? undefined : `${String(h).padStart(2, "0")}:${minutes}`;
}

function existing(year: number, month: number, day: number): string | undefined {
  const date = iso(Date.UTC(year, month - 1, day));
  const asked = `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
  return date === asked ? date : undefined;
}

function moment(date: string): number {
  return Date.parse(`${date}T00:00:00Z`);
}

function iso(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** The words with their first letter large. */
export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
