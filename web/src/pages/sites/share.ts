/** How full a line is, in per cent; null where there is no limit or nothing is known. */
export function share(used: number | null | undefined, limit: number): number | null {
  return used == null || limit === 0 ? null : Math.min(100, Math.round((used / limit) * 100));
}

/** What was typed as addresses: one a line, or with commas and blanks between. */
export function networksIn(text: string): string[] {
  return text.split(/[\s,;]+/).filter((part) => part !== "");
}
