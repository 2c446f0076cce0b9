import { expect, test } from "vitest";

import { fieldErrors, ProblemError } from "./problem";

test("messages are found by their field", () => {
  const errors = [
    { field: "body.gateways.0.port", message: "too large" },
    { field: "body.gateways.1.host", message: "too short" },
    { field: "name", message: "name: another trunk has it" },
  ];
  const found = fieldErrors(new ProblemError(422, "no", errors));
  expect([...found]).toEqual([
    ["gateways", "too large"],
    ["name", "name: another trunk has it"],
  ]);
});

test("other errors are about no field", () => {
  expect(fieldErrors(new Error("offline")).size).toBe(0);
  expect(fieldErrors(null).size).toBe(0);
});
