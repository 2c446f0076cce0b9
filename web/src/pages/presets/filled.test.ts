import { expect, test } from "vitest";

import { filled } from "./filled";

test("gaps become words, the rest stays", () => {
  expect(filled("(S0<:{number}>)", (gap) => gap.toUpperCase())).toBe("(S0<:‹NUMBER›>)");
  expect(filled("{lines}, {trunk}", (gap) => gap)).toBe("‹lines›, ‹trunk›");
  expect(filled("{other} 1", () => "?")).toBe("{other} 1");
});
