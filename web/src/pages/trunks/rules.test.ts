import { describe, expect, it } from "vitest";

import { rulesOf, rulesText } from "./rules";

describe("rules", () => {
  it("are one a line", () => {
    const rules = [
      { prefix: "+7", replacement: "8" },
      { prefix: "", replacement: "9" },
      { prefix: "00", replacement: "" },
    ];
    expect(rulesText(rules)).toBe("+7 = 8\n= 9\n00 =");
    expect(rulesOf(rulesText(rules))).toEqual(rules);
  });

  it("may be written carelessly", () => {
    expect(rulesOf(" \n+7=8\n99\n")).toEqual([
      { prefix: "+7", replacement: "8" },
      { prefix: "99", replacement: "" },
    ]);
  });
});
