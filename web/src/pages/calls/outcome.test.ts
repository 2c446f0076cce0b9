import { expect, test } from "vitest";

import { outcomeOf, timesOf } from "./outcome";

const LIVE = { state: "live", result: null, connected_at: null, waiting_seconds: 4, talking_seconds: null } as const;

test("a live call waits, then talks", () => {
  expect(outcomeOf(LIVE)).toBe("ringing");
  expect(outcomeOf({ ...LIVE, connected_at: "2026-11-22T10:00:00Z" })).toBe("talking");
});

test("an ended call has its result, also one of a newer server", () => {
  expect(outcomeOf({ ...LIVE, state: "ended", result: "missed" })).toBe("missed");
  expect(outcomeOf({ ...LIVE, state: "ended", result: "parked" })).toBe("unknown");
  expect(outcomeOf({ ...LIVE, state: "ended", result: null })).toBe("unknown");
});

test("the waiting of a live call goes on from when it was fetched", () => {
  expect(timesOf(LIVE, 1000, 3500)).toEqual({ waiting: 6.5, talking: null });
  expect(timesOf(LIVE, 3000, 1000)).toEqual({ waiting: 4, talking: null });
});

test("once they talk only the talking goes on", () => {
  const call = { ...LIVE, connected_at: "2026-11-22T10:00:00Z", talking_seconds: 10 };
  expect(timesOf(call, 0, 2000)).toEqual({ waiting: 4, talking: 12 });
});

test("nothing goes on in an ended call", () => {
  const call = { ...LIVE, state: "ended", connected_at: "2026-11-22T10:00:00Z", talking_seconds: 10 } as const;
  expect(timesOf(call, 0, 9000)).toEqual({ waiting: 4, talking: 10 });
});
