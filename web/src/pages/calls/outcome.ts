/** How a call stands or ended, for the eye: a word, a tone, times that go on while it does. */

import type { Call } from "../../api/types";

export const OUTCOMES = [
  "ringing",
  "talking",
  "answered",
  "missed",
  "voicemail",
  "abandoned",
  "busy",
  "rejected",
  "failed",
  "service",
  "unknown",
] as const;
export type Outcome = (typeof OUTCOMES)[number];
export type Tone = "good" | "info" | "warn" | "bad" | "quiet";

const TONES: Record<Outcome, Tone> = {
  ringing: "good",
  talking: "good",
  answered: "good",
  missed: "bad",
  voicemail: "info",
  abandoned: "bad",
  busy: "warn",
  rejected: "warn",
  failed: "bad",
  service: "quiet",
  unknown: "quiet",
};

/** The word for a call; results of a newer server that are not known here are "unknown". */
export function outcomeOf(call: Pick<Call, "state" | "result" | "connected_at">): Outcome {
  if (call.state === "live") return call.connected_at === null ? "ringing" : "talking";
  return OUTCOMES.find((outcome) => outcome === call.result) ?? "unknown";
}

export function toneOf(outcome: Outcome): Tone {
  return TONES[outcome];
}

export interface Times {
  waiting: number;
  talking: number | null;
}

/**
 * Seconds of waiting and talking now.
 *
 * The server's figures were true when they were fetched; a live call goes on from there by our clock's difference, so a wrong
 * clock in the browser does no harm.
 */
export function timesOf(
  call: Pick<Call, "state" | "connected_at" | "waiting_seconds" | "talking_seconds">,
  fetchedAt: number,
  now: number,
): Times {
  const since = call.state === "live" ? Math.max(0, (now - fetchedAt) / 1000) : 0;
  const talks = call.connected_at !== null;
  return {
    waiting: call.waiting_seconds + (talks ? 0 : since),
    talking: call.talking_seconds === null ? null : call.talking_seconds + (talks ? since : 0),
  };
}
