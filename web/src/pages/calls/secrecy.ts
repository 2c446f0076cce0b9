/** Whether the sound of a call was protected on its way: with all parties, with some, or with none. */

import type { Leg } from "../../api/types";

export type Secrecy = "all" | "some" | "none";

/** Judges by the parties that talked; null when nobody did. */
export function secrecyOf(legs: readonly Pick<Leg, "answered_at" | "encryption">[]): Secrecy | null {
  const talked = legs.filter((leg) => leg.answered_at !== null);
  if (talked.length === 0) return null;
  const kept = talked.filter((leg) => leg.encryption !== null).length;
  return kept === talked.length ? "all" : kept > 0 ? "some" : "none";
}
