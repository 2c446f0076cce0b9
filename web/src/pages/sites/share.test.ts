import { expect, test } from "vitest";

import { networksIn, share } from "./share";

test("a line is never more than full, and without a limit never is", () => {
  expect(share(32, 64)).toBe(50);
  expect(share(80, 64)).toBe(100);
  expect(share(80, 0)).toBeNull();
  expect(share(null, 64)).toBeNull();
});

test("networks may be typed in any way", () => {
  expect(networksIn(" 192.0.2.0/24\n2001:db8::/48, 10.0.0.1 ")).toEqual(["192.0.2.0/24", "2001:db8::/48", "10.0.0.1"]);
  expect(networksIn("")).toEqual([]);
});
