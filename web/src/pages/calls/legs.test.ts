import { expect, test } from "vitest";

import { legParty, soundOf } from "./legs";

const QUALITY = {
  codec: "PCMA",
  packets_received: 500,
  packets_lost: 0,
  loss_percent: 0,
  jitter_ms: 1,
  mos: 4.3,
  verdict: "good",
  round_trip_ms: null,
  there: null,
} as const;
const AT = "2026-11-22T10:00:00Z";

test("the word is the server's", () => {
  expect(soundOf({ answered_at: AT, ended_at: AT, quality: QUALITY })).toBe("good");
  expect(soundOf({ answered_at: AT, ended_at: AT, quality: { ...QUALITY, verdict: null } })).toBe("unrated");
});

test("without figures it depends on how far the leg came", () => {
  expect(soundOf({ answered_at: null, ended_at: AT, quality: null })).toBe("unanswered");
  expect(soundOf({ answered_at: AT, ended_at: null, quality: null })).toBe("pending");
  expect(soundOf({ answered_at: AT, ended_at: AT, quality: null })).toBe("none");
  const unheard = { ...QUALITY, packets_received: 0, mos: null, verdict: null };
  expect(soundOf({ answered_at: AT, ended_at: AT, quality: unheard })).toBe("none");
});

test("a party may lack anything", () => {
  expect(legParty({ party: { name: "Anna", number: "201" } })).toEqual({ name: "Anna", number: "201" });
  expect(legParty({ party: { name: null } })).toEqual({ name: "", number: "" });
});
