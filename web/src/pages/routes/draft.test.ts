import { expect, test } from "vitest";

import { entriesOf, faultOf, moved, routesOf } from "./draft";

const ROUTES = [
  { prefix: "", trunk_id: "c", priority: 1 },
  { prefix: "+7", trunk_id: "b", priority: 9 },
  { prefix: "+7", trunk_id: "a", priority: 2 },
  { prefix: "+372", trunk_id: "a", priority: 1 },
];

test("routes are entries by prefix, the longest first", () => {
  expect(entriesOf(ROUTES)).toEqual([
    { prefix: "+372", trunks: ["a"] },
    { prefix: "+7", trunks: ["a", "b"] },
    { prefix: "", trunks: ["c"] },
  ]);
});

test("entries become routes with priorities by their order", () => {
  expect(routesOf([{ prefix: "+7 (495)", trunks: ["b", "a"] }])).toEqual([
    { prefix: "+7495", trunk_id: "b", priority: 1 },
    { prefix: "+7495", trunk_id: "a", priority: 2 },
  ]);
});

test("an entry that cannot be saved says why", () => {
  const fault = (...prefixes: string[]) => faultOf(prefixes.map((prefix) => ({ prefix, trunks: ["a"] })), 0);
  expect(fault("+372", "+7")).toBeUndefined();
  expect(fault("")).toBeUndefined();
  expect(fault("Moscow")).toBe("prefix");
  expect(fault("+3+7")).toBe("prefix");
  expect(fault("+372", "+ 372")).toBe("twice");
  expect(faultOf([{ prefix: "+7", trunks: [] }], 0)).toBe("empty");
});

test("an element is moved", () => {
  expect(moved(["a", "b", "c"], 2, -1)).toEqual(["a", "c", "b"]);
  expect(moved(["a", "b", "c"], 0, 1)).toEqual(["b", "a", "c"]);
});
