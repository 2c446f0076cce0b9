/** The gaps in what presets say: what the reader knows, in the reader's words. */

const GAPS = ["number", "user", "password", "extension", "lines", "trunk"] as const;
export type Gap = (typeof GAPS)[number];

export function filled(value: string, word: (gap: Gap) => string): string {
  return value.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const gap = GAPS.find((known) => known === name);
    return gap ? `‹${word(gap)}›` : whole;
  });
}
