import { expect, test } from "vitest";

import { faultsOf, refused } from "./form";

const ROOM = { number: "500", name: "Monday", kind: "conference", pin: "4711", places: 10 } as const;

test("what is right has no faults", () => {
  expect(faultsOf(ROOM)).toEqual({});
  expect(faultsOf({ number: "*43", name: "Echo", kind: "echo" })).toEqual({});
  expect(faultsOf({ ...ROOM, pin: "" })).toEqual({});
});

test("each fault is at its field", () => {
  expect(faultsOf({ ...ROOM, number: "20a", name: " ", pin: "x", places: 1 })).toEqual({
    number: "numberWrong",
    name: "nameWrong",
    pin: "pinWrong",
    places: "placesWrong",
  });
  expect(faultsOf({ ...ROOM, number: "", places: 101 })).toEqual({ number: "numberWrong", places: "placesWrong" });
  expect(refused(["number", "other"])).toEqual({ number: "numberTaken" });
});
