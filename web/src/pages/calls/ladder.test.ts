import { expect, test } from "vitest";

import { columnsOf, spanOf, type Trace } from "./ladder";

const TRACE = {
  legs: [
    { leg_id: "b", name: "Boris", direction: "outbound" },
    { leg_id: "a", name: "Anna", direction: "inbound" },
    { leg_id: "c", name: "Clara", direction: "outbound" },
  ],
  messages: [{ leg_id: "a" }, { leg_id: "b" }],
} as Trace;

test("callers stand left of Offhook, the called right, the silent nowhere", () => {
  expect(columnsOf(TRACE).map((column) => column.name)).toEqual(["Anna", "Offhook", "Boris"]);
});

test("arrows go where the message went", () => {
  const columns = columnsOf(TRACE);
  expect(spanOf({ leg_id: "a", sent: false }, columns)).toEqual({ start: 0, end: 1, right: true });
  expect(spanOf({ leg_id: "a", sent: true }, columns)).toEqual({ start: 0, end: 1, right: false });
  expect(spanOf({ leg_id: "b", sent: true }, columns)).toEqual({ start: 1, end: 2, right: true });
  expect(spanOf({ leg_id: "b", sent: false }, columns)).toEqual({ start: 1, end: 2, right: false });
});
