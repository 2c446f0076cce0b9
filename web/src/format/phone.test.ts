import { expect, test } from "vitest";

import { isDiallable, phone, withPhones } from "./phone";

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

test("numbers within a sentence are shown so, too", () => {
  expect(withPhones("Call from +37255501234 to +3726000100, 201")).toBe("Call from +372 5550 1234 to +372 600 0100, 201");
  expect(withPhones("1 + 12345678, +123, +1234567890123456")).toBe("1 + 12345678, +123, +1234567890123456");
});

test("only numbers can be dialled", () => {
  expect(isDiallable("+3726000100")).toBe(true);
  expect(isDiallable("201")).toBe(true);
  expect(isDiallable("anonymous")).toBe(false);
  expect(isDiallable("")).toBe(false);
});
