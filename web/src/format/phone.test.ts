import { expect, test } from "vitest";

import { isDiallable, phone } from "./phone";

test.each([
  ["+3726000100", "+372 600 0100"],
  ["+79165554433", "+7 916 555 44 33"],
  ["201", "201"],
  ["*43", "*43"],
  ["anonymous", "anonymous"],
  ["", ""],
  ["+1", "+1"],
])("%s is shown as %s", (number, shown) => {
  expect(phone(number)).toBe(shown);
});

test("only numbers can be dialled", () => {
  expect(isDiallable("+3726000100")).toBe(true);
  expect(isDiallable("201")).toBe(true);
  expect(isDiallable("anonymous")).toBe(false);
  expect(isDiallable("")).toBe(false);
});
