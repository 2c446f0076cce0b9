import { describe, expect, test } from "vitest";

import { clock, day, dayKey, duration, moment, secondsBetween } from "./time";

const TALLINN = { language: "en-GB", timeZone: "Europe/Tallinn" };
const NOW = Date.parse("2026-11-22T10:00:00Z");

describe("durations", () => {
  test.each([
    [0, "0:00"],
    [-1, "0:00"],
    [5.4, "0:05"],
    [59.6, "1:00"],
    [72, "1:12"],
    [3599.7, "1:00:00"],
    [3661, "1:01:01"],
  ])("%d s is %s", (seconds, words) => {
    expect(duration(seconds)).toBe(words);
  });

  test("between two moments", () => {
    expect(secondsBetween("2026-11-22T10:00:00Z", "2026-11-22T10:00:07.500Z")).toBe(7.5);
  });
});

describe("the company's zone", () => {
  test("gives the time of day", () => {
    expect(clock("2026-11-22T22:05:09Z", TALLINN)).toBe("00:05");
    expect(clock("2026-11-22T22:05:09Z", TALLINN, true)).toBe("00:05:09");
  });

  test("gives the day, also past midnight there", () => {
    expect(dayKey("2026-11-21T22:30:00Z", TALLINN)).toBe("2026-11-22");
    expect(day("2026-11-21T22:30:00Z", TALLINN, NOW)).toBe("Today");
    expect(day("2026-11-21T21:30:00Z", TALLINN, NOW)).toBe("Yesterday");
  });

  test("knows yesterday over the end of summer time", () => {
    expect(day("2026-10-24T20:00:00Z", TALLINN, Date.parse("2026-10-25T21:30:00Z"))).toBe("Yesterday");
  });
});

describe("days in words", () => {
  test("name the date, and the year when it is another", () => {
    expect(day("2026-11-16T10:00:00Z", TALLINN, NOW)).toBe("Monday 16 November");
    expect(day("2025-11-16T10:00:00Z", TALLINN, NOW)).toMatch(/^Sunday,? 16 November 2025$/);
  });

  test("are there in Russian", () => {
    const place = { ...TALLINN, language: "ru" };
    expect(day("2026-11-22T08:00:00Z", place, NOW)).toBe("Сегодня");
    expect(day("2026-11-16T10:00:00Z", place, NOW)).toBe("Понедельник, 16 ноября");
    expect(moment("2026-11-21T08:00:00Z", place, NOW)).toBe("Вчера, 10:00");
  });
});
