import { expect, test } from "vitest";

import { trunkStatus } from "./status";

test("what the switch says has a word", () => {
  expect(trunkStatus("by address")).toEqual({ word: "byAddress", tone: "good" });
  expect(trunkStatus("failed")).toEqual({ word: "failed", tone: "bad" });
});

test("what is not known here counts as unknown", () => {
  expect(trunkStatus("dancing").word).toBe("unknown");
  expect(trunkStatus("constructor").word).toBe("unknown");
});
