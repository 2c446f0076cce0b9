import { expect, test } from "vitest";

import { secrecyOf } from "./secrecy";

const leg = (encryption: string | null, answered = true) => ({ answered_at: answered ? "2026-11-20T12:00:00Z" : null, encryption });

test("a call is encrypted when all who talked were", () => {
  expect(secrecyOf([leg("dtls"), leg("sdes"), leg(null, false)])).toBe("all");
  expect(secrecyOf([leg("dtls"), leg(null)])).toBe("some");
  expect(secrecyOf([leg(null), leg(null)])).toBe("none");
  expect(secrecyOf([leg(null, false)])).toBeNull();
});
