/** How a trunk stands, in the application's words. */

import type { Tone } from "../calls/outcome";

const STATUSES = {
  registered: ["registered", "good"],
  "by address": ["byAddress", "good"],
  registering: ["registering", "info"],
  leaving: ["leaving", "quiet"],
  off: ["off", "quiet"],
  failed: ["failed", "bad"],
  down: ["down", "bad"],
  "no address": ["noAddress", "bad"],
  unknown: ["unknown", "warn"],
} as const satisfies Record<string, readonly [string, Tone]>;

export type TrunkStatus = (typeof STATUSES)[keyof typeof STATUSES][0];

/** The key of the word and its tone; a status that is not known here counts as unknown. */
export function trunkStatus(status: string): { word: TrunkStatus; tone: Tone } {
  const [word, tone] = Object.entries(STATUSES).find(([known]) => known === status)?.[1] ?? STATUSES.unknown;
  return { word, tone };
}
