/** Routes as the page edits them: one entry per prefix, its trunks in the order in which they are tried. */

import type { Route } from "../../api/types";

export interface Entry {
  prefix: string;
  trunks: string[];
}

/** The entries of routes, the longest prefix first as it is the one that rules. */
export function entriesOf(routes: readonly Route[]): Entry[] {
  const entries = new Map<string, Route[]>();
  for (const route of routes) entries.set(route.prefix, [...(entries.get(route.prefix) ?? []), route]);
  return [...entries]
    .map(([prefix, found]) => ({
      prefix,
      trunks: found.sort((one, other) => one.priority - other.priority).map((route) => route.trunk_id),
    }))
    .sort((one, other) => other.prefix.length - one.prefix.length || one.prefix.localeCompare(other.prefix));
}

export function routesOf(entries: readonly Entry[]): Route[] {
  return entries.flatMap(({ prefix, trunks }) =>
    trunks.map((trunk_id, place) => ({ prefix: prefix.replace(/[\s().-]/g, ""), trunk_id, priority: place + 1 })),
  );
}

/** What keeps an entry from being saved. */
export function faultOf(entries: readonly Entry[], place: number): "prefix" | "twice" | "empty" | undefined {
  const [own, ...others] = [entries[place], ...entries.filter((_, at) => at !== place)].map((entry) =>
    (entry?.prefix ?? "").replace(/[\s().-]/g, ""),
  );
  if (own === undefined || !/^[+]?\d{0,15}$/.test(own)) return "prefix";
  if (others.includes(own)) return "twice";
  return entries[place]?.trunks.length === 0 ? "empty" : undefined;
}

/** The list with the element at one place moved by so many. */
export function moved<T>(list: readonly T[], place: number, by: number): T[] {
  const found = [...list];
  const [taken] = found.splice(place, 1);
  if (taken !== undefined) found.splice(place + by, 0, taken);
  return found;
}
