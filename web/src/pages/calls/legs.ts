/** What a leg of a call was like. */

import type { Leg, Who } from "../../api/types";

export type Sound = "good" | "fair" | "poor" | "bad" | "unrated" | "none" | "pending" | "unanswered";

/** A word for the sound that came from a leg. */
export function soundOf(leg: Pick<Leg, "answered_at" | "ended_at" | "quality">): Sound {
  if (leg.quality && leg.quality.packets_received > 0) return leg.quality.verdict ?? "unrated";
  if (leg.answered_at === null) return "unanswered";
  return leg.ended_at === null ? "pending" : "none";
}

/** Who stands at the end of a leg. */
export function legParty(leg: Pick<Leg, "party">): Who {
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  return { name: text(leg.party.name), number: text(leg.party.number) };
}
