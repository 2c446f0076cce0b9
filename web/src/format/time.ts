/** Times and durations for people. Every function takes the company's zone; without one the browser's is used. */

export interface Place {
  /** Language of the application, as a BCP 47 tag. */
  language: string;
  /** IANA name of the company's zone. */
  timeZone?: string | undefined;
}

/** Seconds as `m:ss`, from an hour on as `h:mm:ss`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  const rest = String(whole % 60).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

/** The seconds between two moments, from the first to the second. */
export function secondsBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 1000;
}

/** The time of day, without seconds unless asked for. */
export function clock(at: string, place: Place, seconds = false): string {
  return new Intl.DateTimeFormat(place.language, {
    hour: "2-digit",
    minute: "2-digit",
    ...(seconds ? { second: "2-digit" } : {}),
    hourCycle: "h23",
    timeZone: place.timeZone,
  }).format(new Date(at));
}

/** The day in that zone as `2026-11-22`: a key to group by. */
export function dayKey(at: string | number, place: Place): string {
  return new Intl.DateTimeFormat("en-CA", {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    timeZone: place.timeZone,
  }).format(new Date(at));
}

/** The day in words: today and yesterday by these words, other days by their date. */
export function day(at: string, place: Place, now: number): string {
  const [then, today] = [dayKey(at, place), dayKey(now, place)];
  const daysAgo = Math.round((Date.parse(today) - Date.parse(then)) / 86_400_000);
  if (daysAgo === 0 || daysAgo === 1) {
    const words = new Intl.RelativeTimeFormat(place.language, { numeric: "auto" }).format(-daysAgo, "day");
    return words.charAt(0).toLocaleUpperCase(place.language) + words.slice(1);
  }
  const words = new Intl.DateTimeFormat(place.language, {
    weekday: "long",
    day: "numeric",
    month: "long",
    ...(then.slice(0, 4) === today.slice(0, 4) ? {} : { year: "numeric" }),
    timeZone: place.timeZone,
  }).format(new Date(at));
  return words.charAt(0).toLocaleUpperCase(place.language) + words.slice(1);
}

/** Day and time together, for one moment that stands alone. */
export function moment(at: string, place: Place, now: number): string {
  return `${day(at, place, now)}, ${clock(at, place)}`;
}
